// Ctrl-C, `kill`, and worse, in the middle of drawing: no half-written file, no process left behind.
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct InterruptionTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Begins a long drawing and waits until its workers draw and its file is begun.
    private func beginDrawing(to name: String = "out.gif") throws -> (running: Running, workers: [pid_t]) {
        let running = try Running([
            "render", Project.longerClip, "-o", folder.file(name), "--size", "400x400", "--fps", "120", "--workers", "2", "--quiet",
        ])
        var workers: [pid_t] = []
        // The file is tried for a moment before any worker starts, so both must be there at once.
        let hasBegun = Processes.waitUntil(within: 60) {
            workers = Processes.descendants(of: running.processID)
            return workers.count == 2 && folder.everything.contains { $0.hasPrefix(".smog") || $0.contains("/0000") }
        }
        #expect(hasBegun, "\(workers), \(folder.everything)")
        return (running, workers)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalEndsItPromptlyAndLeavesNothing(signal: Int32) throws {
        let (running, workers) = try beginDrawing()
        running.send(signal)
        let sent = Date()
        let run = running.end(limit: 60)
        // At once on an idle machine; to draw what is left would take a minute.
        #expect(Date().timeIntervalSince(sent) < 10)
        #expect(run.signal == signal)
        #expect(run.errors.isEmpty)
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(folder.everything.isEmpty)
    }

    /// A terminal's Ctrl-C reaches the workers too.
    @Test func aSignalToEveryProcessAtOnce() throws {
        let (running, workers) = try beginDrawing()
        for process in workers + [running.processID] { kill(process, SIGINT) }
        let run = running.end(limit: 60)
        #expect(run.signal == SIGINT && run.errors.isEmpty, "\(run.errors)")
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(folder.everything.isEmpty)
    }

    @Test func framesWrittenBeforeTheSignalAreWhole() throws {
        let (running, workers) = try beginDrawing(to: "frames")
        running.send(SIGINT)
        #expect(running.end(limit: 60).signal == SIGINT)
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(folder.unfinished.isEmpty)
        let end: [UInt8] = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("frames")) {
            #expect(try folder.bytes("frames/" + name).suffix(8) == end[...])
        }
    }

    /// `nohup` and shells ignore signals on a program's behalf.
    @Test func aSignalThatWasToBeIgnoredIsIgnored() throws {
        let running = try Running(
            ["render", Project.clip, "-o", folder.file("out.gif"), "--size", "64x64", "--fps", "120", "--quiet"], shell: "trap '' HUP")
        #expect(Processes.waitUntil(within: 60) { !folder.unfinished.isEmpty })
        running.send(SIGHUP)
        let run = running.end()
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.file("out.gif")))
    }

    @Test func workersDoNotOutliveAProgramThatWasKilled() throws {
        let (running, workers) = try beginDrawing()
        running.send(SIGKILL)
        #expect(running.end(limit: 60).signal == SIGKILL)
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(!FileManager.default.fileExists(atPath: folder.file("out.gif")))
    }

    @Test func aWorkerThatWasKilledIsReported() throws {
        let (running, workers) = try beginDrawing()
        if let worker = workers.first { kill(worker, SIGKILL) }
        let run = running.end(limit: 60)
        #expect(run.status == 1)
        expectOneLine(run, saying: ["worker", "killed"])
        #expect(Processes.haveEnded(workers, within: 60))
        #expect(folder.everything.isEmpty)
    }

    @Test func signalsAtAnyMomentLeaveNothing() throws {
        for delay in stride(from: 20_000, through: 300_000, by: 40_000) {
            let running = try Running([
                "render", Project.clip, "-o", folder.file("out.gif"), "--size", "128x128", "--fps", "120", "--quiet",
            ])
            usleep(UInt32(delay))
            running.send(SIGTERM)
            let run = running.end(limit: 60)
            #expect(run.signal == SIGTERM || run.status == 0, "\(run.status ?? -1)")
            #expect(run.errors.isEmpty, "\(run.errors)")
            #expect(folder.unfinished.isEmpty)
        }
    }
}
