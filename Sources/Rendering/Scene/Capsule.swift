// Capsules in place of limbs, for how much of the sky they hide.

/// All points within some distance of a line segment; metres.
public struct Capsule: Sendable, Equatable {
    public var start: SIMD3<Float>
    public var end: SIMD3<Float>
    public var radius: Float

    public init(start: SIMD3<Float>, end: SIMD3<Float>, radius: Float) {
        self.start = start
        self.end = end
        self.radius = radius
    }

    /// The box around it.
    var bounds: Bounds {
        Bounds(low: pointwiseMin(start, end), high: pointwiseMax(start, end)).grown(by: radius)
    }
}
