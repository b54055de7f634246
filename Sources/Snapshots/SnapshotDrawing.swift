// Draws snapshots: stills many to a process, which starts once; what moves in a process of its own.
import Files
import Foundation
import LibC
import Workers

/// What became of a snapshot's command.
public struct DrawnSnapshot {
    public let snapshot: SnapshotSuite.Snapshot
    /// Pictures in a temporary folder, which is gone when the receiver returns.
    public let folder: String
    /// Names of the pictures in ``folder``.
    public let files: [String]
    /// Why there is no picture.
    public let failure: String?
    /// What drew it.
    public let machine: DrawingMachine
}

/// Snapshots that are to be drawn, and how many processes do it. The pictures do not depend on their number.
public struct SnapshotDrawing {
    let suite: SnapshotSuite
    let snapshots: [SnapshotSuite.Snapshot]
    let program: any SnapshotProgram
    let workers: Int

    /// - Parameters:
    ///   - snapshots: some of the suite's.
    ///   - program: draws them.
    public init(
        _ snapshots: [SnapshotSuite.Snapshot], of suite: SnapshotSuite, by program: some SnapshotProgram,
        workers: Int = WorkerPool.processorCount
    ) {
        self.suite = suite
        self.snapshots = snapshots
        self.program = program
        self.workers = workers
    }

    /// Draws all and hands over one after the other, in order.
    public func run(_ take: (DrawnSnapshot) throws -> Void) throws {
        let place = try TemporaryFolder("smog-snapshots")
        defer { withExtendedLifetime(place) {} }
        let temporary = place.path
        let outputs = try snapshots.enumerated().map { number, snapshot in
            try Folders.make("\(temporary)/\(number)")
            return "\(temporary)/\(number)/\(snapshot.name).\(snapshot.format)"
        }
        var done = 0
        var machine = DrawingMachine(program: program.version, renderer: "", opengl: "", processor: DrawingMachine.processorName)
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
                jobs: snapshots.count, resultBytes: 16_384,
                prepare: {
                    guard chdir(suite.workingFolder) == 0 else {
                        throw FileProblem(suite.workingFolder, "cannot be entered: \(systemErrorText(errno))", kind: .unreadable)
                    }
                    return try program.makePainter()
                },
                work: { painter, job, slot in
                    let report = try draw(snapshots[job], with: painter, output: outputs[job])
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
        } catch let problem as WorkerProblem where problem.isLostProcess {
            // One of them ended its process: each of the rest gets a process of its own, and one is found out.
            for number in done..<snapshots.count {
                try hand(failure(of: snapshots[number].words, output: outputs[number], in: suite.workingFolder))
            }
        }
    }

    /// The renderer, the version of OpenGL and, if it failed, why: a line each.
    private func draw(_ snapshot: SnapshotSuite.Snapshot, with painter: any SnapshotPainter, output: String) throws -> String {
        let (renderer, opengl) = try painter.machine
        let machine = renderer + "\n" + opengl
        if snapshot.isStill {
            do {
                try painter.draw(snapshot.words, output: output)
            } catch {
                return machine + "\n" + "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
            }
        } else if let failure = failure(of: snapshot.words, output: output, in: nil) {
            return machine + "\n" + failure
        }
        return machine
    }

    /// Runs a command in a process of its own; nil if all went well.
    private func failure(of words: [String], output: String, in folder: String?) -> String? {
        do {
            let (file, arguments) = program.launch(words, output: output)
            // `env` changes the folder, which a process cannot do for another.
            let child =
                try folder.map { try ChildProgram(ProgramSearch.find("env"), ["-C", $0, file] + arguments) }
                ?? ChildProgram(file, arguments)
            let end = try child.finish()
            if end.isSuccess { return nil }
            if let signal = end.signal { return "ended by signal \(signal) (\(String(cString: strsignal(Int32(signal)))))" }
            let name = program.command.split(separator: " ").first.map { $0 + ": " } ?? ""
            return end.lastLine.map { $0.hasPrefix(name) ? String($0.dropFirst(name.count)) : $0 }
                ?? "failed with status \(end.status ?? -1)"
        } catch {
            return "\(error)"
        }
    }
}
