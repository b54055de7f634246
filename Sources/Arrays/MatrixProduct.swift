// Matrix products: OpenBLAS's where it is installed, plain loops elsewhere.
import COpenBLAS

/// Dense linear algebra in single precision.
public enum LinearAlgebra {
    /// OpenBLAS's version and the kernels it chose for this processor; nil where it is not installed.
    public static var libraryVersion: String? { OpenBLAS.shared?.configuration }

    /// Sets the environment variables by which OpenBLAS chooses its fastest kernels for this processor.
    ///
    /// For the first line of a program's `main`: once other threads run, one of them may be reading the environment. Without this
    /// call products are the same but for rounding, and on some processors slower.
    public static func prepareProcess() { OpenBLAS.prepareEnvironment() }

    /// `c = a · bᵀ`, with `a` of shape `(m, k)`, `b` of shape `(n, k)` and `c` of shape `(m, n)`, all row-major.
    ///
    /// - Parameters:
    ///   - leadingA: the distance between rows of `a` (at least `k`), for a product over the first columns only.
    ///   - leadingB: the same for `b`.
    public static func productWithTransposed(
        _ a: UnsafePointer<Float>, leadingA: Int, _ b: UnsafePointer<Float>, leadingB: Int,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
    ) {
        guard m > 0, n > 0 else { return }
        guard k > 0 else {
            c.update(repeating: 0, count: m * n)
            return
        }
        if let library = OpenBLAS.shared {
            library.sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, blasint(m), blasint(n), blasint(k),
                1, a, blasint(leadingA), b, blasint(leadingB), 0, c, blasint(n))
        } else {
            plainProductWithTransposed(a, leadingA: leadingA, b, leadingB: leadingB, into: c, m: m, n: n, k: k)
        }
    }

    /// The same without OpenBLAS; what the tests hold OpenBLAS against.
    package static func plainProductWithTransposed(
        _ a: UnsafePointer<Float>, leadingA: Int, _ b: UnsafePointer<Float>, leadingB: Int,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
    ) {
        for i in 0..<m {
            for j in 0..<n {
                var sum: Float = 0
                for l in 0..<k { sum += a[i * leadingA + l] * b[j * leadingB + l] }
                c[i * n + j] = sum
            }
        }
    }
}
