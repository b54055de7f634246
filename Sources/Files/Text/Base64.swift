// Base64 (RFC 4648): bytes as text, in the program's own tables and in pages that hold pictures.

package enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes of a base64 text; anything that is not a digit of it is skipped.
    package static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { out, size in
            var bits: UInt32 = 0, count: UInt32 = 0
            for byte in text {
                let value: UInt8
                switch byte {
                case 65...90: value = byte - 65
                case 97...122: value = byte - 71
                case 48...57: value = byte + 4
                case 43: value = 62
                case 47: value = 63
                default: continue
                }
                bits = bits << 6 | UInt32(value)
                count += 6
                if count >= 8 {
                    count -= 8
                    out[size] = UInt8(truncatingIfNeeded: bits >> count)
                    size += 1
                }
            }
        }
    }

    /// Bytes as text, filled up with `=` to a multiple of four.
    package static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
            for digit in 0..<4 { text.append(digit <= group.count ? digits[Int(bits >> UInt32(18 - 6 * digit)) & 63] : UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
