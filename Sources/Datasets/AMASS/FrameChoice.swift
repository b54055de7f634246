// Which frame stands for each hundred.

/// The frame of each 100-frame chunk that is drawn.
public enum FrameChoice: Sendable, Equatable {
    /// The 50th of each chunk.
    case middle
    /// The first of each.
    case first
    /// One chosen by chance, the same whenever seed and clip are the same.
    case random(seed: UInt64)
    /// Several: each whole set of one image a chunk, at 0, `k`, 2 `k`, … frames into it.
    case every(Int)

    /// How many frames of each chunk are drawn.
    public var setCount: Int {
        if case .every(let step) = self { (ParserRules.chunk + step - 1) / step } else { 1 }
    }

    /// How many frames into its chunk a set's frames are; nil where that differs.
    public func offset(ofSet set: Int) -> Int? {
        switch self {
        case .middle: ParserRules.chunk / 2
        case .first: 0
        case .random: nil
        case .every(let step): set * step
        }
    }

    /// The frames to be drawn: for each set one a chunk, ascending, so that the parser, which takes as many images as there are chunks in
    /// the order of their numbers, has each chunk's own.
    ///
    /// - Parameters:
    ///   - count: frames of the clip at the target rate, at least one.
    ///   - clip: the clip's path.
    public func frames(in count: Int, of clip: String) -> [[Int]] {
        let chunks = max(1, count / ParserRules.chunk)
        let length = min(count, ParserRules.chunk)
        return (0..<setCount).map { set in
            (0..<chunks).map { chunk in
                let own: Int
                switch self {
                case .middle: own = length / 2
                case .first: own = 0
                case .random(let seed): own = Int(FrameChoice.mixed(seed, clip, chunk) % UInt64(length))
                case .every(let step): own = min(set * step, length - 1)
                }
                return chunk * ParserRules.chunk + own
            }
        }
    }

    /// A number without pattern: FNV-1a of the clip's name, then SplitMix64 (Steele, Lea and Flood, 2014).
    private static func mixed(_ seed: UInt64, _ clip: String, _ chunk: Int) -> UInt64 {
        var z = seed &+ 0x9e37_79b9_7f4a_7c15 &* UInt64(truncatingIfNeeded: chunk + 1) ^ StableHash.of(clip)
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// As on the command line: `middle`, `every 25`.
    public var words: String {
        switch self {
        case .middle: "middle"
        case .first: "first"
        case .random: "random"
        case .every(let step): "every \(step)"
        }
    }
}

/// A hash that is the same in every run, unlike Swift's own.
enum StableHash {
    /// FNV-1a, 64 bits (Fowler, Noll and Vo).
    static func of(_ text: some StringProtocol) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
