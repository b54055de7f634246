// The numbers rotations are computed in, and the four functions of the C library they need.
public import LibC

/// A floating-point type rotations can be computed in: `Float` or `Double`.
public protocol RotationScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable
where SIMD4Storage: Sendable {
    /// The sine of an angle in radians.
    static func sine(_ angle: Self) -> Self
    /// The cosine of an angle in radians.
    static func cosine(_ angle: Self) -> Self
    /// The angle in radians of the point (`x`, `y`), in [-π, π].
    static func arcTangent(y: Self, x: Self) -> Self
}

extension Float: RotationScalar {
    @inlinable public static func sine(_ angle: Float) -> Float { sinf(angle) }
    @inlinable public static func cosine(_ angle: Float) -> Float { cosf(angle) }
    @inlinable public static func arcTangent(y: Float, x: Float) -> Float { atan2f(y, x) }
}

extension Double: RotationScalar {
    @inlinable public static func sine(_ angle: Double) -> Double { sin(angle) }
    @inlinable public static func cosine(_ angle: Double) -> Double { cos(angle) }
    @inlinable public static func arcTangent(y: Double, x: Double) -> Double { atan2(y, x) }
}

extension SIMD3 where Scalar: RotationScalar {
    /// Divided by its length, or by 1e-12 where that is longer: zero stays zero, as in the reference.
    @inlinable var safelyNormalized: SIMD3 { self / Swift.max(magnitude(self), 1e-12) }
}
