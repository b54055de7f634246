// What a terminal shows of films being made: notes, and a line of progress.
import Films

/// Notes and progress on standard error. What is said of many motions is said once, and at the end of how many more.
final class TerminalObserver: FilmObserver {
    private let isQuiet: Bool
    private var progress: Progress?
    private var counts: [(line: String, said: Int)] = []

    init(quiet: Bool) { isQuiet = quiet }

    deinit { finish() }

    func note(_ line: String, about motion: String?) {
        guard !isQuiet else { return }
        // The same words of another motion.
        let key = motion.flatMap { line.hasPrefix($0 + ": ") ? "…" + line.dropFirst($0.count) : nil } ?? line
        if let known = counts.firstIndex(where: { $0.line == key }) {
            counts[known].said += 1
            return
        }
        counts.append((key, 1))
        progress?.clear()
        StandardError.print("smog: note: \(line)")
    }

    /// Tells what was said of several motions.
    func finish() {
        for (line, said) in counts where said > 1 {
            let words = line.hasPrefix("…: ") ? String(line.dropFirst(3)) : line
            StandardError.print("smog: note: \(said - 1) more motion\(said == 2 ? "" : "s"): \(words)")
        }
        counts = []
    }

    func begin(_ name: String, frames: Int) { progress = Progress(name, total: frames, quiet: isQuiet) }
    func advance() { progress?.advance() }

    func end() {
        progress?.clear()
        progress = nil
    }
}
