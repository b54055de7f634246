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
                for (place, feature) in range.enumerated() {
                    fill(
                        x[feature], grid + feature * knots, inverses + feature * order * knots, into: out + place * bases,
                        slopes: slopes.map { $0 + place * bases })
                }
            }
        }
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
