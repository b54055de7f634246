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

    /// - Parameters:
    ///   - area: the square of floor that the result covers.
    ///   - pixels: gets four equal bytes a texel, 255 where all of the sky is seen.
    /// - Returns: false if nothing is hidden; `pixels` then stay as they are.
    func draw(_ scene: Scene, floor: Floor, area: FloorArea, into pixels: inout [UInt8]) -> Bool {
        let occlusion = Occlusion(of: scene, onFloorAt: floor.height)
        guard !occlusion.isEmpty else { return false }
        target.bind()
        gl.disable(.depthTest)
        program.use()
        program.set("area", area.uniform)
        program.set("rectangle", area.rectangle)
        program.set("floorHeight", floor.height)
        occlusion.load(into: program)
        square.draw()
        gl.enable(.depthTest)
        pixels.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress, bytes.count >= target.width * target.height * 4 else { return }
            target.readColor(PixelRectangle(x: 0, y: 0, width: target.width, height: target.height), into: base, rowLength: target.width)
        }
        return true
    }
}
