// Builds a palette for all frames: gathers the colours of sample frames, one at a time, and quantises them.

/// Makes a ``Palette`` from frames that need not be in memory together.
///
/// ```swift
/// var builder = PaletteBuilder(exact: [.white])
/// for gray in stride(from: 0, through: 255, by: 5) {
///     builder.add(try Image(width: 4, height: 4, format: .rgb8, fill: Color(gray: UInt8(gray))))
/// }
/// let palette = builder.palette(maximumCount: 16)
/// print(palette.colors.count, palette.colors.contains(.white))  // 16 true
/// ```
///
/// Colours listed as exact are in the palette to the bit and their pixels do not weigh on the others, however many they
/// are: a small body on a large plain background gets nearly all entries. Every other colour weighs as the number of
/// its pixels.
public struct PaletteBuilder: Sendable {
    private let exact: [Color]
    private var histogram = ColorHistogram()

    /// - Parameter exact: colours to keep to the bit; see-through ones are passed over, and those beyond the palette's
    ///   size are left out.
    public init(exact: [Color]) {
        var seen = Set<Color>()
        self.exact = exact.filter { $0.isOpaque && seen.insert($0).inserted }
    }

    /// Counts the colours of a frame. Pixels less than half opaque do not count.
    public mutating func add(_ image: Image) {
        histogram.add(image)
    }

    /// The palette: the exact colours first, in their order, then the others by brightness.
    /// - Parameter maximumCount: 1...255; other values are brought into that range.
    public func palette(maximumCount: Int = Palette.maximumCount) -> Palette {
        let limit = min(max(maximumCount, 1), Palette.maximumCount)
        let reserved = Array(exact.prefix(limit))
        let reservedColors = Set(reserved.map(\.rgb))
        let colors = histogram.colors.filter { !reservedColors.contains($0.rgb) }
        var result = reserved
        if colors.count <= limit - reserved.count {
            result += colors.map { Color(rgb: $0.rgb) }
        } else {
            result += PaletteQuantizer.choose(limit - reserved.count, from: colors, besides: reserved)
        }
        if result.isEmpty { result = [.black] }
        return Palette(unchecked: result)
    }
}
