// The soft darkness around and under what is near the floor: the sky that limbs hide from it.

/// Makes a texture of the share of the sky that each place of the floor sees.
final class FloorSkyPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private let target: RenderTarget
    private let square: UnitSquare

    init(_ gl: OpenGL, size: Int) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "floor_sky", vertex: ShaderSource.floorSky(.vertex), fragment: ShaderSource.floorSky(.fragment))
        target = try RenderTarget(gl, .coverage, width: size, height: size)
        square = UnitSquare(gl)
    }

    /// - Parameter area: the rectangle of floor, as in ``FloorArea/uniform``.
    /// - Returns: the texture, or nil if nothing is hidden.
    func draw(_ scene: Scene, floor: Floor, area: FloorArea) -> UInt32? {
        let occlusion = Occlusion(of: scene, onFloorAt: floor.height)
        guard !occlusion.isEmpty else { return nil }
        target.bind()
        gl.disable(.depthTest)
        program.use()
        program.set("area", area.uniform)
        program.set("rectangle", area.rectangle)
        program.set("floorHeight", floor.height)
        occlusion.load(into: program)
        square.draw()
        gl.enable(.depthTest)
        return target.texture
    }
}
