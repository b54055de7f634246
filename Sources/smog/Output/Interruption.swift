// What Ctrl-C and `kill` do: nothing half-written stays behind.
import Files
import Foundation

enum Interruption {
    /// Unfinished files are removed, then the program ends as the signal would have ended it.
    static func install() {
        // Started without standard streams: a file must not be opened in their place, and get the messages written into it.
        for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
        PendingFiles.prepare()
        // Swift programs that start this one as a process may pass on a mask of blocked signals; then nothing could stop it.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            sigaddset(&blocked, number)
            signal(number) { number in
                PendingFiles.removeAll()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        sigprocmask(SIG_UNBLOCK, &blocked, nil)
        // A file that outgrows a limit (`ulimit -f`) is a full disk like any other: the write fails and says so.
        signal(SIGXFSZ, SIG_IGN)
        // A reader that went away (`smog info … | head`) is no reason to leave files behind either.
        signal(SIGPIPE) { _ in
            PendingFiles.removeAll()
            _exit(0)
        }
    }

    /// True for what the user's shell was told to ignore: `nohup smog render … &`.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
