// The scene's depth as the key light sees it: a shadow map.

/// Draws every surface's depth from the key light into a square map fitted around them.
final class LightDepthPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private var target: RenderTarget

    init(_ gl: OpenGL, size: Int) throws {
        self.gl = gl
        program = try ShaderProgram(
            gl, name: "light_depth", vertex: ShaderSource.lightDepth(.vertex), fragment: ShaderSource.lightDepth(.fragment))
        target = try RenderTarget(gl, .shadowDepth, width: size, height: size)
    }

    /// The map of one frame.
    struct Map {
        let texture: UInt32
        let worldToShadow: Matrix4
        /// Texels along a side.
        let size: Int
        /// Metres a texel covers.
        let texelSize: Float
        /// How far the surface in the map may be from the true one, metres.
        let slack: Float
    }

    func draw(_ meshes: [MeshBuffers], _ view: LightView) -> Map {
        target.bind()
        gl.enable(.depthTest)
        gl.depthMask(1)
        gl.clear(.depthBufferBit)
        gl.enable(.polygonOffsetFill)
        gl.polygonOffset(1.5, 4)
        program.use()
        program.set("worldToLight", view.worldToLight)
        let slack = view.slack(size: target.width)
        for mesh in meshes { mesh.draw(error: slack) }
        gl.disable(.polygonOffsetFill)
        return Map(
            texture: target.texture, worldToShadow: Matrix4.clipToTexture * view.worldToLight, size: target.width,
            texelSize: 2 * view.half / Float(target.width), slack: slack)
    }
}
