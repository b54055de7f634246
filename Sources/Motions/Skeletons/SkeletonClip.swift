// What the files of animation programs have in common: a tree of joints at rest, and how it turns in time.
import Rotations

/// A joint of a file's skeleton.
struct SkeletonJoint {
    var name: String
    /// -1 for a root; else a smaller number than the joint's own.
    var parent: Int
    /// From the parent at rest, in the file's unit; a root's own place.
    var offset = Point.zero
    /// The ends of chains move nothing and have no name of their own.
    var isEnd = false
}

/// A skeleton that moves, in the file's own world and unit.
protocol SkeletonClip {
    var joints: [SkeletonJoint] { get }
    /// Frames per second.
    var frameRate: Double { get }
    var frameCount: Int { get }

    /// What each joint has turned by since it was at rest, relative to the world, and where it is.
    func pose(_ frame: Int, turns: inout [Turn], places: inout [Point])
}

extension SkeletonClip {
    /// Places of all joints where nothing is turned, the root at its offset.
    var restPlaces: [Point] {
        var places: [Point] = []
        for joint in joints { places.append(joint.parent < 0 ? joint.offset : places[joint.parent] + joint.offset) }
        return places
    }

    /// The joint and its ancestors, nearest first.
    func line(from joint: Int) -> [Int] {
        var line: [Int] = []
        var at = joint
        while at >= 0 {
            line.append(at)
            at = joints[at].parent
        }
        return line
    }
}
