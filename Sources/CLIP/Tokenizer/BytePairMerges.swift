// The merges of the byte-pair encoding: which two neighbouring tokens become which one, and in what order.
import Files

/// The tokens of CLIP and the pairs they are merged from.
///
/// Tokens 0...255 are the single bytes in the order of CLIP's byte alphabet, 256...511 the same at the end of a word, and token 512 + r
/// is what merge r makes. A merge therefore comes before another exactly if its token is smaller.
struct BytePairMerges: Sendable {
    typealias Token = UInt16
    static let firstMerged = 512

    /// Read once, at first use: about a millisecond.
    static let standard = BytePairMerges(pairs: standardBase64.withUTF8Buffer { Base64.bytes($0) })

    /// Both tokens of merge r, the left one in the upper half.
    private let pairs: [UInt32]
    /// A hash table of merges with open addressing; `vacant` where there is none.
    private let slots: [UInt16]
    private static let vacant = UInt16.max
    private static let slotBits = 17

    init(pairs bytes: [UInt8]) {
        let count = min(bytes.count / 4, Int(BytePairMerges.vacant) - BytePairMerges.firstMerged)
        var pairs = [UInt32](repeating: 0, count: count)
        var slots = [UInt16](repeating: BytePairMerges.vacant, count: 1 << BytePairMerges.slotBits)
        bytes.withUnsafeBufferPointer { bytes in
            slots.withUnsafeMutableBufferPointer { slots in
                for rank in 0..<count {
                    let at = rank * 4
                    let left = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
                    let right = UInt32(bytes[at + 2]) | UInt32(bytes[at + 3]) << 8
                    let pair = left << 16 | right
                    pairs[rank] = pair
                    var slot = BytePairMerges.slot(of: pair)
                    while slots[slot] != BytePairMerges.vacant { slot = (slot + 1) & (slots.count - 1) }
                    slots[slot] = UInt16(rank)
                }
            }
        }
        self.pairs = pairs
        self.slots = slots
    }

    /// How many tokens there are, the two special ones not counted.
    var tokenCount: Int { BytePairMerges.firstMerged + pairs.count }

    /// The token that two neighbours become, or nil if they stay apart.
    func merged(_ left: Token, _ right: Token) -> Token? {
        let pair = UInt32(left) << 16 | UInt32(right)
        var slot = BytePairMerges.slot(of: pair)
        while slots[slot] != BytePairMerges.vacant {
            let rank = Int(slots[slot])
            if pairs[rank] == pair { return Token(BytePairMerges.firstMerged + rank) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Appends the bytes of a token; a space after it if a word ends there.
    func appendBytes(of token: Int, to bytes: inout [UInt8]) {
        var waiting = [token]
        while let next = waiting.popLast() {
            if next < 256 {
                bytes.append(ByteAlphabet.bytes[next])
            } else if next < BytePairMerges.firstMerged {
                bytes.append(ByteAlphabet.bytes[next - 256])
                bytes.append(0x20)
            } else if next < tokenCount {
                let pair = pairs[next - BytePairMerges.firstMerged]
                waiting.append(Int(pair & 0xffff))
                waiting.append(Int(pair >> 16))
            }
        }
    }

    /// Fibonacci hashing: the upper bits of a product with 2³² divided by the golden ratio.
    private static func slot(of pair: UInt32) -> Int { Int((pair &* 0x9e37_79b9) >> UInt32(32 - slotBits)) }
}

/// The order in which CLIP numbers the 256 bytes: first those that print in Latin-1, then the others.
enum ByteAlphabet {
    /// The byte of each of the first 256 tokens.
    static let bytes: [UInt8] = {
        let printable = Array(33...126) + Array(161...172) + Array(174...255)
        return (printable + (0...255).filter { !printable.contains($0) }).map { UInt8($0) }
    }()

    /// The token of each byte.
    static let tokens: [BytePairMerges.Token] = {
        var tokens = [BytePairMerges.Token](repeating: 0, count: 256)
        for (token, byte) in bytes.enumerated() { tokens[Int(byte)] = BytePairMerges.Token(token) }
        return tokens
    }()
}
