// torch.randperm's numbers: what the released code cuts an example's frames by.

/// Orders of numbers as PyTorch draws them on the processor.
public enum TorchPermutation {
    /// `torch.randperm(count)` after `torch.manual_seed(seed)`.
    /// - Parameter seed: of which the low 32 bits count.
    public static func of(_ count: Int, seed: Int) -> [Int] {
        var twister = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
        var order = Array(0..<max(0, count))
        for i in 0..<max(0, count - 1) { order.swapAt(i, i + Int(twister.next()) % (count - i)) }
        return order
    }
}

/// MT19937 (Matsumoto & Nishimura 1998).
private struct MersenneTwister {
    private var state: [UInt32]
    private var place = 624

    init(seed: UInt32) {
        state = [seed]
        for i in 1..<624 { state.append(1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)) }
    }

    mutating func next() -> UInt32 {
        if place == 624 {
            for i in 0..<624 {
                let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7FFF_FFFF)
                state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 1 ? 0x9908_B0DF : 0)
            }
            place = 0
        }
        var y = state[place]
        place += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C_5680
        y ^= (y << 15) & 0xEFC6_0000
        return y ^ (y >> 18)
    }
}
