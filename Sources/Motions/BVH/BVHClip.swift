// A BVH file as it is written: a tree of joints with offsets and channels, and a table of numbers.
import Rotations

/// What a number of a frame moves.
enum BVHChannel: Equatable {
    /// Along an axis (0 x, 1 y, 2 z), in the file's unit.
    case position(Int)
    /// About an axis, degrees.
    case rotation(Int)

    init?(_ name: String) {
        let lower = name.lowercased()
        guard let axis = ["x", "y", "z"].firstIndex(where: { lower.hasPrefix($0) }) else { return nil }
        switch lower.dropFirst() {
        case "position": self = .position(axis)
        case "rotation": self = .rotation(axis)
        default: return nil
        }
    }
}

struct BVHClip: SkeletonClip {
    var joints: [SkeletonJoint] = []
    /// For each joint what its numbers move, in the file's order; none at the ends of chains.
    var channels: [[BVHChannel]] = []
    /// For each joint where its numbers begin in a frame.
    var firstChannels: [Int] = []
    var frameRate = 0.0
    var frameCount = 0
    /// Numbers in a frame.
    var width = 0
    /// Row by row, `frameCount` times `width`.
    var numbers: [Double] = []

    /// Rotations relative to the world and places of all joints in a frame, in the file's world and unit.
    ///
    /// A joint's rotation is the product of its channels in their order. Position channels take the place of the offset.
    func pose(_ frame: Int, turns: inout [Turn], places: inout [Point]) {
        for (index, joint) in joints.enumerated() {
            var turn = Turn.identity
            var offset = joint.offset
            for (k, channel) in channels[index].enumerated() {
                let number = numbers[frame * width + firstChannels[index] + k]
                switch channel {
                case .position(let axis): offset[axis] = number
                case .rotation(let axis):
                    var unit = Point.zero
                    unit[axis] = 1
                    turn = turn * Turn.about(unit, by: number * .pi / 180)
                }
            }
            if joint.parent < 0 {
                (turns[index], places[index]) = (turn, offset)
            } else {
                turns[index] = turns[joint.parent] * turn
                places[index] = places[joint.parent] + turns[joint.parent].turning(offset)
            }
        }
    }
}
