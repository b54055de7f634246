// What can be said in one number about two pictures, and how much of it still counts as the same picture.

/// A number that says how far apart, or how alike, two pictures are.
public enum ComparisonMetric: String, Sendable, CaseIterable {
    /// The largest difference of any channel: ``ImageDifference/maximum``.
    case maximum = "max"
    /// The mean difference of the channels: ``ImageDifference/mean``. A limit holds for ``ImageDifference/meanBeyondRounding``.
    case mean
    /// The share of pixels with a channel that differs by more than ``outlierLevel``: ``ImageDifference/outliers``.
    case outliers
    /// Structural similarity of brightness: ``StructuralSimilarity/mean``.
    case similarity = "ssim"
    /// The mean of what a person sees: ``FLIP/mean``.
    case flip

    /// Channel differences up to this make no pixel an outlier.
    public static let outlierLevel = 3

    /// True where 1 means the same, false where 0 does.
    public var isLikeness: Bool { self == .similarity }

    /// True if a value is farther from "the same" than another.
    public func isWorse(_ value: Double, than other: Double) -> Bool { isLikeness ? value < other : value > other }

    /// What one renderer drawing the same scene on processors of different make stays within; for likeness the least, else the most.
    ///
    /// A figure that fills a twentieth of a picture must not change unseen: FLIP and SSIM are means over all of it, so their limits are narrow.
    public var usualLimit: Double {
        switch self {
        case .maximum: 3
        case .mean: 0.05
        case .outliers: 0.001
        case .similarity: 0.995
        case .flip: 0.005
        }
    }

    /// True if a value is no farther from "the same" than a limit. What is not a number never is.
    public func allows(_ value: Double, limit: Double) -> Bool { isLikeness ? value >= limit : value <= limit }
}
