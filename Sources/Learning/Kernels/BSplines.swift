// B-spline bases over a fixed grid, with their slopes.

/// The grids of a layer of splines, and what Cox–de Boor's recursion needs of them.
///
/// The bases are those of the reference: half-open intervals, 1e-8 added to every denominator, and all of a row divided by
/// their sum plus 1e-8, so that they add up to 1 wherever any of them reaches (de Boor 1978; Liu et al. 2024, "KAN").
struct BSplineGrid {
    /// Knots a feature.
    let knots: Int
    let order: Int
    let features: Int
    /// Bases a feature: `knots - order - 1`.
    var bases: Int { knots - order - 1 }
    private let grid: [Float]
    /// `1 / (t[j + k] - t[j] + 1e-8)` for each feature, order `k ≥ 1` and `j`.
    private let inverses: [Float]

    static let highestOrder = 7
    private static let tiny: Float = 1e-8

    /// - Parameters:
    ///   - grid: `(features, knots)`, each row rising.
    ///   - order: of the splines; 3 is cubic.
    init(_ grid: UnsafePointer<Float>, features: Int, knots: Int, order: Int) {
        self.knots = knots
        self.order = order
        self.features = features
        self.grid = Array(UnsafeBufferPointer(start: grid, count: features * knots))
        var inverses: [Float] = []
        inverses.reserveCapacity(features * order * knots)
        for feature in 0..<features {
            let t = grid + feature * knots
            for k in 1...max(1, order) {
                for j in 0..<knots { inverses.append(j + k < knots ? 1 / (t[j + k] - t[j] + Self.tiny) : 0) }
            }
        }
        self.inverses = inverses
    }

    /// The bases of a range of features for one row of inputs.
    ///
    /// - Parameters:
    ///   - x: the row's inputs, all features.
    ///   - out: receives `range.count · bases` numbers.
    ///   - slopes: receives their derivatives for `x` if not nil.
    func fill(
        _ x: UnsafePointer<Float>, features range: Range<Int>, into out: UnsafeMutablePointer<Float>, slopes: UnsafeMutablePointer<Float>?
    ) {
        grid.withUnsafeBufferPointer { grid in
            inverses.withUnsafeBufferPointer { inverses in
                guard let grid = grid.baseAddress, let inverses = inverses.baseAddress else { return }
                if order == 3, bases == 8 {
                    for (place, feature) in range.enumerated() {
                        let t = grid + feature * knots, x = x[feature]
                        // The inner intervals, where all four cubics exist; others, and values that are no number, go on below.
                        if x >= t[3], x < t[8] {
                            fillCubic(
                                x, t, inverses + feature * order * knots, into: out + place * bases,
                                slopes: slopes.map { $0 + place * bases })
                        } else {
                            fill(
                                x, t, inverses + feature * order * knots, into: out + place * bases,
                                slopes: slopes.map { $0 + place * bases })
                        }
                    }
                    return
                }
                for (place, feature) in range.enumerated() {
                    fill(
                        x[feature], grid + feature * knots, inverses + feature * order * knots, into: out + place * bases,
                        slopes: slopes.map { $0 + place * bases })
                }
            }
        }
    }

    /// The four cubics of an inner interval of the usual grid, written out.
    @inline(__always)
    private func fillCubic(
        _ x: Float, _ t: UnsafePointer<Float>, _ inverses: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
        slopes: UnsafeMutablePointer<Float>?
    ) {
        var m = 3
        while x >= t[m + 1] { m += 1 }
        let i1 = inverses[m]
        let i2a = inverses[knots + m - 1], i2b = inverses[knots + m]
        let i3a = inverses[2 * knots + m - 2], i3b = inverses[2 * knots + m - 1], i3c = inverses[2 * knots + m]
        // Distances to the knots around.
        let l0 = x - t[m], l1 = x - t[m - 1], l2 = x - t[m - 2]
        let r0 = t[m + 1] - x, r1 = t[m + 2] - x, r2 = t[m + 3] - x
        let a0 = r0 * i1, a1 = l0 * i1
        let b0 = r0 * i2a * a0
        let b1 = l1 * i2a * a0 + r1 * i2b * a1
        let b2 = l0 * i2b * a1
        let c0 = r0 * i3a * b0
        let c1 = l2 * i3a * b0 + r1 * i3b * b1
        let c2 = l1 * i3b * b1 + r2 * i3c * b2
        let c3 = l0 * i3c * b2
        let inverse = 1 / (((c0 + c1) + (c2 + c3)) + Self.tiny)
        VectorMath.store(Lanes.zero, out)
        let o = out + m - 3
        o[0] = c0 * inverse
        o[1] = c1 * inverse
        o[2] = c2 * inverse
        o[3] = c3 * inverse
        guard let slopes else { return }
        let da0 = -i1, da1 = i1
        let db0 = i2a * (r0 * da0 - a0)
        let db1 = i2a * (a0 + l1 * da0) + i2b * (r1 * da1 - a1)
        let db2 = i2b * (a1 + l0 * da1)
        let dc0 = i3a * (r0 * db0 - b0)
        let dc1 = i3a * (b0 + l2 * db0) + i3b * (r1 * db1 - b1)
        let dc2 = i3b * (b1 + l1 * db1) + i3c * (r2 * db2 - b2)
        let dc3 = i3c * (b2 + l0 * db2)
        let drift = ((dc0 + dc1) + (dc2 + dc3)) * inverse
        VectorMath.store(Lanes.zero, slopes)
        let s = slopes + m - 3
        s[0] = (dc0 - c0 * drift) * inverse
        s[1] = (dc1 - c1 * drift) * inverse
        s[2] = (dc2 - c2 * drift) * inverse
        s[3] = (dc3 - c3 * drift) * inverse
    }

    @inline(__always)
    private func fill(
        _ x: Float, _ t: UnsafePointer<Float>, _ inverses: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
        slopes: UnsafeMutablePointer<Float>?
    ) {
        let bases = bases
        for i in 0..<bases { out[i] = 0 }
        if let slopes { for i in 0..<bases { slopes[i] = 0 } }
        guard x >= t[0], x < t[knots - 1] else { return }
        var interval = 0
        while x >= t[interval + 1] { interval += 1 }

        // values[i] is the basis that begins at knot interval - k + i; only k + 1 of them reach x.
        var values = SIMD8<Float>.zero, rates = SIMD8<Float>.zero
        values[0] = 1
        for k in 1...max(1, order) {
            let inverse = inverses + (k - 1) * knots
            var next = SIMD8<Float>.zero, nextRates = SIMD8<Float>.zero
            for i in 0...k {
                let j = interval - k + i
                // Bases that would need knots beyond the grid do not exist.
                guard j >= 0, j + k + 1 < knots else { continue }
                var value: Float = 0, rate: Float = 0
                if i > 0 {
                    let share = (x - t[j]) * inverse[j]
                    value += share * values[i - 1]
                    rate += inverse[j] * values[i - 1] + share * rates[i - 1]
                }
                if i < k {
                    let share = (t[j + k + 1] - x) * inverse[j + 1]
                    value += share * values[i]
                    rate += share * rates[i] - inverse[j + 1] * values[i]
                }
                next[i] = value
                nextRates[i] = rate
            }
            values = next
            rates = nextRates
        }
        let sum = values.sum() + Self.tiny
        let inverse = 1 / sum
        let rateSum = rates.sum()
        for i in 0...order {
            let j = interval - order + i
            guard j >= 0, j < bases else { continue }
            out[j] = values[i] * inverse
            slopes?[j] = (rates[i] - values[i] * inverse * rateSum) * inverse
        }
    }
}
