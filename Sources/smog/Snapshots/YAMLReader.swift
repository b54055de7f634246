// Reads the part of YAML that people write by hand, and refuses the rest by line.
import Files

/// Mappings, lists and text, in blocks or in one line's brackets, with quotes and comments.
///
/// Left out, and refused where met, are anchors, tags, several documents, and texts of several lines.
struct YAMLReader {
    private struct Line {
        var number: Int
        var indent: Int
        var text: Substring
    }

    private let path: String
    private var lines: [Line] = []
    private var at = 0
    private var depth = 0

    /// Deeper than this nobody writes; each level takes room on the stack.
    private static let deepest = 32
    private static let largestFile = 4 << 20

    /// - Throws: `FileProblem` naming the line that cannot be understood.
    static func read(_ path: String) throws -> YAMLNode {
        let text = try MappedFile(path: path).withBytes { bytes -> String in
            guard bytes.count <= largestFile else { throw FileProblem(path, "has \(bytes.count) bytes", expected: "at most \(largestFile)") }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "is not UTF-8 text", expected: "YAML") }
            return text
        }
        var reader = try YAMLReader(text, path: path)
        guard !reader.lines.isEmpty else { return YAMLNode(line: 1, value: .empty) }
        let node = try reader.block()
        guard reader.at == reader.lines.count else { throw reader.problem("does not line up with the lines above", expected: "as many spaces before it as before its neighbours") }
        return node
    }

    private init(_ text: String, path: String) throws {
        self.path = path
        let all = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, whole) in all.enumerated() {
            let content = whole.drop { $0 == " " }
            guard let first = content.first, first != "#" else { continue }
            if first == "\t" {
                if content.allSatisfy({ $0 == "\t" || $0 == " " }) { continue }
                throw FileProblem.inLine(index + 1, of: path, "begins with a tab", expected: "spaces")
            }
            if lines.isEmpty, whole == "---" { continue }
            if whole == "---" || whole == "..." || whole.hasPrefix("--- ") { throw FileProblem.inLine(index + 1, of: path, "begins another document", expected: "one document") }
            lines.append(Line(number: index + 1, indent: whole.count - content.count, text: content))
        }
    }

    private func problem(_ text: String, expected: String? = nil) -> FileProblem {
        FileProblem.inLine(at < lines.count ? lines[at].number : lines.last?.number ?? 1, of: path, text, expected: expected)
    }

    // MARK: - Blocks

    private mutating func block() throws -> YAMLNode {
        guard depth < Self.deepest else { throw problem("is nested too deeply", expected: "at most \(Self.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        let line = lines[at]
        if Self.isItem(line.text) { return try list(line.indent) }
        if try key(of: line) != nil { return try mapping(line.indent) }
        let node = try inline(line.text, line.number)
        at += 1
        return node
    }

    private static func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

    private mutating func list(_ indent: Int) throws -> YAMLNode {
        let first = lines[at].number
        var items: [YAMLNode] = []
        while at < lines.count, lines[at].indent == indent, Self.isItem(lines[at].text) {
            let line = lines[at]
            let rest = line.text.dropFirst().drop { $0 == " " }
            if rest.isEmpty || rest.hasPrefix("#") {
                items.append(try nested(below: indent, line: line.number))
            } else {
                // What follows the dash is a block of its own, whose further lines stand below it.
                lines[at] = Line(number: line.number, indent: indent + (line.text.count - rest.count), text: rest)
                items.append(try block())
            }
        }
        try expectEnd(of: indent)
        return YAMLNode(line: first, value: .list(items))
    }

    private mutating func mapping(_ indent: Int) throws -> YAMLNode {
        let first = lines[at].number
        var members: [(key: String, line: Int, node: YAMLNode)] = []
        var known: Set<String> = []
        while at < lines.count, lines[at].indent == indent, !Self.isItem(lines[at].text) {
            let line = lines[at]
            guard let (key, rest) = try key(of: line) else { throw problem("is neither 'key: value' nor '- item'", expected: "one of them; texts of several lines are not read") }
            guard known.insert(key).inserted else { throw problem("names '\(key)' again", expected: "each key once") }
            if rest.isEmpty || rest.hasPrefix("#") {
                // A list may stand as far left as its key.
                if at + 1 < lines.count, lines[at + 1].indent == indent, Self.isItem(lines[at + 1].text) {
                    at += 1
                    members.append((key, line.number, try list(indent)))
                } else {
                    members.append((key, line.number, try nested(below: indent, line: line.number)))
                }
            } else {
                members.append((key, line.number, try inline(rest, line.number)))
                at += 1
            }
        }
        try expectEnd(of: indent)
        return YAMLNode(line: first, value: .mapping(members))
    }

    private mutating func nested(below indent: Int, line: Int) throws -> YAMLNode {
        at += 1
        guard at < lines.count, lines[at].indent > indent else { return YAMLNode(line: line, value: .empty) }
        return try block()
    }

    private func expectEnd(of indent: Int) throws {
        guard at < lines.count, lines[at].indent > indent else { return }
        throw problem("stands deeper than the line above it", expected: "as many spaces before it as before its neighbours; texts of several lines are not read")
    }

    /// The key of `key: rest`, and the rest; nil for a line that is none.
    private func key(of line: Line) throws -> (String, Substring)? {
        let text = line.text
        if let quote = text.first, quote == "\"" || quote == "'" {
            var flow = YAMLFlow(text, line: line.number, path: path)
            let key = try flow.quoted()
            guard flow.rest.first == ":", flow.rest.count == 1 || flow.rest.dropFirst().first == " " else { return nil }
            return (key, flow.rest.dropFirst().drop { $0 == " " })
        }
        guard let first = text.first, !"[{#".contains(first) else { return nil }
        var end = text.startIndex
        while let colon = text[end...].firstIndex(of: ":") {
            let after = text[text.index(after: colon)...]
            if after.isEmpty || after.first == " " {
                let key = text[..<colon]
                guard !key.contains(" #") else { return nil }
                return (Self.trimmed(key), after.drop { $0 == " " })
            }
            end = text.index(after: colon)
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }

    // MARK: - Within a line

    private func inline(_ text: Substring, _ line: Int) throws -> YAMLNode {
        guard let first = text.first else { return YAMLNode(line: line, value: .empty) }
        if "[{\"'".contains(first) {
            var flow = YAMLFlow(text, line: line, path: path)
            let node = try flow.value()
            let rest = flow.rest.drop { $0 == " " }
            guard rest.isEmpty || (rest.first == "#" && flow.rest.first == " ") else {
                throw FileProblem.inLine(line, of: path, "goes on after its closing \(first == "[" || first == "{" ? "bracket" : "quote")", expected: "nothing but a comment")
            }
            return node
        }
        try YAMLFlow.checkPlain(first, line: line, path: path)
        let comment = text.range(of: " #")?.lowerBound ?? text.endIndex
        return YAMLNode(line: line, value: .scalar(Self.trimmed(text[..<comment])))
    }
}
