// Which points of a body positions are made of: the reference's names and numbers for them.

/// What rotations are turned into (`--jointstype`).
public enum JointsType: String, CaseIterable, Sendable {
    /// All vertices of the body, where they are.
    case vertices
    /// SMPL's 24 joints; the pelvis is the origin of every frame.
    case smpl
    /// 18 joints of Action2Motion (Guo et al. 2020).
    case a2m
    /// 49 joints of VIBE (Kocabas et al. 2020): those of OpenPose, and of several data sets.
    case vibe
    /// The joints of `smpl` and `a2m` together, 28.
    case a2mpl

    /// Numbers among 24 joints, 21 vertices (``BodyLandmarks/vertices``) and 9 regressed joints, in this order; empty for all vertices.
    public var points: [Int] {
        switch self {
        case .vertices: []
        case .smpl: Array(0..<24)
        case .a2m: JointsType.action2motion.map { JointsType.openPoseAndMore[$0] }
        case .vibe: JointsType.openPoseAndMore
        case .a2mpl: Set(Array(0..<24) + JointsType.a2m.points).sorted()
        }
    }

    /// Which of ``points`` is the origin of every frame; nil if bodies stay where they are.
    public var root: Int? {
        switch self {
        case .vertices: nil
        case .smpl, .a2m, .a2mpl: 0
        case .vibe: 8
        }
    }

    /// Action2Motion's joints among those of VIBE.
    private static let action2motion = [8, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 21, 24, 38]

    /// OpenPose's 25, then those of LSP, MPII, Human3.6M and the face.
    private static let openPoseAndMore = [
        24, 12, 17, 19, 21, 16, 18, 20, 0, 2, 5, 8, 1, 4, 7, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
        8, 5, 45, 46, 4, 7, 21, 19, 17, 16, 18, 20, 47, 48, 49, 50, 51, 52, 53, 24, 26, 25, 28, 27,
    ]
}
