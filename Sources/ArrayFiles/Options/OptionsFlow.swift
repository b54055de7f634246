// YAML in quotes and brackets, which may go over several lines.
import Files

/// Reads `[…]`, `{…}`, `"…"` and `'…'`.
struct OptionsFlow {
    /// What has not been read yet.
    private(set) var rest: Substring
    private let line: Int
    private let path: String
    private var depth = 0

    init(_ text: String, line: Int, path: String) {
        rest = text[...]
        self.line = line
        self.path = path
    }

    private func problem(_ text: String) -> FileProblem { FileProblem("\(path), line \(line)", text) }

    /// True where every bracket and quote is closed.
    static func isComplete(_ text: String) -> Bool {
        var depth = 0
        var quote: Character?
        var isEscaped = false
        for character in text {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if open == "\"", character == "\\" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                }
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case "[", "{": depth += 1
            case "]", "}": depth -= 1
            default: break
            }
        }
        return quote == nil && depth <= 0
    }

    mutating func document() throws -> OptionValue {
        let value = try value()
        skipSpace()
        guard rest.isEmpty || rest.first == "#" else { throw problem("goes on after its closing quote or bracket") }
        return value
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" } }

    private mutating func value() throws -> OptionValue {
        guard depth < 16 else { throw problem("has too many brackets within each other") }
        depth += 1
        defer { depth -= 1 }
        skipSpace()
        while rest.first == "!" { skipWord() }
        switch rest.first {
        case "[":
            rest.removeFirst()
            var items: [OptionValue] = []
            while try !closes("]") { items.append(try value()) }
            return .list(items)
        case "{":
            rest.removeFirst()
            var options: [OptionValue.Option] = []
            while try !closes("}") {
                let key = try key()
                options.append(.init(key, try value()))
            }
            return .dictionary(options)
        case "\"", "'": return .string(try quoted())
        default: return OptionValue(plain: plain(until: ",]}"))
        }
    }

    private mutating func skipWord() {
        rest = rest.drop { $0 != " " && $0 != "\n" && $0 != "]" && $0 != "," }
        skipSpace()
    }

    /// True at the closing bracket, which is taken; takes a comma otherwise.
    private mutating func closes(_ bracket: Character) throws -> Bool {
        skipSpace()
        if rest.first == "," {
            rest.removeFirst()
            skipSpace()
        }
        guard let next = rest.first else { throw problem("has a bracket that does not end") }
        if next == bracket {
            rest.removeFirst()
            return true
        }
        guard next != "]", next != "}", next != "," else { throw problem("has brackets that do not match") }
        return false
    }

    private mutating func key() throws -> String {
        let key = rest.first == "\"" || rest.first == "'" ? try quoted() : plain(until: ":,}")
        skipSpace()
        guard rest.first == ":" else { throw problem("has a mapping without 'name: value'") }
        rest.removeFirst()
        return key
    }

    private mutating func plain(until end: String) -> String {
        let text = rest.prefix { !end.contains($0) }
        rest = rest.dropFirst(text.count)
        return Self.fold(text.split(separator: "\n", omittingEmptySubsequences: false)).trimmed
    }

    /// A text in quotes, which are the next character.
    mutating func quoted() throws -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote {
                // Single quotes are doubled to mean themselves.
                guard quote == "'", rest.first == "'" else { return text }
                rest.removeFirst()
                text.append("'")
            } else if character == "\n" {
                // Lines are joined by a blank, an empty line is a line feed; blanks around the break are layout.
                var feeds = 0
                while text.last == " " { text.removeLast() }
                while let next = rest.first, next == " " || next == "\n" {
                    if next == "\n" { feeds += 1 }
                    rest.removeFirst()
                }
                text += feeds == 0 ? " " : String(repeating: "\n", count: feeds)
            } else if quote == "\"", character == "\\" {
                try escape(&text)
            } else {
                text.append(character)
            }
        }
        throw problem("has a text without a closing \(quote)")
    }

    private mutating func escape(_ text: inout String) throws {
        switch rest.popFirst() {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "0": text.append("\0")
        case "e": text.append("\u{1b}")
        case "N": text.append("\u{85}")
        case "_": text.append("\u{a0}")
        case "L": text.append("\u{2028}")
        case "P": text.append("\u{2029}")
        case "x": try code(2, &text)
        case "u": try code(4, &text)
        case "U": try code(8, &text)
        case "\n":
            // A break that is not there.
            rest = rest.drop { $0 == " " }
        case let other? where "\\\"/ ".contains(other): text.append(other)
        default: throw problem("has an escape that is not known")
        }
    }

    private mutating func code(_ digits: Int, _ text: inout String) throws {
        let hex = rest.prefix(digits)
        guard hex.count == digits, let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw problem("has an escape that is not known")
        }
        rest = rest.dropFirst(digits)
        text.unicodeScalars.append(scalar)
    }

    /// Joins lines by blanks; empty ones are line feeds.
    static func fold(_ lines: [Substring]) -> String {
        var text = ""
        var feeds = 0
        for (index, line) in lines.enumerated() {
            let content = String(line).trimmed
            if content.isEmpty, index > 0 {
                feeds += 1
                continue
            }
            if index > 0 { text += feeds == 0 ? " " : String(repeating: "\n", count: feeds) }
            feeds = 0
            text += content
        }
        return text
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...].drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
