// The bodies as seen by the camera.

/// Draws surfaces with all lights and the shadows they throw on each other.
final class BodyPass {
    private let gl: OpenGL
    /// Programs by what they were compiled with, each when first used.
    private var programs: [[String]: ShaderProgram] = [:]

    init(_ gl: OpenGL) { self.gl = gl }

    private func program(_ defines: [String]) throws -> ShaderProgram {
        if let known = programs[defines] { return known }
        let program = try ShaderProgram(
            gl, name: "body", vertex: ShaderSource.body(.vertex, defines: defines), fragment: ShaderSource.body(.fragment, defines: defines)
        )
        programs[defines] = program
        return program
    }

    func draw(_ items: [(surface: Surface, mesh: MeshBuffers)], _ view: BodyView, _ shadow: LightDepthPass.Map) throws {
        for (surface, mesh) in items where surface.opacity >= 1 { try draw(surface, mesh, view, shadow) }
        // What one can see through comes over what one cannot, each surface by its nearest layer.
        for (surface, mesh) in items where surface.opacity < 1 && surface.opacity > 0 {
            gl.colorMask(0, 0, 0, 0)
            try draw(surface, mesh, view, shadow)
            gl.colorMask(1, 1, 1, 1)
            gl.depthFunc(.lequal)
            gl.enable(.blend)
            gl.blendFuncSeparate(.one, .oneMinusSourceAlpha, .one, .oneMinusSourceAlpha)
            try draw(surface, mesh, view, shadow)
            gl.disable(.blend)
            gl.depthFunc(.less)
        }
    }

    private func draw(_ surface: Surface, _ mesh: MeshBuffers, _ view: BodyView, _ shadow: LightDepthPass.Map) throws {
        let light = view.scene.lighting
        let occlusion = Occlusion(of: view.scene, on: surface)
        let isFine = BodyDetail.isFine(pixel: view.pixel)
        var defines = isFine ? [] : ["VERTEX_LIGHT"]
        if !surface.isOccluded { defines.append("UNSHADED") } else if isFine { defines.append("SOFT_SHADOWS") }
        defines.append(surface.paint.define)
        if !occlusion.isEmpty { defines.append("OCCLUSION") }
        let program = try program(defines)
        program.use()
        program.set("worldToClip", view.worldToClip)
        program.set("worldToShadow", shadow.worldToShadow)
        program.set("shadowOffset", BodyDetail.shadowOffset(texelSize: shadow.texelSize, slack: shadow.slack))
        program.set("shadowSoftness", BodyDetail.softness / (shadow.texelSize * Float(shadow.size)))
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
        case .parts(let colors): program.set("palette", Array(colors.prefix(Paint.partLimit)))
        case .regions: program.set("palette", surface.paint.palette(pixel: view.pixel))
        case .wire(let line, let fill, let width):
            program.set("palette", [line, fill])
            program.set("lineWidth", width * Float(view.scale))
        }
        mesh.draw(error: view.pixel * BodyDetail.outline)
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
}
