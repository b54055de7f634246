// Random numbers that are the same on every machine and for any number of threads.

/// A stream of random numbers: SplitMix64 (Steele, Lea & Flood 2014) from a seed.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    /// What the next number follows from; kept in checkpoints so that a resumed run goes on exactly.
    public var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// One of many streams of a seed, such as that of a training step or of a sample: unlike each other and unlike the seed's own.
    public init(seed: UInt64, stream: UInt64) {
        state = RandomNumbers.mixed(RandomNumbers.mixed(seed) ^ (stream &* RandomNumbers.increment &+ 0x5851_F42D_4C95_7F2D))
    }

    public mutating func next() -> UInt64 {
        state &+= RandomNumbers.increment
        return RandomNumbers.mixed(state)
    }

    /// What the state moves on by.
    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ state: UInt64) -> UInt64 {
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

    /// Normally distributed with mean 0 and deviation 1, one number for one of ``next()``; the same bits on every machine.
    public mutating func normal() -> Float { RandomNumbers.normal(next()) }

    /// Fills memory with what as many calls of ``normal()`` would give, several threads at once.
    public mutating func fillNormal(_ numbers: UnsafeMutableBufferPointer<Float>) {
        let start = state
        Spread.over(numbers.count, cost: 40) { range in
            for i in range {
                numbers[i] = RandomNumbers.normal(
                    RandomNumbers.mixed(start &+ RandomNumbers.increment &* UInt64(truncatingIfNeeded: i + 1)))
            }
        }
        state = start &+ RandomNumbers.increment &* UInt64(truncatingIfNeeded: numbers.count)
    }

    /// A tensor of ``normal()`` numbers.
    public mutating func normals(_ shape: [Int]) -> Tensor {
        let out = Tensor(uninitialized: shape)
        out.update { fillNormal($0) }
        return out
    }

    private static func normal(_ bits: UInt64) -> Float {
        Float(NormalQuantile.value((Double(bits >> 11) + 0.5) * 0x1p-53))
    }

    /// The items in random order (Fisher–Yates).
    public mutating func shuffled(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
        return order
    }
}
