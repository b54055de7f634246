// The floor as seen by the camera.

/// What darkens a part of the floor in one frame.
struct FloorDarkness {
    let area: FloorArea
    /// A texture over the area: the share of light that is left, in sRGB's code.
    let texture: UInt32
}

/// Draws the floor's plane with its colour, its fading, the lines on it and the shadow.
final class FloorPass {
    private let gl: OpenGL
    /// With and without a pattern or a colour of its own; compiled when first used.
    private var programs: [Bool: ShaderProgram] = [:]
    private let square: UnitSquare
    private var pathPass: FloorPathPass?
    /// Stands in where nothing is dark.
    private let light: RenderTarget

    init(_ gl: OpenGL) throws {
        self.gl = gl
        square = UnitSquare(gl)
        light = try RenderTarget(gl, .coverage, width: 1, height: 1)
        light.bind()
        gl.clearColor(1, 1, 1, 1)
        gl.clear(.colorBufferBit)
    }

    private func program(isPlain: Bool) throws -> ShaderProgram {
        if let known = programs[isPlain] { return known }
        let program = try ShaderProgram(
            gl, name: "floor", vertex: ShaderSource.floor(.vertex), fragment: ShaderSource.floor(.fragment, defines: isPlain ? ["PLAIN"] : []))
        programs[isPlain] = program
        return program
    }

    /// - Parameter pixel: about the size of a pixel on the floor, metres.
    func draw(_ floor: Floor, darkness: FloorDarkness?, worldToClip: Matrix4, background: Background, pixel: Float) throws {
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, darkness?.texture ?? light.texture)
        // Most floors are of the background's colour and show by their shadow alone.
        let isPlain = floor.pattern == .plain && background == .color(floor.color)
        let program = try program(isPlain: isPlain)
        program.use()
        let area = darkness?.area.uniform ?? SIMD4(floor.center.x, floor.center.y, 1, 1)
        func setDarkness(_ program: ShaderProgram) {
            program.set("worldToClip", worldToClip)
            program.set("floorHeight", floor.height)
            program.set("area", area)
            program.set("light", Int32(0))
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
            program.set("backgroundCode", SIMD3(SRGB.encode(color.x), SRGB.encode(color.y), SRGB.encode(color.z)))
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
