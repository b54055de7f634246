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

    func show(_ done: Int) { show("\(done) of \(total) \(unit)", share: Double(done) / Double(max(1, total))) }

    /// - Parameter share: of all the work, from 0 to 1.
    func show(share: Double) { show("\(NumberText.percent(share)) of \(total) \(unit)", share: share) }

    private func show(_ words: String, share: Double) {
        let now = ContinuousClock.now
        guard !isQuiet, now - lastShown >= (isTerminal ? .milliseconds(200) : .seconds(10)) else { return }
        lastShown = now
        let passed = Progress.seconds(now - start)
        StatusLine.show("\(title): \(words)" + (share > 0 ? ", \(NumberText.duration(passed / share - passed)) left" : ""))
    }

    /// Takes the line away.
    func clear() {
        if !isQuiet { StatusLine.clear() }
    }
}
