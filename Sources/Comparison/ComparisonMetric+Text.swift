// Values of metrics as people read them.

extension ComparisonMetric {
    /// What is compared where nobody says.
    public static let usual: [ComparisonMetric] = [.maximum, .mean, .outliers]

    /// The number as people read it: a share as a percentage, four digits behind the point at most.
    public func text(_ value: Double) -> String {
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
