// How alike two pictures look: the structural similarity index (SSIM) of Wang, Bovik, Sheikh and Simoncelli.
import Pictures

/// The mean structural similarity of two pictures of the same size: 1 for equal ones, less the more structure differs.
///
/// As defined in "Image quality assessment: from error visibility to structural similarity" (IEEE Trans. Image Processing
/// 13, 2004) and in the authors' own program: a Gaussian window of 11×11 pixels with σ = 1.5 that sums to 1, K1 = 0.01,
/// K2 = 0.03, L = 255, and the mean over all places where the whole window lies inside the picture; nothing is scaled down
/// before. The index is defined for gray pictures; ``Channels`` says what is made of colour.
///
/// ```swift
/// let shades: [UInt8] = (0..<4096).map { UInt8($0 % 64) * 3 }
/// let picture = try Image(width: 64, height: 64, format: .gray8, pixels: shades)
/// let darker = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 / 2 })
/// print(try StructuralSimilarity(picture, picture).mean)  // 1.0
/// print(try StructuralSimilarity(picture, darker).mean < 0.8)  // true
/// ```
public struct StructuralSimilarity: Sendable, Equatable {
    /// What is compared of a colour picture.
    public enum Channels: String, Sendable, CaseIterable {
        /// Brightness alone, 0.299 R + 0.587 G + 0.114 B of the encoded values, not rounded.
        case luma
        /// Red, green and blue each for themselves; the result is the mean of the three.
        case each
    }

    /// The mean index, -1...1.
    public let mean: Double

    /// Sides of the window, pixels.
    public static let window = 11

    /// Compares two pictures. See-through ones are laid over white first; gray, colour and alpha may be mixed.
    /// - Throws: ``PictureProblem`` if sizes differ, a side is shorter than ``window``, or a picture has 16-bit samples, which have
    ///   no agreed range.
    public init(_ first: Image, _ second: Image, channels: Channels = .luma) throws {
        guard first.width == second.width, first.height == second.height else {
            throw PictureProblem(
                "cannot compare a \(first.width)×\(first.height) picture with a \(second.width)×\(second.height) one",
                expected: "the same size")
        }
        guard first.width >= Self.window, first.height >= Self.window else {
            throw PictureProblem(
                "a picture of \(first.width)×\(first.height) pixels has no structural similarity",
                expected: "at least \(Self.window)×\(Self.window) pixels")
        }
        guard first.format != .gray16, second.format != .gray16 else {
            throw PictureProblem("structural similarity of 16-bit pictures is not defined here", expected: "8-bit pictures")
        }
        let planes = zip(Self.planes(first, channels), Self.planes(second, channels))
        let means = planes.map { Self.mean($0, $1, width: first.width, height: first.height) }
        mean = means.reduce(0, +) / Double(means.count)
    }

    /// Samples less 128, which keeps squares small and so sums in single precision exact enough; variances do not notice.
    private static func planes(_ image: Image, _ channels: Channels) -> [[Float]] {
        let image = image.format == .rgba8 ? image.flattened(over: .white) : image.converted(to: .rgb8)
        let count = image.width * image.height
        return image.pixels.withUnsafeBufferPointer { p in
            switch channels {
            case .luma:
                return [
                    (0..<count).map { i in
                        0.299 * Float(p[3 * i]) + 0.587 * Float(p[3 * i + 1]) + 0.114 * Float(p[3 * i + 2]) - center
                    }
                ]
            case .each: return (0..<3).map { c in (0..<count).map { Float(p[3 * $0 + c]) - center } }
            }
        }
    }

    private static let center: Float = 128

    /// exp(-d²/2σ²) for d = -5...5, summing to 1. The two-dimensional window is the product of two of these.
    private static let weights: [Float] = {
        // σ = 1.5, so -d²/4.5; written out, as the same on every machine: powers of exp(-1/4.5).
        let base = 0.800_737_402_916_808_1
        let raw = (-5...5).map { d in (0..<d * d).reduce(1.0) { product, _ in product * base } }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }()

    private static func mean(_ a: [Float], _ b: [Float], width: Int, height: Int) -> Double {
        let c1: Float = 0.01 * 255 * (0.01 * 255), c2: Float = 0.03 * 255 * (0.03 * 255)
        let reach = window - 1, outWidth = width - reach
        let weights = Self.weights
        // Down the columns first, for the eleven rows under the window at a time; then along the row. The five sums of a place
        // lie side by side: a, b, a², b², ab.
        var columns = [SIMD8<Float>](repeating: .zero, count: width)
        var total = 0.0
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                columns.withUnsafeMutableBufferPointer { columns in
                    for y in 0..<height - reach {
                        columns.update(repeating: .zero)
                        for dy in 0..<window {
                            let w = weights[dy], row = (y + dy) * width
                            for x in 0..<width {
                                let p = a[row + x], q = b[row + x]
                                columns[x] += w * SIMD8(p, q, p * p, q * q, p * q, 0, 0, 0)
                            }
                        }
                        for x in 0..<outWidth {
                            var sums = SIMD8<Float>.zero
                            for dx in 0..<window { sums += weights[dx] * columns[x + dx] }
                            let (m1, m2) = (sums[0], sums[1])
                            let v1 = sums[2] - m1 * m1, v2 = sums[3] - m2 * m2, v12 = sums[4] - m1 * m2
                            let (n1, n2) = (m1 + center, m2 + center)
                            let luminance = (2 * n1 * n2 + c1) / (n1 * n1 + n2 * n2 + c1)
                            total += Double(luminance * (2 * v12 + c2) / (v1 + v2 + c2))
                        }
                    }
                }
            }
        }
        return total / Double(outWidth * (height - reach))
    }
}
