// Products and lengths of three-dimensional vectors: the one set of them for the whole package.

/// The scalar product of two vectors.
@inlinable @inline(__always)
public func dot<Scalar: FloatingPoint>(_ a: SIMD3<Scalar>, _ b: SIMD3<Scalar>) -> Scalar { a.x * b.x + a.y * b.y + a.z * b.z }

/// The vector product of two vectors.
@inlinable @inline(__always)
public func cross<Scalar: FloatingPoint>(_ a: SIMD3<Scalar>, _ b: SIMD3<Scalar>) -> SIMD3<Scalar> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// The length of a vector.
@inlinable @inline(__always)
public func magnitude<Scalar: FloatingPoint>(_ v: SIMD3<Scalar>) -> Scalar { dot(v, v).squareRoot() }

/// `v` at unit length, or `otherwise` where `v` is too short to have a direction.
@inlinable
public func normalized(_ v: SIMD3<Float>, otherwise: SIMD3<Float>) -> SIMD3<Float> {
    let length = magnitude(v)
    return length > 1e-12 ? v / length : otherwise
}
