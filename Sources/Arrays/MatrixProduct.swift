// Matrix products, through OpenBLAS.
import COpenBLAS

/// Dense linear algebra in single precision.
///
/// OpenBLAS runs on one thread here: its own threads would change the order of summation with the machine, and the
/// program's parallelism is over frames and motions instead.
public enum LinearAlgebra {
    private static let singleThreaded: Void = openblas_set_num_threads(1)

    /// OpenBLAS's version and the kernels it chose for this processor, such as "OpenBLAS 0.3.21 ... SkylakeX".
    public static var libraryVersion: String {
        openblas_get_config().map { String(cString: $0).split(separator: " ").joined(separator: " ") } ?? "unknown"
    }

    /// `c = a · bᵀ`, with `a` of shape `(m, k)`, `b` of shape `(n, k)` and `c` of shape `(m, n)`, all row-major.
    ///
    /// - Parameters:
    ///   - leadingA: the distance between rows of `a` (at least `k`), for a product over the first columns only.
    ///   - leadingB: the same for `b`.
    public static func productWithTransposed(
        _ a: UnsafePointer<Float>, leadingA: Int, _ b: UnsafePointer<Float>, leadingB: Int,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
    ) {
        _ = singleThreaded
        guard m > 0, n > 0 else { return }
        guard k > 0 else {
            c.update(repeating: 0, count: m * n)
            return
        }
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, blasint(m), blasint(n), blasint(k),
            1, a, blasint(leadingA), b, blasint(leadingB), 0, c, blasint(n))
    }
}
