// Lines on the floor: where somebody went.

/// Draws bands of even width along the floor.
final class FloorPathPass {
    private let gl: OpenGL
    private let program: ShaderProgram
    private var vertexArray: UInt32 = 0
    private var buffer: UInt32 = 0

    init(_ gl: OpenGL) throws {
        self.gl = gl
        program = try ShaderProgram(
            gl, name: "floor_path", vertex: ShaderSource.floorPath(.vertex), fragment: ShaderSource.floorPath(.fragment))
        gl.genVertexArrays(1, &vertexArray)
        gl.bindVertexArray(vertexArray)
        gl.genBuffers(1, &buffer)
        gl.bindBuffer(.arrayBuffer, buffer)
        gl.vertexAttribPointer(0, 3, .float, 0, 0, nil)
        gl.enableVertexAttribArray(0)
    }

    deinit {
        gl.deleteVertexArrays(1, [vertexArray])
        gl.deleteBuffers(1, [buffer])
    }

    /// - Parameter pixel: about the size of a pixel on the floor, metres: thinner lines would fall apart into dots.
    func draw(_ paths: [Floor.Path], floorHeight: Float, worldToClip: Matrix4, pixel: Float, overTransparent: Bool) {
        program.use()
        program.set("worldToClip", worldToClip)
        program.set("floorHeight", floorHeight)
        gl.enable(.blend)
        if overTransparent {
            // Straight alpha: where nothing is behind, the line keeps its full colour and only its alpha fades.
            gl.blendFuncSeparate(.one, .zero, .one, .oneMinusSourceAlpha)
        } else {
            gl.blendFuncSeparate(.sourceAlpha, .oneMinusSourceAlpha, .one, .oneMinusSourceAlpha)
        }
        gl.disable(.cullFace)
        for path in paths {
            // Half a pixel more on each side, over which the shader lets it fade.
            let corners = FloorPathPass.band(path.points, width: max(path.width, pixel) + pixel)
            guard corners.count >= 12 else { continue }
            program.set("pathColor", path.color)
            gl.bindVertexArray(vertexArray)
            gl.bindBuffer(.arrayBuffer, buffer)
            corners.withUnsafeBytes { gl.bufferData(.arrayBuffer, $0.count, $0.baseAddress, .streamDraw) }
            gl.drawArrays(.triangleStrip, 0, Int32(corners.count / 3))
        }
        gl.enable(.cullFace)
        gl.disable(.blend)
    }

    /// A strip of triangles: x, y and side of the left and right edge at each corner; corners on top of each other count once.
    private static func band(_ corners: [SIMD2<Float>], width: Float) -> [Float] {
        var points: [SIMD2<Float>] = []
        for point in corners where points.last.map({ length($0 - point) > width / 4 }) ?? true { points.append(point) }
        guard points.count > 1 else { return [] }
        var strip: [Float] = []
        strip.reserveCapacity(points.count * 6)
        for i in points.indices {
            let along = points[min(i + 1, points.count - 1)] - points[max(i - 1, 0)]
            let span = max(length(along), 1e-6)
            let side = SIMD2(-along.y, along.x) / span * (width / 2)
            strip += [points[i].x + side.x, points[i].y + side.y, -1, points[i].x - side.x, points[i].y - side.y, 1]
        }
        return strip
    }

    private static func length(_ v: SIMD2<Float>) -> Float { (v * v).sum().squareRoot() }
}
