// What Ctrl-C and `kill` do: nothing half-written stays behind.
import Files
import Foundation

enum Interruption {
    /// Unfinished files are removed, then the program ends as the signal would have ended it.
    static func install() {
        PendingFiles.prepare()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                PendingFiles.removeAll()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        // A file that outgrows a limit (`ulimit -f`) is a full disk like any other: the write fails and says so.
        signal(SIGXFSZ, SIG_IGN)
        // A reader that went away (`smog info … | head`) is no reason to leave files behind either.
        signal(SIGPIPE) { _ in
            PendingFiles.removeAll()
            _exit(0)
        }
    }
}
