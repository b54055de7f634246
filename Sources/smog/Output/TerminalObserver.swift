// What a terminal shows of films being made: notes, and a line of progress.
import Films

/// Notes and progress on standard error.
final class TerminalObserver: FilmObserver {
    private let isQuiet: Bool
    private var progress: Progress?

    init(quiet: Bool) { isQuiet = quiet }

    func note(_ line: String) {
        if !isQuiet { StandardError.print("smog: note: \(line)") }
    }

    func begin(_ name: String, frames: Int) { progress = Progress(name, total: frames, quiet: isQuiet) }
    func advance() { progress?.advance() }

    func end() {
        progress?.clear()
        progress = nil
    }
}
