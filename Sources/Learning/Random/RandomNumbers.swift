// Random numbers that are the same on every machine and for any number of threads.

/// A stream of random numbers: SplitMix64 (Steele, Lea & Flood 2014) from a seed.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    /// What the next number follows from; kept in checkpoints so that a resumed run goes on exactly.
    public var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Evenly spread over `0 ..< 1`, in steps of 2⁻²⁴.
    public mutating func uniform() -> Float { Float(next() >> 40) * (1 / 16_777_216) }

    /// Evenly spread over `low ..< high`.
    public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

    /// A whole number of `0 ..< count`.
    /// - Precondition: `count` is positive.
    public mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// Normally distributed with mean 0 and deviation 1: the sum of twelve uniform numbers is within 2 % of it everywhere that
    /// matters for initial weights, and takes no logarithm, so that all machines agree to the bit.
    public mutating func normal() -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += uniform() }
        return sum
    }

    /// The items in random order (Fisher–Yates).
    public mutating func shuffled(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
        return order
    }
}
