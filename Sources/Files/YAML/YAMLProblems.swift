// What Yams's parser says of a text it cannot read, in words that help people who write options and suites.
import Yams

extension YAMLNode {
    static func problem(_ error: YamlError, in text: String, path: String) -> FileProblem {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return YAMLNode.problem(problem, while: context, at: mark, in: text, path: path)
        case .duplicatedKeysInMapping(let keys, let context):
            return .inLine(
                lineOfSecond(keys.first ?? "", after: context.mark, in: text), of: path,
                "names \(keys.map { "'\($0)'" }.joined(separator: ", ")) again", expected: "each key once", kind: .damaged)
        case .reader(let problem, let offset, _, _):
            let line = 1 + text.prefix(offset ?? 0).count { $0.isNewline }
            return .inLine(line, of: path, "cannot be read as YAML: \(problem)", kind: .damaged)
        default: return FileProblem(path, "cannot be read as YAML", kind: .damaged)
        }
    }

    private static func problem(_ problem: String, while context: YamlError.Context?, at mark: Mark, in text: String, path: String)
        -> FileProblem
    {
        func told(_ words: String, _ expected: String? = nil, at place: Mark? = nil) -> FileProblem {
            .inLine((place ?? mark).line, of: path, words, expected: expected, kind: .damaged)
        }
        let start = context?.mark
        switch problem {
        case "found character that cannot start any token":
            let found = character(at: mark, in: text)
            if found == "\t" { return told("begins with a tab", "spaces") }
            return told("has a value that begins with '\(found.map(String.init) ?? "")'", "text, in quotes where it begins so")
        case "found a tab character that violates indentation", "found a tab character where an indentation space is expected":
            return told("begins with a tab", "spaces")
        case "mapping values are not allowed in this context":
            return told(
                "has a colon where none can be: it stands deeper than the line above, or within a text",
                "as many spaces before it as before its neighbours, and quotes around texts with ': '")
        case "did not find expected key", "did not find expected '-' indicator":
            return told(
                "goes on after its closing quote or bracket, or does not line up with the lines above",
                "as many spaces before it as before its neighbours")
        case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
            return told("has brackets that do not match, or do not end", problem.hasSuffix("'}'") ? "',' or '}'" : "',' or ']'", at: start)
        case "did not find expected node content": return told("has nothing where a value is expected, or a bracket that does not end")
        case "found unexpected end of stream":
            let quote = start.flatMap { character(at: $0, in: text) }.map(String.init) ?? "quote"
            return told("has a text without a closing \(quote)", at: start)
        case "found unknown escape character", "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return told("has an escape that is not known", "\\n, \\t, \\\\, \\\" and others of YAML")
        case "could not find expected ':'": return told("is not of the form 'name: value'")
        case "found undefined alias":
            let name = line(of: mark, in: text).dropFirst(mark.column - 1).dropFirst().prefix { !" ,]}\r".unicodeScalars.contains($0) }
            return told("refers to '\(String(String.UnicodeScalarView(name)))', which is not above it")
        case "but found another document", "did not find expected <document start>": return told("begins another document", "one document")
        default: return told("cannot be read as YAML: " + [problem, context?.text].compactMap { $0 }.joined(separator: " "))
        }
    }

    /// Yams tells of a key's first place; the one to mend is the second, which stands below it.
    private static func lineOfSecond(_ key: String, after mark: Mark, in text: String) -> Int {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for place in lines.indices.dropFirst(mark.line) {
            let found = String(String.UnicodeScalarView(lines[place].unicodeScalars.dropFirst(mark.column - 1)))
            if found.hasPrefix(key) || found.dropFirst().hasPrefix(key) { return place + 1 }
        }
        return mark.line
    }

    private static func line(of mark: Mark, in text: String) -> Substring.UnicodeScalarView {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        return lines.indices.contains(mark.line - 1) ? lines[mark.line - 1].unicodeScalars : Substring.UnicodeScalarView()
    }

    private static func character(at mark: Mark, in text: String) -> Character? {
        line(of: mark, in: text).dropFirst(mark.column - 1).first.map(Character.init)
    }
}
