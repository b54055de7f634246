// Rotations as 3×3 matrices, and the 6D form made of their first two rows.

/// A 3×3 matrix that turns column vectors: `v' = R v`.
public struct RotationMatrix<Scalar: RotationScalar>: Sendable, Equatable {
    public var row0: SIMD3<Scalar>
    public var row1: SIMD3<Scalar>
    public var row2: SIMD3<Scalar>

    @inlinable public init(row0: SIMD3<Scalar>, row1: SIMD3<Scalar>, row2: SIMD3<Scalar>) {
        (self.row0, self.row1, self.row2) = (row0, row1, row2)
    }

    /// No rotation.
    @inlinable public static var identity: RotationMatrix {
        RotationMatrix(row0: SIMD3(1, 0, 0), row1: SIMD3(0, 1, 0), row2: SIMD3(0, 0, 1))
    }

    /// The rotation of a quaternion of any length above zero (divides by the squared length).
    @inlinable public init(_ q: Quaternion<Scalar>) {
        let s = 2 / q.dot(q)
        let (w, x, y, z) = (q.w, q.x, q.y, q.z)
        self.init(
            row0: SIMD3(1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)),
            row1: SIMD3(s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w)),
            row2: SIMD3(s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)))
    }

    /// The rotation of a rotation vector (axis times angle, radians, any length), by Rodrigues' formula.
    @inlinable public init(axisAngle v: SIMD3<Scalar>) {
        self.init(Quaternion(axisAngle: v))
    }

    /// The rotation vector (axis times angle, radians), angle in [0, π].
    @inlinable public var axisAngle: SIMD3<Scalar> { Quaternion(self).axisAngle }

    /// The rotation whose first two rows point along `first` and, made orthogonal to that, `second` (Gram–Schmidt).
    ///
    /// This reads the 6D form of Zhou et al., "On the Continuity of Rotation Representations in Neural Networks", 2019, laid out
    /// by rows. Rows of length zero, or parallel ones, give a matrix that is finite but not a rotation.
    @inlinable public init(firstRows first: SIMD3<Scalar>, _ second: SIMD3<Scalar>) {
        let a = first.safelyNormalized
        let b = (second - a * dot(a, second)).safelyNormalized
        self.init(row0: a, row1: b, row2: cross(a, b))
    }

    /// The inverse rotation.
    @inlinable public var transposed: RotationMatrix {
        RotationMatrix(
            row0: SIMD3(row0.x, row1.x, row2.x), row1: SIMD3(row0.y, row1.y, row2.y), row2: SIMD3(row0.z, row1.z, row2.z))
    }

    /// The rotation `b` followed by the rotation `a`.
    @inlinable public static func * (a: RotationMatrix, b: RotationMatrix) -> RotationMatrix {
        func row(_ r: SIMD3<Scalar>) -> SIMD3<Scalar> { b.row0 * r.x + b.row1 * r.y + b.row2 * r.z }
        return RotationMatrix(row0: row(a.row0), row1: row(a.row1), row2: row(a.row2))
    }

    /// The vector turned.
    @inlinable public static func * (a: RotationMatrix, v: SIMD3<Scalar>) -> SIMD3<Scalar> {
        SIMD3(dot(a.row0, v), dot(a.row1, v), dot(a.row2, v))
    }

    /// Row `i`, 0 to 2.
    @inlinable public subscript(i: Int) -> SIMD3<Scalar> {
        get { i == 0 ? row0 : i == 1 ? row1 : row2 }
        set {
            switch i {
            case 0: row0 = newValue
            case 1: row1 = newValue
            default: row2 = newValue
            }
        }
    }
}
