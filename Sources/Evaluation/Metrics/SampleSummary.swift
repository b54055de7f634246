// Mean, standard deviation and 95 % interval of several runs.

/// Mean, deviation and 95 % interval of a few measurements.
///
/// ```swift
/// let runs = SampleSummary([0.25, 0.5, 0.75])
/// print(runs.mean, (runs.standardError * 1000).rounded() / 1000)  // 0.5 0.144
/// ```
public struct SampleSummary: Sendable, Equatable {
    public let count: Int
    public let mean: Double
    /// The population's (divided by the count), as the Python code of MotionCLIP/SMoG reports it.
    public let deviation: Double
    /// Of the mean, from the sample's deviation (divided by the count less one); 0 for a single value.
    public let standardError: Double
    /// Where the true mean lies with 95 % probability, by Student's t. Both are the mean for one value; for several equal
    /// ones there is nothing to judge by, and both are NaN, as SciPy has it.
    public let low: Double
    public let high: Double
    /// What text-to-motion papers print behind ±: `1.96 · deviation / √count` of repeats with other random numbers. It says nothing of
    /// other clips.
    public var repeatInterval: Double { 1.96 * deviation / Double(count).squareRoot() }

    /// - Precondition: there is at least one value.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "no values")
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        count = values.count
        self.mean = mean
        deviation = (squares / n).squareRoot()
        guard values.count > 1 else {
            (standardError, low, high) = (0, mean, mean)
            return
        }
        standardError = (squares / (n - 1) / n).squareRoot()
        if standardError == 0 {
            (low, high) = (.nan, .nan)
        } else {
            let reach = StudentT(degrees: values.count - 1).bound(probability: 0.95) * standardError
            (low, high) = (mean - reach, mean + reach)
        }
    }
}
