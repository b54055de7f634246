// Eigenvalues and eigenvectors of symmetric matrices, in double precision and without a library: the same bits everywhere.

/// A symmetric matrix taken apart: `matrix · vectors[k] = values[k] · vectors[k]`.
///
/// Householder reflections to a tridiagonal matrix, then the QL method with implicit shifts (Golub & Van Loan, "Matrix
/// Computations", §8.3). About `3 n³` steps with vectors.
///
/// ```swift
/// let matrix = NDArray(shape: [2, 2], elements: [2, 1, 1, 2.0])
/// let parts = SymmetricEigen(matrix)
/// print(parts.values.map { ($0 * 1000).rounded() / 1000 })  // [1.0, 3.0]
/// ```
public struct SymmetricEigen: Sendable {
    /// From the least to the greatest.
    public let values: [Double]
    /// Row `k` is the unit vector of `values[k]`; nil if they were not asked for. `(n, n)`
    public let vectors: NDArray<Double>?

    /// - Parameters:
    ///   - matrix: `(n, n)`, symmetric: only its lower half is read. Numbers that are not finite give values that are not.
    ///   - wantsVectors: false saves most of the time.
    public init(_ matrix: NDArray<Double>, wantsVectors: Bool = true) {
        precondition(matrix.shape.count == 2 && matrix.shape[0] == matrix.shape[1], "a square matrix, not \(matrix.shape)")
        let n = matrix.shape[0]
        guard matrix.isFinite else {
            values = Array(repeating: .nan, count: n)
            vectors = wantsVectors ? NDArray(repeating: .nan, shape: [n, n]) : nil
            return
        }
        var work = Tridiagonalization(matrix, keepsReflections: wantsVectors)
        var basis = wantsVectors ? work.basis() : []
        SymmetricEigen.diagonalize(&work.diagonal, &work.offDiagonal, rotating: &basis, n: n)
        let diagonal = work.diagonal
        let order = (0..<n).sorted { (diagonal[$0], $0) < (diagonal[$1], $1) }
        values = order.map { diagonal[$0] }
        vectors = wantsVectors ? NDArray(shape: [n, n], elements: order.flatMap { basis[$0 * n..<($0 + 1) * n] }) : nil
    }

    /// The QL method: drives the numbers beside the diagonal to zero; `basis` holds one vector a row, turned along.
    private static func diagonalize(_ d: inout [Double], _ e: inout [Double], rotating basis: inout [Double], n: Int) {
        guard n > 1 else { return }
        let turns = !basis.isEmpty
        for l in 0..<n {
            // Each value takes two or three rounds; the bound only keeps strange numbers from going on for ever.
            for _ in 0..<60 {
                var m = l
                while m < n - 1, abs(e[m]) > 0x1p-53 * (abs(d[m]) + abs(d[m + 1])) { m += 1 }
                if m == l { break }
                // Wilkinson's shift.
                let g0 = (d[l + 1] - d[l]) / (2 * e[l])
                let r0 = (g0 * g0 + 1).squareRoot()
                var g = d[m] - d[l] + e[l] / (g0 + (g0 < 0 ? -r0 : r0))
                var (s, c, p) = (1.0, 1.0, 0.0)
                var isCut = false
                for i in stride(from: m - 1, through: l, by: -1) {
                    let f = s * e[i]
                    let b = c * e[i]
                    let r = hypotenuse(f, g)
                    e[i + 1] = r
                    if r == 0 {
                        d[i + 1] -= p
                        e[m] = 0
                        isCut = true
                        break
                    }
                    s = f / r
                    c = g / r
                    let rest = d[i + 1] - p
                    let t = (d[i] - rest) * s + 2 * c * b
                    p = s * t
                    d[i + 1] = rest + p
                    g = c * t - b
                    if turns { rotate(&basis, i, i + 1, c, s, n: n) }
                }
                if isCut { continue }
                d[l] -= p
                e[l] = g
                e[m] = 0
            }
        }
    }

    private static func rotate(_ basis: inout [Double], _ i: Int, _ j: Int, _ c: Double, _ s: Double, n: Int) {
        basis.withUnsafeMutableBufferPointer { basis in
            for k in 0..<n {
                let (x, y) = (basis[i * n + k], basis[j * n + k])
                basis[i * n + k] = c * x - s * y
                basis[j * n + k] = s * x + c * y
            }
        }
    }

    /// `√(a² + b²)` without overflow on the way.
    private static func hypotenuse(_ a: Double, _ b: Double) -> Double {
        let (large, small) = (max(abs(a), abs(b)), min(abs(a), abs(b)))
        if large == 0 { return 0 }
        let ratio = small / large
        return large * (1 + ratio * ratio).squareRoot()
    }
}

/// A symmetric matrix turned into one with numbers only on the diagonal and beside it.
private struct Tridiagonalization {
    let n: Int
    var diagonal: [Double]
    /// `offDiagonal[i]` stands between `diagonal[i]` and `diagonal[i + 1]`; the last one is 0.
    var offDiagonal: [Double]
    /// Column `k`'s reflection is `1 - v vᵀ · scale`, with `v` in row `k` from `k + 1` on.
    private var reflections: [Double] = []
    private var scales: [Double] = []

    init(_ matrix: NDArray<Double>, keepsReflections: Bool) {
        n = matrix.shape[0]
        let n = n
        var a = matrix.elements
        diagonal = Array(repeating: 0, count: n)
        offDiagonal = Array(repeating: 0, count: n)
        scales = Array(repeating: 0, count: n)
        var v = [Double](repeating: 0, count: n)
        var p = [Double](repeating: 0, count: n)
        if keepsReflections { reflections = Array(repeating: 0, count: n * n) }
        for k in 0..<max(0, n - 1) {
            diagonal[k] = a[k * n + k]
            // The column under the diagonal, to become (beta, 0, 0, …).
            var largest = 0.0
            for i in k + 1..<n { largest = max(largest, abs(a[i * n + k])) }
            guard largest > 0 else { continue }
            var squares = 0.0
            for i in k + 1..<n {
                v[i] = a[i * n + k] / largest
                squares += v[i] * v[i]
            }
            let length = squares.squareRoot()
            let head = v[k + 1]
            let beta = head > 0 ? -length : length
            v[k + 1] = head - beta
            // 2 / vᵀv, where vᵀv = 2 (squares - head · beta).
            let scale = 1 / (squares - head * beta)
            offDiagonal[k] = beta * largest
            scales[k] = scale
            if keepsReflections { for i in k + 1..<n { reflections[k * n + i] = v[i] } }
            // A := H A H for the rest, by A - v wᵀ - w vᵀ; only the lower half is kept.
            a.withUnsafeMutableBufferPointer { a in
                for i in k + 1..<n { p[i] = 0 }
                for i in k + 1..<n {
                    var sum = a[i * n + i] * v[i]
                    let x = v[i]
                    for j in k + 1..<i {
                        sum += a[i * n + j] * v[j]
                        p[j] += a[i * n + j] * x
                    }
                    p[i] += sum
                }
                var along = 0.0
                for i in k + 1..<n {
                    p[i] *= scale
                    along += p[i] * v[i]
                }
                let half = along * scale / 2
                for i in k + 1..<n { p[i] -= half * v[i] }
                for i in k + 1..<n {
                    let (x, y) = (v[i], p[i])
                    for j in k + 1...i { a[i * n + j] -= x * p[j] + y * v[j] }
                }
            }
        }
        if n > 0 { diagonal[n - 1] = a[n * n - 1] }
    }

    /// The product of all reflections, transposed: row `i` is the vector that became axis `i`.
    func basis() -> [Double] {
        var q = [Double](repeating: 0, count: n * n)
        for i in 0..<n { q[i * n + i] = 1 }
        var sums = [Double](repeating: 0, count: n)
        q.withUnsafeMutableBufferPointer { q in
            for k in stride(from: n - 2, through: 0, by: -1) where scales[k] != 0 {
                // Rows are stored transposed, so that the reflection acts on columns k + 1 and on.
                for i in k + 1..<n {
                    var sum = 0.0
                    for j in k + 1..<n { sum += q[i * n + j] * reflections[k * n + j] }
                    sums[i] = sum * scales[k]
                }
                for i in k + 1..<n {
                    let factor = sums[i]
                    for j in k + 1..<n { q[i * n + j] -= factor * reflections[k * n + j] }
                }
            }
        }
        return q
    }
}
