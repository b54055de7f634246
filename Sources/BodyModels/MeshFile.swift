// A posed mesh as a file other programs open: Wavefront OBJ and Stanford PLY.
import Files

/// A mesh to be written.
public struct MeshFile: Sendable {
    /// x, y, z of each vertex, metres.
    public var vertices: [Float]
    /// Vertex numbers from 0, three a triangle, counter-clockwise seen from outside.
    public var triangles: [UInt32]

    public init(vertices: [Float], triangles: [UInt32]) {
        self.vertices = vertices
        self.triangles = triangles
    }

    /// Writes a Wavefront OBJ: `v` and `f` lines, vertices counted from 1.
    public func writeOBJ(to path: String) throws {
        let file = try OutputFile(path)
        try file.write("# \(vertices.count / 3) vertices, \(triangles.count / 3) triangles; metres, Z up\n")
        for i in stride(from: 0, to: vertices.count, by: 3) {
            try file.write("v \(vertices[i]) \(vertices[i + 1]) \(vertices[i + 2])\n")
        }
        for i in stride(from: 0, to: triangles.count, by: 3) {
            try file.write("f \(triangles[i] + 1) \(triangles[i + 1] + 1) \(triangles[i + 2] + 1)\n")
        }
        try file.commit()
    }

    /// Writes a binary little-endian PLY with `vertex` (float x, y, z) and `face` (uchar, int list) elements.
    public func writePLY(to path: String) throws {
        let file = try OutputFile(path)
        try file.write(
            """
            ply
            format binary_little_endian 1.0
            comment metres, Z up
            element vertex \(vertices.count / 3)
            property float x
            property float y
            property float z
            element face \(triangles.count / 3)
            property list uchar int vertex_indices
            end_header

            """)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(vertices.count * 4 + triangles.count / 3 * 13)
        for value in vertices { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        for i in stride(from: 0, to: triangles.count, by: 3) {
            bytes.append(3)
            for k in 0..<3 { withUnsafeBytes(of: triangles[i + k].littleEndian) { bytes += $0 } }
        }
        try file.write(bytes)
        try file.commit()
    }
}
