// What Ctrl-C and `kill` do: nothing half-written stays behind.
import Files
import Foundation

enum Interruption {
    /// Unfinished files are removed, then the program ends as the signal would have ended it.
    static func install() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                PendingFiles.removeAll()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        // A reader that went away (`smog info … | head`) is no reason to leave files behind either.
        signal(SIGPIPE) { _ in
            PendingFiles.removeAll()
            _exit(0)
        }
    }
}
