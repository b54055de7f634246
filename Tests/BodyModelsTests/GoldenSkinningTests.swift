// Posed bodies against the reference implementation's numbers.
import ArrayFiles
import Arrays
import BodyModels
import TestSupport
import Testing

@Suite struct GoldenSkinningTests {
    /// A body model file made of the `model.*` keys of a golden file.
    private func model(_ golden: NamedArrays) throws -> BodyModel {
        let folder = try TestFolder()
        return try BodyModel(contentsOf: writeGoldenBody(golden, in: folder))
    }

    private func expectClose(_ found: [Float], _ expected: NDArray<Float>, absolute: Float, relative: Float, _ what: String) {
        #expect(found.count == expected.count, "\(what)")
        var worst: Float = 0
        for (a, b) in zip(found, expected.elements) { worst = max(worst, (a - b).magnitude / (absolute + relative * b.magnitude)) }
        #expect(worst <= 1, "\(what): \(worst) times the tolerance")
    }

    @Test(arguments: ["smpl/smpl_lbs.npz", "smpl/smplh_lbs.npz"])
    func verticesAndJointsEqualTheReference(file: String) throws {
        let golden = try NamedArrays(contentsOf: Fixtures.path(file))
        let model = try model(golden)
        let rotations = try golden.array("rotations").float32()
        let axisAngles = try golden.array("axis_angle").float32()
        let betas = try golden.array("betas").float32()
        let frames = rotations.shape[0]
        let vertices = try golden.array("vertices").float32(), joints = try golden.array("joints").float32()
        let verticesAA = try golden.array("vertices_axis_angle").float32(), jointsAA = try golden.array("joints_axis_angle").float32()
        let still = NDArray<Float>(repeating: 0, shape: [1, 3])
        for frame in 0..<frames {
            let body = model.shaped(by: Array(betas.row(frame)))
            let posed = body.pose(rotations: rotations.rows(frame..<frame + 1), translations: still)
            expectClose(
                posed.vertices.elements, vertices.rows(frame..<frame + 1), absolute: 2e-6, relative: 1e-5, "vertices of frame \(frame)")
            expectClose(posed.joints.elements, joints.rows(frame..<frame + 1), absolute: 2e-6, relative: 1e-5, "joints of frame \(frame)")
            // The reference adds 1e-8 inside the angle's norm, which moves nothing by more than the tolerance.
            let again = body.pose(axisAngles: axisAngles.rows(frame..<frame + 1), translations: still)
            expectClose(
                again.vertices.elements, verticesAA.rows(frame..<frame + 1), absolute: 2e-6, relative: 1e-5,
                "vertices from axis angles, frame \(frame)")
            expectClose(
                again.joints.elements, jointsAA.rows(frame..<frame + 1), absolute: 2e-6, relative: 1e-5,
                "joints from axis angles, frame \(frame)")
        }
    }

    @Test(arguments: ["smpl/smpl_lbs.npz", "smpl/smplh_lbs.npz"])
    func parentsAreTheReferences(file: String) throws {
        let golden = try NamedArrays(contentsOf: Fixtures.path(file))
        let model = try model(golden)
        let parents = try golden.array("parents").int64().elements
        #expect(model.parents[0] == -1)
        #expect(Array(model.parents.dropFirst()) == Array(parents.dropFirst()))
        #expect(model.layout.parents == model.parents)
    }
}
