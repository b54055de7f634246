// The losses that look at posed bodies.
public import BodyLayers
public import BodyModels
public import Learning
import MotionModels
public import Motions

/// `rcxyz` and `velxyz` by posing a body with what the model made and with what it was given.
public final class BodyPositionLoss: PositionLoss {
    private let positions: Rotation2xyz
    /// The velocities of all vertices would hold every vertex of a batch in memory: those of the 24 joints stand for them.
    private let velocities: Rotation2xyz

    /// - Parameters:
    ///   - body: of SMPL's 24 joints.
    ///   - pose: how motions write rotations; not ``PoseRepresentation/xyz``.
    ///   - hasRootOrientation: the first joint is the root's rotation; else every frame has the one of ``Rotation2xyz/Options/globRot``.
    ///   - hasTranslation: the last "joint" of motions is the path of the root.
    ///   - follows: bodies move along that path; else they stay where they are.
    ///   - points: what is compared for `rcxyz`; `velxyz` takes the same, but the joints for ``JointsType/vertices``.
    ///   - landmarks: for the joint types a2m, a2mpl and vibe.
    /// - Throws: `FileProblem` if the joint type needs what the body or the landmarks do not have.
    public init(
        _ body: BodyModel, pose: PoseRepresentation, hasRootOrientation: Bool = true, hasTranslation: Bool, follows: Bool = false,
        points: JointsType = .vertices, landmarks: BodyLandmarks? = nil
    ) throws {
        var options = Rotation2xyz.Options(
            poseRep: pose.rotations ?? .sixD, translation: hasTranslation, glob: hasRootOrientation, jointsType: points, vertstrans: follows
        )
        positions = try Rotation2xyz(body, landmarks: landmarks, options: options)
        if points == .vertices { options.jointsType = .smpl }
        velocities = points == .vertices ? try Rotation2xyz(body, options: options) : positions
    }

    public func callAsFunction(_ loss: MotionLoss, _ output: Tensor, _ target: Tensor, mask: [Bool]?) -> Tensor {
        if loss == .rcxyz { return positions.distance(output, target, mask: mask) }
        return loss(velocities(output, mask: mask), velocities(target, mask: mask), mask: mask)
    }
}
