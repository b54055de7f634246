// Axis angles to rotation matrices, many at a time: every posed frame starts with it.

/// Turns rotation vectors into matrices.
///
/// Rodrigues' formula with `K` the cross-product matrix of the vector v and θ = |v| in radians:
/// `R = I + (sin θ / θ) K + ((1 - cos θ) / θ²) K²`. Sine and cosine are taken once, of θ/2 and in double precision, so that the
/// result is within 1e-6 of the exact matrix at 0, beyond π, and for vectors of many turns.
///
/// - Parameters:
///   - vectors: n rotation vectors (axis times angle, radians), 3 numbers each.
///   - matrices: n matrices, row by row, 9 numbers each.
/// - Precondition: `vectors` holds 3n numbers and `matrices` 9n.
public func rotationMatrices(
    fromAxisAngles vectors: UnsafeBufferPointer<Float>, into matrices: UnsafeMutableBufferPointer<Float>
) {
    let count = vectors.count / 3
    precondition(vectors.count == 3 * count && matrices.count == 9 * count, "\(vectors.count) numbers into \(matrices.count)")
    guard var v = vectors.baseAddress, var m = matrices.baseAddress else { return }
    for _ in 0..<count {
        let x = Double(v[0])
        let y = Double(v[1])
        let z = Double(v[2])
        let square = x * x + y * y + z * z
        // Uncaptured hands and rest poses are zero in most files: no trigonometry for them.
        if square == 0 {
            (m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]) = (1, 0, 0, 0, 1, 0, 0, 0, 1)
        } else {
            let angle = square.squareRoot()
            let ratio = square < 1e-12 ? 0.5 - square / 48 : Double.sine(angle / 2) / angle
            let a = 2 * ratio * Double.cosine(angle / 2)
            let b = 2 * ratio * ratio
            m[0] = Float(1 - b * (y * y + z * z))
            m[1] = Float(b * x * y - a * z)
            m[2] = Float(b * x * z + a * y)
            m[3] = Float(b * x * y + a * z)
            m[4] = Float(1 - b * (x * x + z * z))
            m[5] = Float(b * y * z - a * x)
            m[6] = Float(b * x * z - a * y)
            m[7] = Float(b * y * z + a * x)
            m[8] = Float(1 - b * (x * x + y * y))
        }
        v += 3
        m += 9
    }
}
