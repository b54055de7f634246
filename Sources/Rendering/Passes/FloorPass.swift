// The floor as seen by the camera.

/// What darkens a part of the floor in one frame.
struct FloorDarkness {
    let area: FloorArea
    /// A texture over the area: the share of the key light taken away.
    var shadow: UInt32?
    /// A texture over the area: the share of the sky that is left.
    var sky: UInt32?
    /// How much of the floor's light the sky gives where nothing hides it.
    var skyStrength: Float
}

/// Draws the floor's plane with its colour, its fading, the lines on it and the shadow.
final class FloorPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private let square: UnitSquare
    private var pathPass: FloorPathPass?
    /// Stands in for textures that are not there: no shadow, all sky.
    private let none: RenderTarget
    private let all: RenderTarget

    init(_ gl: OpenGL) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "floor", vertex: ShaderSource.floor(.vertex), fragment: ShaderSource.floor(.fragment))
        square = UnitSquare(gl)
        none = try RenderTarget(gl, .coverage, width: 1, height: 1)
        all = try RenderTarget(gl, .coverage, width: 1, height: 1)
        for (target, value) in [(none, Float(0)), (all, 1)] {
            target.bind()
            gl.clearColor(value, value, value, value)
            gl.clear(.colorBufferBit)
        }
    }

    /// - Parameter pixel: about the size of a pixel on the floor, metres.
    func draw(_ floor: Floor, darkness: FloorDarkness?, worldToClip: Matrix4, background: Background, pixel: Float) throws {
        gl.activeTexture(.texture1)
        gl.bindTexture(.texture2D, darkness?.sky ?? all.texture)
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, darkness?.shadow ?? none.texture)
        program.use()
        let area = darkness?.area.uniform ?? SIMD4(floor.center.x, floor.center.y, 1, 1)
        func setDarkness(_ program: ShaderProgram) {
            program.set("worldToClip", worldToClip)
            program.set("floorHeight", floor.height)
            program.set("area", area)
            program.set("shadow", Int32(0))
            program.set("sky", Int32(1))
            program.set("shadowStrength", floor.shadowStrength)
            program.set("skyStrength", darkness?.skyStrength ?? 0)
        }
        setDarkness(program)
        // The coloured disc and the darkened square, whichever reaches further.
        var low = floor.center - SIMD2(repeating: floor.radius), high = floor.center + SIMD2(repeating: floor.radius)
        if let dark = darkness?.area {
            low = pointwiseMin(low, dark.middle - SIMD2(repeating: dark.half))
            high = pointwiseMax(high, dark.middle + SIMD2(repeating: dark.half))
        }
        let middle = (low + high) / 2, half = (high - low) / 2
        program.set("rectangle", SIMD4(middle.x, middle.y, half.x, half.y))
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
        paths.draw(floor.paths, pixel: pixel, overTransparent: background == .transparent, prepare: setDarkness)
    }
}
