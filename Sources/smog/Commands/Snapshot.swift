// `smog snapshot`: pictures that must stay as they are, recorded once and drawn again to see whether they do.
import ArgumentParser
import Files
import Foundation
import Snapshots
import Workers

struct Snapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Record pictures, and check later that they still come out the same.",
        discussion: """
            A suite is a YAML file with names and render commands:
              tolerance: {max: 3, mean: 0.05, outliers: 0.1%}
              options: --size 256x256
              snapshots:
                - name: walk
                  render: walk.npz --frame 100
                - name: dance
                  render: dance.npz --look clothed --end 2
                  tolerance: {flip: 0.05}

            Pictures are kept beside it: walks.yaml has walks.snapshots/. docs/snapshots.md says all about suites.
            """,
        subcommands: [Record.self, Check.self, Accept.self])

    /// What all three need.
    struct SuiteArguments: ParsableArguments {
        @Argument(help: ArgumentHelp("A suite of snapshots: a YAML file.", valueName: "suite"))
        var suite: String

        @Argument(help: ArgumentHelp("Only the snapshots of these names.", valueName: "name"))
        var names: [String] = []

        @Option(parsing: .unconditional, help: ArgumentHelp("Processes that draw at once. (default: one a processor)", valueName: "number"))
        var workers: Int?

        @Flag(help: "Print only what is not as it should be.")
        var quiet = false

        func validate() throws {
            if let workers, !(1...256).contains(workers) { throw ValidationError("--workers is \(workers); expected 1 to 256 processes.") }
        }

        func read() throws -> (suite: SnapshotSuite, chosen: [SnapshotSuite.Snapshot], record: SnapshotRecord) {
            try SuiteArguments.asUnusable {
                let suite = try SnapshotSuite(contentsOf: suite, for: RenderSnapshots())
                return (suite, try suite.named(names), try SnapshotRecord(folder: suite.pictureFolder))
            }
        }

        func drawing(_ suite: SnapshotSuite, _ snapshots: [SnapshotSuite.Snapshot]) -> SnapshotDrawing {
            SnapshotDrawing(snapshots, of: suite, by: RenderSnapshots(), workers: workers ?? WorkerPool.processorCount)
        }

        /// Status 2 says that the suite cannot be used, and 1 that a picture is not as recorded.
        static func asUnusable<Result>(_ work: () throws -> Result) throws -> Result {
            do { return try work() } catch { throw CommandFailure("\(error)", status: 2) }
        }

        func say(_ line: String) {
            if !quiet { print(line) }
        }

        /// Draws snapshots and keeps their pictures.
        /// - Parameter verb: "recorded" or "accepted".
        func keep(_ snapshots: [SnapshotSuite.Snapshot], of suite: SnapshotSuite, in record: SnapshotRecord, verb: String) throws {
            var failed = 0
            try SuiteArguments.asUnusable {
                try suite.keep(drawing(suite, snapshots), in: record) { snapshot, kept in
                    switch kept {
                    case .kept: say("\(verb) \(snapshot.name)")
                    case .failed(let why):
                        print("failed   \(snapshot.name): \(why)")
                        failed += 1
                    }
                }
            }
            if failed > 0 {
                throw CommandFailure(
                    "\(failed) of \(snapshots.count) snapshots could not be drawn", status: failed == snapshots.count ? 1 : 2)
            }
        }
    }

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw the snapshots that have no recorded picture yet, and keep them.",
            discussion: "Pictures that are already recorded stay; 'smog snapshot accept' takes new ones.")

        @OptionGroup var arguments: SuiteArguments

        func run() throws {
            let (suite, chosen, record) = try arguments.read()
            let missing = chosen.filter { record.snapshots[$0.name] == nil }
            if missing.count < chosen.count { arguments.say("\(chosen.count - missing.count) recorded before") }
            if !missing.isEmpty { try arguments.keep(missing, of: suite, in: record, verb: "recorded") }
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the pictures as they come out now for right.")

        @OptionGroup var arguments: SuiteArguments

        @Flag(help: "Every snapshot of the suite; recorded pictures of snapshots that are gone are removed.")
        var all = false

        func validate() throws {
            if arguments.names.isEmpty != all { throw ValidationError("Name the snapshots to accept, or use --all.") }
        }

        func run() throws {
            var (suite, chosen, record) = try arguments.read()
            if all {
                for name in suite.removeGone(from: &record) { arguments.say("removed  \(name)") }
            }
            try arguments.keep(chosen, of: suite, in: record, verb: "accepted")
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw all snapshots again and say which are not as recorded.",
            discussion: """
                What differs is shown in a page of its own, before and after, beside the suite: walks.report.html. The exit status is 0
                if all are as recorded, 1 if not, 2 if the suite cannot be used.
                """)

        @OptionGroup var arguments: SuiteArguments

        @Option(help: ArgumentHelp("Where the page goes that shows what differs. (default: beside the suite)", valueName: "html"))
        var report: String?

        func run() throws {
            let start = ContinuousClock.now
            let (suite, chosen, record) = try arguments.read()
            var unlike: [SnapshotVerdict] = []
            try SuiteArguments.asUnusable {
                try arguments.drawing(suite, chosen).run { drawn in
                    let verdict = SnapshotVerdict(drawn, recorded: record.snapshots[drawn.snapshot.name], in: suite.pictureFolder)
                    if !verdict.isSame { unlike.append(verdict) }
                    if !verdict.isSame || !arguments.quiet { print(verdict.text) }
                }
            }
            if arguments.names.isEmpty {
                for name in suite.gone(from: record) {
                    arguments.say("note     \(name) is recorded, but no longer in the suite (smog snapshot accept --all removes it)")
                }
            }
            let path = report ?? suite.reportPath
            let seconds = NumberText.seconds(Progress.seconds(ContinuousClock.now - start))
            guard !unlike.isEmpty else {
                SnapshotReport.removeOld(path)
                arguments.say("\(chosen.count) of \(chosen.count) as recorded, in \(seconds)")
                return
            }
            try SnapshotReport(suite: suite, verdicts: unlike, total: chosen.count).write(to: path)
            print("\(chosen.count - unlike.count) of \(chosen.count) as recorded, \(unlike.count) not: see \(path), in \(seconds)")
            throw ExitCode(1)
        }
    }
}
