// Words as a shell takes and cuts them.

/// Quotes words for a POSIX shell, and cuts a command into words.
public enum ShellWords {
    /// What no shell changes anything about.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_./,:=+@%".unicodeScalars.contains(scalar)
    }

    /// A word as it is where a shell changes nothing about it, else in single quotes.
    public static func quoted(_ word: String) -> String {
        let isAllPlain = !word.isEmpty && word.unicodeScalars.allSatisfy { isPlain($0) }
        if isAllPlain { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A path as an argument: one that begins with a hyphen is no option.
    public static func quoted(path: String) -> String { quoted(path.hasPrefix("-") ? "./" + path : path) }

    /// Words as somebody could paste them into a shell.
    public static func joined(_ words: [String]) -> String { words.map { quoted($0) }.joined(separator: " ") }

    /// Words between spaces; quotes of both kinds hold words together, a backslash keeps the next character as it is.
    /// - Returns: nil if a quote does not end.
    public static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open {
                    quote = nil
                } else if open == "\"", character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                    word?.append(rest.removeFirst())
                } else {
                    word?.append(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "\\", let next = rest.popFirst() {
                word = (word ?? "") + String(next)
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}
