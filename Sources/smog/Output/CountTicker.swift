// How far counted work is: a line rewritten on a terminal, a line every ten seconds elsewhere.
import Files
import Foundation

final class CountTicker {
    private let title: String
    private let total: Int
    private let unit: String
    private let isQuiet: Bool
    private let isTerminal = StandardError.isTerminal
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now

    init(_ title: String, of total: Int, _ unit: String, quiet: Bool) {
        self.title = title
        self.total = total
        self.unit = unit
        isQuiet = quiet
    }

    func show(_ done: Int) {
        let now = ContinuousClock.now
        guard !isQuiet, now - lastShown >= (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
        lastShown = now
        let left = Progress.seconds(now - start) / Double(max(1, done)) * Double(total - done)
        let line = "\(title): \(done) of \(total) \(unit), \(NumberText.duration(left)) left"
        StatusLine.show(line)
    }

    /// Takes the line away.
    func clear() {
        if !isQuiet { StatusLine.clear() }
    }
}
