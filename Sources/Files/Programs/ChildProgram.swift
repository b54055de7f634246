// Runs another program: fed through its standard input, the end of its error output kept, ended with this program.
@preconcurrency import LibC

/// A running program that reads from this one.
///
/// Its standard output goes nowhere, or into a file; of its standard error the last lines are kept. It is ended when the object goes away before
/// ``finish()``, and when ``PendingFiles/removeAll()`` is called because this program is told to stop. A program that stops
/// reading makes ``write(_:)`` throw; no signal is raised.
///
/// ```swift
/// let child = try ChildProgram(try ProgramSearch.find("sh"), ["-c", "cat > heard.txt; echo done >&2"])
/// try child.write(Array("a few words".utf8))
/// let end = try child.finish()
/// print(end.isSuccess, end.lastLine ?? "")  // true done
/// let heard = try MappedFile(path: "heard.txt")
/// print(heard.bytes.count)  // 11
/// ```
public final class ChildProgram {
    /// How a program ended.
    public struct End: Sendable, Equatable {
        /// Its exit status, nil if a signal ended it.
        public var status: Int?
        /// The signal that ended it.
        public var signal: Int?
        /// The last line on its standard error that is not empty.
        public var lastLine: String?

        public init(status: Int?, signal: Int?, lastLine: String?) {
            self.status = status
            self.signal = signal
            self.lastLine = lastLine
        }

        public var isSuccess: Bool { status == 0 }
    }

    /// The program's path.
    public let path: String
    private var process: pid_t = -1
    private var input: Int32 = -1
    private var messages: Int32 = -1
    private var tail: [UInt8] = []
    private var end: End?

    private static let keptBytes = 4096

    /// Starts a program.
    /// - Parameters:
    ///   - path: of the program; not searched for.
    ///   - arguments: without the program's name.
    ///   - output: an open file that gets its standard output; it stays open here.
    /// - Throws: ``FileProblem`` naming the program if it cannot be started.
    public init(_ path: String, _ arguments: [String], output: Int32? = nil) throws {
        self.path = path
        // A socket rather than a pipe: it can be written to without SIGPIPE, whatever the program does about that signal.
        var sockets: [Int32] = [-1, -1], ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, streamSocket, 0, &sockets) == 0 else {
            throw FileProblem(path, "cannot be started: \(systemErrorText(errno))", kind: .unreadable)
        }
        guard pipe(&ends) == 0 else {
            let code = errno
            sockets.forEach { _ = close($0) }
            throw FileProblem(path, "cannot be started: \(systemErrorText(code))", kind: .unreadable)
        }
        input = sockets[0]
        messages = ends[0]
        shutdown(sockets[0], Int32(SHUT_RD))
        defer {
            close(sockets[1])
            close(ends[1])
        }
        for descriptor in sockets + ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        for descriptor in [input, messages] { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }

        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        // A group of its own, so that what it starts itself ends with it, and a terminal's Ctrl-C comes from here only.
        var none = sigset_t(), usual = sigset_t()
        sigemptyset(&none)
        sigemptyset(&usual)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        let code = PendingFiles.startChild { posix_spawn(&$0, path, &actions, &attributes, &words, environ) }
        switch code {
        case .success(let process): self.process = process
        case .failure(let problem):
            close(input)
            close(messages)
            (input, messages) = (-1, -1)
            throw FileProblem(path, "cannot be started: \(systemErrorText(problem.code))", kind: .unreadable)
        }
    }

    deinit { stop() }

    /// Hands bytes to the program; waits until it has room for them.
    /// - Throws: ``ChildStopped`` if it has stopped reading.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard input >= 0, let base = bytes.baseAddress else {
            if input < 0 { throw ChildStopped(path: path) }
            return
        }
        var done = 0
        while done < bytes.count {
            let n = send(input, base + done, bytes.count - done, Int32(MSG_NOSIGNAL))
            if n >= 0 {
                done += n
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                var waiting = [
                    pollfd(fd: input, events: Int16(POLLOUT), revents: 0), pollfd(fd: messages, events: Int16(POLLIN), revents: 0),
                ]
                // A closed end of the messages is ready at once, always.
                _ = poll(&waiting, messages >= 0 ? 2 : 1, -1)
                listen()
            } else if errno != EINTR {
                closeInput()
                throw ChildStopped(path: path)
            }
        }
    }

    /// Hands bytes to the program; waits until it has room for them.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Ends its input and waits for its end.
    public func finish() throws -> End {
        if let end { return end }
        closeInput()
        var hasEnded = false
        while !hasEnded {
            var info = siginfo_t()
            info.si_signo = 0
            // Seen, but not yet forgotten: until it is off the list its number must not become another process's.
            hasEnded = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno != EINTR || info.si_signo != 0
            if hasEnded { break }
            var waiting = pollfd(fd: messages, events: Int16(POLLIN), revents: 0)
            _ = poll(&waiting, 1, messages >= 0 ? 50 : 5)
            listen()
        }
        listen()
        let result = reap()
        end = result
        return result
    }

    /// Ends the program, and all that it started, wherever it is.
    public func stop() {
        guard end == nil, process > 0 else { return }
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        closeInput()
        end = reap()
    }

    private func reap() -> End {
        var status: Int32 = 0
        let pid = process
        // Off the list first; while it is not waited for, its number stays its own.
        PendingFiles.forgetChild(pid)
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        process = -1
        if messages >= 0 { close(messages) }
        messages = -1
        let signal = Int(status & 0x7f)
        return End(status: signal == 0 ? Int(status >> 8 & 0xff) : nil, signal: signal == 0 ? nil : signal, lastLine: lastLine)
    }

    private func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Takes in what the program has said, so that it never waits for that.
    private func listen() {
        guard messages >= 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let n = read(messages, &buffer, buffer.count)
            if n > 0 {
                tail.append(contentsOf: buffer[..<n])
                if tail.count > 4 * ChildProgram.keptBytes { tail.removeFirst(tail.count - ChildProgram.keptBytes) }
            } else if n < 0 && errno == EINTR {
                continue
            } else {
                if n == 0 {
                    close(messages)
                    messages = -1
                }
                return
            }
        }
    }

    private var lastLine: String? {
        let line = tail.split { $0 == 0x0A || $0 == 0x0D }.last { $0.contains { $0 > 0x20 } }
        return line.map { String(decoding: $0.suffix(400), as: UTF8.self) }
    }
}

/// A program has stopped reading what it is given; ``ChildProgram/finish()`` says how it ended.
public struct ChildStopped: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public var description: String { "\(path) stopped reading" }
}
