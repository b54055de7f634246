// FLIP: how much of a difference a person sees when two pictures take turns on a screen.
import Pictures
import Workers

/// The difference of two pictures of the same size as seen by somebody who flips between them: 0 for none, 1 for the most.
///
/// LDR-FLIP of Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström and Fairchild, "FLIP: A Difference Evaluator for
/// Alternating Images" (Proc. ACM Comput. Graph. Interact. Tech. 3, 2020). Pictures are blurred as the eye blurs them at a
/// distance, their colours compared in a perceptually uniform space, and differences made stronger where edges and points
/// come or go. It is the same whichever picture comes first.
///
/// Use it where pictures may differ in every pixel and the question is whether anybody would notice: other processors,
/// palettes, compression. ``ImageDifference`` is sharper and quicker where pixels should be equal.
///
/// ```swift
/// let shades: [UInt8] = (0..<4096).map { UInt8($0 % 64) * 3 }
/// let picture = try Image(width: 64, height: 64, format: .gray8, pixels: shades)
/// let nudged = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 + 1 })
/// let darker = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 / 2 })
/// print(try FLIP(picture, picture).mean)  // 0.0
/// print(try FLIP(picture, nudged).mean < 0.05)  // true
/// print(try FLIP(picture, darker).mean > 0.2)  // true
/// ```
public struct FLIP: Sendable, Equatable {
    /// Columns of ``map``.
    public let width: Int
    /// Rows of ``map``.
    public let height: Int
    /// The difference seen at each pixel, 0...1, row by row from the top.
    public let map: [Float]
    /// The mean of ``map``.
    public let mean: Double

    /// A 4K screen 0.7 m wide seen from 0.7 m: the authors' choice, 67.02 pixels in a degree of sight.
    public static let usualPixelsPerDegree = 3840 * FLIPFilters.pi / 180

    /// Compares two pictures. See-through ones are laid over white first; gray, colour and alpha may be mixed.
    ///
    /// A pair of 1024×1024 pixels takes a few tenths of a second; the two halves are computed at once. The result is the same
    /// on every machine.
    /// - Parameter pixelsPerDegree: how many pixels a degree of sight spans, 1 to 1000: the fewer, the nearer the eye.
    /// - Throws: ``PictureProblem`` if sizes differ, or a picture has 16-bit samples, which are no colours.
    public init(_ first: Image, _ second: Image, pixelsPerDegree: Double = usualPixelsPerDegree) throws {
        guard first.width == second.width, first.height == second.height else {
            throw PictureProblem(
                "cannot compare a \(first.width)×\(first.height) picture with a \(second.width)×\(second.height) one",
                expected: "the same size")
        }
        guard first.format != .gray16, second.format != .gray16 else {
            throw PictureProblem("FLIP of 16-bit pictures is not defined", expected: "8-bit pictures")
        }
        guard (1...1000).contains(pixelsPerDegree) else {
            throw PictureProblem("\(pixelsPerDegree) pixels a degree", expected: "1 to 1000")
        }
        let (width, height) = (first.width, first.height)
        let filters = FLIPFilters(pixelsPerDegree: pixelsPerDegree)
        let pair = [first, second].map { ($0.format == .rgba8 ? $0.flattened(over: .white) : $0.converted(to: .rgb8)).pixels }
        var map = [Float](repeating: 0, count: width * height)
        try map.withUnsafeMutableBufferPointer { map in
            try pair[0].withUnsafeBufferPointer { a in
                try pair[1].withUnsafeBufferPointer { b in
                    guard let base = map.baseAddress else { return }
                    let rows = FLIPRows(reference: a, test: b, width: width, height: height, filters: filters)
                    // Small ones are done before a thread has started.
                    let middle = width * height < 16_384 ? height : height / 2
                    _ = try Concurrently.run(
                        here: { rows.compute(0..<middle, into: base) }, besides: { rows.compute(middle..<height, into: base) })
                }
            }
        }
        self.width = width
        self.height = height
        self.map = map
        mean = map.reduce(0) { $0 + Double($1) } / Double(width * height)
    }

    /// The map as a picture: dark where nothing is seen, bright where much is.
    /// - Parameter colormap: the authors' is ``Colormap/magma``.
    public func picture(_ colormap: Colormap = .magma) throws -> Image {
        try Image(
            width: width, height: height, format: .rgb8,
            pixels: map.flatMap { value in
                let color = colormap[Double(value)]
                return [color.red, color.green, color.blue]
            })
    }
}
