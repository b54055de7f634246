// What may be chosen about an animated GIF besides its palette.

/// How an animated GIF is written.
public struct GIFOptions: Sendable, Equatable {
    /// How often the animation plays.
    public enum Repetition: Sendable, Equatable {
        case forever
        /// 1...65536 times.
        case times(Int)
    }

    /// What happens to colours that are not in the palette.
    public enum Dithering: String, Sendable, CaseIterable {
        /// Each becomes the nearest entry: smallest files, bands in wide soft gradients when entries are few.
        case none
        /// Where the nearest entry is visibly off, two entries alternate in a fixed 8×8 pattern (Bayer 1973). The pattern
        /// depends on place and colour only, so what does not move does not flicker; colours in the palette stay plain.
        case ordered
    }

    /// Whether a pixel whose colour is not in the palette may be stored as the second-nearest entry, where that is off by at most
    /// a level of brightness more and makes the file smaller (by about a tenth). Colours in the palette are stored as they are in
    /// any case, and dithered pictures as their pattern says.
    public var isEconomical: Bool
    public var repetition: Repetition
    public var dithering: Dithering
    /// The colour under see-through pixels. If nil, pixels less than half opaque become transparent and others opaque: GIF
    /// knows nothing in between.
    public var backdrop: Color?

    public init(repetition: Repetition = .forever, dithering: Dithering = .none, backdrop: Color? = nil, isEconomical: Bool = true) {
        self.repetition = repetition
        self.dithering = dithering
        self.backdrop = backdrop
        self.isEconomical = isEconomical
    }
}
