// The rotation that fits several bones best: pelvis and chest, whose children sit on one rigid bone.
import Rotations

/// Collects pairs of directions and finds the rotation that takes the first of each as near as can be to the second.
///
/// Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987: the rotation is the eigenvector of the
/// largest eigenvalue of a symmetric 4×4 matrix. The matrix, made positive, is squared until only that eigenvector is left,
/// which has no branches, needs no start, and takes the same time for every frame.
struct BoneAlignment {
    private var columns = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    private var weight = 0.0
    private(set) var pairs = 0

    /// Adds a bone; vectors without a direction are left out.
    mutating func add(_ from: Point, onto to: Point, weight w: Double = 1) {
        guard let a = direction(from), let b = direction(to) else { return }
        let (xx, xy, xz) = (a.x * b.x * w, a.x * b.y * w, a.x * b.z * w)
        let (yx, yy, yz) = (a.y * b.x * w, a.y * b.y * w, a.y * b.z * w)
        let (zx, zy, zz) = (a.z * b.x * w, a.z * b.y * w, a.z * b.z * w)
        columns.0 += SIMD4(xx + yy + zz, yz - zy, zx - xz, xy - yx)
        columns.1 += SIMD4(yz - zy, xx - yy - zz, xy + yx, zx + xz)
        columns.2 += SIMD4(zx - xz, xy + yx, yy - xx - zz, yz + zy)
        columns.3 += SIMD4(xy - yx, zx + xz, yz + zy, zz - xx - yy)
        weight += w
        pairs += 1
    }

    /// The best rotation; nil with fewer than two bones, or with bones so nearly parallel that their twist is unknown.
    var rotation: Turn? {
        guard pairs >= 2 else { return nil }
        // Every eigenvalue is at least -weight.
        var m = columns
        m.0.x += weight
        m.1.y += weight
        m.2.z += weight
        m.3.w += weight
        for _ in 0..<18 {
            let trace = m.0.x + m.1.y + m.2.z + m.3.w
            guard trace > 0 else { return nil }
            m = (m.0 / trace, m.1 / trace, m.2 / trace, m.3 / trace)
            func image(_ v: SIMD4<Double>) -> SIMD4<Double> { m.0 * v.x + m.1 * v.y + (m.2 * v.z + m.3 * v.w) }
            m = (image(m.0), image(m.1), image(m.2), image(m.3))
        }
        // What is left is v·vᵀ: its trace is the square of its norm, unless two eigenvalues were (nearly) the same.
        let trace = m.0.x + m.1.y + m.2.z + m.3.w
        let squares = (m.0 * m.0).sum() + (m.1 * m.1).sum() + (m.2 * m.2).sum() + (m.3 * m.3).sum()
        guard trace > 0, squares > 0.999 * trace * trace else { return nil }
        let largest = max(max(m.0.x, m.1.y), max(m.2.z, m.3.w))
        let column = m.0.x == largest ? m.0 : m.1.y == largest ? m.1 : m.2.z == largest ? m.2 : m.3
        return Turn(column).normalized
    }
}
