// Runs the built program as a user would: a process with arguments, its words, its exit status, and a limit on its time.
import Foundation
import Testing

/// What a run of the program left behind.
struct Run {
    var output: String
    var errors: String
    /// The exit status, or nil when a signal ended it.
    var status: Int32?
    /// The signal that ended it.
    var signal: Int32?
    var seconds: Double

    /// The lines of standard error.
    var errorLines: [String] { errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}

enum Program {
    /// The program that was built together with these tests: it lies beside them.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folders = [own, Bundle.main.bundlePath, Bundle.main.executablePath ?? own].flatMap { path in
            let url = URL(fileURLWithPath: path)
            return [url, url.deletingLastPathComponent(), url.deletingLastPathComponent().deletingLastPathComponent()]
        }
        return folders.map { $0.appendingPathComponent("smog").path }.first {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        } ?? "smog"
    }()

    /// Runs the program in the project's folder, so that it finds the sample motions and the open body.
    /// - Parameters:
    ///   - shell: what a shell does before it becomes the program, such as `ulimit -f 8`.
    ///   - limit: seconds after which the program is killed and the test fails: far more than it takes, as machines may be busy.
    @discardableResult
    static func run(
        _ arguments: [String], shell: String? = nil, in folder: String = Project.root, limit: Double = 120,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Run {
        let running = try Running(arguments, shell: shell, in: folder)
        return running.end(limit: limit, sourceLocation: sourceLocation)
    }
}

/// A run of the program that is not over yet.
final class Running {
    private let process = Process()
    private let folder: TemporaryFolder
    private let ended = DispatchSemaphore(value: 0)
    private let start = ContinuousClock.now

    init(_ arguments: [String], shell: String? = nil, in workingFolder: String = Project.root) throws {
        folder = try TemporaryFolder()
        if let shell {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", shell + "\nexec \"$0\" \"$@\"", Program.path] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: Program.path)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(fileURLWithPath: workingFolder)
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
    }

    var processID: pid_t { process.processIdentifier }

    func send(_ signal: Int32) { kill(processID, signal) }

    /// Waits for the end, at most `limit` seconds.
    func end(limit: Double = 120, sourceLocation: SourceLocation = #_sourceLocation) -> Run {
        if ended.wait(timeout: .now() + limit) == .timedOut {
            Issue.record("still running after \(limit) s: smog \(process.arguments ?? [])", sourceLocation: sourceLocation)
            kill(processID, SIGKILL)
            ended.wait()
        }
        let wasKilled = process.terminationReason == .uncaughtSignal
        let elapsed = ContinuousClock.now - start
        return Run(
            output: text("out"), errors: text("err"),
            status: wasKilled ? nil : process.terminationStatus, signal: wasKilled ? process.terminationStatus : nil,
            seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }

    /// What it has said on standard error so far.
    var errorsSoFar: String { text("err") }

    private func text(_ name: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: folder.file(name)))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// Runs the program on input that it must refuse, and checks its manners: one line that names the file and the trouble, a
/// status that says "failed", nothing on standard output, and the folder as it was.
///
/// - Parameters:
///   - arguments: `OUT` stands for the temporary folder.
///   - saying: words that must be in the line.
///   - status: 1 for input that is wrong, 64 for a wrong command line.
@discardableResult
func expectRefused(
    _ arguments: [String], in folder: TemporaryFolder, saying words: [String], status: Int32 = 1, shell: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> String {
    let before = folder.everything
    let run = try Program.run(
        arguments.map { $0.replacingOccurrences(of: "OUT", with: folder.path) }, shell: shell, sourceLocation: sourceLocation)
    expectOneLine(run, saying: words, sourceLocation: sourceLocation)
    #expect(run.status == status, "ended by signal \(run.signal ?? 0): \(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    #expect(folder.everything == before, "something was left behind", sourceLocation: sourceLocation)
    return run.errors
}

/// One line on standard error, for people.
func expectOneLine(_ run: Run, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.errorLines.count == 1 && run.errors.hasSuffix("\n"), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.errors.hasPrefix("smog: "), "\(run.errors)", sourceLocation: sourceLocation)
    for word in words { #expect(run.errors.contains(word), "'\(word)' is not in: \(run.errors)", sourceLocation: sourceLocation) }
    for leak in ["Fatal error", "FileProblem", "Optional(", "Swift.", "Error Domain", "NSError", "(file:"] {
        #expect(!run.errors.contains(leak), "\(run.errors)", sourceLocation: sourceLocation)
    }
}
