// The numbers a model sees for each joint (`--pose_rep`), and how they look in a mirror.
import Datasets
public import Rotations

/// How a pose is written.
public enum PoseForm: String, CaseIterable, Sendable {
    /// Places of 18 joints: x, y, z in metres.
    case xyz
    /// Axis times angle.
    case rotvec
    /// Matrices, row by row.
    case rotmat
    /// Quaternions, real part first.
    case rotquat
    /// The first two rows of matrices.
    case rot6d

    /// Numbers a joint.
    public var features: Int { rotation?.width ?? 3 }

    /// The form of rotations; nil for places.
    public var rotation: RotationForm? { RotationForm(rawValue: rawValue) }

    /// Joints in the data, root included: SMPL's, or those whose places are stored.
    public var joints: Int { self == .xyz ? TrainingJoints.count : 24 }

    /// What a mirror at the plane between left and right does to the numbers of one joint.
    ///
    /// With S = diag(-1, 1, 1) a matrix R becomes S R S: all that mixes x with another axis changes its sign.
    var mirrorSigns: [Float] {
        switch self {
        case .xyz: [-1, 1, 1]
        case .rotvec: [1, -1, -1]
        case .rotquat: [1, 1, -1, -1]
        case .rotmat: [1, -1, -1, -1, 1, 1, -1, 1, 1]
        case .rot6d: [1, -1, -1, -1, 1, 1]
        }
    }

    /// For each joint the one of the other side.
    var mirroredJoints: [Int] { self == .xyz ? TrainingJoints.mirrored : SMPLJoints.mirrored }
}
