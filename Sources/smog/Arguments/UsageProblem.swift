// What is wrong with a command line, in the shape of every other error: one line, and how to go on.

/// A mistake on the command line, put together from what the argument parser says in several lines.
///
/// A wrong value takes one line; a command line that makes no sense as a whole is followed by the usage:
///
///     smog: The value '10' is invalid for '--size <WxH>': Width and height in pixels. See 'smog render --help'.
struct UsageProblem: CustomStringConvertible {
    let description: String

    /// - Parameter parserText: `Error:`, `Help:`, `Usage:` and `See …` lines, as `fullMessage(for:)` gives them.
    init(_ parserText: String) {
        var error = "", help = "", usage = "", advice = ""
        for line in parserText.split(separator: "\n") {
            let words = line.split(separator: " ").joined(separator: " ")
            if words.hasPrefix("Error: ") {
                error = String(words.dropFirst(7))
            } else if words.hasPrefix("Help: ") {
                help = UsageProblem.explanation(line.dropFirst(6))
            } else if words.hasPrefix("Usage: ") {
                usage = "usage: " + words.dropFirst(7)
            } else if words.hasPrefix("See '") {
                advice = words.replacing(" for more information.", with: ".")
            } else if usage.isEmpty, words.hasPrefix("- ") {
                // A choice from a list.
                error += (error.hasSuffix(":") ? " " : ", ") + words.dropFirst(2)
            } else if usage.isEmpty {
                error += " " + words
            }
        }
        // The shell takes an unquoted #ff8800 for a comment, and the program never sees it.
        if error.hasPrefix("Missing value for '--color") || error.hasPrefix("Missing value for '--background") {
            help =
                (help.isEmpty ? "" : help + (UsageProblem.isSentence(help) ? " " : ". "))
                + "In the shell # begins a comment: put a colour like '#ff8800' in quotes."
        }
        let isAboutAValue = error.hasPrefix("--") || error.hasPrefix("The value")
        var line = "smog: " + error
        if !help.isEmpty, !error.contains("Please provide") { line += (UsageProblem.isSentence(line) ? " " : ": ") + help }
        if !advice.isEmpty { line += (UsageProblem.isSentence(line) ? " " : ". ") + advice }
        description = isAboutAValue || usage.isEmpty ? line : line + "\n" + usage
    }

    private static func isSentence(_ text: String) -> Bool {
        text.last.map { ".?!".contains($0) } ?? false
    }

    /// The words of `--size <WxH>  Width and height in pixels.` after the gap.
    private static func explanation(_ line: Substring) -> String {
        let parts = line.replacing("  ", with: "\t", maxReplacements: 1).split(separator: "\t", maxSplits: 1)
        return parts.count < 2 ? "" : parts[1].split(separator: " ").joined(separator: " ")
    }
}
