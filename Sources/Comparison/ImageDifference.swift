// Largest and mean difference of two pictures, and outliers: the basis of every "looks the same" test.
import Pictures

/// The difference of two pictures of the same size and format, over all channels of all pixels.
public struct ImageDifference: Sendable, Equatable {
    /// The largest difference of any channel, 0...255 (0...65535 for 16-bit pictures).
    public var maximum: Int
    /// The mean absolute difference of the channels, in the same units.
    public var mean: Double
    /// The same mean with differences of one level counted as none: rounding that falls the other way, as between two processors, may
    /// touch every pixel and nobody sees it.
    public var meanBeyondRounding: Double
    /// The share of pixels with a channel that differs by more than the tolerance, 0...1.
    public var outliers: Double

    /// Compares two pictures.
    /// - Parameter tolerance: channel differences up to this do not make a pixel an outlier.
    /// - Throws: ``PictureProblem`` if sizes or formats differ.
    public init(_ first: Image, _ second: Image, tolerance: Int = 0) throws {
        guard first.width == second.width, first.height == second.height, first.format == second.format else {
            throw PictureProblem(
                "cannot compare a \(first.width)×\(first.height) \(first.format) picture with a "
                    + "\(second.width)×\(second.height) \(second.format) one",
                expected: "the same size and format")
        }
        var largest = 0, total = 0, rounding = 0, outside = 0
        let channels = first.format.channels
        let count = first.width * first.height
        first.pixels.withUnsafeBufferPointer { a in
            second.pixels.withUnsafeBufferPointer { b in
                if first.format == .gray16 {
                    for p in 0..<count {
                        let d = abs(Int(a[2 * p]) << 8 + Int(a[2 * p + 1]) - Int(b[2 * p]) << 8 - Int(b[2 * p + 1]))
                        largest = max(largest, d)
                        total += d
                        rounding += d == 1 ? 1 : 0
                        outside += d > tolerance ? 1 : 0
                    }
                    return
                }
                for p in 0..<count {
                    var worst = 0
                    for i in p * channels..<(p + 1) * channels {
                        let d = abs(Int(a[i]) - Int(b[i]))
                        worst = max(worst, d)
                        total += d
                        rounding += d == 1 ? 1 : 0
                    }
                    largest = max(largest, worst)
                    outside += worst > tolerance ? 1 : 0
                }
            }
        }
        maximum = largest
        mean = Double(total) / Double(count * channels)
        meanBeyondRounding = Double(total - rounding) / Double(count * channels)
        outliers = Double(outside) / Double(count)
    }
}
