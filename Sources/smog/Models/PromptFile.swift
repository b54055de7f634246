// A text file with a prompt on each line.
import Files

/// Prompts with the place of each in its file, which gives pictures their names.
struct Prompts {
    struct Prompt {
        /// Lines before it, blank ones as well.
        let index: Int
        let text: String
    }
    let prompts: [Prompt]
    /// How many lines were blank.
    let blank: Int

    var texts: [String] { prompts.map(\.text) }

    init(_ texts: [String]) {
        prompts = texts.enumerated().map { Prompt(index: $0, text: $1) }
        blank = 0
    }

    /// - Throws: ``FileProblem`` if the file is no text or has no words in it.
    init(contentsOf path: String) throws {
        let lines = try TextLines.read(path, expected: "prompts, one on each line")
        let filled = lines.enumerated().map { Prompt(index: $0, text: TextLines.trimmed($1)) }.filter { !$0.text.isEmpty }
        guard !filled.isEmpty else { throw FileProblem(path, "holds no prompts", expected: "one on each line") }
        prompts = filled
        blank = lines.count - filled.count
    }
}

/// Text files as people's editors leave them.
enum TextLines {
    /// The lines of a UTF-8 text, with any line ends, without a byte order mark and without blank ones at the end.
    static func read(_ path: String, expected: String) throws -> [String] {
        let text = try MappedFile(path: path).withBytes { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "is not UTF-8 text", expected: expected) }
            return text
        }
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if let first = lines.first, first.unicodeScalars.first == "\u{FEFF}" { lines[0] = String(first.unicodeScalars.dropFirst()) }
        while let last = lines.last, trimmed(last).isEmpty { lines.removeLast() }
        return lines
    }

    static func trimmed(_ line: String) -> String {
        String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
