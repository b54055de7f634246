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
        threshold = UInt32(Double(rate) * 4_294_967_296)
        scale = 1 / (1 - rate)
    }

    /// The factors of eight neighbouring numbers: 0 or ``scale``.
    @inline(__always)
    func factors(at index: Int) -> Lanes {
        var x = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ (UInt32(truncatingIfNeeded: index) &+ seed)
        // A 32-bit mixing function in which every input bit moves every output bit with nearly even odds.
        x ^= x &>> 16
        x = x &* 0x7FEB_352D
        x ^= x &>> 15
        x = x &* 0x846C_A68B
        x ^= x &>> 16
        return Lanes.zero.replacing(with: scale, where: x .>= threshold)
    }

    /// `out = x · factors`, for the numbers from `index` on; `index` is a multiple of eight. `out` and `x` may be the same.
    func apply(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, at index: Int, count: Int) {
        var at = index
        VectorMath.map(x, out, count: count) { lanes in
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
