// The skeleton that MoMask writes its motions with: 22 joints of fixed bone lengths.

/// The 22 joints of MoMask's BVH files, in their order, with their bones at rest. Y is up; lengths are metres.
public enum TemplateSkeleton {
    /// One bone's name, parent and offset from it at rest, and the SMPL joint it stands for.
    struct Bone {
        let name: String
        let parent: Int
        let smplJoint: Int
        let offset: SIMD3<Double>
    }

    static let bones: [Bone] = [
        Bone(name: "Hips", parent: -1, smplJoint: 0, offset: SIMD3(-0.001795, -0.223333, 0.028219)),
        Bone(name: "LeftUpLeg", parent: 0, smplJoint: 1, offset: SIMD3(0.06952, -0.091406, -0.006815)),
        Bone(name: "LeftLeg", parent: 1, smplJoint: 4, offset: SIMD3(0.034277, -0.375199, -0.004496)),
        Bone(name: "LeftFoot", parent: 2, smplJoint: 7, offset: SIMD3(-0.013596, -0.397961, -0.043693)),
        Bone(name: "LeftToe", parent: 3, smplJoint: 10, offset: SIMD3(0.026358, -0.055791, 0.119288)),
        Bone(name: "RightUpLeg", parent: 0, smplJoint: 2, offset: SIMD3(-0.06767, -0.090522, -0.00432)),
        Bone(name: "RightLeg", parent: 5, smplJoint: 5, offset: SIMD3(-0.03829, -0.382569, -0.00885)),
        Bone(name: "RightFoot", parent: 6, smplJoint: 8, offset: SIMD3(0.015774, -0.398415, -0.042312)),
        Bone(name: "RightToe", parent: 7, smplJoint: 11, offset: SIMD3(-0.025372, -0.048144, 0.123348)),
        Bone(name: "Spine", parent: 0, smplJoint: 3, offset: SIMD3(-0.002533, 0.108963, -0.026696)),
        Bone(name: "Spine1", parent: 9, smplJoint: 6, offset: SIMD3(0.005487, 0.13518, 0.001092)),
        Bone(name: "Spine2", parent: 10, smplJoint: 9, offset: SIMD3(0.001457, 0.052922, 0.025425)),
        Bone(name: "Neck", parent: 11, smplJoint: 12, offset: SIMD3(-0.002778, 0.21387, -0.042857)),
        Bone(name: "Head", parent: 12, smplJoint: 15, offset: SIMD3(0.005152, 0.06497, 0.051349)),
        Bone(name: "LeftShoulder", parent: 11, smplJoint: 13, offset: SIMD3(0.078845, 0.121749, -0.03409)),
        Bone(name: "LeftArm", parent: 14, smplJoint: 16, offset: SIMD3(0.090977, 0.030469, -0.008868)),
        Bone(name: "LeftForeArm", parent: 15, smplJoint: 18, offset: SIMD3(0.259612, -0.012772, -0.027456)),
        Bone(name: "LeftHand", parent: 16, smplJoint: 20, offset: SIMD3(0.249234, 0.008986, -0.001171)),
        Bone(name: "RightShoulder", parent: 11, smplJoint: 14, offset: SIMD3(-0.081759, 0.118833, -0.038615)),
        Bone(name: "RightArm", parent: 18, smplJoint: 17, offset: SIMD3(-0.096012, 0.032551, -0.009143)),
        Bone(name: "RightForeArm", parent: 19, smplJoint: 19, offset: SIMD3(-0.253742, -0.013329, -0.021401)),
        Bone(name: "RightHand", parent: 20, smplJoint: 21, offset: SIMD3(-0.255298, 0.007772, -0.005559)),
    ]

    /// Of each joint, -1 for the root.
    public static let parents = bones.map(\.parent)
    /// The SMPL joint that each joint stands for.
    public static let smplJoints = bones.map(\.smplJoint)
    /// Offsets from the parent at rest, metres.
    public static let offsets = bones.map(\.offset)

    /// Joints that hang on each joint.
    static let children: [[Int]] = bones.indices.map { joint in bones.indices.filter { bones[$0].parent == joint } }
    /// All joints that move with each joint, besides itself.
    static let descendants: [[Int]] = bones.indices.map { joint in
        bones.indices.filter { other in
            var at = bones[other].parent
            while at > joint { at = bones[at].parent }
            return at == joint
        }
    }

    /// Joint positions in SMPL's order as ones in the skeleton's.
    public static func fromSMPL(_ frame: [SIMD3<Double>]) -> [SIMD3<Double>] { smplJoints.map { frame[$0] } }

    /// Joint positions in the skeleton's order as ones in SMPL's.
    public static func toSMPL(_ frame: [SIMD3<Double>]) -> [SIMD3<Double>] {
        var out = frame
        for (joint, smpl) in smplJoints.enumerated() { out[smpl] = frame[joint] }
        return out
    }
}
