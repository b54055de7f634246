// The few operations on directions and turns that fitting bones needs, in double precision.

@usableFromInline package typealias Point = SIMD3<Double>
@usableFromInline package typealias Turn = Quaternion<Double>

/// Shorter than this (metres), a bone has no direction.
@usableFromInline package let shortestBone = 1e-6

/// The direction of `v`; nil for a vector too short to have one.
@inlinable package func direction(_ v: Point) -> Point? {
    let length = magnitude(v)
    return length > shortestBone && length.isFinite ? v / length : nil
}

extension Quaternion<Double> {
    /// The vector turned by this unit quaternion.
    @inlinable package func turning(_ v: SIMD3<Double>) -> SIMD3<Double> {
        let u = imaginary
        let t = cross(u, v) * 2
        return v + t * w + cross(u, t)
    }

    /// The smallest turn that takes one unit vector to another.
    ///
    /// Opposite vectors have no smallest turn; then the turn is half a circle about `axis`, made perpendicular to `from`.
    @inlinable package static func between(
        _ from: SIMD3<Double>, _ to: SIMD3<Double>, orAbout axis: SIMD3<Double> = SIMD3(1, 0, 0)
    ) -> Quaternion {
        let cosine = (from * to).sum()
        if cosine > -1 + 1e-10 {
            let c = cross(from, to)
            return Quaternion(w: 1 + cosine, x: c.x, y: c.y, z: c.z).normalized
        }
        let spare = abs(from.x) < 0.7 ? Point(1, 0, 0) : Point(0, 1, 0)
        let n = direction(axis - from * (axis * from).sum()) ?? direction(cross(from, spare)) ?? spare
        return Quaternion(w: 0, x: n.x, y: n.y, z: n.z)
    }

    /// The turn by an angle in radians about a unit axis.
    @inlinable package static func about(_ axis: SIMD3<Double>, by angle: Double) -> Quaternion { Quaternion(axisAngle: axis * angle) }

    /// Of `q` and `-q`, which turn alike, the one nearer to `other`.
    @inlinable package func near(_ other: Quaternion) -> Quaternion { dot(other) < 0 ? Quaternion(-components) : self }
}

/// The angle in radians, in (-π, π], by which `from` must turn about the unit `axis` so that it points where `to` does as seen
/// along the axis; nil where either points along the axis.
@inlinable package func angle(about axis: Point, from: Point, to: Point) -> Double? {
    guard let a = direction(from - axis * dot(axis, from)), let b = direction(to - axis * dot(axis, to)) else { return nil }
    return Double.arcTangent(y: dot(axis, cross(a, b)), x: dot(a, b))
}
