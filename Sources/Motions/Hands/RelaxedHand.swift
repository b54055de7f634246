// The pose of a relaxed hand.

/// Rotation vectors in radians of the fifteen joints of each hand: index, middle, little, ring finger and thumb, three each from the palm
/// on, about the axes of the body at rest (arms stretched sideways, palms down).
///
/// A muscle at rest pulls more on the flexors, and the more so towards the little finger: the fingers curl in a cascade. The numbers
/// are our own, chosen by looking at rendered hands of the open body.
enum RelaxedHand {
    static let left: [SIMD3<Float>] = [
        // Bending towards the palm is a turn about -z; about y fingers spread, about x they roll.
        [0.00, 0.06, -0.32], [0.00, 0.00, -0.42], [0.00, 0.00, -0.24],
        [0.00, 0.01, -0.40], [0.00, 0.00, -0.50], [0.00, 0.00, -0.28],
        [-0.08, -0.12, -0.52], [0.00, 0.00, -0.54], [0.00, 0.00, -0.34],
        [-0.04, -0.05, -0.46], [0.00, 0.00, -0.54], [0.00, 0.00, -0.32],
        [0.20, 0.36, -0.16], [0.00, 0.18, -0.08], [0.00, 0.30, -0.14],
    ]

    /// The mirror image: turns about x stay, those about y and z change their sense.
    static let right: [SIMD3<Float>] = left.map { SIMD3($0.x, -$0.y, -$0.z) }
}
