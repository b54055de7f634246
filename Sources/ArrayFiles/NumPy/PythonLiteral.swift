// Reads the Python literal in an .npy header as data: a small parser instead of an evaluator.

/// A value written as Python source: what `ast.literal_eval` accepts, without sets, bytes prefixes aside.
package indirect enum PythonLiteral: Sendable, Equatable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case tuple([PythonLiteral])
    case list([PythonLiteral])
    /// Keys and values in the order written.
    case dictionary(keys: [PythonLiteral], values: [PythonLiteral])

    /// A tuple or list of integers, or a single integer.
    var integers: [Int]? {
        switch self {
        case .int(let value): return [value]
        case .tuple(let items), .list(let items):
            var values: [Int] = []
            for item in items {
                guard case .int(let value) = item else { return nil }
                values.append(value)
            }
            return values
        default: return nil
        }
    }

    /// The value under a string key; the last one where a key is repeated, as in Python.
    subscript(key: String) -> PythonLiteral? {
        guard case .dictionary(let keys, let values) = self,
            let index = keys.lastIndex(of: .string(key))
        else { return nil }
        return values[index]
    }

    /// Parses the whole text; nil where it is not one literal (or is nested deeper than 32 levels).
    package init?(_ text: some Sequence<UInt8>) {
        var parser = Parser(bytes: Array(text))
        guard let value = parser.value(depth: 0) else { return nil }
        parser.skipSpace()
        guard parser.position == parser.bytes.count else { return nil }
        self = value
    }

    private struct Parser {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            // NUL as well: some writers pad the header with it.
            while let byte = next, byte == 0x20 || (0x09...0x0d).contains(byte) || byte == 0 { position += 1 }
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard let byte = next, UInt32(byte) == character.value else { return false }
            position += 1
            return true
        }

        mutating func value(depth: Int) -> PythonLiteral? {
            guard depth < 32 else { return nil }
            skipSpace()
            guard let byte = next else { return nil }
            switch byte {
            case UInt8(ascii: "{"): return dictionary(depth: depth)
            case UInt8(ascii: "["):
                position += 1
                return items(until: "]", depth: depth).map { .list($0.items) }
            case UInt8(ascii: "("):
                position += 1
                guard let (items, hasComma) = items(until: ")", depth: depth) else { return nil }
                return items.count == 1 && !hasComma ? items[0] : .tuple(items)
            case UInt8(ascii: "'"), UInt8(ascii: "\""): return string()
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                return number()
            default: return word()
            }
        }

        mutating func items(until close: Unicode.Scalar, depth: Int) -> (items: [PythonLiteral], hasComma: Bool)? {
            var items: [PythonLiteral] = []
            var hasComma = false
            while !take(close) {
                guard items.isEmpty || hasComma, let item = value(depth: depth + 1) else { return nil }
                items.append(item)
                hasComma = take(",")
            }
            return (items, hasComma)
        }

        mutating func dictionary(depth: Int) -> PythonLiteral? {
            position += 1
            var keys: [PythonLiteral] = []
            var values: [PythonLiteral] = []
            var hasComma = false
            while !take("}") {
                guard keys.isEmpty || hasComma, let key = value(depth: depth + 1), take(":"),
                    let value = value(depth: depth + 1)
                else { return nil }
                keys.append(key)
                values.append(value)
                hasComma = take(",")
            }
            return .dictionary(keys: keys, values: values)
        }

        mutating func string() -> PythonLiteral? {
            let quote = bytes[position]
            position += 1
            let start = position
            while let byte = next, byte != quote {
                guard byte != UInt8(ascii: "\n") else { return nil }
                position = min(position + (byte == UInt8(ascii: "\\") ? 2 : 1), bytes.count)
            }
            guard position < bytes.count else { return nil }
            let body = bytes[start..<position]
            position += 1
            let raw = body.contains(UInt8(ascii: "\\")) ? PythonEscapes.decodeText(body) : Array(body)
            // Version 1 and 2 headers are Latin-1, version 3 is UTF-8; nothing else marks the difference.
            return .string(
                String(validating: raw, as: UTF8.self)
                    ?? String(String.UnicodeScalarView(raw.map { Unicode.Scalar($0) })))
        }

        mutating func number() -> PythonLiteral? {
            let start = position
            while let byte = next,
                byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "e")
                    || byte == UInt8(ascii: "E")
            { position += 1 }
            guard position - start <= 64 else { return nil }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            // Python 2 marks long integers: shape (10L, 3L).
            if let byte = next, byte == UInt8(ascii: "L") { position += 1 }
            return Int(text).map { .int($0) } ?? Double(text).map { .float($0) }
        }

        mutating func word() -> PythonLiteral? {
            let start = position
            while let byte = next, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { position += 1 }
            switch String(decoding: bytes[start..<position], as: UTF8.self) {
            case "True": return .bool(true)
            case "False": return .bool(false)
            case "None": return PythonLiteral.none
            case "u", "b", "r", "U", "B":
                guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
                return string()
            default: return nil
            }
        }
    }
}
