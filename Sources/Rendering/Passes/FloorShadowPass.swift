// The soft shadow that bodies throw on the floor, sharp where they touch it.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Makes a texture of how much of the key light each place of the floor misses.
///
/// A wide light makes the shadow of a thing at height `h` blurred over about `2 h · keySize`. The bodies are pressed flat on the floor
/// along the light's rays into four layers by height; each layer is blurred by the amount of its height, and the layers
/// are put together again. That is cheaper and smoother than sampling a shadow map many times for each pixel.
final class FloorShadowPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private let target: RenderTarget
    private let size: Int
    private var texture: UInt32 = 0
    private var raw: [UInt8]
    private var blur: LayerBlur

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

    /// - Returns: a texture over `area`.
    func draw(_ meshes: [MeshBuffers], lighting: Lighting, floor: Floor, area: FloorArea) -> UInt32 {
        let side = area.half
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
        program.set("layerHeights", FloorShadowPass.layerHeights)
        for mesh in meshes { mesh.draw(error: side / Float(size)) }
        gl.cullFace(.back)
        gl.blendEquation(.addEquation)
        gl.disable(.blend)
        gl.enable(.depthTest)
        raw.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { target.readColor(PixelRectangle(x: 0, y: 0, width: size, height: size), into: base, rowLength: size) }
        }
        let texelsPerMetre = Float(size) / (2 * side)
        let radii = FloorShadowPass.blurHeights.map { $0 * lighting.keySize * texelsPerMetre }
        let shadow = blur.shadow(from: raw, radii: radii)
        gl.bindTexture(.texture2D, texture)
        gl.pixelStorei(.unpackAlignment, 1)
        shadow.withUnsafeBytes { bytes in
            gl.texImage2D(
                .texture2D, 0, Int32(bitPattern: .r8), Int32(size), Int32(size), 0, .red, .unsignedByte, bytes.baseAddress)
        }
        return texture
    }
}
