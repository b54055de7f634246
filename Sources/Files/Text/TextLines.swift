// Lines of text files, as people's editors leave them.

/// Text files as people's editors leave them.
package enum TextLines {
    /// The lines of a UTF-8 text, with any line ends, without a byte order mark and without blank ones at the end.
    package static func read(_ path: String, expected: String) throws -> [String] {
        let text = try MappedFile(path: path).withBytes { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw FileProblem(path, "is not UTF-8 text", expected: expected)
            }
            return text
        }
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if let first = lines.first, first.unicodeScalars.first == "\u{FEFF}" { lines[0] = String(first.unicodeScalars.dropFirst()) }
        while let last = lines.last, trimmed(last).isEmpty { lines.removeLast() }
        return lines
    }

    package static func trimmed(_ line: String) -> String {
        String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
