// The square that passes over the floor and over whole pictures draw.

/// Two triangles over -1...1 in x and y, z zero.
final class UnitSquare {
    private let gl: OpenGL
    private var vertexArray: UInt32 = 0
    private var buffer: UInt32 = 0

    init(_ gl: OpenGL) {
        self.gl = gl
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

    func draw() {
        gl.bindVertexArray(vertexArray)
        gl.drawArrays(.triangleStrip, 0, 4)
    }
}
