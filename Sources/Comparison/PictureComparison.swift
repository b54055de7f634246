// Computes all metrics of one pair of pictures, whatever their pixel formats.
import Pictures

/// Two pictures are not of a size, or two animations not of a length, so that no number can compare them.
public struct PictureMismatch: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A pair of pictures in numbers.
public struct PictureComparison: Sendable, Equatable {
    /// A number for each metric that was asked for.
    public let values: [ComparisonMetric: Double]
    /// What limits hold for: the same numbers, except that differences of one level do not count in the mean.
    public let judged: [ComparisonMetric: Double]

    /// Compares two pictures. Gray, colour and alpha may be mixed; 16-bit pictures only go with each other, are compared in their
    /// own units, and have neither structural similarity nor FLIP.
    /// - Throws: ``PictureMismatch`` if sizes differ, or one picture alone has 16 bits; ``PictureProblem`` where a metric is not defined.
    public init(_ first: Image, _ second: Image, metrics: Set<ComparisonMetric>) throws {
        guard first.width == second.width, first.height == second.height else {
            throw PictureMismatch("one is \(first.width)×\(first.height) pixels, the other \(second.width)×\(second.height)")
        }
        guard (first.format == .gray16) == (second.format == .gray16) else {
            throw PictureMismatch("one has 16 bits a channel, the other 8")
        }
        let common = PictureComparison.common(first.format, second.format)
        let (a, b) = (first.converted(to: common), second.converted(to: common))
        var values: [ComparisonMetric: Double] = [:]
        var beyondRounding: Double?
        if !metrics.isDisjoint(with: [.maximum, .mean, .outliers]) {
            let difference = try ImageDifference(a, b, tolerance: ComparisonMetric.outlierLevel)
            values = [.maximum: Double(difference.maximum), .mean: difference.mean, .outliers: difference.outliers].filter {
                metrics.contains($0.key)
            }
            if metrics.contains(.mean) { beyondRounding = difference.meanBeyondRounding }
        }
        if metrics.contains(.similarity) { values[.similarity] = try StructuralSimilarity(a, b).mean }
        if metrics.contains(.flip) { values[.flip] = try FLIP(a, b).mean }
        self.values = values
        judged = values.merging(beyondRounding.map { [.mean: $0] } ?? [:]) { $1 }
    }

    /// The plainest format that holds both.
    static func common(_ one: PixelFormat, _ other: PixelFormat) -> PixelFormat {
        one == other ? one : one.hasAlpha || other.hasAlpha ? .rgba8 : .rgb8
    }
}
