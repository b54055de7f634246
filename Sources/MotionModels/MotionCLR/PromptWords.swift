// Where the words of a prompt are among the tokens that frames look at.
import CLIP
import Files

/// The words of a prompt with the columns of their tokens in maps of attention.
public struct PromptWords: Sendable {
    public struct Word: Sendable, Equatable {
        public let text: String
        /// The start stands in column 0; a word may have several tokens.
        public let columns: Range<Int>
    }
    public let prompt: String
    /// In their order; of a long prompt those that CLIP reads.
    public let words: [Word]

    /// - Parameter context: tokens that CLIP reads, start and end counted.
    public init(_ prompt: String, context: Int = CLIPTokenizer.contextLength) {
        let tokenizer = CLIPTokenizer()
        var words: [Word] = []
        var begin = 1
        var pending: [Int32] = []
        for (place, token) in tokenizer.encode(prompt).prefix(max(0, context - 2)).enumerated() {
            pending.append(token)
            // The last token of a word brings the blank behind it.
            guard tokenizer.decode([token]).hasSuffix(" ") else { continue }
            words.append(Word(text: tokenizer.decode(pending).split(separator: " ").joined(separator: " "), columns: begin..<place + 2))
            begin = place + 2
            pending = []
        }
        self.prompt = prompt
        self.words = words
    }

    /// The word a user means: the only one of that spelling, or with `#2` behind it the second.
    /// - Throws: `FileProblem` if it is not in the prompt, or several times.
    public func word(_ wanted: String) throws -> Word {
        var name = wanted
        var which: Int?
        if let sign = wanted.lastIndex(of: "#"), let number = Int(wanted[wanted.index(after: sign)...]) {
            name = String(wanted[..<sign])
            which = number
        }
        let spelled = PromptWords(name).words.map(\.text)
        let found = words.filter { spelled.count == 1 && $0.text == spelled[0] }
        let all = words.map(\.text).filter { $0.contains { $0.isLetter || $0.isNumber } }.joined(separator: ", ")
        guard let first = found.first else {
            throw FileProblem("'\(wanted)'", "is no word of '\(prompt)'", expected: all.isEmpty ? nil : "one of " + all)
        }
        if let which {
            guard found.indices.contains(which - 1) else {
                throw FileProblem("'\(wanted)'", "is asked for, and '\(name)' is \(found.count) times in '\(prompt)'")
            }
            return found[which - 1]
        }
        guard found.count == 1 else {
            throw FileProblem("'\(wanted)'", "is \(found.count) times in '\(prompt)'", expected: "\(wanted)#1 to \(wanted)#\(found.count)")
        }
        return first
    }
}
