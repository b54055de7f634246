// Rotations as quaternions: the form in which they are composed and interpolated.

/// A quaternion, real part first.
///
/// A unit quaternion (cos θ/2, sin θ/2 · n) turns by the angle θ (radians) about the unit axis n, counter-clockwise seen from
/// the axis's tip; `q` and `-q` are the same rotation.
///
/// ```swift
/// let quarterTurn = Quaternion(axisAngle: SIMD3<Double>(0, 0, .pi / 2))
/// let turned = RotationMatrix(quarterTurn) * SIMD3(1, 0, 0)
/// print(turned.x.rounded(), turned.y.rounded(), turned.z.rounded())  // 0.0 1.0 0.0
/// let half = Quaternion.slerp(from: .identity, to: quarterTurn, at: 0.5)
/// print((half.axisAngle.z * 180 / .pi).rounded())  // 45.0
/// ```
public struct Quaternion<Scalar: RotationScalar>: Sendable, Equatable {
    /// (w, x, y, z).
    public var components: SIMD4<Scalar>

    /// Wraps (w, x, y, z).
    @inlinable public init(_ components: SIMD4<Scalar>) { self.components = components }

    @inlinable public init(w: Scalar, x: Scalar, y: Scalar, z: Scalar) { components = SIMD4(w, x, y, z) }

    /// No rotation.
    @inlinable public static var identity: Quaternion { Quaternion(w: 1, x: 0, y: 0, z: 0) }

    /// The real part.
    @inlinable public var w: Scalar { components.x }
    @inlinable public var x: Scalar { components.y }
    @inlinable public var y: Scalar { components.z }
    @inlinable public var z: Scalar { components.w }
    /// The imaginary part (x, y, z).
    @inlinable public var imaginary: SIMD3<Scalar> { SIMD3(components.y, components.z, components.w) }

    @inlinable public func dot(_ other: Quaternion) -> Scalar { (components * other.components).sum() }

    /// The Euclidean length of the four components.
    @inlinable public var length: Scalar { dot(self).squareRoot() }

    /// The same rotation with length 1; the identity for a quaternion of length 0.
    @inlinable public var normalized: Quaternion {
        let length = length
        return length > 0 ? Quaternion(components / length) : .identity
    }

    /// The inverse rotation of a unit quaternion.
    @inlinable public var conjugate: Quaternion { Quaternion(w: w, x: -x, y: -y, z: -z) }

    /// Of `q` and `-q` the one whose real part is not negative.
    @inlinable public var standardized: Quaternion { w < 0 ? Quaternion(-components) : self }

    /// Hamilton's product: the rotation `b` followed by the rotation `a`.
    @inlinable public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
        Quaternion(
            w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
            x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
            y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
            z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w)
    }

    /// The unit quaternion of a rotation vector: axis times angle in radians, any length.
    ///
    /// The real part is cos θ/2 and so negative for angles between π and 3π.
    @inlinable public init(axisAngle vector: SIMD3<Scalar>) {
        let angle = magnitude(vector)
        let half = angle / 2
        // Below this the quotient loses its digits; two terms of its series are exact there.
        let ratio = angle < 1e-6 ? 0.5 - angle * angle / 48 : Scalar.sine(half) / angle
        let imaginary = vector * ratio
        self.init(w: Scalar.cosine(half), x: imaginary.x, y: imaginary.y, z: imaginary.z)
    }

    /// The rotation vector (axis times angle, radians) of a quaternion of any length above zero.
    ///
    /// The angle is in [0, 2π] and above π where the real part is negative: standardize first for the shorter vector.
    @inlinable public var axisAngle: SIMD3<Scalar> {
        let imaginary = imaginary
        let sine = magnitude(imaginary)
        // A full turn has no axis: it comes out as zero, as does no turn at all.
        guard sine > 0 else { return w == 0 ? .zero : imaginary * (2 / abs(w)) }
        return imaginary * (2 * Scalar.arcTangent(y: sine, x: w) / sine)
    }
}

extension Quaternion {
    /// The quaternion of a rotation matrix, accurate for every rotation; real part not negative.
    ///
    /// Divides by the largest of the four components (S. W. Shepperd, "Quaternion from Rotation Matrix", 1978), so that no
    /// digits are lost near 0 or π.
    @inlinable public init(_ matrix: RotationMatrix<Scalar>) {
        let (r0, r1, r2) = (matrix.row0, matrix.row1, matrix.row2)
        let trace = r0.x + r1.y + r2.z
        let largest = max(trace, max(r0.x, max(r1.y, r2.z)))
        let raw: SIMD4<Scalar>
        if largest == trace {
            raw = SIMD4(1 + trace, r2.y - r1.z, r0.z - r2.x, r1.x - r0.y)
        } else if largest == r0.x {
            raw = SIMD4(r2.y - r1.z, 1 + r0.x - r1.y - r2.z, r0.y + r1.x, r0.z + r2.x)
        } else if largest == r1.y {
            raw = SIMD4(r0.z - r2.x, r0.y + r1.x, 1 - r0.x + r1.y - r2.z, r1.z + r2.y)
        } else {
            raw = SIMD4(r1.x - r0.y, r0.z + r2.x, r1.z + r2.y, 1 - r0.x - r1.y + r2.z)
        }
        self = Quaternion(raw).normalized.standardized
    }

    /// The quaternion of a rotation matrix as the reference implementation (PyTorch3D's first) computes it.
    ///
    /// Four independent square roots, the signs taken from the differences across the diagonal, zero counting as positive. It
    /// loses half the digits near 0 and π, and the signs of a half turn: use it only to repeat the reference's numbers.
    @inlinable public init(byFourRootsOf matrix: RotationMatrix<Scalar>) {
        let (r0, r1, r2) = (matrix.row0, matrix.row1, matrix.row2)
        func halfRoot(_ square: Scalar) -> Scalar { square > 0 ? square.squareRoot() / 2 : 0 }
        func signed(_ magnitude: Scalar, _ difference: Scalar) -> Scalar { difference < 0 ? -magnitude : magnitude }
        self.init(
            w: halfRoot(1 + r0.x + r1.y + r2.z),
            x: signed(halfRoot(1 + r0.x - r1.y - r2.z), r2.y - r1.z),
            y: signed(halfRoot(1 - r0.x + r1.y - r2.z), r0.z - r2.x),
            z: signed(halfRoot(1 - r0.x - r1.y + r2.z), r1.x - r0.y))
    }
}
