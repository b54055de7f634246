// How far an image set is, on standard error.
import Datasets
import Files
import Foundation

/// One line rewritten on a terminal, a line every ten seconds elsewhere: images, their rate, the time left, failures.
final class ImageSetTicker {
    private let isQuiet: Bool
    private let isTerminal = StandardError.isTerminal
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant
    /// Drawn images and when, some seconds ago: the rate is that of late.
    private var mark: (time: ContinuousClock.Instant, images: Int)

    init(quiet: Bool) {
        isQuiet = quiet
        lastShown = start
        mark = (start, 0)
    }

    func show(_ progress: ImageSetProgress) {
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        guard now - lastShown >= (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
        lastShown = now
        let rate = Double(progress.images - mark.images) / max(Progress.seconds(now - mark.time), 1e-6)
        let total = max(progress.expected, progress.images)
        let left = Double(total - progress.images) / max(rate, 1e-6)
        if now - mark.time > .seconds(60) { mark = (now, progress.images) }
        let failed = progress.failed > 0 ? ", \(progress.failed) clips failed" : ""
        let line = "\(progress.images) of \(total) images, \(NumberText.short(rate)) a second, \(NumberText.duration(left)) left\(failed)"
        StatusLine.show(line)
    }

    /// Takes the line away.
    func clear() {
        if !isQuiet { StatusLine.clear() }
    }
}
