// The lights of a scene, in linear light.
import Rotations

/// A key light with shadow, a fill light, a rim light, and the sky above and the floor below as soft light.
///
/// Colours are linear, not sRGB; 1 is the light under which a white matte surface turned to it is just white.
public struct Lighting: Sendable, Equatable {
    /// Towards the key light, unit length, world frame.
    public var keyDirection: SIMD3<Float>
    public var keyColor: SIMD3<Float>
    public var fillDirection: SIMD3<Float>
    public var fillColor: SIMD3<Float>
    public var rimColor: SIMD3<Float>
    /// Light that arrives from straight above.
    public var skyColor: SIMD3<Float>
    /// Light that the floor reflects upwards.
    public var groundColor: SIMD3<Float>
    /// How wide the key light is: the tangent of half the angle it is seen under; sets how soft shadows are.
    public var keySize: Float
    /// How much of the soft light limbs hide from what is near them: 0 nothing, 1 as much as they would.
    public var occlusion: Float

    public init(
        keyDirection: SIMD3<Float>, keyColor: SIMD3<Float>, fillDirection: SIMD3<Float>, fillColor: SIMD3<Float>,
        rimColor: SIMD3<Float>, skyColor: SIMD3<Float>, groundColor: SIMD3<Float>, keySize: Float,
        occlusion: Float = 1
    ) {
        self.keyDirection = normalized(keyDirection, otherwise: [0, 0, 1])
        self.keyColor = keyColor
        self.fillDirection = normalized(fillDirection, otherwise: [0, 0, 1])
        self.fillColor = fillColor
        self.rimColor = rimColor
        self.skyColor = skyColor
        self.groundColor = groundColor
        self.keySize = keySize
        self.occlusion = occlusion
    }

    /// A photographer's studio: warm key from the camera's upper left, cool fill from its right, bright surroundings.
    /// - Parameter viewDirection: where the camera looks; the lights keep their places relative to it.
    public static func studio(viewDirection: SIMD3<Float>) -> Lighting {
        let flat = normalized([viewDirection.x, viewDirection.y, 0], otherwise: [0, 1, 0])
        let right = SIMD3(flat.y, -flat.x, 0)
        let up: SIMD3<Float> = [0, 0, 1]
        return Lighting(
            keyDirection: -flat * 0.45 - right * 0.72 + up * 1.0, keyColor: [0.98, 0.95, 0.91],
            fillDirection: -flat * 0.5 + right * 0.9 + up * 0.2, fillColor: [0.20, 0.22, 0.25],
            rimColor: [0.16, 0.165, 0.175], skyColor: [0.27, 0.28, 0.30], groundColor: [0.17, 0.165, 0.16], keySize: 0.16)
    }

    /// A clear day: a low-standing sun with harder shadows, and the light of a blue sky.
    public static func outdoor(viewDirection: SIMD3<Float>) -> Lighting {
        let flat = normalized([viewDirection.x, viewDirection.y, 0], otherwise: [0, 1, 0])
        let right = SIMD3(flat.y, -flat.x, 0)
        let up: SIMD3<Float> = [0, 0, 1]
        return Lighting(
            keyDirection: -flat * 0.6 - right * 0.85 + up * 0.9, keyColor: [1.22, 1.10, 0.92],
            fillDirection: -flat * 0.4 + right * 0.9 + up * 0.4, fillColor: [0.10, 0.13, 0.18],
            rimColor: [0.10, 0.12, 0.16], skyColor: [0.25, 0.30, 0.38], groundColor: [0.20, 0.17, 0.13], keySize: 0.05)
    }

    /// Even light from everywhere, no shadows: for colours that must stay what they are.
    public static var flat: Lighting {
        Lighting(
            keyDirection: [0, 0, 1], keyColor: .zero, fillDirection: [0, 0, 1], fillColor: .zero, rimColor: .zero,
            skyColor: [1, 1, 1], groundColor: [0.8, 0.8, 0.8], keySize: 0.16, occlusion: 0)
    }
}
