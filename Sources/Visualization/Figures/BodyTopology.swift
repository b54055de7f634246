// A body's triangles in levels of detail that hold in rest and in bent joints.
import Arrays
import BodyModels
import Rendering

extension ShapedBody {
    /// The errors of the levels, metres: at 0.4 pixels the last serves bodies some 60 pixels tall.
    private static let levelErrors: [Float] = [0.001, 0.0014, 0.002, 0.0028, 0.004, 0.0056, 0.008, 0.011]

    /// The body's triangles and their simplified forms.
    /// - Parameter regions: see ``Topology/regions``.
    func topology(regions: [Float] = []) -> Topology {
        var bent = NDArray<Float>(repeating: 0, shape: [1, model.jointCount, 3])
        for joint in 1..<JointLayout.bodyJointCount {
            // Knees and elbows well bent, the rest turned a little every way.
            bent[0, joint, 0] = joint % 2 == 0 ? 0.9 : -0.7
            bent[0, joint, 1] = 0.5
            bent[0, joint, 2] = joint % 3 == 0 ? 0.5 : -0.5
        }
        let posed = pose(axisAngles: bent, translations: NDArray(repeating: 0, shape: [1, 3]))
        return Topology(
            triangles: model.triangles, poses: [restVertices, posed.vertices.elements], errors: ShapedBody.levelErrors,
            parts: BodyParts.numbers(of: model), regions: regions)
    }

    /// The body's triangles with corners of their own, each of which knows its place in the triangle: for drawing edges.
    func edgeTopology() -> Topology {
        let corners = model.triangles.count
        let parts = BodyParts.numbers(of: model)
        return Topology(
            triangles: (0..<UInt32(corners)).map { $0 }, vertexCount: corners, parts: model.triangles.map { parts[Int($0)] },
            regions: (0..<corners).flatMap { corner in (0..<8).map { $0 == corner % 3 ? 1 : 0 } })
    }
}
