// Tolerances and lists of metrics on the command line.
import ArgumentParser
import Comparison

extension Tolerance: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// The value of `--metric`: one or several with commas.
struct MetricList: ExpressibleByArgument {
    var metrics: [ComparisonMetric]

    init?(argument: String) {
        metrics = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { ComparisonMetric(rawValue: String($0)) }
        guard metrics.count == argument.split(separator: ",", omittingEmptySubsequences: false).count else { return nil }
    }
}
