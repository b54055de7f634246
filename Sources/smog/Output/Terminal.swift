// What the program writes besides its results: notes and progress, on standard error.
import Files
import Films
import Foundation

enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func print(_ line: String) { write(line + "\n") }

    /// Tells of an error in one line, whatever line breaks a file's name may have.
    static func fail(_ error: any Error) {
        print("smog: " + "\(error)".split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    static func write(_ text: String) {
        // Whether anybody can read it must not matter: Foundation's file handle would end the program.
        _ = Array(text.utf8).withUnsafeBytes { DescriptorTransfer.write($0, to: STDERR_FILENO) }
    }
}

enum StandardOutput {
    /// Writes out what `print` has kept back.
    /// - Throws: if what was printed went nowhere: a full disk.
    static func finish() throws {
        guard fflush(nil) != 0 else { return }
        throw CommandFailure("standard output cannot be written: \(String(cString: strerror(errno)))")
    }
}

/// Progress of counted work: one line rewritten on a terminal, a line every few seconds elsewhere.
final class Progress {
    private let title: String
    private let total: Int
    private let isQuiet: Bool
    private let isTerminal = StandardError.isTerminal
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant
    private var done = 0

    init(_ title: String, total: Int, quiet: Bool) {
        self.title = title
        self.total = total
        isQuiet = quiet
        lastShown = start
    }

    func advance(by count: Int = 1) {
        done += count
        guard !isQuiet else { return }
        let now = ContinuousClock.now
        guard now - lastShown >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
        lastShown = now
        let seconds = Progress.seconds(now - start)
        let rate = Double(done) / max(seconds, 1e-6)
        let left = Double(total - done) / max(rate, 1e-6)
        let line = "\(title): \(done)/\(total) frames, \(NumberText.short(rate)) a second, \(NumberText.duration(left)) left"
        StatusLine.show(line)
    }

    /// Takes the progress line away.
    func clear() {
        if !isQuiet { StatusLine.clear() }
    }

    var elapsed: Double { Progress.seconds(ContinuousClock.now - start) }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
