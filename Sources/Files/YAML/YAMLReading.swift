// Reads YAML files into nodes that know their lines.
import Yams

extension YAMLNode {
    /// What a reader does about what programs write and people do not: anchors and aliases (`&name`, `*name`) and tags (`!!python/tuple`).
    package enum Machinery: Sendable {
        case refused
        /// A value is repeated where its alias stands, as PyYAML writes a list that two options share; tags are passed over and only said
        /// (``isTagged``).
        case understood
    }

    /// Values in one file, aliases counted with all they repeat.
    private static let mostValues = 1 << 18
    private static let largestFile = 4 << 20

    /// Reads a file of one document.
    ///
    /// Texts stay as they are written. Keys are texts, each once in its mapping.
    /// - Parameter holds: what the file is for, said where it is too large or no text.
    /// - Throws: ``FileProblem`` naming the file, and the line that cannot be understood.
    package static func read(_ path: String, holds: String = "YAML", machinery: Machinery = .refused) throws -> YAMLNode {
        let text = try MappedFile(path: path).withBytes { bytes -> String in
            guard bytes.count <= largestFile else {
                throw FileProblem(path, "has \(bytes.count) bytes", expected: "\(holds), at most \(largestFile) bytes", kind: .unsupported)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "is not UTF-8 text", expected: holds) }
            return text
        }
        return try read(text: text, path: path, machinery: machinery)
    }

    /// Reads a text of one document; an empty one is an empty node.
    package static func read(text: String, path: String, machinery: Machinery = .refused) throws -> YAMLNode {
        let text = text.first == "\u{feff}" ? String(text.dropFirst()) : text
        _ = try YAMLBounds(text, path: path)
        do {
            // Without rules, so that nothing but what is written decides what a text means.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else { return YAMLNode(line: 1, value: .scalar("", isPlain: true), isTagged: false) }
            // Anchors live as long as the parser.
            return try withExtendedLifetime(parser) {
                var conversion = Conversion(text: text, path: path, machinery: machinery)
                return try conversion.node(root)
            }
        } catch let error as YamlError {
            throw YAMLNode.problem(error, in: text, path: path)
        }
    }

    /// Turns Yams's nodes into ours.
    private struct Conversion {
        let path: String
        let machinery: Machinery
        private let lines: [Substring]
        private var made = 0

        init(text: String, path: String, machinery: Machinery) {
            self.path = path
            self.machinery = machinery
            lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        }

        mutating func node(_ node: Node) throws -> YAMLNode {
            let line = node.mark?.line ?? 1
            made += 1
            guard made <= YAMLNode.mostValues else {
                throw FileProblem.inLine(
                    line, of: path, "repeats more values than there can be", expected: "at most \(YAMLNode.mostValues)", kind: .unsupported)
            }
            if machinery == .refused, let anchor = node.anchor {
                throw FileProblem.inLine(
                    line, of: path, "has an anchor, '&\(anchor.rawValue)'", expected: "values written out where they are meant",
                    kind: .unsupported)
            }
            switch node {
            case .scalar(let scalar):
                let isPlain = scalar.style == .plain || scalar.style == .any
                return YAMLNode(
                    line: line, value: .scalar(scalar.string, isPlain: isPlain), isTagged: try isPlain && isTagged(scalar.tag, line))
            case .sequence(let sequence):
                return YAMLNode(
                    line: line, value: .list(try sequence.map { try self.node($0) }), isTagged: try isTagged(sequence.tag, line))
            case .mapping(let mapping):
                let members = try mapping.map { key, value in
                    try Member(key: text(ofKey: key, in: line), line: key.mark?.line ?? line, node: self.node(value))
                }
                return YAMLNode(line: line, value: .mapping(members), isTagged: try isTagged(mapping.tag, line))
            case .alias: throw FileProblem.inLine(line, of: path, "has an alias", kind: .unsupported)
            }
        }

        private func isTagged(_ tag: Tag, _ line: Int) throws -> Bool {
            let name = tag.description
            guard !name.isEmpty, name != Tag.Name.implicit.rawValue else { return false }
            guard machinery == .understood else {
                throw FileProblem.inLine(line, of: path, "has the tag '\(name)'", expected: "no tags", kind: .unsupported)
            }
            return true
        }

        private func text(ofKey key: Node, in line: Int) throws -> String {
            guard case .scalar(let scalar) = key, !hasQuestionMark(before: key.mark) else {
                throw FileProblem.inLine(
                    key.mark?.line ?? line, of: path, "has a key of several lines or parts", expected: "'name: value'", kind: .unsupported)
            }
            return scalar.string
        }

        /// True behind `? `, which begins a key that may be anything.
        private func hasQuestionMark(before mark: Mark?) -> Bool {
            guard let mark, lines.indices.contains(mark.line - 1) else { return false }
            let before = lines[mark.line - 1].unicodeScalars.prefix(mark.column - 1)
            return before.last { $0 != " " } == "?" && before.last == " "
        }
    }
}
