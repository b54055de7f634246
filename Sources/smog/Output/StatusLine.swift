// The line that shows how far work is: rewritten on a terminal, one after the other elsewhere.
import Files
import Foundation

enum StatusLine {
    /// Shows a line in place of the last one.
    static func show(_ line: String) {
        guard StandardError.isTerminal else { return StandardError.print(line) }
        // A line that wraps cannot be rewritten: it would fill the terminal with copies.
        StandardError.write("\r\u{1b}[2K" + FittedLine.of(line, columns: columns - 1))
    }

    /// Takes the line away.
    static func clear() {
        if StandardError.isTerminal { StandardError.write("\r\u{1b}[2K") }
    }

    /// The terminal's width, asked for anew each time as windows change.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
