// Which joints move a vertex, and how much: the few non-zero weights of each.

/// Skinning weights with as many slots a vertex as the busiest vertex needs (four for SMPL).
package struct SkinningWeights: Sendable {
    package let slots: Int
    /// `(vertices, slots)`; unused slots weigh nothing.
    package let weights: [Float]
    /// `(vertices, slots)`, joint numbers.
    package let joints: [Int32]

    /// - Parameter dense: `(vertices, jointCount)`, row-major.
    init(dense: [Float], jointCount: Int) {
        let vertexCount = jointCount == 0 ? 0 : dense.count / jointCount
        var slots = 1
        for v in 0..<vertexCount {
            var used = 0
            for j in 0..<jointCount where dense[v * jointCount + j] != 0 { used += 1 }
            slots = max(slots, used)
        }
        var weights = [Float](repeating: 0, count: vertexCount * slots)
        var joints = [Int32](repeating: 0, count: vertexCount * slots)
        for v in 0..<vertexCount {
            var slot = v * slots
            for j in 0..<jointCount where dense[v * jointCount + j] != 0 {
                weights[slot] = dense[v * jointCount + j]
                joints[slot] = Int32(j)
                slot += 1
            }
        }
        self.slots = slots
        self.weights = weights
        self.joints = joints
    }

    private init(slots: Int, weights: [Float], joints: [Int32]) {
        self.slots = slots
        self.weights = weights
        self.joints = joints
    }

    /// The weights of some vertices, in the order given.
    func selecting(_ vertices: [Int]) -> SkinningWeights {
        SkinningWeights(
            slots: slots,
            weights: vertices.flatMap { weights[$0 * slots..<($0 + 1) * slots] },
            joints: vertices.flatMap { joints[$0 * slots..<($0 + 1) * slots] })
    }

    /// The joint that moves a vertex most.
    func mainJoint(of vertex: Int) -> Int {
        var best = vertex * slots
        for slot in vertex * slots..<(vertex + 1) * slots where weights[slot] > weights[best] { best = slot }
        return Int(joints[best])
    }
}
