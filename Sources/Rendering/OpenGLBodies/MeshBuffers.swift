// A topology's triangles and one pose's vertices on OpenGL's side.

/// Vertex buffers that are filled anew for each pose, and the triangles they share, in every level of detail.
final class MeshBuffers {
    private let gl: OpenGL
    private var vertexArray: UInt32 = 0
    /// Positions, normals, tints: filled for each pose.
    private var buffers: [UInt32] = [0, 0, 0]
    /// Parts and regions: filled once.
    private var fixed: [UInt32] = []
    /// Index buffers: the whole mesh, then its levels.
    private var indexBuffers: [UInt32]
    private let indexCounts: [Int]
    private let indexType: UInt32
    /// Kept so that the identity under which the renderer files these buffers is not given to another topology.
    let topology: Topology

    init(_ gl: OpenGL, _ topology: Topology) {
        self.gl = gl
        self.topology = topology
        let lists = [topology.triangles] + topology.levels.map(\.triangles)
        indexCounts = lists.map(\.count)
        indexType = topology.vertexCount <= 0xffff ? .unsignedShort : .unsignedInt
        indexBuffers = [UInt32](repeating: 0, count: lists.count)
        gl.genVertexArrays(1, &vertexArray)
        gl.bindVertexArray(vertexArray)
        gl.genBuffers(Int32(buffers.count), &buffers)
        gl.genBuffers(Int32(lists.count), &indexBuffers)
        for (buffer, list) in zip(indexBuffers, lists) {
            gl.bindBuffer(.elementArrayBuffer, buffer)
            if indexType == .unsignedShort {
                let short = list.map { UInt16(truncatingIfNeeded: $0) }
                short.withUnsafeBytes { gl.bufferData(.elementArrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
            } else {
                list.withUnsafeBytes { gl.bufferData(.elementArrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
            }
        }
        for attribute in 0..<2 {
            gl.bindBuffer(.arrayBuffer, buffers[attribute])
            gl.vertexAttribPointer(UInt32(attribute), 3, .float, 0, 0, nil)
            gl.enableVertexAttribArray(UInt32(attribute))
        }
        // Tints take part only where a paint has them: an enabled array without data must not be read.
        gl.bindBuffer(.arrayBuffer, buffers[2])
        gl.vertexAttribPointer(2, 3, .float, 0, 0, nil)
        if !topology.parts.isEmpty {
            keep(topology.parts.map { Float($0) })
            gl.vertexAttribPointer(3, 1, .float, 0, 0, nil)
            gl.enableVertexAttribArray(3)
        }
        if !topology.regions.isEmpty {
            keep(topology.regions)
            gl.vertexAttribPointer(4, 4, .float, 0, 32, nil)
            gl.vertexAttribPointer(5, 4, .float, 0, 32, UnsafeRawPointer(bitPattern: 16))
            gl.enableVertexAttribArray(4)
            gl.enableVertexAttribArray(5)
        }
        if !topology.labels.isEmpty {
            if topology.labels != topology.parts {
                keep(topology.labels.map { Float($0) })
                gl.vertexAttribPointer(6, 1, .float, 0, 0, nil)
            } else {
                gl.bindBuffer(.arrayBuffer, fixed[0])
                gl.vertexAttribPointer(6, 1, .float, 0, 0, nil)
            }
            gl.enableVertexAttribArray(6)
        }
    }

    /// Makes a buffer of values that stay, and binds it.
    private func keep(_ values: [Float]) {
        var buffer: UInt32 = 0
        gl.genBuffers(1, &buffer)
        gl.bindBuffer(.arrayBuffer, buffer)
        values.withUnsafeBytes { gl.bufferData(.arrayBuffer, $0.count, $0.baseAddress, .staticDraw) }
        fixed.append(buffer)
    }

    deinit {
        gl.deleteVertexArrays(1, [vertexArray])
        gl.deleteBuffers(Int32(buffers.count), buffers)
        if !fixed.isEmpty { gl.deleteBuffers(Int32(fixed.count), fixed) }
        gl.deleteBuffers(Int32(indexBuffers.count), indexBuffers)
    }

    func load(_ surface: Surface) {
        var arrays = [surface.positions, surface.normals]
        gl.bindVertexArray(vertexArray)
        if case .vertices(let tints) = surface.paint, tints.count == surface.positions.count {
            arrays.append(tints)
            gl.enableVertexAttribArray(2)
        } else {
            gl.disableVertexAttribArray(2)
        }
        for (buffer, values) in zip(buffers, arrays) {
            gl.bindBuffer(.arrayBuffer, buffer)
            values.withUnsafeBytes { gl.bufferData(.arrayBuffer, $0.count, $0.baseAddress, .streamDraw) }
        }
    }

    /// Draws the coarsest level that is at most `error` metres off the whole mesh.
    func draw(error: Float) {
        let level = topology.detail(within: error)
        gl.bindVertexArray(vertexArray)
        gl.bindBuffer(.elementArrayBuffer, indexBuffers[level])
        gl.drawElements(.triangles, Int32(indexCounts[level]), indexType, nil)
    }
}
