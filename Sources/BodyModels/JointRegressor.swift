// From a shaped body's vertices to its joints: a matrix of which few entries are not zero.

/// The joint regressor in compressed rows.
package struct JointRegressor: Sendable {
    private let rowStarts: [Int]
    private let vertices: [Int32]
    private let weights: [Float]

    /// - Parameter dense: `(joints, vertices)`, row-major.
    init(dense: [Float], vertexCount: Int) {
        var rowStarts = [0]
        var vertices: [Int32] = []
        var weights: [Float] = []
        if vertexCount > 0 {
            for row in stride(from: 0, to: dense.count, by: vertexCount) {
                for v in 0..<vertexCount where dense[row + v] != 0 {
                    vertices.append(Int32(v))
                    weights.append(dense[row + v])
                }
                rowStarts.append(vertices.count)
            }
        }
        self.rowStarts = rowStarts
        self.vertices = vertices
        self.weights = weights
    }

    /// x, y, z of each joint of the body whose vertices are given; summed in double precision.
    package func joints(of positions: [Float]) -> [Double] {
        (0..<rowStarts.count - 1).flatMap { row -> [Double] in
            var sum = SIMD3<Double>.zero
            for i in rowStarts[row]..<rowStarts[row + 1] {
                let v = Int(vertices[i]) * 3
                sum += Double(weights[i]) * SIMD3(Double(positions[v]), Double(positions[v + 1]), Double(positions[v + 2]))
            }
            return [sum.x, sum.y, sum.z]
        }
    }
}
