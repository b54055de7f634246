// Runs the built program as a user would: a process with arguments, its words, its exit status, and a limit on its time.
import Foundation
import TestSupport
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
    static let path = Project.program("smog")

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
///
/// Not by Foundation's `Process`: that one learns of a program's end only when every process has closed a pipe which those that other
/// tests start at the same moment inherit. A test that starts `sleep 20` made others wait so long for programs that had ended.
final class Running {
    let processID: pid_t
    private let arguments: [String]
    private let folder: TemporaryFolder
    private let start = ContinuousClock.now
    private var status: Int32?

    init(_ arguments: [String], shell: String? = nil, in workingFolder: String = Project.root) throws {
        self.arguments = arguments
        folder = try TemporaryFolder()
        let script = "cd \"$1\" || exit 99\nshift\n" + (shell.map { $0 + "\n" } ?? "") + "exec \"$0\" \"$@\""
        var words: [UnsafeMutablePointer<CChar>?] =
            (["/bin/sh", "-c", script, Program.path, workingFolder] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder.file("out"), O_WRONLY | O_CREAT, 0o666)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder.file("err"), O_WRONLY | O_CREAT, 0o666)
        var none = sigset_t(), usual = sigset_t()
        sigemptyset(&none)
        sigemptyset(&usual)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EAGAIN) }
        processID = process
    }

    deinit { if status == nil { stop() } }

    func send(_ signal: Int32) { kill(processID, signal) }

    /// Waits for the end, at most `limit` seconds.
    func end(limit: Double = 120, sourceLocation: SourceLocation = #_sourceLocation) -> Run {
        if !Processes.waitUntil(within: limit, { hasEnded() }) {
            Issue.record("still running after \(limit) s: smog \(arguments)", sourceLocation: sourceLocation)
            stop()
        }
        let status = status ?? 0, signal = status & 0x7f
        let elapsed = ContinuousClock.now - start
        return Run(
            output: text("out"), errors: text("err"), status: signal == 0 ? status >> 8 & 0xff : nil, signal: signal == 0 ? nil : signal,
            seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }

    private func hasEnded() -> Bool {
        if status != nil { return true }
        var found: Int32 = 0
        if waitpid(processID, &found, WNOHANG) == processID { status = found }
        return status != nil
    }

    private func stop() {
        kill(processID, SIGKILL)
        var found: Int32 = 0
        while waitpid(processID, &found, 0) < 0 && errno == EINTR {}
        status = found
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
