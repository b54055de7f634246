// Which numbers are dropped: computed anew wherever it is asked, so that no mask is ever stored.

/// Sets a share of all numbers to zero during training, and scales up the others (Srivastava et al. 2014).
public struct Dropout: Sendable {
    /// The share that is dropped, at least 0 and less than 1.
    public let rate: Float
    /// Tells this use of dropout from all others.
    let seed: UInt64
    private let threshold: Int32
    private let scaleBits: Int32
    let scale: Float

    public init(rate: Float, seed: UInt64) {
        self.rate = rate
        var random = RandomNumbers(seed: seed)
        self.seed = random.next()
        threshold = Int32(Double(rate) * 65_536) - 32_768
        scale = 1 / (1 - rate)
        scaleBits = Int32(bitPattern: (1 / (1 - rate)).bitPattern)
    }

    /// The factors of the sixteen numbers of a block: 0 or ``scale``. A number's factor depends on its index alone.
    @inline(__always)
    private func factors(ofBlock block: Int) -> (Lanes, Lanes) {
        // Sixteen bits of a mixed counter (SplitMix64) decide on each number.
        let first = UInt64(truncatingIfNeeded: block) &* 4
        let bits = unsafeBitCast(
            SIMD4<UInt64>(mixed(first), mixed(first &+ 1), mixed(first &+ 2), mixed(first &+ 3)), to: SIMD8<Int32>.self)
        return (factors((bits &<< 16) &>> 16), factors(bits &>> 16))
    }

    /// ``scale`` where a number is at least the threshold, else 0; by the sign of a difference, as comparisons of whole numbers
    /// are made one at a time.
    @inline(__always)
    private func factors(_ bits: SIMD8<Int32>) -> Lanes {
        unsafeBitCast((SIMD8(repeating: threshold - 1) &- bits) &>> 31 & SIMD8(repeating: scaleBits), to: Lanes.self)
    }

    @inline(__always)
    private func mixed(_ counter: UInt64) -> UInt64 {
        var z = seed &+ counter &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
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
