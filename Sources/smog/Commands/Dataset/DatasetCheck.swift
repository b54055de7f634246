// `smog dataset check`: what is wrong in motion data, clip by clip.
import ArgumentParser
import Datasets
import Files
import Foundation

struct DatasetCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find what is wrong in motion data, and say it clip by clip.",
        discussion: """
            smog dataset check data/amass
            smog dataset check data/amass --only frame-rate,duplicate --json problems.json

            Any motion files that smog reads, however deep they lie. Kinds of faults: \(ClipProblem.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
            The exit status is 0 when all was looked at, whatever was found; with --strict it is 1 if anything was. More:
            docs/dataset-check.md.
            """)

    @OptionGroup var survey: SurveyArguments

    @Option(parsing: .unconditional, help: ArgumentHelp("Tell of these kinds of faults only, with commas between.", valueName: "kinds"))
    var only: KindsArgument?

    @Option(help: ArgumentHelp("Write everything found to this file, too.", valueName: "file"))
    var json: String?

    @Flag(help: "Exit with status 1 if anything is wrong.")
    var strict = false

    @Flag(help: "Print nothing but what is wrong.")
    var quiet = false

    func validate() throws {
        if json == "" { throw ValidationError("A name is empty.") }
    }

    func run() throws {
        let start = ContinuousClock.now
        let records = try survey.records(wantsChecks: true, wantsStatistics: false, quiet: quiet)
        let kinds = only?.kinds ?? Set(ClipProblem.Kind.allCases)
        let faulty = records.filter { record in record.problems.contains { kinds.contains($0.kind) } }
        for record in faulty {
            for problem in record.problems where kinds.contains(problem.kind) {
                print("\(SafeLine.text(record.title)): \(SafeLine.text("\(problem)"))")
            }
        }
        if let json { try write(records, kinds, to: json) }
        if !quiet {
            if !faulty.isEmpty { print("") }
            print(table(records, kinds, faulty: faulty.count))
            StandardError.print(
                "looked at \(NumberText.count(records.count, "clip")) in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))"
            )
        }
        try StandardOutput.finish()
        if strict, !faulty.isEmpty { throw CommandFailure("\(faulty.count) of \(records.count) clips have something wrong", status: 1) }
    }

    private func table(_ records: [ClipRecord], _ kinds: Set<ClipProblem.Kind>, faulty: Int) -> String {
        var lines: [String] = []
        for kind in ClipProblem.Kind.allCases where kinds.contains(kind) {
            let count = records.count { record in record.problems.contains { $0.kind == kind } }
            if count > 0 { lines.append("  \(pad(kind.rawValue, 12)) \(pad(kind.title, 32)) \(count)") }
        }
        return
            ([
                "\(NumberText.count(records.count, "clip")), \(records.count - faulty) of them with nothing wrong"
                    + (lines.isEmpty ? "" : "; clips with each kind of fault:")
            ] + lines).joined(separator: "\n")
    }

    private func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

    private func write(_ records: [ClipRecord], _ kinds: Set<ClipProblem.Kind>, to path: String) throws {
        let clips = records.map { record in
            JSONValue.object(
                [("clip", JSONValue.string(record.title))]
                    + (record.facts.map {
                        [
                            ("format", .string($0.format)), ("frames", .number(Double($0.frames))), ("frame_rate", .number($0.frameRate)),
                            ("seconds", .number($0.duration)),
                        ]
                    } ?? [])
                    + [("problems", .array(record.problems.filter { kinds.contains($0.kind) }.map(\.json)))])
        }
        let counts = ClipProblem.Kind.allCases.filter(kinds.contains).map { kind in
            (kind.rawValue, JSONValue.number(Double(records.count { $0.problems.contains { $0.kind == kind } })))
        }
        let all = JSONValue.object([("clips", .number(Double(records.count))), ("counts", .object(counts)), ("problems", .array(clips))])
        let file = try OutputFile(path)
        try file.write(all.indented + "\n")
        try file.commit()
    }
}

/// The value of `--only`.
struct KindsArgument: ExpressibleByArgument {
    let kinds: Set<ClipProblem.Kind>

    init?(argument: String) {
        let names = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let found = names.compactMap(ClipProblem.Kind.init(rawValue:))
        guard !names.isEmpty, found.count == names.count else { return nil }
        kinds = Set(found)
    }

    static var allValueStrings: [String] { ClipProblem.Kind.allCases.map(\.rawValue) }
}

/// Text of files on one line of a terminal.
enum SafeLine {
    static func text(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : $0 }))
    }
}
