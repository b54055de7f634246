// What a YAML text may not have too much of, counted before it is parsed.

/// Upper bounds found by one look at each byte.
///
/// Yams composes nodes by recursion and copies what an alias repeats, with no bounds: a hundred thousand brackets would overflow the stack,
/// and fifty lines of aliases that each repeat two others would take for ever where one is a key, which is looked up by its value. So depth
/// and repetition are bounded here, from above: brackets count in quotes, too, so that a text that opens hundreds more than it closes is refused.
struct YAMLBounds {
    /// Lists and mappings open at the same time, in brackets and by indentation.
    static let deepest = 64
    /// Columns before a line's first character, dashes included: each level of blocks takes at least one for two levels.
    static let widestMargin = 128
    /// Where a key may be more than a text, aliases repeat at most 3^(16 / 3) times what they stand for.
    static let mostAliases = 16

    private(set) var aliases = 0
    /// The first line that has something that may be a key and more than a text.
    private(set) var lineOfComplexKey: Int?

    /// - Throws: ``FileProblem`` naming the line that goes too deep.
    init(_ text: String, path: String) throws {
        var text = text
        try text.withUTF8 { try scan($0, path: path) }
        if let line = lineOfComplexKey, aliases > Self.mostAliases {
            throw FileProblem.inLine(
                line, of: path, "repeats more values than there can be: it has a key of several parts, and \(aliases) aliases",
                kind: .unsupported)
        }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws {
        var line = 1, margin = 0, depth = 0
        var isMargin = true, hasBraces = false
        var lastSign = UInt8(ascii: "\n"), previous = UInt8(ascii: "\n")
        var aliasAt: Int?
        for (place, byte) in bytes.enumerated() {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "\n"):
                (line, margin, isMargin, aliasAt) = (line + 1, 0, true, nil)
                continue
            case UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                if isMargin { margin += 1 }
                continue
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
                if isMargin { margin += 1 }
            default: isMargin = false
            }
            guard margin <= Self.widestMargin else {
                throw FileProblem.inLine(
                    line, of: path, "is nested too deeply",
                    expected: "at most \(Self.widestMargin) columns of spaces and dashes before a line", kind: .unsupported)
            }
            let follows = " \n\t[{,-:?".utf8.contains(previous)
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                hasBraces = hasBraces || byte == UInt8(ascii: "{")
                depth += 1
                guard depth <= Self.deepest else {
                    throw FileProblem.inLine(
                        line, of: path, "has too many brackets within each other", expected: "at most \(Self.deepest)", kind: .unsupported)
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case UInt8(ascii: "*") where follows:
                aliases += 1
                aliasAt = place
                if hasBraces, lastSign == UInt8(ascii: ",") || lastSign == UInt8(ascii: "{") { note(line) }
            case UInt8(ascii: "?") where follows: note(line)
            case UInt8(ascii: ":"):
                // `[…]: …`, `{…}: …`, `*alias : …`
                if lastSign == UInt8(ascii: "]") || lastSign == UInt8(ascii: "}") || aliasAt != nil { note(line) }
            default: break
            }
            if byte == UInt8(ascii: ",") { aliasAt = nil }
            lastSign = byte
        }
    }

    private mutating func note(_ line: Int) { lineOfComplexKey = lineOfComplexKey ?? line }
}
