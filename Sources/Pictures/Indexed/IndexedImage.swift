// A picture of few colours, some of them see-through, as numbers of a palette: what sheets of many small frames are stored as.

/// Palette numbers, row by row.
public struct IndexedImage: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// 1 to 256 colours; straight alpha.
    public let palette: [Color]
    /// `width * height` numbers of colours, top row first.
    public let pixels: [UInt8]

    /// - Throws: ``PictureProblem`` if a side is not in 1...``Image/maximumSide``, there are no colours or more than 256, or a pixel has none.
    public init(width: Int, height: Int, palette: [Color], pixels: [UInt8]) throws {
        let needed = try Image.byteCount(width: width, height: height, format: .gray8)
        guard pixels.count == needed else {
            throw PictureProblem("a \(width)×\(height) picture was given \(pixels.count) palette numbers", expected: "\(needed)")
        }
        guard (1...256).contains(palette.count) else {
            throw PictureProblem("a palette has \(palette.count) colours", expected: "1 to 256")
        }
        if palette.count < 256, let highest = pixels.max(), Int(highest) >= palette.count {
            throw PictureProblem("a pixel has colour \(highest) of a palette of \(palette.count)", expected: "0 to \(palette.count - 1)")
        }
        self.width = width
        self.height = height
        self.palette = palette
        self.pixels = pixels
    }
}
