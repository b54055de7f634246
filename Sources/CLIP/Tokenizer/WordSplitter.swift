// Cutting cleaned text into the words that are encoded one by one.

/// Splits text the way CLIP's pattern does: the special tokens, English contractions, runs of letters, single digits, runs of the rest.
///
/// The original is `<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`, matched without regard to
/// case: after lower-casing only the long s (ſ) makes that differ from an exact match.
enum WordSplitter {
    enum Word: Equatable {
        case start, end
        case text(Range<Int>)
    }

    static func words(in text: [Unicode.Scalar]) -> [Word] {
        var words: [Word] = []
        var i = 0
        while i < text.count {
            if let special = [(startMark, Word.start), (endMark, Word.end)].first(where: { matches($0.0, text, at: i) }) {
                // With a long s in it the mark is one word, but not the special token.
                let length = special.0.count
                let isExact = Array(text[i..<i + length]) == special.0
                words.append(isExact ? special.1 : .text(i..<i + length))
                i += length
            } else if let ending = contractions.first(where: { matches($0, text, at: i) }) {
                words.append(.text(i..<i + ending.count))
                i += ending.count
            } else {
                let kind = Kind(text[i])
                var end = i + 1
                if kind == .letter || kind == .other {
                    while end < text.count, Kind(text[end]) == kind { end += 1 }
                }
                if kind != .space { words.append(.text(i..<end)) }
                i = end
            }
        }
        return words
    }

    private static let startMark = Array("<|startoftext|>".unicodeScalars)
    private static let endMark = Array("<|endoftext|>".unicodeScalars)
    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.unicodeScalars) }

    private static func matches(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar], at start: Int) -> Bool {
        guard text[start] == pattern[0], start + pattern.count <= text.count else { return false }
        return pattern.indices.allSatisfy { text[start + $0] == pattern[$0] || (pattern[$0] == "s" && text[start + $0] == "ſ") }
    }

    private enum Kind {
        case letter, digit, space, other

        init(_ scalar: Unicode.Scalar) {
            if scalar.isASCII {
                switch scalar {
                case "a"..."z", "A"..."Z": self = .letter
                case "0"..."9": self = .digit
                case " ", "\t"..."\r": self = .space
                default: self = .other
                }
                return
            }
            // A combining iota, whose capital is a letter: without regard to case it belongs to neither class and is passed over.
            if scalar == "\u{345}" {
                self = .space
                return
            }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
            case .decimalNumber, .letterNumber, .otherNumber: self = .digit
            default: self = scalar.properties.isWhitespace ? .space : .other
            }
        }
    }
}
