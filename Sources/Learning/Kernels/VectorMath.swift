// Exponential, error function and what is made of them, eight numbers at a time.
// Without fused multiply-add or rounding instructions: the program runs on any 64-bit processor.

/// Eight single-precision numbers.
typealias Lanes = SIMD8<Float>

enum VectorMath {
    /// `e^x` to within 2e-7 of itself; 0 becomes about 1e-38 far below, infinity never comes.
    @inline(__always)
    static func exp(_ x: Lanes) -> Lanes {
        let x = x.replacing(with: -87, where: x .< -87).replacing(with: 88, where: x .> 88)
        // x = n ln 2 + r; adding 1.5·2²³ leaves the nearest whole n in the low bits.
        let magic: Float = 12_582_912
        let t = x * 1.442_695_04 + magic
        let n = t - magic
        let r = x - n * 0.693_359_375 + n * 2.121_944_4e-4
        // The Taylor series, its last coefficients set for |r| ≤ ln 2 / 2.
        var p = r * 1.987_569_15e-4 + 1.398_199_95e-3
        p = p * r + 8.333_451_9e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 1.666_666_55e-1
        p = p * r + 5.000_000_1e-1
        p = p * (r * r) + r + 1
        let exponent = (unsafeBitCast(t, to: SIMD8<Int32>.self) &<< 23) &+ SIMD8(repeating: 0x3F80_0000)
        return p * unsafeBitCast(exponent, to: Lanes.self)
    }

    /// The error function to within 4e-7: a quotient of two polynomials fitted over [-4, 4], beyond which it is ±1.
    @inline(__always)
    static func erf(_ x: Lanes) -> Lanes {
        let x = x.replacing(with: -4, where: x .< -4).replacing(with: 4, where: x .> 4)
        let u = x * x
        var p = u * 1.986_802_48e-6 + 2.845_617_53e-4
        p = p * u + 3.883_186_61e-3
        p = p * u + 5.310_126_09e-2
        p = p * u + 1.935_414_83e-1
        p = p * u + 1.128_379_14
        var q = u * 3.742_016_52e-5 + 1.185_531_78e-3
        q = q * u + 1.520_693_75e-2
        q = q * u + 1.153_485_09e-1
        q = q * u + 5.048_542_3e-1
        q = q * u + 1
        return x * p / q
    }

    /// `x · Φ(x)`, the exact ("erf") form of the Gaussian error linear unit.
    @inline(__always)
    static func gelu(_ x: Lanes) -> Lanes {
        x * (erf(x * 0.707_106_78) * 0.5 + 0.5)
    }

    /// Its derivative `Φ(x) + x · φ(x)`.
    @inline(__always)
    static func geluSlope(_ x: Lanes) -> Lanes {
        (erf(x * 0.707_106_78) * 0.5 + 0.5) + x * exp(x * x * -0.5) * 0.398_942_28
    }

    @inline(__always)
    static func sigmoid(_ x: Lanes) -> Lanes { 1 / (1 + exp(-x)) }

    /// `x · σ(1.702 x)`, CLIP's approximation of the unit above.
    @inline(__always)
    static func quickGELU(_ x: Lanes) -> Lanes { x * sigmoid(x * 1.702) }

    @inline(__always)
    static func quickGELUSlope(_ x: Lanes) -> Lanes {
        let s = sigmoid(x * 1.702)
        return s + x * s * (1 - s) * 1.702
    }

    /// `x · σ(x)`.
    @inline(__always)
    static func silu(_ x: Lanes) -> Lanes { x * sigmoid(x) }

    @inline(__always)
    static func siluSlope(_ x: Lanes) -> Lanes {
        let s = sigmoid(x)
        return s + x * s * (1 - s)
    }

    @inline(__always)
    static func tanh(_ x: Lanes) -> Lanes { 1 - 2 / (exp(x * 2) + 1) }

    /// `x · tanh(ln(1 + eˣ))` (Misra 2019), with one exponential: the hyperbolic tangent of a logarithm is a quotient.
    @inline(__always)
    static func mish(_ x: Lanes) -> Lanes {
        let e = exp(pointwiseMin(x, Lanes(repeating: 20)))
        let n = e * (e + 2)
        return x * (n / (n + 2))
    }

    @inline(__always)
    static func mishSlope(_ x: Lanes) -> Lanes {
        let e = exp(pointwiseMin(x, Lanes(repeating: 20)))
        let n = e * (e + 2)
        let below = 1 / (n + 2)
        return n * below + x * (e * (e + 1) * 4) * below * below
    }

    /// `x` where it is positive, `share · x` elsewhere.
    @inline(__always)
    static func leaky(_ x: Lanes, _ share: Float) -> Lanes {
        pointwiseMax(x, Lanes.zero) + pointwiseMin(x, Lanes.zero) * share
    }

    @inline(__always)
    static func magnitude(_ x: Lanes) -> Lanes { pointwiseMax(x, -x) }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
    }

    /// Writes `f` of each number of `x`; `x` and `out` may be the same.
    @inline(__always)
    static func map(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int, _ f: (Lanes) -> Lanes) {
        let whole = count & ~7
        var i = 0
        while i < whole {
            store(f(load(x + i)), out + i)
            i += 8
        }
        guard i < count else { return }
        var rest = Lanes.zero
        for j in i..<count { rest[j - i] = x[j] }
        rest = f(rest)
        for j in i..<count { out[j] = rest[j - i] }
    }

    /// Writes `f` of each pair of numbers of `x` and `y`; any of the three may be the same.
    @inline(__always)
    static func map(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int,
        _ f: (Lanes, Lanes) -> Lanes
    ) {
        let whole = count & ~7
        var i = 0
        while i < whole {
            store(f(load(x + i), load(y + i)), out + i)
            i += 8
        }
        guard i < count else { return }
        var restX = Lanes.zero, restY = Lanes.zero
        for j in i..<count {
            restX[j - i] = x[j]
            restY[j - i] = y[j]
        }
        restX = f(restX, restY)
        for j in i..<count { out[j] = restX[j - i] }
    }

    /// Adds `f` of each pair of numbers of `x` and `y` to `out`.
    @inline(__always)
    static func accumulate(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int,
        _ f: (Lanes, Lanes) -> Lanes
    ) {
        eachPart(count) { i, part in
            store(load(UnsafePointer(out + i), part) + f(load(x + i, part), load(y + i, part)), out + i, part)
        }
    }

    /// Visits numbers eight at a time; the last part may be shorter.
    @inline(__always)
    static func eachPart(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
        let whole = count & ~7
        var i = 0
        while i < whole {
            body(i, 8)
            i += 8
        }
        if i < count { body(i, count - i) }
    }

    /// The first `count` numbers, at most 8, and zeros.
    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>, _ count: Int) -> Lanes {
        guard count < 8 else { return load(pointer) }
        var lanes = Lanes.zero
        for i in 0..<count { lanes[i] = pointer[i] }
        return lanes
    }

    @inline(__always)
    static func load(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> Lanes { load(UnsafePointer(pointer), count) }

    /// Only the first `count` numbers, at most 8.
    @inline(__always)
    static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
        guard count < 8 else { return store(lanes, pointer) }
        for i in 0..<count { pointer[i] = lanes[i] }
    }

    /// The sum of `f` of each pair, in an order that depends on `count` alone.
    @inline(__always)
    static func sum(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int, _ f: (Lanes, Lanes) -> Lanes) -> Float {
        let whole = count & ~7
        var total = Lanes.zero
        var i = 0
        while i < whole {
            total += f(load(x + i), load(y + i))
            i += 8
        }
        if i < count {
            var restX = Lanes.zero, restY = Lanes.zero
            for j in i..<count {
                restX[j - i] = x[j]
                restY[j - i] = y[j]
            }
            let rest = f(restX, restY)
            for j in i..<count { total[j - i] += rest[j - i] }
        }
        return total.sum()
    }

    @inline(__always)
    static func sum(_ x: UnsafePointer<Float>, count: Int) -> Float { sum(x, x, count: count) { x, _ in x } }
}
