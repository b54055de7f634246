// The bodies as seen by the camera.

/// Draws surfaces with all lights and the shadows they throw on each other.
final class BodyPass {
    /// How far the outline of a simplified body may be from the true one, in pixels.
    private static let detail: Float = 0.3
    /// Radius over which the shadows of bodies on bodies are softened, metres.
    private static let softness: Float = 0.016

    private let gl: OpenGL
    /// With one look-up in the shadow map a pixel, and with a softened one; compiled when first used.
    private var programs: [Bool: ShaderProgram] = [:]

    init(_ gl: OpenGL) { self.gl = gl }

    private func program(softShadows: Bool) throws -> ShaderProgram {
        if let known = programs[softShadows] { return known }
        let program = try ShaderProgram(
            gl, name: "body", vertex: ShaderSource.body(.vertex, softShadows: softShadows),
            fragment: ShaderSource.body(.fragment, softShadows: softShadows))
        programs[softShadows] = program
        return program
    }

    func draw(
        _ items: [(surface: Surface, mesh: MeshBuffers)], scene: Scene, shadow: LightDepthPass.Map, worldToClip: Matrix4,
        pixel: Float
    ) throws {
        let light = scene.lighting
        // Where a pixel is larger than that, softness would not show; and eight look-ups are most of a pixel's cost.
        let program = try program(softShadows: pixel < BodyPass.softness / 2.5)
        program.use()
        program.set("worldToClip", worldToClip)
        program.set("worldToShadow", shadow.worldToShadow)
        program.set("shadowOffset", shadow.texelSize * 1.5 + shadow.slack + 0.004)
        program.set("shadowSoftness", BodyPass.softness / (shadow.texelSize * Float(shadow.size)))
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, shadow.texture)
        program.set("shadowMap", Int32(0))
        program.set("eye", scene.camera.position)
        program.set("keyDirection", light.keyDirection)
        program.set("keyColor", light.keyColor)
        program.set("fillDirection", light.fillDirection)
        program.set("fillColor", light.fillColor)
        program.set("rimColor", light.rimColor)
        program.set("skyColor", light.skyColor)
        program.set("groundColor", light.groundColor)
        program.set("floorHeight", scene.floor?.height ?? -1000)
        for (surface, mesh) in items {
            program.set("albedo", surface.albedo)
            mesh.draw(error: pixel * BodyPass.detail)
        }
    }
}
