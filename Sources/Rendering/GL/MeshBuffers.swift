// A topology's triangles and one pose's vertices on OpenGL's side.

/// Vertex buffers that are filled anew for each pose, and the triangles they share.
final class MeshBuffers {
    private let gl: OpenGL
    private var vertexArray: UInt32 = 0
    private var buffers: [UInt32] = [0, 0, 0]
    private let indexCount: Int
    private let indexType: UInt32
    /// Kept so that the identity under which the renderer files these buffers is not given to another topology.
    let topology: Topology

    init(_ gl: OpenGL, _ topology: Topology) {
        self.gl = gl
        self.topology = topology
        indexCount = topology.triangles.count
        gl.genVertexArrays(1, &vertexArray)
        gl.bindVertexArray(vertexArray)
        gl.genBuffers(3, &buffers)
        gl.bindBuffer(.elementArrayBuffer, buffers[2])
        if topology.vertexCount <= 0xffff {
            indexType = .unsignedShort
            let short = topology.triangles.map { UInt16(truncatingIfNeeded: $0) }
            short.withUnsafeBytes { gl.bufferData(.elementArrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
        } else {
            indexType = .unsignedInt
            topology.triangles.withUnsafeBytes { gl.bufferData(.elementArrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
        }
        for attribute in 0..<2 {
            gl.bindBuffer(.arrayBuffer, buffers[attribute])
            gl.vertexAttribPointer(UInt32(attribute), 3, .float, 0, 0, nil)
            gl.enableVertexAttribArray(UInt32(attribute))
        }
    }

    deinit {
        gl.deleteVertexArrays(1, [vertexArray])
        gl.deleteBuffers(3, buffers)
    }

    func load(positions: [Float], normals: [Float]) {
        for (buffer, values) in zip(buffers, [positions, normals]) {
            gl.bindBuffer(.arrayBuffer, buffer)
            values.withUnsafeBytes { gl.bufferData(.arrayBuffer, $0.count, $0.baseAddress, .streamDraw) }
        }
    }

    func draw() {
        gl.bindVertexArray(vertexArray)
        gl.drawElements(.triangles, Int32(indexCount), indexType, nil)
    }
}
