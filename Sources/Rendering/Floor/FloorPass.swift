// The floor as seen by the camera, without shadows.

/// Draws the floor's plane with its colour, its fading and the lines on it.
final class FloorPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private let square: UnitSquare
    private var pathPass: FloorPathPass?

    init(_ gl: OpenGL) throws {
        self.gl = gl
        square = UnitSquare(gl)
        program = try ShaderProgram(gl, name: "floor", vertex: ShaderSource.floor(.vertex), fragment: ShaderSource.floor(.fragment))
    }

    /// - Parameter pixel: about the size of a pixel on the floor, metres.
    func draw(_ floor: Floor, worldToClip: Matrix4, background: Background, pixel: Float) throws {
        program.use()
        program.set("worldToClip", worldToClip)
        program.set("floorHeight", floor.height)
        program.set("rectangle", SIMD4(floor.center.x, floor.center.y, floor.radius, floor.radius))
        program.set("floorColor", floor.color)
        switch floor.pattern {
        case .plain: program.set("side", Float(0))
        case .checker(let other, let side):
            program.set("otherColor", other)
            program.set("side", side)
        }
        program.set("fade", SIMD3(floor.center.x, floor.center.y, 1 / max(floor.radius, 1e-3)))
        switch background {
        case .color(let color):
            program.set("backgroundColor", color)
            program.set("transparent", Float(0))
        case .transparent:
            program.set("backgroundColor", SIMD3<Float>(1, 1, 1))
            program.set("transparent", Float(1))
        }
        // Seen from below there is no floor.
        square.draw()
        guard !floor.paths.isEmpty else { return }
        let paths = try pathPass ?? FloorPathPass(gl)
        pathPass = paths
        paths.draw(
            floor.paths, floorHeight: floor.height, worldToClip: worldToClip, pixel: pixel, overTransparent: background == .transparent)
    }
}
