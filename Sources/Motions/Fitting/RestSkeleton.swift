// The joints of a body at rest, with which joint positions are fitted.
import BodyModels
import Rotations

/// The 22 body joints of a body at rest.
///
/// Y up, looking along +Z, its left towards +X; metres. Only differences matter, but for the pelvis's, which says how a motion's
/// translations relate to the place of the pelvis.
public struct RestSkeleton: Sendable, Equatable {
    /// The joints in SMPL's order, pelvis first: ``JointLayout/bodyJointCount`` of them.
    public let joints: [SIMD3<Double>]

    /// The skeleton of a shaped body.
    /// - Parameter restJoints: x, y, z of each joint, the 22 of the body first, as `ShapedBody.restJoints`.
    /// - Returns: nil if there are fewer than 22 joints, or a coordinate is not finite.
    public init?(restJoints: [Float]) {
        let count = JointLayout.bodyJointCount
        guard restJoints.count >= count * 3, restJoints.prefix(count * 3).allSatisfy(\.isFinite) else { return nil }
        let numbers = restJoints.map { Double($0) }
        joints = (0..<count).map { joint in Point(numbers[joint * 3], numbers[joint * 3 + 1], numbers[joint * 3 + 2]) }
    }

    private init(_ joints: [SIMD3<Double>]) { self.joints = joints }

    /// A skeleton of average proportions: that of the open neutral body (CC0), so that reading a motion needs no body.
    public static let average = RestSkeleton([
        Point(0.0000, -0.2413, 0.0280),
        Point(0.1047, -0.2541, 0.0194),
        Point(-0.1047, -0.2541, 0.0194),
        Point(0.0000, -0.1614, -0.0116),
        Point(0.1097, -0.6584, 0.0154),
        Point(-0.1097, -0.6584, 0.0154),
        Point(0.0000, -0.0955, 0.0018),
        Point(0.0997, -1.0807, -0.0163),
        Point(-0.0997, -1.0807, -0.0163),
        Point(0.0000, -0.0188, -0.0021),
        Point(0.1185, -1.1431, 0.1021),
        Point(-0.1185, -1.1431, 0.1021),
        Point(0.0000, 0.3026, -0.0047),
        Point(0.0233, 0.2301, 0.0176),
        Point(-0.0233, 0.2301, 0.0176),
        Point(0.0000, 0.4035, 0.0283),
        Point(0.1777, 0.2326, 0.0150),
        Point(-0.1777, 0.2326, 0.0150),
        Point(0.4248, 0.2326, 0.0150),
        Point(-0.4248, 0.2326, 0.0150),
        Point(0.6658, 0.2326, 0.0150),
        Point(-0.6658, 0.2326, 0.0150),
    ])

    /// The parents of the 22 joints, -1 for the pelvis.
    static let parents = Array(JointLayout.smplh.parents.prefix(JointLayout.bodyJointCount))

    /// The bone that leads to a joint from its parent; the pelvis's own place for the pelvis.
    func bone(_ joint: Int) -> SIMD3<Double> {
        let parent = RestSkeleton.parents[joint]
        return parent < 0 ? joints[joint] : joints[joint] - joints[parent]
    }

    /// Where the joints of a posed skeleton are.
    /// - Parameters:
    ///   - turns: rotations relative to the world, a joint each.
    ///   - pelvis: where the pelvis is.
    ///   - places: room for 22 points.
    func place(_ turns: UnsafePointer<Turn>, pelvis: SIMD3<Double>, into places: UnsafeMutablePointer<SIMD3<Double>>) {
        places[0] = pelvis
        for joint in 1..<joints.count {
            let parent = RestSkeleton.parents[joint]
            places[joint] = places[parent] + turns[parent].turning(bone(joint))
        }
    }
}
