// Maximum mean discrepancy: how unlike two clouds of features are.
import Arrays
@preconcurrency import LibC

/// The squared maximum mean discrepancy between two sets of features under the kernel `exp(-d² / 2σ²)` (Gretton et al. 2012).
///
/// The Python code of MotionCLIP/SMoG takes σ = 0.07. Unit vectors of different meaning are about 1 apart, where this kernel is
/// `exp(-100)`: all that
/// is left is each vector's zero distance to itself, and ``biased`` becomes `2 / N` whatever the features are. It is computed all
/// the same, to compare with published numbers; for an answer take ``unbiased`` with ``medianWidth(_:_:)``.
package struct KernelDiscrepancy: Sendable {
    /// The kernel's σ.
    public let width: Double
    /// With every vector's distance to itself, as the Python code computes it. Never negative but for rounding.
    public let biased: Double
    /// Without: its expectation is 0 for two sets of one distribution, so that it may come out below 0. NaN if a set has
    /// fewer than two vectors.
    public let unbiased: Double

    /// The width the Python code uses.
    public static let originalWidth = 0.07

    /// - Parameters:
    ///   - x: `(n, width)`.
    ///   - y: `(m, width)`.
    ///   - width: σ, in the units of the features.
    public init(_ x: NDArray<Float>, _ y: NDArray<Float>, width: Double = originalWidth) {
        self = KernelDiscrepancy.at(widths: [width], x, y)[0]
    }

    /// For several widths, hardly slower than for one. Features that are not finite give NaN.
    public static func at(widths: [Double], _ x: NDArray<Float>, _ y: NDArray<Float>) -> [KernelDiscrepancy] {
        guard x.isFinite, y.isFinite else { return widths.map { KernelDiscrepancy(width: $0, biased: .nan, unbiased: .nan) } }
        let (a, b) = (PairwiseProducts(x), PairwiseProducts(y))
        let scales = widths.map { -1 / (2 * $0 * $0) }
        let (xx, yy, xy) = (sums(a, a, isSame: true, scales), sums(b, b, isSame: true, scales), sums(a, b, isSame: false, scales))
        let (n, m) = (Double(a.count), Double(b.count))
        return widths.indices.map { i in
            KernelDiscrepancy(
                width: widths[i], biased: xx[i] / (n * n) + yy[i] / (m * m) - 2 * xy[i] / (n * m),
                unbiased: n > 1 && m > 1 ? (xx[i] - n) / (n * (n - 1)) + (yy[i] - m) / (m * (m - 1)) - 2 * xy[i] / (n * m) : .nan)
        }
    }

    private init(width: Double, biased: Double, unbiased: Double) {
        self.width = width
        self.biased = biased
        self.unbiased = unbiased
    }

    /// The median distance between vectors of the two sets, the customary width where nothing else is known. Of large sets
    /// an evenly spread thousand of each is looked at.
    public static func medianWidth(_ x: NDArray<Float>, _ y: NDArray<Float>) -> Double {
        func thinned(_ all: NDArray<Float>) -> NDArray<Float> {
            let count = all.shape[0]
            return count <= 1000 ? all : all.picking((0..<1000).map { $0 * count / 1000 })
        }
        let all = NDArray(
            shape: [min(1000, x.shape[0]) + min(1000, y.shape[0]), x.shape[1]], elements: thinned(x).elements + thinned(y).elements)
        let rows = PairwiseProducts(all)
        var distances: [Double] = []
        distances.reserveCapacity(rows.count * rows.count / 2)
        let table = Self.table(rows, rows, isSame: true)
        for i in 0..<rows.count { distances += table[i * rows.count..<i * rows.count + i] }
        guard !distances.isEmpty else { return .nan }
        distances.sort()
        return (distances[(distances.count - 1) / 2].squareRoot() + distances[distances.count / 2].squareRoot()) / 2
    }

    /// For each scale the sum over all pairs of the exponential of their squared distance times the scale.
    private static func sums(_ a: PairwiseProducts, _ b: PairwiseProducts, isSame: Bool, _ scales: [Double]) -> [Double] {
        // By rows, whose sums are added in their order.
        var rows = [Double](repeating: 0, count: a.count * scales.count)
        rows.withUnsafeMutableBufferPointer { rows in
            a.forEachRow(with: b) { row, products in
                for j in products.indices {
                    let square = isSame && j == row ? 0 : max(0, a.squares[row] + b.squares[j] - 2 * products[j])
                    for (i, scale) in scales.enumerated() where square * scale > -745 {
                        rows[row * scales.count + i] += exp(square * scale)
                    }
                }
            }
        }
        return scales.indices.map { i in (0..<a.count).reduce(0) { $0 + rows[$1 * scales.count + i] } }
    }

    private static func table(_ a: PairwiseProducts, _ b: PairwiseProducts, isSame: Bool) -> [Double] {
        var table = [Double](repeating: 0, count: a.count * b.count)
        table.withUnsafeMutableBufferPointer { table in
            a.forEachRow(with: b) { row, products in
                for j in products.indices {
                    table[row * b.count + j] = isSame && j == row ? 0 : max(0, a.squares[row] + b.squares[j] - 2 * products[j])
                }
            }
        }
        return table
    }
}
