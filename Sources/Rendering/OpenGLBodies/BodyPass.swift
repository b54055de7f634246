// The bodies as seen by the camera.

/// Draws surfaces with all lights and the shadows they throw on each other.
final class BodyPass {
    /// How far the outline of a simplified body may be from the true one, in pixels.
    static let detail: Float = 0.4
    /// Radius over which the shadows of bodies on bodies are softened, metres.
    private static let softness: Float = 0.016

    /// True where pixels are so small that shadows on bodies look soft and light is worked out for each sample. Where a pixel is larger,
    /// softness would not show, and eight look-ups are most of a pixel's cost; triangles are then a few pixels small, so that light
    /// need only be computed at their corners.
    static func isFine(_ pixel: Float) -> Bool { pixel < softness / 4 }

    /// How far a point is moved along its normal before it is looked up in the shadow map, metres.
    static func shadowOffset(texelSize: Float, slack: Float) -> Float { texelSize * 1.5 + slack + 0.004 }

    private let gl: OpenGL
    /// Programs by what they were compiled with, each when first used.
    private var programs: [[String]: ShaderProgram] = [:]

    init(_ gl: OpenGL) { self.gl = gl }

    private func program(_ defines: [String]) throws -> ShaderProgram {
        if let known = programs[defines] { return known }
        let program = try ShaderProgram(
            gl, name: "body", vertex: ShaderSource.body(.vertex, defines: defines), fragment: ShaderSource.body(.fragment, defines: defines))
        programs[defines] = program
        return program
    }

    /// What is the same for all surfaces of a picture.
    struct View {
        let scene: Scene
        let shadow: LightDepthPass.Map
        let worldToClip: Matrix4
        /// The size of a pixel where it is smallest, metres.
        let pixel: Float
        /// Samples along a pixel's side.
        let scale: Int
    }

    func draw(_ items: [(surface: Surface, mesh: MeshBuffers)], _ view: View) throws {
        for (surface, mesh) in items where surface.opacity >= 1 { try draw(surface, mesh, view) }
        // What one can see through comes over what one cannot, each surface by its nearest layer.
        for (surface, mesh) in items where surface.opacity < 1 && surface.opacity > 0 {
            gl.colorMask(0, 0, 0, 0)
            try draw(surface, mesh, view)
            gl.colorMask(1, 1, 1, 1)
            gl.depthFunc(.lequal)
            gl.enable(.blend)
            gl.blendFuncSeparate(.one, .oneMinusSourceAlpha, .one, .oneMinusSourceAlpha)
            try draw(surface, mesh, view)
            gl.disable(.blend)
            gl.depthFunc(.less)
        }
    }

    private func draw(_ surface: Surface, _ mesh: MeshBuffers, _ view: View) throws {
        let light = view.scene.lighting, shadow = view.shadow
        let occlusion = Occlusion(of: view.scene, on: surface)
        let isFine = BodyPass.isFine(view.pixel)
        var defines = isFine ? [] : ["VERTEX_LIGHT"]
        if !surface.isOccluded { defines.append("UNSHADED") } else if isFine { defines.append("SOFT_SHADOWS") }
        defines.append(surface.paint.define)
        if !occlusion.isEmpty { defines.append("OCCLUSION") }
        let program = try program(defines)
        program.use()
        program.set("worldToClip", view.worldToClip)
        program.set("worldToShadow", shadow.worldToShadow)
        program.set("shadowOffset", BodyPass.shadowOffset(texelSize: shadow.texelSize, slack: shadow.slack))
        program.set("shadowSoftness", BodyPass.softness / (shadow.texelSize * Float(shadow.size)))
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, shadow.texture)
        program.set("shadowMap", Int32(0))
        program.set("eye", view.scene.camera.position)
        program.set("keyDirection", light.keyDirection)
        program.set("keyColor", light.keyColor)
        program.set("fillDirection", light.fillDirection)
        program.set("fillColor", light.fillColor)
        program.set("rimColor", light.rimColor)
        program.set("skyColor", light.skyColor)
        program.set("groundColor", light.groundColor)
        program.set("floorHeight", view.scene.floor?.height ?? -1000)
        program.set("opacity", surface.opacity)
        occlusion.load(into: program)
        switch surface.paint {
        case .plain(let albedo): program.set("albedo", albedo)
        case .vertices: break
        case .parts(let colors): program.set("palette", Array(colors.prefix(64)))
        case .regions: program.set("palette", surface.paint.palette(pixel: view.pixel))
        case .wire(let line, let fill, let width):
            program.set("palette", [line, fill])
            program.set("lineWidth", width * Float(view.scale))
        }
        mesh.draw(error: view.pixel * BodyPass.detail)
    }
}

extension Paint {
    /// What the shaders call it.
    fileprivate var define: String {
        switch self {
        case .plain: "PAINT_PLAIN"
        case .vertices: "PAINT_VERTICES"
        case .parts: "PAINT_PARTS"
        case .regions: "PAINT_REGIONS"
        case .wire: "PAINT_WIRE"
        }
    }

    /// The nine colours of regions for a size of pixels (metres); black for other paints.
    func palette(pixel: Float) -> [SIMD3<Float>] {
        guard case .regions(let near, let far, let coarse) = self else { return [SIMD3<Float>](repeating: .zero, count: 9) }
        let share = min(max(2 * pixel / max(coarse, 1e-6) - 1, 0), 1)
        let colors = far.count == near.count ? zip(near, far).map { $0 + ($1 - $0) * share } : near
        // Fields beyond the colours given are never positive, or show the last colour.
        return (0..<9).map { colors.isEmpty ? .zero : $0 == 8 ? colors[colors.count - 1] : colors[min($0, colors.count - 1)] }
    }
}
