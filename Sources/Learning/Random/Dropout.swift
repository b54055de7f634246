// Dropout: which elements are dropped is computed anew forward and backward, so that no mask is stored.

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

    /// `out = x · factors`, for the numbers from `index` on, whatever `index` and `count` are. `out` and `x` may be the same.
    package func apply(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, at index: Int, count: Int) {
        map(at: index, count: count) { i, factors in
            VectorMath.store(VectorMath.load(x + i) * factors, out + i)
        } single: { i, factor in
            out[i] = x[i] * factor
        }
    }

    /// `out += x · factors`, for the numbers from `index` on.
    func add(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, at index: Int, count: Int) {
        map(at: index, count: count) { i, factors in
            VectorMath.store(VectorMath.load(UnsafePointer(out + i)) + VectorMath.load(x + i) * factors, out + i)
        } single: { i, factor in
            out[i] += x[i] * factor
        }
    }

    /// The factors themselves, of the numbers from `index` on.
    func fill(_ out: UnsafeMutablePointer<Float>, at index: Int, count: Int) {
        map(at: index, count: count) { i, factors in
            VectorMath.store(factors, out + i)
        } single: { i, factor in
            out[i] = factor
        }
    }

    /// Visits the numbers `index ..< index + count`: eight at a time where a whole block of sixteen is wanted, else one by one. A
    /// number's factor is the same either way.
    @inline(__always)
    private func map(at index: Int, count: Int, eight: (Int, Lanes) -> Void, single: (Int, Float) -> Void) {
        var i = 0
        while i < count {
            let block = (index + i) >> 4, first = (index + i) & 15
            let (low, high) = factors(ofBlock: block)
            if first == 0, count - i >= 16 {
                eight(i, low)
                eight(i + 8, high)
                i += 16
                continue
            }
            let last = min(16, first + count - i)
            for place in first..<last { single(i + place - first, place < 8 ? low[place] : high[place - 8]) }
            i += last - first
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
