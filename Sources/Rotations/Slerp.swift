// Interpolation between two rotations at constant angular velocity.

extension Quaternion {
    /// The rotation a fraction `t` of the way from one unit quaternion to another, along the shorter arc.
    ///
    /// `t` = 0 gives `start` exactly and `t` = 1 gives `end`, or `-end`, which is the same rotation: the result always continues
    /// from `start`. Two rotations half a turn apart have two arcs of the same length; either may be taken.
    ///
    /// Shoemake, "Animating Rotation with Quaternion Curves", 1985: the weights are sin((1-t)φ)/sin φ and sin(tφ)/sin φ, φ being
    /// the angle between the quaternions. Up to 26° they come from the series of Eberly, "A Fast and Accurate Algorithm for
    /// Computing SLERP", 2011, which needs no trigonometry and no division by a small sine.
    @inlinable public static func slerp(from start: Quaternion, to end: Quaternion, at t: Scalar) -> Quaternion {
        let near = start.dot(end) < 0 ? Quaternion(-end.components) : end
        if t == 0 { return start }
        if t == 1 { return near }
        // cos φ - 1, without the cancellation of subtracting nearly equal numbers.
        let chord = near.components - start.components
        let versine = (chord * chord).sum() / -2
        let (a, b): (Scalar, Scalar)
        if versine > -0.1 {
            let weights = slerpWeights(SIMD2(1 - t, t), versine)
            (a, b) = (weights.x, weights.y)
        } else {
            let half = (versine / -2).squareRoot()
            let phi = 2 * Scalar.arcTangent(y: half, x: (1 - half * half).squareRoot())
            let scale = 1 / Scalar.sine(phi)
            a = Scalar.sine((1 - t) * phi) * scale
            b = Scalar.sine(t * phi) * scale
        }
        return Quaternion(start.components * a + near.components * b)
    }

    /// sin(tφ)/sin φ for two `t` at once, as a power series in cos φ - 1 that leaves less than 1e-13 for φ below 26°.
    @inlinable static func slerpWeights(_ t: SIMD2<Scalar>, _ versine: Scalar) -> SIMD2<Scalar> {
        let square = t * t
        var term = t
        var sum = t
        func advance(_ n: Scalar) {
            let denominator: Scalar = 2 * n + 1
            let quadratic: Scalar = 1 / (n * denominator)
            let constant: Scalar = n / denominator
            term *= (square * quadratic - constant) * versine
            sum += term
        }
        // Neighbouring frames of a capture are a few degrees apart, where four terms do.
        for i in 1...4 { advance(Scalar(i)) }
        if versine > -0.003 { return sum }
        for i in 5...9 { advance(Scalar(i)) }
        return sum
    }
}
