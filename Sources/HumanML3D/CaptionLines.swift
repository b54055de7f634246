// HumanML3D's captions and splits: texts/000001.txt, train.txt.
import Files

/// One line of a file of captions: `caption#words with their parts of speech#start#end`.
public struct CaptionLine: Sendable, Equatable {
    /// A word and its part of speech.
    public struct Token: Sendable, Equatable {
        public let word: String
        /// `VERB`, `NOUN`, …; empty where the file has none.
        public let tag: String
    }
    public let caption: String
    public let tokens: [Token]
    /// What the caption is about, seconds; nil for the whole motion, which the files write as `0.0#0.0`.
    public let span: Range<Double>?

    /// Reads a line; nil where it has not the four fields.
    public init?(_ line: some StringProtocol) {
        let fields = line.split(separator: "#", omittingEmptySubsequences: false)
        guard fields.count >= 4, let start = CaptionLine.seconds(fields[fields.count - 2]),
            let end = CaptionLine.seconds(fields[fields.count - 1])
        else { return nil }
        caption = String(fields[0])
        tokens = fields[1].split(whereSeparator: \.isWhitespace).map { part in
            let slash = part.lastIndex(of: "/")
            return Token(
                word: String(slash.map { part[..<$0] } ?? part[...]), tag: slash.map { String(part[part.index(after: $0)...]) } ?? "")
        }
        span = end > start ? start..<end : nil
    }

    /// The files have "nan" where nobody said when.
    private static func seconds(_ field: some StringProtocol) -> Double? {
        guard let number = Double(field.split(whereSeparator: \.isWhitespace).joined()) else { return nil }
        return number.isFinite && number >= 0 ? number : 0
    }
}

/// Files that say which motions belong to a part of the data: `train.txt`, `val.txt`, `test.txt`, one id a line.
public enum SplitFile {
    /// The ids, in the file's order.
    /// - Throws: `FileProblem` if the file cannot be read or names nothing.
    public static func ids(_ path: String) throws -> [String] {
        let text = try MappedFile(path: path).withBytes { String(decoding: $0, as: UTF8.self) }
        let ids = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter {
            !$0.isEmpty
        }
        guard !ids.isEmpty else { throw FileProblem(path, "names no motions", expected: "an id on each line, such as 000021") }
        return ids
    }
}
