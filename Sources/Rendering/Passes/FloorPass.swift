// The floor as seen by the camera.

/// Draws the floor's plane with its colour, its fading and the shadow on it.
final class FloorPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private var vertexArray: UInt32 = 0
    private var buffer: UInt32 = 0

    init(_ gl: OpenGL) throws {
        self.gl = gl
        program = try ShaderProgram(gl, name: "floor", vertex: ShaderSource.floor(.vertex), fragment: ShaderSource.floor(.fragment))
        gl.genVertexArrays(1, &vertexArray)
        gl.bindVertexArray(vertexArray)
        gl.genBuffers(1, &buffer)
        gl.bindBuffer(.arrayBuffer, buffer)
        let corners: [Float] = [-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0]
        corners.withUnsafeBytes { gl.bufferData(.arrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
        gl.vertexAttribPointer(0, 3, .float, 0, 0, nil)
        gl.enableVertexAttribArray(0)
    }

    deinit {
        gl.deleteVertexArrays(1, [vertexArray])
        gl.deleteBuffers(1, [buffer])
    }

    func draw(_ floor: Floor, shadow: FloorShadowPass.Map?, worldToClip: Matrix4, background: Background) {
        program.use()
        program.set("worldToClip", worldToClip)
        let area = shadow?.area ?? SIMD4(floor.center.x, floor.center.y, 1, 1)
        // The coloured disc and the shadow's rectangle, whichever reaches further.
        let shadowMiddle = SIMD2(area.x, area.y)
        let shadowHalf = shadow == nil ? .zero : 1 / SIMD2(area.z, area.w)
        let radius = SIMD2<Float>(repeating: floor.radius)
        let low = pointwiseMin(floor.center - radius, shadowMiddle - shadowHalf)
        let high = pointwiseMax(floor.center + radius, shadowMiddle + shadowHalf)
        let middle = (low + high) / 2
        let half = (high - low) / 2
        program.set("rectangle", SIMD4(middle.x, middle.y, half.x, half.y))
        program.set("floorHeight", floor.height)
        program.set("area", area)
        gl.activeTexture(.texture0)
        gl.bindTexture(.texture2D, shadow?.texture ?? 0)
        program.set("shadow", Int32(0))
        program.set("floorColor", floor.color)
        program.set("fade", SIMD3(floor.center.x, floor.center.y, 1 / max(floor.radius, 1e-3)))
        program.set("shadowStrength", shadow == nil ? 0 : floor.shadowStrength)
        switch background {
        case .color(let color):
            program.set("backgroundColor", color)
            program.set("transparent", Float(0))
        case .transparent:
            program.set("backgroundColor", SIMD3<Float>(1, 1, 1))
            program.set("transparent", Float(1))
        }
        // Seen from below there is no floor.
        gl.bindVertexArray(vertexArray)
        gl.drawArrays(.triangleStrip, 0, 4)
    }
}
