// Angles from cosines, in degrees.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

enum ArcCosine {
    /// Of a number that roundings may have put beyond one.
    static func degrees(_ cosine: Float) -> Float { acosf(min(1, max(-1, cosine))) * 180 / .pi }
}
