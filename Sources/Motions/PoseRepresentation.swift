// How the numbers of a pose are meant.
import Rotations

/// The forms in which models take and give poses; raw values are those of `--pose_rep` in the Python code of MotionCLIP/SMoG.
public enum PoseRepresentation: String, CaseIterable, Sendable {
    /// Places of joints, metres.
    case xyz
    /// Axis times angle.
    case rotvec
    /// Rotation matrices, row by row.
    case rotmat
    /// Quaternions, real part first.
    case rotquat
    /// The first two rows of rotation matrices (Zhou et al. 2019).
    case rot6d

    /// Numbers a joint.
    public var features: Int { rotations?.width ?? 3 }

    /// The form of its rotations; nil for places.
    public var rotations: RotationForm? { RotationForm(rawValue: rawValue) }
}
