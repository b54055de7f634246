// The tokenizer's public face: text in, token numbers out, and back.
import Arrays

/// CLIP's byte-pair tokenizer: OpenAI's vocabulary of 49,408 tokens, built into the program.
///
/// Text is repaired first (see ``clean(_:)``), then cut into words, and these into tokens; the numbers are those of OpenAI's own tokenizer.
///
/// ```swift
/// let tokenizer = CLIPTokenizer()
/// print(tokenizer.encode("a person walks forward"))  // [320, 2533, 8192, 2342]
/// print("<\(tokenizer.decode([320, 2533, 8192, 2342]))>")  // <a person walks forward >
/// let batch = try tokenizer.tokens(["Walk", "T-pose"])
/// print(batch.shape, batch.row(0).prefix(4))  // [2, 77] [49406, 2374, 49407, 0]
/// ```
public struct CLIPTokenizer: Sendable {
    /// Stands before every text.
    public static let startToken: Int32 = 49406
    /// Stands after every text. The highest number of all: the text tower looks for it.
    public static let endToken: Int32 = 49407
    /// How many tokens there are.
    public static let vocabularySize = 49408
    /// How many tokens OpenAI's models take, start and end among them.
    public static let contextLength = 77

    private let merges = BytePairMerges.standard

    public init() {}

    /// The text that is cut into words.
    ///
    /// Repaired where its encoding was mixed up ("cafÃ©"), HTML entities and typographic quotes, ligatures and full-width forms replaced by plain
    /// characters, control characters removed, white space reduced to single blanks, lower-case: what ftfy, `html.unescape` (twice) and
    /// `str.lower` do in OpenAI's tokenizer.
    public func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(TextCleaning.clean(text)))
    }

    /// The tokens of a text of any length, without start and end.
    public func encode(_ text: String) -> [Int32] {
        let scalars = TextCleaning.clean(text)
        var tokens: [Int32] = []
        var word: [UInt8] = []
        for part in WordSplitter.words(in: scalars) {
            switch part {
            case .start: tokens.append(CLIPTokenizer.startToken)
            case .end: tokens.append(CLIPTokenizer.endToken)
            case .text(let range):
                word.removeAll(keepingCapacity: true)
                for scalar in scalars[range] { word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
                merges.appendTokens(of: word, to: &tokens)
            }
        }
        return tokens
    }

    /// The tokens of a text with start and end, filled up with zeros.
    ///
    /// - Parameters:
    ///   - contextLength: how many numbers come back; at least 2.
    ///   - truncating: cuts a text that is too long, its last token then being the end; otherwise such a text is an error.
    /// - Throws: ``TextTooLong``.
    public func tokens(_ text: String, contextLength: Int = contextLength, truncating: Bool = true) throws -> [Int32] {
        let contextLength = max(contextLength, 2)
        var tokens = [CLIPTokenizer.startToken] + encode(text) + [CLIPTokenizer.endToken]
        if tokens.count > contextLength {
            guard truncating else { throw TextTooLong(text: text, count: tokens.count, contextLength: contextLength) }
            tokens.removeLast(tokens.count - contextLength)
            tokens[contextLength - 1] = CLIPTokenizer.endToken
        }
        return tokens + [Int32](repeating: 0, count: contextLength - tokens.count)
    }

    /// The same for several texts: shape `(texts, contextLength)`.
    public func tokens(_ texts: [String], contextLength: Int = contextLength, truncating: Bool = true) throws -> NDArray<Int32> {
        let rows = try texts.map { try tokens($0, contextLength: contextLength, truncating: truncating) }
        return NDArray(shape: [texts.count, max(contextLength, 2)], elements: rows.flatMap { $0 })
    }

    /// True if a text has more tokens than fit, so that its end would be cut off.
    public func isTooLong(_ text: String, contextLength: Int = contextLength) -> Bool {
        encode(text).count > contextLength - 2
    }

    /// The text of some tokens, a blank after each word. Numbers that are no token are passed over.
    public func decode(_ tokens: some Sequence<Int32>) -> String {
        var bytes: [UInt8] = []
        for token in tokens {
            switch token {
            case CLIPTokenizer.startToken: bytes.append(contentsOf: "<|startoftext|>".utf8)
            case CLIPTokenizer.endToken: bytes.append(contentsOf: "<|endoftext|>".utf8)
            default: if token >= 0 { merges.appendBytes(of: Int(token), to: &bytes) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A text of more tokens than the model takes.
public struct TextTooLong: Error, Equatable, Sendable, CustomStringConvertible {
    /// The whole text.
    public let text: String
    /// Its tokens, start and end among them.
    public let count: Int
    /// How many there may be.
    public let contextLength: Int

    public var description: String {
        let start = text.unicodeScalars.prefix(60).map { $0.value < 0x20 ? " " : String($0) }.joined()
        let shown = text.unicodeScalars.count > 60 ? start + "…" : start
        return "the text \"\(shown)\" has \(count) tokens; expected at most \(contextLength), start and end among them. Shorten it."
    }
}
