// How far a training is.
import Files
import Foundation

/// Tells steps, rate and time left: a line that changes on a terminal, a plain line now and then elsewhere.
final class TrainingTicker {
    private let first: Int
    private let quiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?

    /// - Parameter first: steps that earlier runs took.
    init(first: Int, quiet: Bool) {
        self.first = first
        self.quiet = quiet
    }

    func tick(_ step: Int, of total: Int, epoch: Int, loss: Float) {
        guard !quiet else { return }
        let now = ContinuousClock.now
        if let last, Progress.seconds(now - last) < (isTerminal ? 0.5 : 30) { return }
        last = now
        let each = Progress.seconds(now - start) / Double(max(1, step - first))
        let left = each * Double(total - step)
        let line =
            "epoch \(epoch), step \(step)/\(total), loss \(NumberText.short(Double(loss), abs(loss) < 1 ? 5 : 3)), \(NumberText.short(1 / each, 2)) steps a second, \(NumberText.duration(left)) left"
        StatusLine.show(line)
    }

    func finish() {
        if !quiet { StatusLine.clear() }
    }
}
