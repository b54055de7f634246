// The three skeletons of the SMPL family: which joint is where in a row of rotations, and what it hangs on.

/// The joints of a body of the SMPL family, in their published order.
///
/// All three begin with the same 22 joints of the body; they differ in what follows.
public enum JointLayout: String, CaseIterable, Sendable {
    /// SMPL: 22 body joints and one joint per hand, 24 in all.
    case smpl
    /// SMPL+H: 22 body joints and 15 joints per hand, 52 in all. Most AMASS files.
    case smplh
    /// SMPL-X: 22 body joints, jaw, two eyes, and 15 joints per hand, 55 in all. AMASS's "stageii" files.
    case smplx

    /// How many joints the three layouts begin with alike.
    public static let bodyJointCount = 22

    /// How many joints there are, the root included.
    public var jointCount: Int {
        switch self {
        case .smpl: 24
        case .smplh: 52
        case .smplx: 55
        }
    }

    /// The name people use: "SMPL", "SMPL+H", "SMPL-X".
    public var title: String {
        switch self {
        case .smpl: "SMPL"
        case .smplh: "SMPL+H"
        case .smplx: "SMPL-X"
        }
    }

    /// The joints of the left hand: one in SMPL, else index, middle, little, ring finger and thumb, three each from the palm on.
    public var leftHand: Range<Int> {
        switch self {
        case .smpl: 22..<23
        case .smplh: 22..<37
        case .smplx: 25..<40
        }
    }

    /// The joints of the right hand, ordered as those of the left.
    public var rightHand: Range<Int> { leftHand.upperBound..<leftHand.upperBound + leftHand.count }

    /// Jaw, left eye, right eye: empty but in SMPL-X.
    public var face: Range<Int> { self == .smplx ? 22..<25 : 22..<22 }

    /// The published names of all joints, such as `left_hip`, in order.
    public var jointNames: [String] {
        let fingers = ["index", "middle", "pinky", "ring", "thumb"]
        func hand(_ side: String) -> [String] {
            self == .smpl ? ["\(side)_hand"] : fingers.flatMap { finger in (1...3).map { "\(side)_\(finger)\($0)" } }
        }
        let face = self == .smplx ? ["jaw", "left_eye_smplhf", "right_eye_smplhf"] : []
        return JointLayout.bodyNames + face + hand("left") + hand("right")
    }

    /// The index of the joint each joint hangs on; -1 for the root. A parent always comes before its children.
    public var parents: [Int] {
        let leftWrist = 20
        let rightWrist = 21
        let head = 15
        func hand(_ joints: Range<Int>, on wrist: Int) -> [Int] {
            joints.map { ($0 - joints.lowerBound) % 3 == 0 ? wrist : $0 - 1 }
        }
        return JointLayout.bodyParents + face.map { _ in head } + hand(leftHand, on: leftWrist) + hand(rightHand, on: rightWrist)
    }

    private static let bodyNames = [
        "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle", "spine3",
        "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder", "right_shoulder", "left_elbow",
        "right_elbow", "left_wrist", "right_wrist",
    ]
    private static let bodyParents = [-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19]
}

extension JointLayout {
    /// The layout with this many joints: 24, 52 or 55.
    public init?(jointCount: Int) {
        guard let layout = JointLayout.allCases.first(where: { $0.jointCount == jointCount }) else { return nil }
        self = layout
    }
}
