// One word as tokens: neighbours merged, the earliest merge of all first.

extension BytePairMerges {
    /// Above this length finding the next merge by looking at all neighbours would take too long.
    static let longWord = 128

    /// Appends the tokens of a word given as UTF-8.
    func appendTokens<Bytes: Collection>(of word: Bytes, to result: inout [Int32]) where Bytes.Element == UInt8 {
        var tokens = word.map { ByteAlphabet.tokens[Int($0)] }
        guard let last = tokens.popLast() else { return }
        tokens.append(last + 256)
        if tokens.count <= BytePairMerges.longWord { mergeShort(&tokens) } else { tokens = mergedLong(tokens) }
        for token in tokens { result.append(Int32(token)) }
    }

    private func mergeShort(_ tokens: inout [Token]) {
        while tokens.count > 1 {
            var best = Token.max
            var at = 0
            for i in 0..<tokens.count - 1 {
                if let token = merged(tokens[i], tokens[i + 1]), token < best { (best, at) = (token, i) }
            }
            guard best != Token.max else { return }
            tokens[at] = best
            tokens.remove(at: at + 1)
        }
    }

    /// The same with a queue of possible merges, so that a word of a megabyte does not take forever.
    private func mergedLong(_ word: [Token]) -> [Token] {
        var tokens = word.map { Int($0) }
        var next = Array(1...word.count)
        var previous = Array(-1..<word.count - 1)
        var queue = MergeQueue()
        func offer(_ left: Int) {
            let right = next[left]
            guard right < word.count, let token = merged(Token(tokens[left]), Token(tokens[right])) else { return }
            queue.push(UInt64(token) << 40 | UInt64(left))
        }
        for i in 0..<word.count - 1 { offer(i) }
        while let entry = queue.pop() {
            let (token, left) = (Int(entry >> 40), Int(entry & 0xff_ffff_ffff))
            // An entry is stale if one of its two tokens has meanwhile become part of another.
            guard tokens[left] >= 0, next[left] < word.count else { continue }
            let right = next[left]
            guard let current = merged(Token(tokens[left]), Token(tokens[right])), Int(current) == token else { continue }
            tokens[left] = token
            tokens[right] = -1
            next[left] = next[right]
            if next[left] < word.count { previous[next[left]] = left }
            if previous[left] >= 0 { offer(previous[left]) }
            offer(left)
        }
        return tokens.filter { $0 >= 0 }.map { Token($0) }
    }
}

/// A binary heap, the smallest number first.
private struct MergeQueue {
    private var heap: [UInt64] = []

    mutating func push(_ entry: UInt64) {
        heap.append(entry)
        var i = heap.count - 1
        while i > 0, heap[(i - 1) / 2] > heap[i] {
            heap.swapAt(i, (i - 1) / 2)
            i = (i - 1) / 2
        }
    }

    mutating func pop() -> UInt64? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var i = 0
        while true {
            var child = 2 * i + 1
            guard child < heap.count else { return first }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[i] else { return first }
            heap.swapAt(i, child)
            i = child
        }
    }
}
