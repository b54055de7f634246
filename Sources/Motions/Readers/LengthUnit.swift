// Finds the unit of length of a skeleton file by the length of a leg.

/// The unit of a file's lengths.
struct LengthUnit {
    let name: String
    /// Metres per unit.
    let metres: Double

    /// Hip to knee to ankle of an adult, metres.
    static let usualLeg = 0.82

    static let metre = LengthUnit(name: "metres", metres: 1)
    private static let known = [
        metre, LengthUnit(name: "centimetres", metres: 0.01), LengthUnit(name: "millimetres", metres: 0.001),
        LengthUnit(name: "inches", metres: 0.0254),
        // The files of Carnegie Mellon's Acclaim skeletons: 0.45 inches to one.
        LengthUnit(name: "units of 5.64 cm, as in CMU's files", metres: 0.0254 / 0.45),
    ]

    /// The unit in which a leg of this length is most like an adult's; a unit made to fit where none is near.
    ///
    /// Children and giants in metres stay in metres: only a leg below 25 cm or above 2.5 m makes it look further.
    static func guessed(leg: Double) -> LengthUnit {
        // All joints in one place have no size to go by.
        guard leg > 1e-6, leg.isFinite else { return metre }
        if (0.25...2.5).contains(leg) { return metre }
        func misfit(_ unit: LengthUnit) -> Double {
            let ratio = leg * unit.metres / usualLeg
            return max(ratio, 1 / ratio)
        }
        let best = known.min { misfit($0) < misfit($1) } ?? metre
        if misfit(best) < 1.7 { return best }
        let fitting = usualLeg / leg
        return LengthUnit(name: "of a unit in which the legs are \(usualLeg) m long", metres: fitting)
    }
}
