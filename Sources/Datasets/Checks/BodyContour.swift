// A body reduced to its joints and to a few points of skin that hang on them: all that checks of thousands of clips can afford.
import Arrays
public import BodyModels

/// The skeleton of the 22 joints that all layouts share, with the points of skin that touch the ground first.
///
/// Each point hangs rigidly on one joint, so that a frame takes microseconds; hands are those of the pose at rest.
public struct BodyContour: Sendable {
    /// Places of the 22 joints at rest, metres.
    let rest: [SIMD3<Float>]
    let parents: [Int]
    /// The joint each point hangs on, and its place relative to that joint at rest: those of the left foot, the right foot, the rest.
    let points: [(joint: Int, offset: SIMD3<Float>)]
    /// The points of the left and of the right foot.
    let feet: [Range<Int>]
    /// True if the motion's own `betas` shaped the body: heights are then good to a centimetre or two, else to what people differ by.
    public let isShapedByClip: Bool

    /// The height of the pelvis over the soles at rest, metres.
    let legLength: Float

    /// - Parameters:
    ///   - body: of any layout.
    ///   - isShapedByClip: whether the body has the shape that the clips say.
    public init(_ body: ShapedBody, isShapedByClip: Bool = false) {
        let count = JointLayout.bodyJointCount
        let joints = body.restJoints
        let rest = (0..<count).map { SIMD3(joints[$0 * 3], joints[$0 * 3 + 1], joints[$0 * 3 + 2]) }
        let parents = Array(body.model.parents.prefix(count))
        // What hangs on fingers, jaw and eyes hangs on the wrist or head here.
        var owner = Array(0..<count)
        for joint in count..<max(count, body.model.jointCount) { owner.append(owner[max(0, body.model.parents[joint])]) }
        var vertices = [[SIMD3<Float>]](repeating: [], count: count)
        for joint in owner.indices {
            vertices[owner[joint]] += body.vertices(movedBy: [joint]).map {
                SIMD3(body.restVertices[$0 * 3], body.restVertices[$0 * 3 + 1], body.restVertices[$0 * 3 + 2])
            }
        }
        func extremes(_ joint: Int, _ directions: [SIMD3<Float>]) -> [(joint: Int, offset: SIMD3<Float>)] {
            var chosen: [Int] = []
            for direction in directions {
                guard
                    let farthest = vertices[joint].indices.max(by: {
                        (vertices[joint][$0] * direction).sum() < (vertices[joint][$1] * direction).sum()
                    })
                else { continue }
                if !chosen.contains(farthest) { chosen.append(farthest) }
            }
            return chosen.map { (joint, vertices[joint][$0] - rest[joint]) }
        }
        let feetJoints = [[7, 10], [8, 11]]
        var points: [(joint: Int, offset: SIMD3<Float>)] = []
        var feet: [Range<Int>] = []
        for foot in feetJoints {
            let first = points.count
            for joint in foot { points += extremes(joint, BodyContour.downwards) }
            feet.append(first..<points.count)
        }
        for joint in 0..<count where !feetJoints.joined().contains(joint) { points += extremes(joint, BodyContour.around) }
        self.rest = rest
        self.parents = parents
        self.points = points
        self.feet = feet
        self.isShapedByClip = isShapedByClip
        let sole = points[..<(feet.last?.upperBound ?? 0)].map { rest[$0.joint].y + $0.offset.y }.min() ?? rest[10].y
        legLength = max(0.1, rest[0].y - sole)
    }

    /// Where soles point: a foot may be tilted by up to a right angle.
    private static let downwards: [SIMD3<Float>] = [
        [0, -1, 0], [0, -1, 0.35], [0, -1, -0.35], [0.35, -1, 0], [-0.35, -1, 0], [0.6, -1, 0.6], [-0.6, -1, 0.6], [0.6, -1, -0.6],
        [-0.6, -1, -0.6],
        [0, -1, 1], [0, -1, -1], [0, -0.3, 1], [0, -0.3, -1],
    ]
    private static let around: [SIMD3<Float>] = [
        [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1], [1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1], [-1, -1, 1],
        [-1, 1, -1], [1, -1, -1], [-1, -1, -1],
    ]
}
