// Reads JSON (RFC 8259), as label files are written in it, without trusting it.

/// A piece of JSON.
package enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Members in the file's order.
    case object([Member])

    package struct Member: Equatable {
        package let key: String
        package let value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The member of an object; nil if there is none, or this is no object.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A finite number.
    package var finite: Double? {
        if case .number(let number) = self, number.isFinite { number } else { nil }
    }

    /// The elements of an array; none of anything else.
    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// Reads a file.
    /// - Throws: `FileProblem` naming line and column where the file is not JSON.
    package init(contentsOf path: String) throws {
        let file = try MappedFile(path: path)
        self = try file.withBytes { bytes in
            var parser = JSONParser(bytes: bytes, path: path)
            return try parser.document()
        }
    }

    /// Reads text.
    /// - Parameter name: what errors call it.
    package init(_ bytes: [UInt8], name: String) throws {
        self = try bytes.withUnsafeBytes { bytes in
            var parser = JSONParser(bytes: bytes, path: name)
            return try parser.document()
        }
    }

    /// Hands over the members of the object that a file holds, one after the other: labels of a large data set as a whole would take
    /// many times the file's size in memory.
    /// - Returns: false if the file holds something else than an object.
    package static func forEachMember(ofFile path: String, _ body: (Member) throws -> Void) throws -> Bool {
        let file = try MappedFile(path: path)
        return try file.withBytes { bytes in
            var parser = JSONParser(bytes: bytes, path: path)
            return try parser.members(body)
        }
    }
}

/// One pass over the bytes.
private struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let path: String
    private var at = 0
    private var depth = 0

    /// Deeper than this no file of labels is; each level takes room on the stack.
    private static let deepest = 64

    init(bytes: UnsafeRawBufferPointer, path: String) {
        self.bytes = bytes
        self.path = path
    }

    mutating func document() throws -> JSONValue {
        start()
        let value = try value()
        skipSpace()
        guard at == bytes.count else { throw problem("the end of the file") }
        return value
    }

    /// The document's members, if it is an object.
    mutating func members(_ body: (JSONValue.Member) throws -> Void) throws -> Bool {
        start()
        skipSpace()
        guard take(UInt8(ascii: "{")) else {
            _ = try document()
            return false
        }
        depth = 1
        try forEachMember(body)
        skipSpace()
        guard at == bytes.count else { throw problem("the end of the file") }
        return true
    }

    private mutating func start() {
        at = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
    }

    private func problem(_ expected: String) -> FileProblem {
        var (line, column) = (1, 1)
        for i in 0..<min(at, bytes.count) {
            if bytes[i] == 0x0a {
                line += 1
                column = 1
            } else if bytes[i] & 0xc0 != 0x80 {
                column += 1
            }
        }
        let found = at < bytes.count ? "" : " (where the file ends)"
        return FileProblem(path, "is not valid JSON in line \(line), column \(column)\(found)", expected: expected)
    }

    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0a, 0x0d, 0x09: at += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        guard at < bytes.count else { throw problem("a value") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        // Not JSON, but Python writes them.
        case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        guard depth < JSONParser.deepest else { throw problem("at most \(JSONParser.deepest) brackets within each other") }
        depth += 1
        at += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws -> JSONValue {
        var members: [JSONValue.Member] = []
        try forEachMember { members.append($0) }
        return .object(members)
    }

    /// What stands between braces, of which the first is behind.
    private mutating func forEachMember(_ body: (JSONValue.Member) throws -> Void) throws {
        skipSpace()
        if take(UInt8(ascii: "}")) { return }
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw problem("a key in double quotes") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw problem("':'") }
            try body(JSONValue.Member(key: key, value: try value()))
            skipSpace()
            if take(UInt8(ascii: "}")) { return }
            guard take(UInt8(ascii: ",")) else { throw problem("',' or '}'") }
        }
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw problem("',' or ']'") }
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        for byte in word.utf8 {
            guard take(byte) else { throw problem("a value") }
        }
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = at
        if take(UInt8(ascii: "-")), at < bytes.count, bytes[at] == UInt8(ascii: "I") { return try word("Infinity", .number(-.infinity)) }
        scan: while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
                UInt8(ascii: "E"):
                at += 1
            default: break scan
            }
        }
        guard let number = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            at = start
            throw problem("a value")
        }
        return .number(number)
    }

    private mutating func string() throws -> String {
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
        guard at < bytes.count else { throw problem("a closing quote") }
        if take(UInt8(ascii: "\"")) { return String(decoding: bytes[start..<at - 1], as: UTF8.self) }
        var text = Array(bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard at < bytes.count else { break }
            let escape = bytes[at]
            at += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += Array(String(Character(try scalar())).utf8)
            default:
                at -= 1
                throw problem("an escape sequence")
            }
        }
        throw problem("a closing quote")
    }

    /// What follows `\u`: one code unit, or a pair of them. A lone half of a pair becomes the replacement character.
    private mutating func scalar() throws -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(high)) { return scalar }
        let before = at
        if high < 0xdc00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try codeUnit()
            if (0xdc00..<0xe000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xd800) << 10 + (UInt32(low) - 0xdc00))
            {
                return scalar
            }
        }
        at = before
        return "\u{fffd}"
    }

    private mutating func codeUnit() throws -> UInt16 {
        guard at + 4 <= bytes.count,
            bytes[at..<at + 4].allSatisfy({ ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66) || ($0 >= 0x30 && $0 <= 0x39) }),
            let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw problem("four hexadecimal digits") }
        at += 4
        return unit
    }
}
