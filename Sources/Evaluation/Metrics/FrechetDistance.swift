// Fréchet distance between two clouds of features taken as normal distributions: FCD, FID.
import Arrays
import Workers

/// Mean and covariance of a set of features.
package struct FeatureMoments: Sendable {
    public let count: Int
    /// `(width)`.
    public let mean: [Double]
    /// With `count - 1` below; zeros for a single vector. `(width, width)`
    public let covariance: NDArray<Double>

    /// - Parameter features: `(count, width)`.
    public init(_ features: NDArray<Float>) {
        precondition(features.shape.count == 2, "features \(features.shape), expected (count, width)")
        let (count, width) = (features.shape[0], features.shape[1])
        var mean = [Double](repeating: 0, count: width)
        for i in 0..<count {
            for j in 0..<width { mean[j] += Double(features.elements[i * width + j]) }
        }
        for j in 0..<width { mean[j] /= Double(max(1, count)) }
        // Transposed, so that a covariance is a product of two rows.
        var centred = [Double](repeating: 0, count: count * width)
        for i in 0..<count {
            for j in 0..<width { centred[j * count + i] = Double(features.elements[i * width + j]) - mean[j] }
        }
        var covariance = NDArray<Double>(repeating: 0, shape: [width, width])
        let products = SymmetricProduct.ofRows(centred, rows: width, columns: count)
        for i in 0..<width * width { covariance.elements[i] = products[i] / Double(max(1, count - 1)) }
        self.count = count
        self.mean = mean
        self.covariance = covariance
    }

    public init(count: Int, mean: [Double], covariance: NDArray<Double>) {
        self.count = count
        self.mean = mean
        self.covariance = covariance
    }
}

/// `|μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½)`: the Fréchet (2-Wasserstein) distance, squared, between two normal distributions.
///
/// The trace of the root is the sum of the roots of the eigenvalues of `Σ₁^½ Σ₂ Σ₁^½`, which is symmetric: no complex root
/// has to be cut off. Fewer vectors than numbers in each leave the covariances singular and the distance too large by an amount that
/// depends on the count: compare only sets of one size.
package enum FrechetDistance {
    public static func between(_ a: FeatureMoments, _ b: FeatureMoments) -> Double {
        let n = a.mean.count
        precondition(b.mean.count == n, "features of different widths")
        let eigen = SymmetricEigen(a.covariance)
        guard let vectors = eigen.vectors, vectors.isFinite, b.covariance.isFinite else { return .nan }
        // R = Λ^½ Uᵀ, so that Σ₁ = Rᵀ R; the wanted matrix is R Σ₂ Rᵀ.
        var r = vectors.elements
        for i in 0..<n {
            let root = max(0, eigen.values[i]).squareRoot()
            for j in 0..<n { r[i * n + j] *= root }
        }
        let half = SymmetricProduct.ofRows(r, with: b.covariance.elements, rows: n, columns: n)
        let middle = NDArray(shape: [n, n], elements: SymmetricProduct.ofRows(half, with: r, rows: n, columns: n))
        var trace = 0.0
        for value in SymmetricEigen(middle, wantsVectors: false).values { trace -= 2 * max(0, value).squareRoot() }
        for i in 0..<n {
            let difference = a.mean[i] - b.mean[i]
            trace += difference * difference + a.covariance[i, i] + b.covariance[i, i]
        }
        return trace
    }

    /// Between two sets of features, each `(count, width)`: FCD if the features are CLIP's.
    public static func between(_ a: NDArray<Float>, _ b: NDArray<Float>) -> Double {
        between(FeatureMoments(a), FeatureMoments(b))
    }
}

/// Products of matrices in double precision, always summed in one order.
enum SymmetricProduct {
    /// `x · xᵀ`, `(rows, rows)`.
    static func ofRows(_ x: [Double], rows: Int, columns: Int) -> [Double] { ofRows(x, with: x, rows: rows, columns: columns) }

    /// `x · yᵀ` of two `(rows, columns)` matrices.
    static func ofRows(_ x: [Double], with y: [Double], rows: Int, columns: Int) -> [Double] {
        var out = [Double](repeating: 0, count: rows * rows)
        out.withUnsafeMutableBufferPointer { out in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    ThreadTeam.forEachUnchecked(pieces: min(64, rows)) { piece in
                        let pieces = min(64, rows)
                        for i in rows * piece / pieces..<rows * (piece + 1) / pieces {
                            for j in 0..<rows { out[i * rows + j] = dot(x, i * columns, y, j * columns, columns) }
                        }
                    }
                }
            }
        }
        return out
    }

    @inline(__always)
    private static func dot(_ x: UnsafeBufferPointer<Double>, _ i: Int, _ y: UnsafeBufferPointer<Double>, _ j: Int, _ count: Int) -> Double
    {
        guard let first = x.baseAddress, let second = y.baseAddress else { return 0 }
        let (a, b) = (UnsafeRawPointer(first + i), UnsafeRawPointer(second + j))
        var sums = SIMD8<Double>.zero
        let whole = count & ~7
        for k in stride(from: 0, to: whole * 8, by: 64) {
            sums += a.loadUnaligned(fromByteOffset: k, as: SIMD8<Double>.self) * b.loadUnaligned(fromByteOffset: k, as: SIMD8<Double>.self)
        }
        var sum = sums.sum()
        for k in whole..<count { sum += x[i + k] * y[j + k] }
        return sum
    }
}
