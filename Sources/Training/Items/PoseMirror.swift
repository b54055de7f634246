// The joints of a pose in the data, and what a mirror does to their numbers.
import Datasets
import Motions

extension PoseRepresentation {
    /// Joints in the data, root included: SMPL's, or those whose places are stored.
    package var joints: Int { self == .xyz ? TrainingJoints.count : 24 }

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
