// Reads the YAML that PyYAML writes: blocks, lists, folded texts, tags and repeated objects.
import Files

/// Reads one document into plain values.
///
/// Understood: block and flow mappings and lists, plain and quoted texts over several lines, `|` and `>` texts, tags (passed over),
/// anchors and aliases. Refused by line: keys that are no plain texts (`? …`), several documents, directives other than the version.
struct OptionsReader {
    private struct Line {
        var number: Int
        var indent: Int
        var text: Substring
    }

    private let path: String
    private var lines: [Line] = []
    /// All lines as they stand, for texts with their own layout.
    private var raw: [Substring] = []
    private var at = 0
    private var depth = 0
    private var anchors: [String: OptionValue] = [:]
    private var sizes: [String: Int] = [:]
    /// Values made so far, aliases counted with all they repeat.
    private var made = 0

    private static let deepest = 32
    private static let mostValues = 1 << 18

    init(_ text: String, path: String) throws {
        self.path = path
        raw = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, whole) in raw.enumerated() {
            let content = whole.drop { $0 == " " }
            guard let first = content.first, first != "#" || !lines.isEmpty else { continue }
            if lines.isEmpty, whole == "---" || whole.hasPrefix("%YAML") || (index == 0 && whole == "\u{feff}") { continue }
            if whole == "..." { break }
            if whole == "---" || whole.hasPrefix("--- ") { throw problem(index + 1, "begins another document", expected: "one document") }
            var line = Line(number: index + 1, indent: whole.count - content.count, text: content)
            while line.text.last == " " || line.text.last == "\t" { line.text.removeLast() }
            if line.text.isEmpty { continue }
            if first == "\t" { throw problem(index + 1, "begins with a tab", expected: "spaces") }
            lines.append(line)
        }
    }

    mutating func document() throws -> OptionValue {
        guard let first = lines.first else { return .none }
        let value = try block(first.indent)
        guard next == nil else { throw problem(lines[at].number, "does not line up with the lines above", expected: "as many spaces before it as before its neighbours") }
        return value
    }

    private func problem(_ line: Int, _ text: String, expected: String? = nil) -> FileProblem {
        FileProblem("\(path), line \(line)", text, expected: expected)
    }

    // MARK: - Blocks

    /// The next line that is no comment. Comments are kept among the lines, as they may turn out to be part of a quoted text.
    private var next: Line? {
        mutating get {
            while at < lines.count, lines[at].text.first == "#" { at += 1 }
            return at < lines.count ? lines[at] : nil
        }
    }

    private static func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

    /// The block whose first line is the next one.
    private mutating func block(_ indent: Int) throws -> OptionValue {
        guard depth < Self.deepest else { throw problem(lines[at].number, "is nested too deeply", expected: "at most \(Self.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        let line = lines[at]
        try count(line.number)
        if line.text.hasPrefix("? ") { throw problem(line.number, "has a key of several lines or parts", expected: "'name: value'") }
        if Self.isItem(line.text) { return try list(indent) }
        if key(of: line) != nil { return try mapping(indent) }
        return try value(line.text, parent: indent - 1, isInMapping: false)
    }

    private mutating func list(_ indent: Int) throws -> OptionValue {
        var items: [OptionValue] = []
        while let line = next, line.indent == indent, Self.isItem(line.text) {
            let rest = line.text.dropFirst().drop { $0 == " " }
            if key(of: Line(number: line.number, indent: 0, text: rest)) != nil || Self.isItem(rest) {
                // What follows the dash is a block of its own, whose further lines stand below it.
                let inner = indent + (line.text.count - rest.count)
                lines[at] = Line(number: line.number, indent: inner, text: rest)
                items.append(try block(inner))
            } else {
                items.append(try value(rest, parent: indent, isInMapping: false))
            }
        }
        return .list(items)
    }

    private mutating func mapping(_ indent: Int) throws -> OptionValue {
        var options: [OptionValue.Option] = []
        while let line = next, line.indent == indent, !Self.isItem(line.text) {
            guard let (key, rest) = key(of: line) else { throw problem(line.number, "is not of the form 'name: value'") }
            options.append(.init(key, try value(rest, parent: indent, isInMapping: true)))
        }
        return .dictionary(options)
    }

    private mutating func count(_ line: Int, _ more: Int = 1) throws {
        made += more
        guard made <= Self.mostValues else { throw problem(line, "repeats more values than there can be options") }
    }

    /// What stands behind a colon or a dash, in the next line and those below it that are indented deeper than `parent`.
    private mutating func value(_ text: Substring, parent: Int, isInMapping: Bool) throws -> OptionValue {
        let line = lines[at]
        let before = made
        try count(line.number)
        var text = text
        var anchor: String?
        var isTagged = false
        while let first = text.first, first == "!" || first == "&" {
            let word = text.prefix { $0 != " " }
            if first == "&" { anchor = String(word.dropFirst()) } else { isTagged = true }
            text = text.dropFirst(word.count).drop { $0 == " " }
        }
        let result: OptionValue
        switch text.first {
        case nil, "#":
            at += 1
            if let below = next, below.indent > parent {
                result = try block(below.indent)
            } else if isInMapping, let below = next, below.indent == parent, Self.isItem(below.text) {
                // A list may stand as far left as its key.
                result = try list(parent)
            } else {
                result = isTagged ? .string("") : .none
            }
        case "*":
            let name = String(text.dropFirst().prefix { $0 != " " })
            guard let known = anchors[name] else { throw problem(line.number, "refers to '\(name)', which is not above it") }
            try count(line.number, sizes[name] ?? 1)
            at += 1
            result = known
        case "|", ">": result = .string(try layout(text, parent: parent))
        case "\"", "'", "[", "{":
            var flow = OptionsFlow(try gather(text, parent: parent), line: line.number, path: path)
            result = try flow.document()
        default:
            let plain = try folded(text, parent: parent)
            result = OptionValue(plain: plain)
        }
        if let anchor {
            anchors[anchor] = result
            sizes[anchor] = made - before
        }
        return result
    }

    /// A plain text: further lines that are indented deeper belong to it, joined by a blank.
    private mutating func folded(_ text: Substring, parent: Int) throws -> String {
        var parts = [Self.withoutComment(text)]
        at += 1
        while at < lines.count, lines[at].indent > parent, !lines[at].text.hasPrefix("#") {
            if key(of: lines[at]) != nil { throw problem(lines[at].number, "stands deeper than the line above it", expected: "as many spaces before it as before its neighbours") }
            parts.append(Self.withoutComment(lines[at].text))
            at += 1
        }
        return parts.joined(separator: " ")
    }

    private static func withoutComment(_ text: Substring) -> String {
        var previous: Character = " "
        for index in text.indices {
            if text[index] == "#", previous == " " {
                var kept = text[..<index]
                while kept.last == " " { kept.removeLast() }
                return String(kept)
            }
            previous = text[index]
        }
        return String(text)
    }

    /// A text in quotes or brackets with all lines that belong to it; empty lines stay, as they mean line feeds.
    private mutating func gather(_ text: Substring, parent: Int) throws -> String {
        var whole = String(text)
        var last = lines[at].number
        at += 1
        while !OptionsFlow.isComplete(whole) {
            guard at < lines.count, lines[at].indent > parent || lines[at].text.first.map({ "]}".contains($0) }) ?? false else {
                throw problem(last, "has a quote or bracket that does not end")
            }
            whole += String(repeating: "\n", count: lines[at].number - last) + lines[at].text
            last = lines[at].number
            at += 1
        }
        return whole
    }

    /// A text behind `|` (as it stands) or `>` (lines joined).
    private mutating func layout(_ head: Substring, parent: Int) throws -> String {
        let first = lines[at].number
        var end = first
        while end < raw.count, raw[end].allSatisfy({ $0 == " " }) || raw[end].prefix(while: { $0 == " " }).count > parent { end += 1 }
        while at < lines.count, lines[at].number <= end { at += 1 }
        var body = Array(raw[first..<end])
        let indent = body.first { !$0.allSatisfy { $0 == " " } }.map { $0.prefix { $0 == " " }.count } ?? 0
        body = body.map { $0.dropFirst(min(indent, $0.prefix { $0 == " " }.count)) }
        var text: String
        if head.first == "|" {
            text = body.joined(separator: "\n")
        } else {
            text = OptionsFlow.fold(body)
        }
        while text.last == "\n" { text.removeLast() }
        return head.contains("-") ? text : text + "\n"
    }

    /// The key of `key: rest`, and the rest; nil for a line that is none.
    private func key(of line: Line) -> (String, Substring)? {
        let text = line.text
        guard let first = text.first, !"[{#|>*&!%@".contains(first) else { return nil }
        if first == "\"" || first == "'" {
            var flow = OptionsFlow(String(text), line: line.number, path: path)
            guard let key = try? flow.quoted(), flow.rest.first == ":" else { return nil }
            let after = flow.rest.dropFirst()
            return after.isEmpty || after.first == " " ? (key, after.drop { $0 == " " }) : nil
        }
        var end = text.startIndex
        while let colon = text[end...].firstIndex(of: ":") {
            let after = text[text.index(after: colon)...]
            if after.isEmpty || after.first == " " {
                var key = text[..<colon]
                while key.last == " " { key.removeLast() }
                return key.contains(" #") ? nil : (String(key), after.drop { $0 == " " })
            }
            end = text.index(after: colon)
        }
        return nil
    }
}
