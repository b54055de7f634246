// Points of the body beside SMPL's joints: single vertices of the skin, and joints regressed from it.
import ArrayFiles
import Arrays
import BodyModels
import Files

/// What joint types such as `vibe` need beside the body's own joints.
public struct BodyLandmarks: Sendable {
    /// Numbers of the vertices of nose, right and left eye, right and left ear; big toe, small toe and heel of the left and of the
    /// right foot; tips of thumb, index, middle, ring and little finger of the left and of the right hand.
    public let vertices: [Int]
    /// Weights of all vertices for nine joints `(9, vertices)`: both hips, neck and top of the head (LSP), pelvis and thorax (MPII),
    /// spine, jaw and head (Human3.6M).
    public let regressor: NDArray<Float>

    /// - Precondition: 21 vertices and nine rows.
    public init(vertices: [Int], regressor: NDArray<Float>) {
        precondition(
            vertices.count == 21 && regressor.shape.count == 2 && regressor.shape[0] == 9, "\(vertices.count) vertices, \(regressor.shape)")
        self.vertices = vertices
        self.regressor = regressor
    }

    /// The landmarks of SMPL's own mesh.
    ///
    /// - Parameters:
    ///   - model: SMPL or SMPL+H.
    ///   - regressorFile: `J_regressor_extra.npy`, as VIBE and SPIN distribute it.
    /// - Throws: ``FileProblem`` if the body has another mesh, or the file another shape.
    public init(of model: BodyModel, regressorFile: String) throws {
        guard model.vertexCount == BodyLandmarks.smplVertexCount, !model.isOpenBody else {
            throw FileProblem(
                model.file, "has a mesh of its own, in which nobody knows nose, toes and heels by number",
                expected: "SMPL's 6,890 vertices",
                advice: "Joint types a2m, a2mpl and vibe need SMPL itself; see docs/data.md.")
        }
        let file = try NamedArrays(contentsOf: regressorFile)
        guard let key = file.keys.first else {
            throw FileProblem(regressorFile, "holds no array", expected: "an array of 9 × \(model.vertexCount)")
        }
        let regressor = try file.float32(key, shape: [9, model.vertexCount])
        guard regressor.isFinite else { throw FileProblem(regressorFile, "holds values that are not finite numbers") }
        self.init(vertices: BodyLandmarks.smplVertices, regressor: regressor)
    }

    private static let smplVertexCount = 6890
    /// As published with SMPL's models for OpenPose's keypoints.
    private static let smplVertices = [
        332, 6260, 2800, 4071, 583, 3216, 3226, 3387, 6617, 6624, 6787, 2746, 2319, 2445, 2556, 2673, 6191, 5782, 5905, 6016, 6133,
    ]
}
