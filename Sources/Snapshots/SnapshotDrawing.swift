// Draws snapshots: stills many to a process, which starts once; what moves in a process of its own.
import Files
import Films
import Foundation
import Rendering
import Workers

/// What became of a snapshot's command.
struct DrawnSnapshot {
    let snapshot: SnapshotSuite.Snapshot
    /// Pictures in a temporary folder, which is gone when the receiver returns.
    let folder: String
    let files: [String]
    /// Why there is no picture.
    let failure: String?
    let machine: DrawingMachine
}

struct SnapshotDrawing {
    let suite: SnapshotSuite
    let snapshots: [SnapshotSuite.Snapshot]
    let workers: Int

    /// Draws all and hands over one after the other, in order.
    func run(_ take: (DrawnSnapshot) throws -> Void) throws {
        let place = try TemporaryFolder("smog-snapshots")
        defer { withExtendedLifetime(place) {} }
        let temporary = place.path
        let program = OwnProgram.path
        let commands = try snapshots.enumerated().map { number, snapshot -> Command in
            let folder = "\(temporary)/\(number)"
            try Folders.make(folder)
            let words = snapshot.words + ["-o", "\(folder)/\(snapshot.name).\(snapshot.format)", "--quiet"]
            return Command(words: words, render: snapshot.isStill ? try OptionSpelling.parse(Render.self, words) : nil)
        }
        var done = 0
        var machine = DrawingMachine(program: Version.text, renderer: "", opengl: "", processor: DrawingMachine.processorName)
        func hand(_ failure: String?) throws {
            let folder = "\(temporary)/\(done)"
            let files =
                failure == nil
                ? try Folders.names(in: folder).filter { name in [".png", ".gif", ".apng"].contains { name.hasSuffix($0) } } : []
            let number = done
            done += 1
            try take(
                DrawnSnapshot(
                    snapshot: snapshots[number], folder: folder, files: files,
                    failure: failure ?? (files.isEmpty ? "made no picture" : nil), machine: machine))
            try? FileManager.default.removeItem(atPath: folder)
        }
        do {
            // Few at a time: what moves takes longer than stills.
            try WorkerPool(workers: workers, batch: max(1, min(4, snapshots.count / (2 * workers)))).run(
                jobs: commands.count, resultBytes: 16_384,
                prepare: {
                    guard chdir(suite.workingFolder) == 0 else { throw CommandFailure("\(suite.workingFolder): cannot be entered") }
                    return Worker(program: program)
                },
                work: { worker, job, slot in
                    let report = try worker.draw(commands[job])
                    let bytes = Array(report.utf8.prefix(slot.count))
                    slot.copyBytes(from: bytes)
                    return bytes.count
                },
                take: { job, said in
                    let lines = String(decoding: said, as: UTF8.self).split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
                        .map(String.init)
                    (machine.renderer, machine.opengl) = (lines[0], lines.count > 1 ? lines[1] : "")
                    try hand(lines.count > 2 ? lines[2] : nil)
                })
        } catch let problem as WorkerProblem where problem.description.hasPrefix("a worker process") {
            // One of them ended its process: each of the rest gets a process of its own, and one is found out.
            for number in done..<commands.count { try hand(Self.failure(of: program, commands[number].words, in: suite.workingFolder)) }
        } catch let problem as WorkerProblem {
            throw CommandFailure(problem.description, status: 2)
        }
    }

    private struct Command {
        let words: [String]
        /// For stills, which are drawn without starting the program again.
        let render: Render?
    }

    /// One process that draws.
    private final class Worker {
        private let program: String
        private let resources = RenderResources(keepsRenderer: true, threads: 0)

        init(program: String) { self.program = program }

        /// The renderer, the version of OpenGL and, if it failed, why: a line each.
        func draw(_ command: Command) throws -> String {
            let description = try resources.renderer().description
            // Without OpenGL any machine draws the same.
            let machine = description.map { $0.renderer + "\n" + $0.version } ?? "software painter\nwithout OpenGL"
            if let render = command.render {
                do {
                    try render.run(in: resources)
                } catch {
                    return machine + "\n" + "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
                }
            } else if let failure = SnapshotDrawing.failure(of: program, command.words + ["--workers", "1"], in: nil) {
                return machine + "\n" + failure
            }
            return machine
        }
    }

    /// Runs a command in a process of its own; nil if all went well.
    private static func failure(of program: String, _ words: [String], in folder: String?) -> String? {
        do {
            let arguments = ["render"] + words
            // `env` changes the folder, which a process cannot do for another.
            let child =
                try folder == nil
                ? ChildProgram(program, arguments)
                : ChildProgram(try ProgramSearch.find("env"), ["-C", folder ?? ".", program] + arguments)
            let end = try child.finish()
            if end.isSuccess { return nil }
            if let signal = end.signal { return "ended by signal \(signal) (\(String(cString: strsignal(Int32(signal)))))" }
            return end.lastLine.map { $0.hasPrefix("smog: ") ? String($0.dropFirst(6)) : $0 } ?? "failed with status \(end.status ?? -1)"
        } catch {
            return "\(error)"
        }
    }
}
