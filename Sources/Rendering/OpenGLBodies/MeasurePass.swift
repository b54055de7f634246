// The bodies as numbers: place, normal, part and person of what is seen at the centre of each pixel.

/// Draws surfaces into buffers of floats, one sample a pixel, and reads them back.
final class MeasurePass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private var target: RenderTarget?
    private var places: [SIMD4<Float>] = []
    private var facings: [SIMD4<Float>] = []

    init(_ gl: OpenGL) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "measure", vertex: ShaderSource.measure(.vertex), fragment: ShaderSource.measure(.fragment))
    }

    /// - Parameters:
    ///   - bounds: the box around all surfaces; not empty.
    ///   - part: where they may be in the picture.
    func draw(
        _ items: [(surface: Surface, mesh: MeshBuffers)], camera: Camera, worldToClip: Matrix4, bounds: Bounds, part: PixelRectangle,
        width: Int, height: Int
    ) throws -> Measurements {
        if target?.width != width || target?.height != height {
            target = nil
            target = try RenderTarget(gl, .measurements, width: width, height: height)
        }
        var result = Measurements(width: width, height: height, camera: camera)
        guard let target, part.width > 0, part.height > 0 else { return result }
        gl.enable(.depthTest)
        gl.depthFunc(.less)
        gl.enable(.cullFace)
        gl.cullFace(.back)
        target.bind()
        gl.enable(.scissorTest)
        gl.scissor(Int32(part.x), Int32(part.y), Int32(part.width), Int32(part.height))
        gl.clearColor(0, 0, 0, 0)
        gl.clear(.colorBufferBit | .depthBufferBit)
        program.use()
        program.set("worldToClip", worldToClip)
        let origin = bounds.center
        program.set("origin", origin)
        for (surface, mesh) in items where surface.opacity > 0 {
            program.set("person", Float(surface.person))
            // The whole mesh: its simplified forms are right to a share of a pixel, not to a millimetre.
            mesh.draw(error: 0)
        }
        gl.disable(.scissorTest)
        let count = part.width * part.height
        if places.count < count {
            places = [SIMD4<Float>](repeating: .zero, count: count)
            facings = places
        }
        places.withUnsafeMutableBytes { if let base = $0.baseAddress { target.readFloats(part, from: .colorAttachment0, into: base) } }
        facings.withUnsafeMutableBytes { if let base = $0.baseAddress { target.readFloats(part, from: .colorAttachment1, into: base) } }
        places.withUnsafeBufferPointer { places in
            facings.withUnsafeBufferPointer { facings in result.fill(part, places, facings, origin: origin) }
        }
        return result
    }
}
