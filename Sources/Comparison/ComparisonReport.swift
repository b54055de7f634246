// What a comparison found, as lines for people and as JSON for scripts.
import Foundation

/// What was found of two pictures or animations, held against limits.
public struct ComparisonReport {
    let first: String
    let second: String
    let comparison: SequenceComparison
    let metrics: [ComparisonMetric]
    let limits: [ComparisonMetric: Double]

    /// - Parameters:
    ///   - first: what the first is called.
    ///   - second: what the second is called.
    ///   - metrics: those to report, in order.
    ///   - limits: of each metric.
    public init(
        first: String, second: String, comparison: SequenceComparison, metrics: [ComparisonMetric], limits: [ComparisonMetric: Double]
    ) {
        self.first = first
        self.second = second
        self.comparison = comparison
        self.metrics = metrics
        self.limits = limits
    }

    /// One line a metric.
    public var text: String {
        var rows: [[String]] = []
        for metric in metrics {
            guard let summary = comparison.summaries[metric], let limit = limits[metric] else { continue }
            var row = [metric.rawValue, metric.text(summary.worst)]
            if comparison.frameCount > 1 {
                row = [
                    metric.rawValue, "mean \(metric.text(summary.mean))", "worst \(metric.text(summary.worst))",
                    "in \(place(summary.worstFrame))",
                ]
            }
            let rest = summary.judged == summary.worst ? "" : "\(metric.text(summary.judged)) beyond rounding, "
            row.append("(\(rest)\(metric.isLikeness ? "at least" : "at most") \(metric.text(limit)))")
            row.append(metric.allows(summary.judged, limit: limit) ? "" : "exceeded")
            rows.append(row)
        }
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ").trimmingTrailingSpaces
        }
        if let other = comparison.firstOtherDuration {
            lines.append("\(place(other.frame)) stays \(Self.seconds(other.first)) s in one, \(Self.seconds(other.second)) s in the other")
        }
        return lines.joined(separator: "\n")
    }

    /// A frame as people call it: by its file where it has one.
    public func place(_ frame: Int) -> String {
        frame == comparison.worst.frame ? comparison.worst.name ?? "frame \(frame)" : "frame \(frame)"
    }

    /// Only what is beyond its limit, in one line.
    public var exceeded: String {
        var parts = metrics.compactMap { metric -> String? in
            guard let summary = comparison.summaries[metric], let limit = limits[metric], !metric.allows(summary.judged, limit: limit)
            else { return nil }
            // Which frame that is, is known of the plain value.
            let place = comparison.frameCount > 1 && summary.judged == summary.worst ? " in frame \(summary.worstFrame)" : ""
            return
                "\(metric.rawValue) \(metric.text(summary.judged))\(summary.judged == summary.worst ? "" : " beyond rounding")\(place) (\(metric.isLikeness ? "at least" : "at most") \(metric.text(limit)))"
        }
        if let other = comparison.firstOtherDuration { parts.append("frame \(other.frame) stays \(other.second) s, not \(other.first) s") }
        return parts.joined(separator: ", ")
    }

    private struct Record: Encodable {
        struct Metric: Encodable {
            var metric: String
            var mean: Double
            var worst: Double
            var judged: Double
            var worstFrame: Int
            var limit: Double
            var within: Bool
        }
        var a: String
        var b: String
        var frames: Int
        var metrics: [Metric]
        var sameTiming: Bool
        var within: Bool
    }

    /// Numbers as they are, not rounded.
    public func json() throws -> String {
        let found = metrics.compactMap { metric -> Record.Metric? in
            guard let summary = comparison.summaries[metric], let limit = limits[metric] else { return nil }
            return Record.Metric(
                metric: metric.rawValue, mean: summary.mean, worst: summary.worst, judged: summary.judged,
                worstFrame: summary.worstFrame, limit: limit, within: metric.allows(summary.judged, limit: limit))
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let record = Record(
            a: first, b: second, frames: comparison.frameCount, metrics: found, sameTiming: comparison.firstOtherDuration == nil,
            within: comparison.isWithin(limits))
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }

    private static func seconds(_ value: Double) -> String { "\(Double((value * 10000).rounded()) / 10000)" }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.hasSuffix(" ") { text.removeLast() }
        return String(text)
    }
}
