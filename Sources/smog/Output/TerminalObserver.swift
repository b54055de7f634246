// What a terminal shows of films being made: notes, and a line of progress.
import Files
import Films

/// Notes and progress on standard error. What is said of many motions is said once, and at the end of how many more.
final class TerminalObserver: FilmObserver {
    private let isQuiet: Bool
    private var progress: Progress?
    private var remarks: [Remark] = []

    /// What is said of motions: the same words, whatever numbers are in them.
    private struct Remark {
        let pattern: [Substring]
        /// The words, with "…" where the numbers of motions differ.
        var words: [Substring]
        var count = 1

        init(_ line: Substring) {
            words = line.split(separator: " ")
            pattern = words.map { $0.contains(where: \.isNumber) ? "…" : $0 }
        }
    }

    init(quiet: Bool) { isQuiet = quiet }

    deinit { finish() }

    func note(_ line: String, about motion: String?) {
        guard !isQuiet else { return }
        let new = Remark(motion.flatMap { line.hasPrefix($0 + ": ") ? line.dropFirst($0.count + 2) : nil } ?? line[...])
        if let known = remarks.firstIndex(where: { $0.pattern == new.pattern }), motion != nil || remarks[known].words == new.words {
            remarks[known].count += 1
            remarks[known].words = zip(remarks[known].words, new.words).map { $0 == $1 ? $0 : "…" }
            return
        }
        remarks.append(new)
        progress?.clear()
        StandardError.print("smog: note: \(line)")
    }

    /// Tells what was said of several motions.
    func finish() {
        for remark in remarks where remark.count > 1 {
            StandardError.print(
                "smog: note: \(NumberText.count(remark.count - 1, "more motion")): \(remark.words.joined(separator: " "))")
        }
        remarks = []
    }

    func begin(_ name: String, frames: Int) { progress = Progress(name, total: frames, quiet: isQuiet) }
    func advance() { progress?.advance() }

    func end() {
        progress?.clear()
        progress = nil
    }
}
