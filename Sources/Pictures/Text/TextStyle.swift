// How a text is to look.

/// Size, colour and alignment of a text.
public struct TextStyle: Sendable, Equatable {
    /// Where lines stand in their box from left to right.
    public enum Alignment: String, Sendable, CaseIterable {
        case left, center, right
    }

    /// Where the block of lines stands in its box from top to bottom.
    public enum VerticalAlignment: String, Sendable, CaseIterable {
        case top, middle, bottom
    }

    /// Pixels per em, 1 to 1000; what lies outside is taken as the nearer end. Lines are about 1.16 times as high.
    public var size: Double
    /// Down to this many pixels per em a text that does not fit its box is made smaller, in whole pixels, before an
    /// ellipsis cuts it. nil: the size is kept.
    public var smallestSize: Double?
    /// Its alpha weakens the whole text.
    public var color: Color
    /// Line height as a multiple of the font's own, 0.5 to 10.
    public var lineSpacing: Double
    public var alignment: Alignment
    public var verticalAlignment: VerticalAlignment

    public init(
        size: Double = 15, smallestSize: Double? = nil, color: Color = .black, lineSpacing: Double = 1,
        alignment: Alignment = .center, verticalAlignment: VerticalAlignment = .top
    ) {
        self.size = size
        self.smallestSize = smallestSize
        self.color = color
        self.lineSpacing = lineSpacing
        self.alignment = alignment
        self.verticalAlignment = verticalAlignment
    }

    /// ``size`` within its limits; what is not a number becomes the default.
    var usableSize: Double { size.isNaN ? 15 : min(max(size, 1), 1000) }
    var usableSpacing: Double { lineSpacing.isNaN ? 1 : min(max(lineSpacing, 0.5), 10) }

    /// The sizes to try in turn: ``size``, then whole pixels down to ``smallestSize``.
    var sizes: [Double] {
        guard let smallestSize, smallestSize < usableSize else { return [usableSize] }
        let last = max(smallestSize, 1)
        return [usableSize] + stride(from: (usableSize - 0.5).rounded(.down), through: last, by: -1)
    }
}
