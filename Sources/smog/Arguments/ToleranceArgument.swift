// How far apart two pictures may be: `max=3,mean=0.05,outliers=0.1%`, on the command line and in suites of snapshots.
import ArgumentParser
import Comparison
import Foundation
import Pictures

/// Limits by metric.
struct Tolerance: ExpressibleByArgument, Equatable {
    /// The limits that were named.
    var limits: [ComparisonMetric: Double] = [:]
    /// A number without a name: for the one metric there is.
    var only: Double?

    init() {}

    init?(argument: String) {
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if words.count == 1, only == nil, let number = Tolerance.number(words[0]) {
                only = number
            } else if words.count == 2, let metric = ComparisonMetric(rawValue: words[0]), limits[metric] == nil,
                let number = Tolerance.number(words[1])
            {
                limits[metric] = number
            } else {
                return nil
            }
        }
    }

    /// A number that is not negative, or a percentage.
    static func number(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let number = Double(isPercentage ? String(text.dropLast()) : text), number.isFinite, number >= 0 else { return nil }
        return isPercentage ? number / 100 : number
    }
}

/// The value of `--metric`: one or several with commas.
struct MetricList: ExpressibleByArgument {
    var metrics: [ComparisonMetric]

    init?(argument: String) {
        metrics = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { ComparisonMetric(rawValue: String($0)) }
        guard metrics.count == argument.split(separator: ",", omittingEmptySubsequences: false).count else { return nil }
    }
}

extension ComparisonMetric {
    /// What is compared where nobody says.
    static let usual: [ComparisonMetric] = [.maximum, .mean, .outliers]

    /// The number as people read it.
    func text(_ value: Double) -> String {
        switch self {
        case .outliers: Self.rounded(value * 100) + " %"
        case .maximum, .mean, .similarity, .flip: Self.rounded(value)
        }
    }

    /// Four digits behind the point at most; what is not nothing never becomes 0.
    private static func rounded(_ value: Double) -> String {
        if value != 0, abs(value) < 0.0001 { return "0.0001" }
        let tenThousandths = Int((min(abs(value), 1e9) * 10000).rounded())
        var fraction = String(tenThousandths % 10000)
        fraction = String(repeating: "0", count: 4 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (value < 0 && tenThousandths > 0 ? "-" : "") + "\(tenThousandths / 10000)" + (fraction.isEmpty ? "" : "." + fraction)
    }
}
