// Several runs of an evaluation: their summary, as a file in the layout of MotionCLIP/SMoG's Python code and as a table.
import Evaluation
import Files

/// The measures of all runs.
package struct EvaluationResults: Sendable {
    public let runs: [FeatureMeasures]

    /// - Precondition: there is at least one run, and all have the same measures.
    public init(_ runs: [FeatureMeasures]) {
        precondition(!runs.isEmpty, "no runs")
        self.runs = runs
    }

    /// The seed of a run, as the Python code counts them.
    public static func seed(_ seed: Int, run: Int) -> UInt64 { UInt64(bitPattern: Int64(seed &+ run &* 100)) }

    /// The names of the measures, in the order of tables.
    public var names: [String] { runs[0].measures.map(\.name) }

    public func values(_ name: String) -> [Double] { runs.compactMap { $0[name] } }

    public func summary(_ name: String) -> SampleSummary { SampleSummary(values(name)) }

    /// `results.json`: runs, summary and configuration of the Python code's four measures, and beside them, under `more`, the others.
    ///
    /// Limits of runs that are all equal are their mean, where the Python code writes NaN, which is no JSON.
    ///
    /// - Parameter configuration: the command's options under the Python code's names.
    package func json(configuration: [(String, JSONValue)]) -> JSONValue {
        let original = FeatureMeasures.original.filter { names.contains($0) }
        let others = names.filter { !original.contains($0) }
        return .object([
            ("runs", runs(of: original)), ("summary", summary(of: original)), ("config", .object(configuration)),
            ("more", .object([("runs", runs(of: others)), ("summary", summary(of: others))])),
        ])
    }

    private func runs(of names: [String]) -> JSONValue {
        .object(names.map { ($0, .array(values($0).map(JSONValue.number))) })
    }

    private func summary(of names: [String]) -> JSONValue {
        .object(
            names.flatMap { name -> [(String, JSONValue)] in
                let summary = self.summary(name)
                let limits = (low: summary.low.isNaN ? summary.mean : summary.low, high: summary.high.isNaN ? summary.mean : summary.high)
                return [
                    ("\(name)_mean", .number(summary.mean)), ("\(name)_std", .number(summary.deviation)),
                    ("\(name)_ci95_low", .number(limits.low)),
                    ("\(name)_ci95_high", .number(limits.high)),
                ]
            })
    }

    /// Writes ``json(configuration:)`` to a file, whole or not at all.
    package func write(to path: String, configuration: [(String, JSONValue)]) throws {
        try OutputFile.write(Array((json(configuration: configuration).indented + "\n").utf8), to: path)
    }

    /// A table for the terminal: a line a measure with mean, deviation, 95 % interval and what chance would reach.
    public var table: [String] {
        var rows = [["", "mean", "±std", "95 % interval", "chance"]]
        for measure in runs[0].measures {
            let summary = self.summary(measure.name)
            let interval = runs.count < 2 || summary.low.isNaN ? "" : "\(TableNumber.text(summary.low)) … \(TableNumber.text(summary.high))"
            rows.append([
                measure.name, TableNumber.text(summary.mean), runs.count < 2 ? "" : TableNumber.text(summary.deviation), interval,
                measure.chance.map(TableNumber.text) ?? "",
            ])
        }
        return TextTable.lines(rows)
    }
}

/// How well actions are recognised, as a table.
extension ActionRecognition {
    /// Lines for the terminal: top-1 and top-5 with counts and what naming the same categories every time would reach.
    public var table: [String] {
        var rows = [["", "recognised", "", "always the same"]]
        for k in [1, 5] {
            rows.append([
                "top-\(k)", TableNumber.percent(accuracy(at: k)), "\(hits(at: k).count { $0 }) of \(motions.count)",
                TableNumber.percent(baseline(at: k)),
            ])
        }
        return TextTable.lines(rows)
    }
}

/// Columns of text.
enum TextTable {
    /// Rows under each other: the first column to the left, the others to the right.
    static func lines(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (column == 0 ? cell + blanks : blanks + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// Numbers of tables, the same in every locale.
enum TableNumber {
    /// Four decimals; more where a number is so small that they would hide it.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let size = abs(value)
        if size > 0 && size < 0.001 || size >= 1e9 { return exponential(value) }
        return fixed(value, decimals: size >= 100 ? 1 : 4)
    }

    static func percent(_ value: Double) -> String { fixed(value, decimals: 2) + " %" }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        let unit = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let whole = Int((abs(value) * Double(unit)).rounded())
        let fraction = String(whole % unit)
        return (value < 0 && whole > 0 ? "-" : "") + "\(whole / unit)." + String(repeating: "0", count: decimals - fraction.count)
            + fraction
    }

    /// Two decimals and a power of ten.
    private static func exponential(_ value: Double) -> String {
        var (mantissa, exponent) = (abs(value), 0)
        while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        return (value < 0 ? "-" : "") + fixed(mantissa, decimals: 2) + "e\(exponent)"
    }
}
