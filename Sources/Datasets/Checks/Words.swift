// Numbers as the lines about clips say them, the same in every locale.

enum Words {
    /// With so many digits after the point, without needless zeros.
    static func number(_ value: Double, _ digits: Int = 1) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let unit = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = (value * unit).rounded() / unit
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    static func seconds(_ value: Double) -> String { number(value, 2) + " s" }
    static func percent(_ share: Double) -> String { number(share * 100, 0) + " %" }
    static func centimetres(_ metres: Float) -> String { number(Double(metres) * 100, 0) + " cm" }
}

extension Array where Element: Comparable {
    /// The value below which this part of the sorted values lies; nil if there are none.
    func quantile(_ part: Double) -> Element? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        return ordered[Swift.min(ordered.count - 1, Swift.max(0, Int(Double(ordered.count) * part)))]
    }
}
