// The losses that look at posed bodies.
public import BodyLayers
import BodyModels
public import Learning
import MotionModels
public import Motions

/// `rcxyz` and `velxyz` by posing a body with what the model made and with what it was given.
public final class BodyPositionLoss: PositionLoss {
    private let layer: BodyLayer
    private let pose: PoseRepresentation
    private let hasTranslation: Bool

    /// - Parameters:
    ///   - layer: the body, of 24 joints.
    ///   - hasTranslation: the last "joint" of motions is the path of the root, which positions leave out.
    public init(_ layer: BodyLayer, pose: PoseRepresentation, hasTranslation: Bool) {
        self.layer = layer
        self.pose = pose
        self.hasTranslation = hasTranslation
    }

    public func callAsFunction(_ loss: MotionLoss, _ output: Tensor, _ target: Tensor, mask: [Bool]?) -> Tensor {
        let rotations = [output, target].map(matrices)
        if loss == .rcxyz { return layer.bodyDistance(rotations[0], rotations[1], mask: mask) }
        let (batch, frames) = (output.shape[0], output.shape[3])
        let joints = rotations.map { layer.joints($0) }.map { $0.reshaped([batch, frames] + $0.shape.dropFirst()) }
        return loss(joints[0], joints[1], axis: .second, mask: mask)
    }

    /// `(batch, joints, features, frames)` to matrices `(batch · frames, 24, 3, 3)`.
    private func matrices(_ motions: Tensor) -> Tensor {
        let (batch, joints, features, frames) = (motions.shape[0], motions.shape[1], motions.shape[2], motions.shape[3])
        let rotated = joints - (hasTranslation ? 1 : 0)
        let rows = motions.framesFirst().reshaped([batch * frames, joints * features])
        guard let form = pose.rotations else { return rows }
        return rows.firstColumns(rotated * features).reshaped([batch * frames, rotated, features]).rotationMatrices(from: form)
    }
}
