// Angles from cosines, in degrees.
@preconcurrency import LibC

enum ArcCosine {
    /// Of a number that roundings may have put beyond one.
    static func degrees(_ cosine: Float) -> Float { acosf(min(1, max(-1, cosine))) * 180 / .pi }
}
