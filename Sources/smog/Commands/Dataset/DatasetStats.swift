// `smog dataset stats`: a data set in numbers and plots.
import ArgumentParser
import Datasets
import Files
import Foundation
import Motions
import Pictures

struct DatasetStats: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show what is in motion data: durations, frame rates, labels, poses, speeds.",
        discussion: """
            smog dataset stats data/cmu                   a table
            smog dataset stats data/cmu -o render/stats --json render/stats.json
                                                          plots and all numbers, too

            Any motion files that smog reads, however deep they lie. Labels are BABEL's (train.json, val.json in one of the folders,
            or --babel_dir), or those beside the clips. More: docs/dataset-stats.md.
            """)

    @OptionGroup var survey: SurveyArguments

    @Option(name: [.short, .long], help: ArgumentHelp("A folder for the plots, as PNG files.", valueName: "folder"))
    var output: String?

    @Option(help: ArgumentHelp("Write all numbers to this file.", valueName: "file"))
    var json: String?

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp("A folder of BABEL's .json files. (default: the first folder that has them)", valueName: "folder"))
    var babelDir: String?

    @Flag(help: "Print nothing but the table.")
    var quiet = false

    func validate() throws {
        if output == "" || json == "" || babelDir == "" { throw ValidationError("A name is empty.") }
    }

    func run() throws {
        let babel = babelDir ?? survey.folders.first(where: BabelLabels.lie)
        var labels = try babel.map { try MotionLabels(babel: $0) } ?? MotionLabels()
        let records = try survey.records(wantsChecks: false, wantsStatistics: true, quiet: quiet)
        var unread: [String] = []
        let statistics = DataSetStatistics(records, roots: survey.folders) { record in
            guard record.number == nil else { return nil }
            do { return try labels.label(ofFile: record.file) } catch {
                unread.append("\(error)")
                return nil
            }
        }
        if let first = unread.first, !quiet {
            StandardError.print(
                "smog: note: \(unread.count == 1 ? "a clip has" : "\(unread.count) clips have") labels that cannot be read: \(first)")
        }
        guard !statistics.clips.isEmpty else {
            let why = records.first.flatMap { record in record.problems.first.map { "\(record.title): \($0)" } } ?? "no reason is known"
            throw CommandFailure(
                records.count == 1 ? why : "none of the \(records.count) files could be read; \(why) ('smog dataset check' tells of all)",
                status: 1)
        }
        for line in StatisticsTable(statistics).lines { print(SafeLine.text(line)) }
        try StandardOutput.finish()
        if let output {
            try Folders.makeAll(output)
            for (name, image) in try StatisticsCharts(statistics).images() { try PNG.write(image, to: output + "/" + name) }
        }
        if let json {
            let file = try OutputFile(json)
            try file.write(statistics.json.indented + "\n")
            try file.commit()
        }
    }
}

/// The numbers as a table for a terminal.
struct StatisticsTable {
    private let statistics: DataSetStatistics

    init(_ statistics: DataSetStatistics) { self.statistics = statistics }

    var lines: [String] {
        let s = statistics
        var lines = [
            "\(NumberText.count(s.clips.count, "clip")), \(time(s.seconds)), \(NumberText.count(s.frames, "frame"))"
                + (s.unreadable > 0 ? "; \(NumberText.count(s.unreadable, "file")) could not be read" : "")
        ]
        let seconds = s.clips.map(\.seconds).sorted()
        lines.append(
            "durations: \(NumberText.short(seconds[0])) to \(NumberText.short(seconds[seconds.count - 1])) s, half of them up to \(NumberText.short(seconds[seconds.count / 2])) s"
        )
        lines.append("frames a second: " + s.frameRates.map { "\(text($0.rate)) (\($0.clips))" }.joined(separator: ", "))
        lines.append("bodies: " + counts(s.clips.map(\.gender)) + "; " + counts(s.clips.map(\.format)))
        lines += ["", "set                                 clips      time"] + rows(s.sets)
        if !s.labels.isEmpty { lines += ["", "label (\(s.labelled) clips have any)         clips      time"] + rows(s.labels) }
        lines += ["", "part of the body    moves   usual angles   of its range"]
        lines += s.coverage.map { part in
            pad(part.part.name, 18) + right(percent(part.moving), 7) + right("\(Int(part.low.rounded()))-\(Int(part.high.rounded()))°", 15)
                + right(percent(part.range), 15)
        }
        return lines
    }

    private func rows(_ shares: [DataSetStatistics.Share]) -> [String] {
        let shown = shares.prefix(15)
        return shown.map { pad(String($0.name.prefix(34)), 34) + right("\($0.clips)", 7) + right(time($0.seconds), 10) }
            + (shares.count > shown.count ? ["and \(shares.count - shown.count) more"] : [])
    }

    private func counts(_ values: [String]) -> String {
        let counted = Dictionary(grouping: values, by: { $0 }).mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return counted.prefix(6).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    }

    private func time(_ seconds: Double) -> String {
        seconds < 60
            ? "\(NumberText.short(seconds)) s"
            : seconds < 3600 ? "\(NumberText.short(seconds / 60)) min" : "\(NumberText.short(seconds / 3600)) h"
    }

    private func text(_ rate: Double) -> String { rate == rate.rounded() && rate < 1e6 ? String(Int(rate)) : String(rate) }
    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    private func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
