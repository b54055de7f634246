// How far apart two pictures may be, as people write it: `max=3,mean=0.05,outliers=0.1%`.

/// Limits by metric.
public struct Tolerance: Equatable, Sendable {
    /// The limits that were named.
    public var limits: [ComparisonMetric: Double] = [:]
    /// A number without a name: for the one metric there is.
    public var only: Double?

    public init() {}

    /// Parts with commas between them: `metric=limit`, or one number alone. Nil where a part is neither, or names a metric twice.
    public init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Tolerance.trimmed)
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

    /// A number that is not negative, or a percentage; nil for anything else.
    public static func number(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let number = Double(isPercentage ? String(text.dropLast()) : text), number.isFinite, number >= 0 else { return nil }
        return isPercentage ? number / 100 : number
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
