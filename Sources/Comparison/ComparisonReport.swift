// What a comparison found, as lines for people and as JSON for scripts.
import Comparison
import Foundation
import Pictures

struct ComparisonReport {
    let first: String
    let second: String
    let comparison: SequenceComparison
    let metrics: [ComparisonMetric]
    let limits: [ComparisonMetric: Double]

    /// One line a metric.
    var text: String {
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

    func place(_ frame: Int) -> String {
        frame == comparison.worst.frame ? comparison.worst.name ?? "frame \(frame)" : "frame \(frame)"
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
    func json() throws -> String {
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
