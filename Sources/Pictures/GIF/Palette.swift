// The colours of an animated GIF: one list for all frames.

/// Up to 255 opaque colours, and one more table entry that means "transparent" or "as before".
///
/// One palette serves a whole animation, so that a place that does not change has the same number in every frame.
public struct Palette: Sendable, Equatable {
    /// The colours, in table order.
    public let colors: [Color]

    /// The most colours a palette holds: a GIF table has 256 entries and one is kept for transparency.
    public static let maximumCount = 255

    /// The table entry after the colours.
    public var transparentIndex: UInt8 { UInt8(colors.count) }

    /// Entries in the file's table: the next power of two with room for ``transparentIndex``.
    var tableSize: Int {
        var size = 2
        while size < colors.count + 1 { size *= 2 }
        return size
    }

    /// A palette of given colours; alpha is ignored, repeated colours count once.
    /// - Throws: ``PictureProblem`` if there are none or more than ``maximumCount``.
    public init(_ colors: [Color]) throws {
        var seen = Set<Color>()
        let opaque = colors.map { Color($0.red, $0.green, $0.blue) }.filter { seen.insert($0).inserted }
        guard (1...Palette.maximumCount).contains(opaque.count) else {
            throw PictureProblem("a GIF palette cannot have \(opaque.count) colours", expected: "1 to \(Palette.maximumCount)")
        }
        self.colors = opaque
    }

    /// For callers that have made sure of 1 to 255 different, opaque colours.
    init(unchecked colors: [Color]) {
        self.colors = colors
    }

    /// The palette for pictures like the given ones. See ``PaletteBuilder``.
    /// - Parameters:
    ///   - samples: some frames of the animation; a dozen spread over it are usually enough.
    ///   - exact: colours to keep to the bit, such as the background and captions; see-through ones are passed over.
    ///   - maximumCount: 1...255, less for smaller files.
    public static func build(from samples: [Image], exact: [Color], maximumCount: Int = maximumCount) -> Palette {
        var builder = PaletteBuilder(exact: exact)
        for image in samples { builder.add(image) }
        return builder.palette(maximumCount: maximumCount)
    }
}
