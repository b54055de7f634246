// While workers are written to, a pipe without a reader is an error of that write, not the end of the program.
import Files
@preconcurrency import LibC

/// How the process takes SIGPIPE is one for all its threads: the first who needs it ignored keeps what was there, the last puts it back.
package enum BrokenPipes {
    private struct State: @unchecked Sendable {
        var users = 0
        var before: (@convention(c) (Int32) -> Void)?
    }

    private static let state = Locked(State())

    package static func ignore() {
        state.withLock { state in
            if state.users == 0 { state.before = signal(SIGPIPE, SIG_IGN) }
            state.users += 1
        }
    }

    package static func restore() {
        state.withLock { state in
            state.users -= 1
            if state.users == 0 { signal(SIGPIPE, state.before) }
        }
    }
}
