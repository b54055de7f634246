// Moments side by side with their times beneath: the picture papers print of a motion.

/// Pictures of one size in a row, each with a label beneath.
public struct Strip: Sendable {
    /// Pixels between pictures and around them.
    public var gap: Int
    /// Height of the labels' band in pixels; nil: one line of the style, none if all labels are empty.
    public var labelHeight: Int?
    public var style: TextStyle
    public var background: Color
    /// Layout of the strip's pixels.
    public var format: PixelFormat

    public init(
        gap: Int = 0, labelHeight: Int? = nil, style: TextStyle = TextStyle(size: 13, smallestSize: 10, verticalAlignment: .middle),
        background: Color = .white, format: PixelFormat = .rgb8
    ) {
        self.gap = gap
        self.labelHeight = labelHeight
        self.style = style
        self.background = background
        self.format = format
    }

    /// The strip.
    /// - Parameters:
    ///   - pictures: from left to right, all of one size.
    ///   - labels: beneath them in turn, such as ``timeStamp(seconds:decimals:)``; missing ones stay empty.
    /// - Throws: ``PictureProblem`` if there are no pictures, their sizes differ or the strip would be too large.
    public func image(of pictures: [Image], labels: [String] = []) throws -> Image {
        guard let first = pictures.first else { throw PictureProblem("a strip has no pictures", expected: "at least one") }
        let band: Int
        if let labelHeight {
            band = labelHeight
        } else {
            let line = TextLayout(" ", style: style).lineHeight
            band = labels.allSatisfy(\.isEmpty) ? 0 : line + line / 4
        }
        let grid = try Grid(
            count: pictures.count, cellWidth: first.width, cellHeight: first.height, columns: pictures.count,
            captionHeight: band, captionPlace: .below, gap: gap, margin: gap)
        let template = try GridTemplate(
            grid, captions: labels, style: style, padding: 2, background: background, format: format)
        return try template.compose(pictures)
    }

    /// A time as a label: `1.50 s`. Decimals (0 to 6) are rounded to nearest; what is not a number, or beyond a million
    /// seconds, gives an empty label.
    public static func timeStamp(seconds: Double, decimals: Int = 2) -> String {
        guard abs(seconds) <= 1_000_000 else { return "" }
        let digits = min(max(0, decimals), 6)
        let unit = (0..<digits).reduce(1) { power, _ in power * 10 }
        let value = Int((abs(seconds) * Double(unit)).rounded())
        let sign = seconds < 0 && value > 0 ? "−" : ""
        if digits == 0 { return "\(sign)\(value) s" }
        let fraction = String(value % unit)
        return "\(sign)\(value / unit)." + String(repeating: "0", count: digits - fraction.count) + fraction + " s"
    }
}
