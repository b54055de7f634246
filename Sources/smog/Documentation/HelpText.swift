// Help laid out for the width of a terminal: examples keep their columns, and no word is broken.
import Foundation

/// The text of `--help`, as the argument parser gives it where lines may be of any length.
struct HelpText {
    private let lines: [String]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// The terminal's width: what `COLUMNS` says, else what the terminal says, else 80.
    static var columns: Int {
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    func laidOut(columns: Int) -> String {
        let columns = max(columns, HelpText.narrowest)
        return paragraphs().flatMap { HelpText.laidOut($0, columns: columns) }.joined(separator: "\n")
    }

    /// Narrower help could not be read.
    private static let narrowest = 40
    /// Explanations beside what they explain have at least so many columns.
    private static let narrowestExplanation = 28

    /// Lines of running text that belong together, joined.
    private func paragraphs() -> [String] {
        var result: [String] = []
        var isRunning = false
        for line in lines {
            let text = line.drop { $0 == " " }
            let isProse =
                !text.isEmpty && HelpText.gap(in: text) == nil && !text.hasPrefix("smog ") && !text.hasPrefix("-") && !text.hasPrefix("<")
            if isProse, isRunning, let last = result.last, HelpText.indent(of: last) == HelpText.indent(of: line) {
                result[result.count - 1] = last + " " + text
            } else {
                result.append(line)
            }
            // What ends a line early ends the paragraph.
            isRunning = isProse && line.count > 72 && !line.hasSuffix(":")
        }
        return result
    }

    private static func laidOut(_ line: String, columns: Int) -> [String] {
        guard line.count > columns else { return [line] }
        let indent = indent(of: line)
        let text = line.dropFirst(indent)
        guard let gap = gap(in: text) else {
            return wrapped(
                text, first: indent, rest: text.hasPrefix("smog ") || text.hasPrefix("-") ? indent + 4 : indent, columns: columns)
        }
        let left = text[..<gap.lowerBound], right = text[gap.upperBound...]
        let column = indent + left.count + text[gap].count
        if columns - column >= narrowestExplanation {
            let beside = wrapped(right, first: column, rest: column, columns: columns)
            return [String(repeating: " ", count: indent) + left + text[gap] + beside[0].dropFirst(column)] + beside.dropFirst()
        }
        // Too narrow: below, a little further in.
        return wrapped(left, first: indent, rest: indent + 4, columns: columns)
            + wrapped(right, first: indent + 6, rest: indent + 6, columns: columns)
    }

    /// Words one after the other, as many to a line as fit; a word that is longer than a line keeps one to itself.
    private static func wrapped(_ text: Substring, first: Int, rest: Int, columns: Int) -> [String] {
        var result: [String] = []
        var line = String(repeating: " ", count: first), isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > columns {
                result.append(line)
                line = String(repeating: " ", count: rest)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return result + [line]
    }

    private static func indent(of line: String) -> Int { line.prefix { $0 == " " }.count }

    /// Two blanks or more, which set an explanation apart from what it explains.
    private static func gap(in text: Substring) -> Range<Substring.Index>? {
        guard let start = text.firstRange(of: "  ")?.lowerBound else { return nil }
        let end = text[start...].firstIndex { $0 != " " } ?? text.endIndex
        return end == text.endIndex ? nil : start..<end
    }
}
