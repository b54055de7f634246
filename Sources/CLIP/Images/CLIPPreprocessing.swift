// From pictures to the numbers that the image tower takes.
import Files
import Learning
import Pictures
import Workers

/// CLIP's preparation of pictures: resized so that the shorter side fits, the middle cut out, brought to mean 0 and deviation 1.
///
/// The pixels are those of Pillow's bicubic filter, which OpenAI's `preprocess` uses. As there, transparency is dropped, not blended, and
/// pictures with a palette or in black and white are not smoothed. 16-bit gray is read as 8-bit (Pillow clips it to white).
///
/// ```swift
/// let image = try Image(width: 300, height: 200, format: .rgb8, fill: .white)
/// let pixels = CLIPPreprocessing(size: 224).pixels(of: [image])
/// print(pixels.shape, pixels.elements[0])  // [1, 3, 224, 224] 1.9303361
/// ```
public struct CLIPPreprocessing: Sendable {
    /// Width and height of what comes out, in pixels.
    public let size: Int

    /// Mean and deviation of red, green and blue over CLIP's training set, for values from 0 to 1.
    public static let mean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    public static let deviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

    public init(size: Int = 224) { self.size = max(1, size) }

    /// A picture to prepare, and how its pixels may be mixed.
    public struct Source: Sendable {
        public let image: Image
        enum Mixing { case weightedByAlpha, plain, none }
        let mixing: Mixing

        public init(_ image: Image) { self.init(image, mixing: .weightedByAlpha) }

        init(_ image: Image, mixing: Mixing) {
            self.image = image
            self.mixing = mixing
        }

        /// Reads a PNG file.
        /// - Throws: `FileProblem`.
        public init(contentsOf path: String) throws {
            let file = try MappedFile(path: path)
            // From the header, which stands at a fixed place: bits of a sample and colour type.
            let (bits, type) = file.withBytes { $0.count > 25 ? ($0[24], $0[25]) : (8, 2) }
            let image = try PNG.read(path)
            // Transparency beside the pixels (types 0, 2, 3) does not count in Pillow, only an alpha channel does (types 4, 6).
            self.init(image, mixing: type == 3 || bits == 1 ? .none : type >= 4 ? .weightedByAlpha : .plain)
        }
    }

    /// The cut-out before scaling, `rgb8`.
    public func crop(of source: Source) -> Image {
        let pixels = window(of: source)
        let bytes = pixels.flatMap { [$0.x, $0.y, $0.z] }
        // The sizes agree by construction.
        return (try? Image(width: size, height: size, format: .rgb8, pixels: bytes)) ?? source.image
    }

    /// The prepared pictures: shape `(pictures, 3, size, size)`.
    public func pixels(of images: [Image]) -> Tensor { pixels(of: images.map { Source($0) }) }

    /// The prepared pictures: shape `(pictures, 3, size, size)`.
    public func pixels(of sources: [Source]) -> Tensor {
        let area = size * size
        let scale = (0..<3).map { channel in
            (0..<256).map { (Float($0) / 255 - CLIPPreprocessing.mean[channel]) / CLIPPreprocessing.deviation[channel] }
        }
        let result = Tensor(uninitialized: [sources.count, 3, size, size])
        let out = result.mutablePointer
        ThreadTeam.forEachUnchecked(pieces: sources.count) { i in
            let red = out + i * 3 * area
            for (j, pixel) in window(of: sources[i]).enumerated() {
                red[j] = scale[0][Int(pixel.x)]
                red[area + j] = scale[1][Int(pixel.y)]
                red[2 * area + j] = scale[2][Int(pixel.z)]
            }
        }
        return result
    }

    private func window(of source: Source) -> [SIMD4<UInt8>] {
        let (width, height) = (source.image.width, source.image.height)
        let short = min(width, height), long = max(width, height)
        let longer = Int(Double(size) * Double(long) / Double(short))
        let whole = width <= height ? (width: size, height: longer) : (width: longer, height: size)
        let (x, y) = (offset(whole.width), offset(whole.height))
        let window = (x: x..<x + size, y: y..<y + size)
        // A picture of the right size is not touched at all: weighting colours by alpha and back would lose those of hidden pixels.
        let isResized = whole != (width: width, height: height)
        let pixels = SourcePixels(source.image, weighted: isResized && source.mixing == .weightedByAlpha)
        return source.mixing == .none
            ? PillowResampling.nearest(pixels, to: whole, window: window) : PillowResampling.bicubic(pixels, to: whole, window: window)
    }

    /// Where the middle begins; halves go to the even side.
    private func offset(_ length: Int) -> Int { Int((Double(length - size) / 2).rounded(.toNearestOrEven)) }
}
