// YAML within one line: quotes, [lists] and {mappings}.
import Files
import Foundation

struct YAMLFlow {
    /// What has not been read yet.
    private(set) var rest: Substring
    private let line: Int
    private let path: String
    private var depth = 0

    init(_ text: Substring, line: Int, path: String) {
        rest = text
        self.line = line
        self.path = path
    }

    private func problem(_ text: String, expected: String? = nil) -> FileProblem {
        FileProblem.inLine(line, of: path, text, expected: expected)
    }

    /// - Throws: for what begins something of YAML that is not read.
    static func checkPlain(_ first: Character, line: Int, path: String) throws {
        guard "&*!|>%@`".contains(first) else { return }
        throw FileProblem.inLine(
            line, of: path, "has a value that begins with '\(first)'", expected: "text, in quotes where it begins so; anchors, tags and texts of several lines are not read")
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\t" } }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    mutating func value() throws -> YAMLNode {
        guard depth < 16 else { throw problem("has too many brackets within each other", expected: "at most 16") }
        depth += 1
        defer { depth -= 1 }
        skipSpace()
        switch rest.first {
        case "[": return try list()
        case "{": return try mapping()
        case "\"", "'": return YAMLNode(line: line, value: .scalar(try quoted()))
        default: return try plain()
        }
    }

    private mutating func plain() throws -> YAMLNode {
        if let first = rest.first { try Self.checkPlain(first, line: line, path: path) }
        let text = rest.prefix { !",]}".contains($0) }
        rest = rest.dropFirst(text.count)
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty else { throw problem("has nothing between its brackets' commas", expected: "a value") }
        return YAMLNode(line: line, value: .scalar(trimmed))
    }

    private mutating func list() throws -> YAMLNode {
        _ = take("[")
        var items: [YAMLNode] = []
        while true {
            skipSpace()
            if take("]") { return YAMLNode(line: line, value: .list(items)) }
            items.append(try value())
            skipSpace()
            if take(",") { continue }
            guard rest.first == "]" else { throw problem("has a list that does not end", expected: "']' in the same line") }
        }
    }

    private mutating func mapping() throws -> YAMLNode {
        _ = take("{")
        var members: [(key: String, line: Int, node: YAMLNode)] = []
        while true {
            skipSpace()
            if take("}") { return YAMLNode(line: line, value: .mapping(members)) }
            let key: String
            if rest.first == "\"" || rest.first == "'" {
                key = try quoted()
            } else {
                let text = rest.prefix { !":,]}".contains($0) }
                rest = rest.dropFirst(text.count)
                key = text.trimmingCharacters(in: .whitespaces)
            }
            skipSpace()
            guard !key.isEmpty, take(":") else { throw problem("has a mapping without 'key: value'", expected: "{key: value, …} in one line") }
            guard !members.contains(where: { $0.key == key }) else { throw problem("names '\(key)' again", expected: "each key once") }
            members.append((key, line, try value()))
            skipSpace()
            if take(",") { continue }
            guard rest.first == "}" else { throw problem("has a mapping that does not end", expected: "'}' in the same line") }
        }
    }

    /// A text in quotes, which are the next character.
    mutating func quoted() throws -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote {
                // Single quotes are doubled to mean themselves.
                if quote == "'", take("'") {
                    text.append("'")
                    continue
                }
                return text
            }
            if quote == "\"", character == "\\" {
                switch rest.popFirst() {
                case "n": text.append("\n")
                case "t": text.append("\t")
                case let other? where "\\\"/ ".contains(other): text.append(other)
                default: throw problem("has an escape that is not read", expected: "\\n, \\t, \\\\ or \\\"")
                }
                continue
            }
            text.append(character)
        }
        throw problem("has a text without a closing \(quote)", expected: "it in the same line")
    }
}
