// The one-byte encodings that text is mistaken for.

/// An encoding of one byte a character whose lower half is ASCII.
struct CodePage: Sendable {
    let name: String
    /// The characters of bytes 128 to 255.
    let upperHalf: [Unicode.Scalar]
    /// Byte 0x1A stands for U+FFFD, so that what another program could not read does not make the rest unreadable.
    let hasReplacement: Bool
    private let bytes: [Unicode.Scalar: UInt8]

    /// In the order in which they are tried.
    static let all = [latin1, windows1252, windows1251, windows1250, windows1253, windows1254, windows1257, latin2, macRoman, cp437]
    /// Those in which 0xC2 to 0xF4 are letters, as in Latin-1.
    static let likeLatin1 = all.prefix(7)

    init(_ name: String, _ characters: String, replacement: Bool = false) {
        self.name = name
        hasReplacement = replacement
        // A raised dot in a table stands for an unassigned byte, which keeps its Latin-1 meaning.
        upperHalf = characters.unicodeScalars.enumerated().map { i, scalar in
            scalar == "\u{2e33}" ? Unicode.Scalar(UInt8(truncatingIfNeeded: 128 + i)) : scalar
        }
        bytes = Dictionary(
            upperHalf.enumerated().map { ($1, UInt8(truncatingIfNeeded: 128 + $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The bytes a text was if it was read in this encoding, or nil if it cannot have been.
    func encoded(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            if scalar.isASCII, !(hasReplacement && scalar.value == 0x1a) {
                result.append(UInt8(scalar.value))
            } else if let byte = bytes[scalar] {
                result.append(byte)
            } else if hasReplacement, scalar == "\u{fffd}" {
                result.append(0x1a)
            } else {
                return nil
            }
        }
        return result
    }
}
