// GIF's variable-length-code LZW, with freedoms that plain encoders do not use.
//
// 1. A pixel may have several numbers that serve (its own, a near one, "transparent" where the screen shows it already); the
//    string that is stored is the longest in the table that any of them allow. 2. When the table is full it is kept as long
//    as it serves well, not cleared at once (GIF89a, appendix F, allows clearing at any time).

/// Compresses the palette numbers of one frame.
struct LZWEncoder {
    /// What may be stored for one pixel: one to three different numbers, the preferred one first.
    struct Choice {
        var numbers: (UInt8, UInt8, UInt8)
        var count: UInt8

        @inline(__always)
        init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
            numbers = (first, second, third)
            count = 1
            if second != first { count = 2 } else { numbers.1 = third }
            if third != first && third != numbers.1 || count == 1 && third != first { count += 1 }
        }

        @inline(__always)
        func isOnly(_ number: UInt8) -> Bool { count == 1 && numbers.0 == number }
    }

    private var strings = LZWStrings()
    /// The compressed frame as GIF wants it: blocks of up to 255 bytes, each after its length; no final empty block.
    private(set) var blocks: [UInt8] = []

    private var pendingBits: UInt32 = 0
    private var pendingCount: UInt32 = 0
    private var blockStart = 0

    /// Compresses a frame into ``blocks``.
    /// - Parameters:
    ///   - choices: what may be stored, row by row.
    ///   - bits: bits per number, 2...8; fewer are written as 2 (GIF89a, appendix F).
    ///   - unchanged: the number of which runs are most likely.
    ///   - stored: gets what is stored; as long as `choices`.
    mutating func encode(_ choices: UnsafeBufferPointer<Choice>, bits: Int, unchanged: UInt8, stored: UnsafeMutablePointer<UInt8>) {
        blocks.removeAll(keepingCapacity: true)
        blocks.append(0)
        blockStart = 0
        pendingBits = 0
        pendingCount = 0
        guard let base = choices.baseAddress else { return }
        let clear = 1 << bits
        var width = UInt32(bits + 1), patience = Patience()
        put(clear, width)
        strings.clear(bits: bits, unchanged: unchanged)
        var at = 0
        // The string before, which the reader is about to lengthen by the first number of the one that comes.
        var previous: (code: Int, first: UInt8)?
        while at < choices.count {
            let (code, length) = strings.longest(base + at, choices.count - at, after: previous, to: stored + at)
            if let previous { strings.enter(previous.code, stored[at]) }
            previous = (code, stored[at])
            at += length
            put(code, width)
            // The reader enters a string when the next code comes, and may by then have gone on to longer codes.
            if !strings.isFull {
                if strings.next == 1 << Int(width) && width < 12 { width += 1 }
            } else if patience.isOver(after: length), at < choices.count {
                put(clear, width)
                strings.clear(bits: bits, unchanged: unchanged)
                patience = Patience()
                width = UInt32(bits + 1)
                previous = nil
            }
        }
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
