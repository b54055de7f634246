// The light on each point of the floor: the soft shadow that bodies throw on it, sharp where they touch it, and the sky
// they hide from it.
@preconcurrency import LibC

/// Makes a map of what darkens the floor.
///
/// A wide light makes the shadow of a thing at height `h` blurred over about `2 h · keySize`. The bodies are pressed flat on the floor
/// along the light's rays into four layers by height; each layer is blurred by the amount of its height, and the layers
/// are put together again. That is cheaper and smoother than sampling a shadow map many times for each pixel.
///
/// All of it is done on the processor: setting OpenGL up for it would take longer than the work itself.
struct FloorShade {
    /// Texels along a side.
    let size: Int
    /// How much light is left, in sRGB's code: between texels that looks more even than light would. 255 where nothing is dark; rows
    /// go with the floor's y.
    private(set) var codes: [UInt8]
    private var silhouette: FloorSilhouette
    private var blur: LayerBlur
    private var sky: FloorSky
    private var mixed: [Float]
    /// sRGB's code for each of 1024 steps of light.
    private let encoded: [UInt8]

    /// A height for each layer whose blur stands for all of it, metres.
    private static let blurHeights: [Float] = [0.04, 0.22, 0.6, 1.3]
    /// How much of the floor's light comes from the sky.
    private static let skyShare: Float = 0.7

    /// - Parameter size: even.
    init(size: Int) {
        self.size = size
        codes = [UInt8](repeating: 255, count: size * size)
        silhouette = FloorSilhouette(size: size)
        blur = LayerBlur(size: size)
        sky = FloorSky(size: size / 2)
        mixed = [Float](repeating: 1, count: size / 2 + 2)
        encoded = (0...1023).map { UInt8((SRGB.encode(Float($0) / 1023) * 255).rounded()) }
    }

    /// The rectangle of floor that the shadow of `bounds` and its soft edge fall on.
    static func area(of bounds: Bounds, floorHeight: Float, lighting: Lighting) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
        let key = lighting.keyDirection
        var low = SIMD2<Float>(repeating: .infinity)
        var high = SIMD2<Float>(repeating: -.infinity)
        for corner in bounds.corners {
            let height = max(corner.z - floorHeight, 0)
            let spot = SIMD2(corner.x, corner.y) - SIMD2(key.x, key.y) * (height / key.z)
            low = pointwiseMin(low, spot)
            high = pointwiseMax(high, spot)
        }
        // A body reaches the layer of its top; three standard deviations is where that layer's blur ends.
        let top = max(bounds.high.z - floorHeight, 0)
        let layer = (0..<3).first { top < FloorSilhouette.layerHeights[$0] / 2 } ?? 3
        let soft = blurHeights[layer] * lighting.keySize * 3.2 + 0.08
        return (low - SIMD2(repeating: soft), high + SIMD2(repeating: soft))
    }

    /// Fills ``codes``.
    /// - Returns: false if nothing is dark.
    mutating func darken(_ scene: Scene, floor: Floor, area: FloorArea) -> Bool {
        guard area.half.isFinite, area.half > 0 else { return false }
        let throwsShadow = scene.lighting.throwsShadow && floor.shadowStrength > 0
        if throwsShadow {
            silhouette.clear()
            for surface in scene.surfaces where surface.castsShadow {
                silhouette.add(
                    surface, error: area.half / Float(size), direction: scene.lighting.keyDirection, floorHeight: floor.height, area: area)
            }
            let texelsPerMetre = Float(size) / (2 * area.half)
            blur.blur(silhouette, radii: FloorShade.blurHeights.map { $0 * scene.lighting.keySize * texelsPerMetre })
        }
        let hidesSky = sky.look(scene, floor: floor, area: area)
        guard throwsShadow || hidesSky else { return false }
        mix(strength: throwsShadow ? floor.shadowStrength : 0, hidesSky: hidesSky, within: area.part(ofMapOf: size))
        return true
    }

    /// What is left of the light: the shadow takes its part of all of it, hidden sky its part of the sky's.
    private mutating func mix(strength: Float, hidesSky: Bool, within part: PixelRectangle) {
        let size = size, half = size / 2
        // A shadow that takes more than all would be no darker.
        let strength = max(0, min(1, strength)) / 255, share = hidesSky ? FloorShade.skyShare : 0
        codes.withUnsafeMutableBufferPointer { codes in
            codes.update(repeating: 255)
            blur.shadow.withUnsafeBufferPointer { shadow in
                sky.open.withUnsafeBufferPointer { open in
                    mixed.withUnsafeMutableBufferPointer { mixed in
                        encoded.withUnsafeBufferPointer { encoded in
                            for y in part.y..<part.y + part.height {
                                // Centres of fine texels lie a quarter of a coarse one from the centres of coarse ones.
                                let near = y / 2 * half, far = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), half - 1) * half
                                // How much the sky takes, with a neighbour more on each side.
                                for x in 0..<half { mixed[x + 1] = (1 - (0.75 * open[near + x] + 0.25 * open[far + x])) * share }
                                mixed[0] = mixed[1]
                                mixed[half + 1] = mixed[half]
                                for x in part.x / 2..<(part.x + part.width + 1) / 2 {
                                    let i = y * size + 2 * x
                                    let even = (1 - min(shadow[i], 255) * strength) * (1 - (0.75 * mixed[x + 1] + 0.25 * mixed[x]))
                                    let odd = (1 - min(shadow[i + 1], 255) * strength) * (1 - (0.75 * mixed[x + 1] + 0.25 * mixed[x + 2]))
                                    codes[i] = encoded[nearestWhole(max(0, min(1, even)) * 1023)]
                                    codes[i + 1] = encoded[nearestWhole(max(0, min(1, odd)) * 1023)]
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
