// Matrix products in all their forms: either side transposed, scaled, added to what is there.
import COpenBLAS

extension LinearAlgebra {
    /// How a matrix that takes part in a product lies in memory.
    public enum Side: Sendable {
        case asIs, transposed
    }

    /// `c = alpha · op(a) · op(b) + beta · c`, row-major; `op(a)` has shape `(m, k)`, `op(b)` `(k, n)`, `c` `(m, n)`.
    ///
    /// With `beta` 0, what was in `c` is not read.
    ///
    /// - Parameters:
    ///   - leadingA: the distance between rows of `a` as it lies in memory; likewise `leadingB` and `leadingC`.
    public static func product(
        _ sideA: Side, _ a: UnsafePointer<Float>, leadingA: Int, _ sideB: Side, _ b: UnsafePointer<Float>, leadingB: Int,
        into c: UnsafeMutablePointer<Float>, leadingC: Int, m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0
    ) {
        guard m > 0, n > 0 else { return }
        if let library = OpenBLAS.shared, k > 0 {
            library.sgemm(
                CblasRowMajor, sideA == .asIs ? CblasNoTrans : CblasTrans, sideB == .asIs ? CblasNoTrans : CblasTrans,
                blasint(m), blasint(n), blasint(k), alpha, a, blasint(leadingA), b, blasint(leadingB), beta, c, blasint(leadingC))
        } else {
            plainProduct(
                sideA, a, leadingA: leadingA, sideB, b, leadingB: leadingB, into: c, leadingC: leadingC,
                m: m, n: n, k: k, alpha: alpha, beta: beta)
        }
    }

    /// The same without OpenBLAS; what the tests hold OpenBLAS against.
    package static func plainProduct(
        _ sideA: Side, _ a: UnsafePointer<Float>, leadingA: Int, _ sideB: Side, _ b: UnsafePointer<Float>, leadingB: Int,
        into c: UnsafeMutablePointer<Float>, leadingC: Int, m: Int, n: Int, k: Int, alpha: Float, beta: Float
    ) {
        for i in 0..<m {
            let row = c + i * leadingC
            for j in 0..<n { row[j] = beta == 0 ? 0 : row[j] * beta }
            for l in 0..<k {
                let x = alpha * (sideA == .asIs ? a[i * leadingA + l] : a[l * leadingA + i])
                if sideB == .asIs {
                    for j in 0..<n { row[j] += x * b[l * leadingB + j] }
                } else {
                    for j in 0..<n { row[j] += x * b[j * leadingB + l] }
                }
            }
        }
    }
}
