// Which numbers are dropped: computed anew wherever it is asked, so that no mask is ever stored.

/// Sets a share of all numbers to zero during training, and scales up the others (Srivastava et al. 2014).
public struct Dropout: Sendable {
    /// The share that is dropped, at least 0 and less than 1.
    public let rate: Float
    /// Tells this use of dropout from all others.
    let seed: UInt32
    private let threshold: UInt32
    let scale: Float

    public init(rate: Float, seed: UInt64) {
        self.rate = rate
        var random = RandomNumbers(seed: seed)
        self.seed = UInt32(truncatingIfNeeded: random.next())
        threshold = UInt32(Double(rate) * 65_536)
        scale = 1 / (1 - rate)
    }

    /// The factors of the sixteen numbers of a block: 0 or ``scale``. A number's factor depends on its index alone.
    @inline(__always)
    private func factors(ofBlock block: Int) -> (Lanes, Lanes) {
        var x = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ (UInt32(truncatingIfNeeded: block) &* 8 &+ seed)
        // A 32-bit mixing function in which every input bit moves every output bit with nearly even odds; each half decides on
        // one number.
        x ^= x &>> 16
        x = x &* 0x7FEB_352D
        x ^= x &>> 15
        x = x &* 0x846C_A68B
        x ^= x &>> 16
        return (
            Lanes.zero.replacing(with: scale, where: (x & 0xFFFF) .>= threshold), Lanes.zero.replacing(with: scale, where: (x &>> 16) .>= threshold))
    }

    /// The factors of eight neighbouring numbers, the first of which has an index that is a multiple of eight.
    @inline(__always)
    func factors(at index: Int) -> Lanes {
        let (low, high) = factors(ofBlock: index >> 4)
        return index & 8 == 0 ? low : high
    }

    /// `out = x · factors`, for the numbers from `index` on. `out` and `x` may be the same.
    func apply(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, at index: Int, count: Int) {
        var i = 0
        if index & 8 != 0 {
            let head = min(8, count)
            VectorMath.map(x, out, count: head) { $0 * factors(at: index) }
            i = head
        }
        while i + 16 <= count {
            let (low, high) = factors(ofBlock: (index + i) >> 4)
            VectorMath.store(VectorMath.load(x + i) * low, out + i)
            VectorMath.store(VectorMath.load(x + i + 8) * high, out + i + 8)
            i += 16
        }
        var at = index + i
        VectorMath.map(x + i, out + i, count: count - i) { lanes in
            let kept = lanes * factors(at: at)
            at += 8
            return kept
        }
    }
}

/// Hands out dropout for one training step: the same from the same seed, different in each place.
public final class DropoutSource {
    public let rate: Float
    private var random: RandomNumbers

    /// - Parameter seed: of this step.
    public init(rate: Float, seed: UInt64) {
        self.rate = rate
        random = RandomNumbers(seed: seed)
    }

    /// For the next place in the model; nil if nothing is dropped.
    public func next() -> Dropout? { rate > 0 ? Dropout(rate: rate, seed: random.next()) : nil }
}
