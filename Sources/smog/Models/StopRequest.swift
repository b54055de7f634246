// Ctrl-C and `kill` during a training finish the step first.
import Foundation
import Synchronization

/// Whether somebody has asked the program to stop.
enum StopRequest {
    private static let made = Atomic<Bool>(false)

    static var isMade: Bool { made.load(ordering: .relaxed) }

    /// From now on the first signal asks; the second one ends the program at once.
    static func install() {
        _ = isMade
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                StopRequest.made.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}
