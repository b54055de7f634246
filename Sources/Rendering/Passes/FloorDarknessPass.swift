// The soft shadow that bodies throw on the floor, sharp where they touch it, and the sky they hide from it.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Makes a texture of how much light is left for each place of the floor.
///
/// A wide light makes the shadow of a thing at height `h` blurred over about `2 h · keySize`. The bodies are pressed flat on the floor
/// along the light's rays into four layers by height; each layer is blurred by the amount of its height, and the layers
/// are put together again. That is cheaper and smoother than sampling a shadow map many times for each pixel.
final class FloorDarknessPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private let target: RenderTarget
    private let size: Int
    private var texture: UInt32 = 0
    private var raw: [UInt8]
    private var blur: LayerBlur
    private let skyPass: FloorSkyPass
    private var skyPixels: [UInt8]
    /// sRGB's code for each of 1024 steps of light.
    private let encoded: [UInt8]

    /// Heights at which the second, third and fourth layer take over, metres.
    private static let layerHeights: SIMD3<Float> = [0.16, 0.5, 1.1]
    /// A height for each layer whose blur stands for all of it.
    private static let blurHeights: [Float] = [0.04, 0.22, 0.6, 1.3]

    init(_ gl: OpenGL, size: Int) throws {
        self.gl = gl
        self.size = size
        program = try ShaderProgram(gl, name: "floor_shadow", vertex: ShaderSource.floorShadow(.vertex), fragment: ShaderSource.floorShadow(.fragment))
        target = try RenderTarget(gl, .coverage, width: size, height: size)
        raw = [UInt8](repeating: 0, count: size * size * 4)
        blur = LayerBlur(size: size)
        skyPass = try FloorSkyPass(gl, size: size / 2)
        skyPixels = [UInt8](repeating: 255, count: size * size)
        encoded = (0...1023).map { UInt8((SRGB.encode(Float($0) / 1023) * 255).rounded()) }
        gl.genTextures(1, &texture)
        gl.bindTexture(.texture2D, texture)
        gl.texParameteri(.texture2D, .textureMinFilter, Int32(bitPattern: .linear))
        gl.texParameteri(.texture2D, .textureMagFilter, Int32(bitPattern: .linear))
        gl.texParameteri(.texture2D, .textureWrapS, Int32(bitPattern: .clampToEdge))
        gl.texParameteri(.texture2D, .textureWrapT, Int32(bitPattern: .clampToEdge))
    }

    deinit { gl.deleteTextures(1, [texture]) }

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
        let layer = (0..<3).first { top < layerHeights[$0] / 2 } ?? 3
        let soft = blurHeights[layer] * lighting.keySize * 3.2 + 0.08
        return (low - SIMD2(repeating: soft), high + SIMD2(repeating: soft))
    }

    /// - Parameter casters: what throws shadows.
    /// - Returns: a texture over `area`, in sRGB's code: between texels that looks more even than light would. Nil if nothing is dark.
    func draw(_ scene: Scene, casters: [MeshBuffers], floor: Floor, area: FloorArea) -> UInt32? {
        let throwsShadow = scene.lighting.throwsShadow && floor.shadowStrength > 0
        if throwsShadow { drawLayers(casters, scene.lighting, floor, area) }
        let hidesSky = skyPass.draw(scene, floor: floor, area: area, into: &skyPixels)
        guard throwsShadow || hidesSky else { return nil }
        var shadow: [UInt8] = []
        if throwsShadow {
            raw.withUnsafeMutableBytes { bytes in
                target.bind()
                if let base = bytes.baseAddress { target.readColor(PixelRectangle(x: 0, y: 0, width: size, height: size), into: base, rowLength: size) }
            }
            let texelsPerMetre = Float(size) / (2 * area.half)
            shadow = blur.shadow(from: raw, radii: FloorDarknessPass.blurHeights.map { $0 * scene.lighting.keySize * texelsPerMetre })
        }
        let left = left(shadow: shadow, strength: floor.shadowStrength, hidesSky: hidesSky)
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, texture)
        gl.pixelStorei(.unpackAlignment, 1)
        left.withUnsafeBytes { bytes in
            gl.texImage2D(
                .texture2D, 0, Int32(bitPattern: .r8), Int32(size), Int32(size), 0, .red, .unsignedByte, bytes.baseAddress)
        }
        return texture
    }

    /// The bodies pressed flat, by height.
    private func drawLayers(_ casters: [MeshBuffers], _ lighting: Lighting, _ floor: Floor, _ area: FloorArea) {
        target.bind()
        gl.disable(.depthTest)
        gl.clearColor(0, 0, 0, 0)
        gl.clear(.colorBufferBit)
        gl.enable(.blend)
        gl.blendEquation(.maximumEquation)
        // Only faces turned away from the light: they are the lower ones, and say how far above the floor the body is.
        gl.cullFace(.front)
        program.use()
        program.set("keyDirection", lighting.keyDirection)
        program.set("floorHeight", floor.height)
        program.set("area", area.uniform)
        program.set("layerHeights", FloorDarknessPass.layerHeights)
        for mesh in casters { mesh.draw(error: area.half / Float(size)) }
        gl.cullFace(.back)
        gl.blendEquation(.addEquation)
        gl.disable(.blend)
        gl.enable(.depthTest)
    }

    /// How much of the floor's light comes from the sky.
    private static let skyShare: Float = 0.7

    /// What is left of the light: the shadow takes its part of all of it, hidden sky its part of the sky's.
    private func left(shadow: [UInt8], strength: Float, hidesSky: Bool) -> [UInt8] {
        let half = size / 2
        let lit = (0...255).map { 1 - Float($0) / 255 * strength }
        return [UInt8](unsafeUninitializedCapacity: size * size) { out, count in
            skyPixels.withUnsafeBufferPointer { sky in
                for y in 0..<size {
                    // Centres of fine texels lie a quarter of a coarse one from the centres of coarse ones.
                    let near = y / 2 * half, far = min(max(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0), half - 1) * half
                    for x in 0..<size {
                        var left = shadow.isEmpty ? 1 : lit[Int(shadow[y * size + x])]
                        if hidesSky {
                            let a = x / 2, b = min(max(x % 2 == 0 ? a - 1 : a + 1, 0), half - 1)
                            let here = 3 * Int(sky[(near + a) * 4]) + Int(sky[(far + a) * 4])
                            let beside = 3 * Int(sky[(near + b) * 4]) + Int(sky[(far + b) * 4])
                            let open = Float(3 * here + beside) * (1 / (16 * 255))
                            left *= 1 - (1 - open) * FloorDarknessPass.skyShare
                        }
                        out[y * size + x] = encoded[Int(left * 1023 + 0.5)]
                    }
                }
            }
            count = size * size
        }
    }
}
