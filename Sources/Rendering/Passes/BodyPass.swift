// The bodies as seen by the camera.

/// Draws surfaces with all lights and the shadows they throw on each other.
final class BodyPass {
    private let gl: OpenGL
    private let program: ShaderProgram

    init(_ gl: OpenGL) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "body", vertex: ShaderSource.body(.vertex), fragment: ShaderSource.body(.fragment))
    }

    func draw(
        _ items: [(surface: Surface, mesh: MeshBuffers)], scene: Scene, shadow: LightDepthPass.Map, worldToClip: Matrix4,
        error: Float
    ) {
        let light = scene.lighting
        program.use()
        program.set("worldToClip", worldToClip)
        program.set("worldToShadow", shadow.worldToShadow)
        program.set("shadowOffset", shadow.texelSize * 1.5 + shadow.slack + 0.003)
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
            mesh.draw(error: error)
        }
    }
}
