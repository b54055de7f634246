// Backslash escapes as Python writes them: in header literals and in text pickles.

/// Decoders of Python's escape sequences. Malformed escapes are kept as they stand, as Python does with unknown ones.
enum PythonEscapes {
    /// The inside of a byte-string literal: `\n`, `\x41`, `\101`, `\\`, `\'`.
    static func decodeBytes(_ body: ArraySlice<UInt8>) -> [UInt8] { decode(body, unicode: false) }

    /// The inside of a text literal, as UTF-8: the same and `\u0041`, `\U00000041`; `\x` gives code points.
    static func decodeText(_ body: ArraySlice<UInt8>) -> [UInt8] { decode(body, unicode: true) }

    private static func decode(_ body: ArraySlice<UInt8>, unicode: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(body.count)
        var rest = body
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                output.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "n"): output.append(0x0a)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0d)
            case UInt8(ascii: "a"): output.append(0x07)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0c)
            case UInt8(ascii: "v"): output.append(0x0b)
            case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): output.append(escape)
            case UInt8(ascii: "\n"): break
            case UInt8(ascii: "x"):
                guard let code = hexadecimal(&rest, digits: 2) else {
                    output += [byte, escape]
                    continue
                }
                append(code, to: &output, unicode: unicode)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var code = UInt32(escape - UInt8(ascii: "0"))
                for _ in 0..<2 {
                    guard let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
                    code = code * 8 + UInt32(digit - UInt8(ascii: "0"))
                    rest.removeFirst()
                }
                append(code & 0xff, to: &output, unicode: unicode)
            case UInt8(ascii: "u") where unicode, UInt8(ascii: "U") where unicode:
                guard let code = hexadecimal(&rest, digits: escape == UInt8(ascii: "u") ? 4 : 8) else {
                    output += [byte, escape]
                    continue
                }
                append(code, to: &output, unicode: true)
            default: output += [byte, escape]
            }
        }
        return output
    }

    /// A text pickle's unicode line (raw-unicode-escape): Latin-1 apart from `\u` and `\U`, as UTF-8.
    static func decodeRawUnicode(_ body: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(body.count)
        var rest = body
        var high: UInt32?
        while let byte = rest.popFirst() {
            var code = UInt32(byte)
            if byte == UInt8(ascii: "\\"), let letter = rest.first,
                letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U")
            {
                var ahead = rest.dropFirst()
                if let escaped = hexadecimal(&ahead, digits: letter == UInt8(ascii: "u") ? 4 : 8) {
                    code = escaped
                    rest = ahead
                }
            }
            // Narrow builds of Python 2 wrote characters beyond U+FFFF as surrogate pairs.
            if let first = high {
                high = nil
                if (0xdc00..<0xe000).contains(code) {
                    code = 0x10000 + (first - 0xd800) << 10 + (code - 0xdc00)
                } else {
                    append(0xfffd, to: &output, unicode: true)
                }
            }
            if (0xd800..<0xdc00).contains(code) {
                high = code
            } else {
                append(code, to: &output, unicode: true)
            }
        }
        if high != nil { append(0xfffd, to: &output, unicode: true) }
        return output
    }

    private static func append(_ code: UInt32, to output: inout [UInt8], unicode: Bool) {
        if unicode {
            output += Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
        } else {
            output.append(UInt8(truncatingIfNeeded: code))
        }
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>, digits: Int) -> UInt32? {
        var value: UInt32 = 0
        var ahead = rest
        for _ in 0..<digits {
            guard let byte = ahead.popFirst(), let digit = hexadecimalValue(byte) else { return nil }
            value = value << 4 | digit
        }
        rest = ahead
        return value
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
