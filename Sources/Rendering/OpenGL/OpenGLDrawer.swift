// All that a renderer needs of OpenGL: made together, when it is first needed.

/// An OpenGL context and what draws with it.
final class OpenGLDrawer {
    let context: OffscreenContext
    let gl: OpenGL
    let meshes: MeshStore
    let bodies: OpenGLBodyPainter
    private var measurePass: MeasurePass?

    /// - Parameter rewriting: what becomes of each shader before it is compiled.
    /// - Throws: ``GraphicsProblem`` if there is no OpenGL on this machine.
    init(threads: Int, rewriting: (@Sendable (String) -> String)?) throws {
        context = try OffscreenContext(threads: threads)
        var gl = context.gl
        gl.rewriting = rewriting
        self.gl = gl
        meshes = MeshStore(gl)
        bodies = OpenGLBodyPainter(gl, meshes: meshes)
    }

    /// What measures surfaces.
    func measurements() throws -> MeasurePass {
        if let measurePass { return measurePass }
        let made = try MeasurePass(gl)
        measurePass = made
        return made
    }
}
