// The scene's depth as the key light sees it: a shadow map.

/// Draws every surface's depth from the key light into a square map fitted around them.
final class LightDepthPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private var target: RenderTarget

    init(_ gl: OpenGL, size: Int) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "light_depth", vertex: ShaderSource.lightDepth(.vertex), fragment: ShaderSource.lightDepth(.fragment))
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

    func draw(_ meshes: [MeshBuffers], keyDirection: SIMD3<Float>, bounds: Bounds) -> Map {
        let center = bounds.center
        let view = Matrix4.lookAt(eye: center + keyDirection, target: center, up: [0, 0, 1])
        let radius = bounds.radius + 0.01
        let half = LightDepthPass.halfWidth(view, bounds) + 0.01
        let projection = Matrix4.orthographic(
            left: -half, right: half, bottom: -half, top: half, near: 1 - radius, far: 1 + radius)
        let worldToLight = projection * view
        target.bind()
        gl.enable(.depthTest)
        gl.depthMask(1)
        gl.clear(.depthBufferBit)
        gl.enable(.polygonOffsetFill)
        gl.polygonOffset(1.5, 4)
        program.use()
        program.set("worldToLight", worldToLight)
        // A coarser mesh strays from the one that is lit by this much; lookups keep clear of it, see `Map.slack`.
        let slack = 0.7 * 2 * half / Float(target.width)
        for mesh in meshes { mesh.draw(error: slack) }
        gl.disable(.polygonOffsetFill)
        return Map(
            texture: target.texture, worldToShadow: Matrix4.clipToTexture * worldToLight, size: target.width,
            texelSize: 2 * half / Float(target.width), slack: slack)
    }

    /// Half the side of the square that holds the box as the light sees it.
    private static func halfWidth(_ view: Matrix4, _ bounds: Bounds) -> Float {
        bounds.corners.reduce(Float(0)) { widest, corner in
            let p = view * SIMD4(corner, 1)
            return max(widest, abs(p.x), abs(p.y))
        }
    }
}
