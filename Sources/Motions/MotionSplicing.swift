// A motion with stretches of it replaced by another's: what an editor of motions gives back.
public import Arrays
import BodyModels
import Rotations

/// How a stretch that was made anew goes over into what was there before.
package enum SectionBlend {
    /// How much of a frame inside a section is what was made; the rest is the motion's own. No seam where the clip begins or ends.
    ///
    /// - Parameters:
    ///   - frames: of the whole clip.
    ///   - blending: frames over which a section's start and end blend over, at most a third of the section each.
    package static func share(ofMade frame: Int, in section: Range<Int>, of frames: Int, over blending: Int) -> Double {
        let blending = min(blending, section.count / 3)
        let fromStart = section.lowerBound == 0 ? Int.max : frame - section.lowerBound + 1
        let fromEnd = section.upperBound >= frames ? Int.max : section.upperBound - frame
        let near = min(fromStart, fromEnd)
        let t = near > blending ? 1 : Double(near) / Double(blending + 1)
        return t * t * (3 - 2 * t)
    }
}

extension Motion {
    /// This motion with sections of it as another has them.
    ///
    /// Outside the sections joints are turned as here, to the bit, fingers too. So are root and path before the first section (after it, if
    /// the clip begins with it); after a section the motion goes on from where that led, turned about the vertical and moved along the
    /// floor. Inside, the body is the other's, put where this one left off; fingers, which models of motion do not know, go over from
    /// what they were before to what they are after. The first and last frames of a section blend.
    ///
    /// - Parameters:
    ///   - sections: in order, apart from each other, none empty. Frames beyond this motion's end must be in one.
    ///   - made: a motion of the same body and frame rate, at least as long as the sections reach; the result has its length.
    ///   - skeleton: the body's joints at rest.
    ///   - blending: frames over which a section's start and end blend over.
    public func replacing(_ sections: [Range<Int>], by made: Motion, skeleton: RestSkeleton, blending: Int) -> Motion {
        let other = made.converted(to: layout)
        let (own, count, joints) = (frameCount, other.frameCount, layout.jointCount)
        let rest = skeleton.joints[0]
        var result = self
        let width = joints * 3
        result.poses = NDArray(
            shape: [count, joints, 3],
            elements: Array(poses.elements.prefix(count * width)) + [Float](repeating: 0, count: max(0, count - own) * width))
        result.translations = NDArray(
            shape: [count, 3],
            elements: Array(translations.elements.prefix(count * 3)) + [Float](repeating: 0, count: max(0, count - own) * 3))
        func ownRoot(_ frame: Int) -> RootPose { RootPose(self, min(frame, own - 1), rest: rest) }
        // From this motion's world to the result's, where a section has led elsewhere.
        var world = FloorShift.none
        var position = 0
        for section in sections {
            let range = section.clamped(to: 0..<count)
            if world != .none {
                for frame in position..<range.lowerBound { result.place(world.applied(to: ownRoot(frame)), frame, rest: rest) }
            }
            position = range.upperBound
            let before = range.lowerBound > 0 ? range.lowerBound - 1 : nil
            let after = range.upperBound < min(count, own) ? range.upperBound : nil
            let anchor = before ?? after ?? 0
            let madeWorld = FloorShift(taking: RootPose(other, anchor, rest: rest), to: world.applied(to: ownRoot(anchor)))
            let next =
                before == nil
                ? world : after.map { FloorShift(taking: ownRoot($0), to: madeWorld.applied(to: RootPose(other, $0, rest: rest))) } ?? world
            // Floors may differ; the body is lifted from the one's height to the other's.
            func lift(_ frame: Int) -> Double { ownRoot(frame).pelvis.z - RootPose(other, frame, rest: rest).pelvis.z }
            let lifts = (lift(before ?? anchor), lift(after ?? anchor))
            var last = before.map { frame in (0..<joints).map { result.turn(frame, $0) } }
            for frame in range {
                let share = SectionBlend.share(ofMade: frame, in: range, of: count, over: blending)
                let through = Double(frame - range.lowerBound + 1) / Double(range.count + 1)
                var root = madeWorld.applied(to: RootPose(other, frame, rest: rest))
                root.pelvis.z += lifts.0 + (lifts.1 - lifts.0) * through
                if share < 1 {
                    let isNearStart = frame - range.lowerBound < range.upperBound - frame
                    var reference = (isNearStart && before != nil ? world : next).applied(to: ownRoot(frame))
                    if frame >= own {
                        let last = madeWorld.applied(to: RootPose(other, own - 1, rest: rest))
                        reference = RootPose(turn: reference.turn * last.turn.conjugate * root.turn, pelvis: root.pelvis)
                    }
                    root = reference.mixed(with: root, share)
                }
                result.place(root, frame, rest: rest)
                let turns = (0..<joints).map { joint -> Turn in
                    if joint == 0 { return result.turn(frame, 0) }
                    if joint < BodyJoint.count {
                        let made = other.turn(frame, joint)
                        // Behind this motion's end the other's goes on from how it differed there.
                        let reference =
                            frame < own ? turn(frame, joint) : turn(own - 1, joint) * other.turn(own - 1, joint).conjugate * made
                        return Turn.slerp(from: reference, to: made, at: share)
                    }
                    let eased = through * through * (3 - 2 * through)
                    return Turn.slerp(from: turn(before ?? after ?? 0, joint), to: turn(after ?? before ?? 0, joint), at: eased)
                }
                let near = turns.enumerated().map { joint, turn in last.map { turn.near($0[joint]) } ?? turn.standardized }
                for joint in 0..<joints { result.setTurn(near[joint], frame, joint) }
                last = near
            }
            world = next
        }
        if world != .none {
            for frame in position..<count { result.place(world.applied(to: ownRoot(frame)), frame, rest: rest) }
        }
        return result
    }

    private func turn(_ frame: Int, _ joint: Int) -> Turn {
        let at = (frame * layout.jointCount + joint) * 3
        return Turn(axisAngle: Point(Double(poses.elements[at]), Double(poses.elements[at + 1]), Double(poses.elements[at + 2])))
    }

    private mutating func setTurn(_ turn: Turn, _ frame: Int, _ joint: Int) {
        var vector = turn.axisAngle
        // Near a full turn vectors start anew.
        if dot(vector, vector) > 36 { vector = turn.standardized.axisAngle }
        for axis in 0..<3 { poses[frame, joint, axis] = Float(vector[axis]) }
    }

    /// Puts the root of a frame, its vector near that of the frame before.
    private mutating func place(_ root: RootPose, _ frame: Int, rest: Point) {
        setTurn(frame > 0 ? root.turn.near(turn(frame - 1, 0)) : root.turn.standardized, frame, 0)
        let shift = root.pelvis - rest
        for axis in 0..<3 { translations[frame, axis] = Float(shift[axis]) }
    }
}

/// How the root is turned, and where the pelvis is.
private struct RootPose {
    var turn: Turn
    var pelvis: Point

    init(turn: Turn, pelvis: Point) { (self.turn, self.pelvis) = (turn, pelvis) }

    /// - Parameter rest: the pelvis at rest.
    init(_ motion: Motion, _ frame: Int, rest: Point) {
        turn = Turn(
            axisAngle: Point(Double(motion.poses[frame, 0, 0]), Double(motion.poses[frame, 0, 1]), Double(motion.poses[frame, 0, 2])))
        pelvis =
            rest
            + Point(
                Double(motion.translations[frame, 0]), Double(motion.translations[frame, 1]), Double(motion.translations[frame, 2]))
    }

    func mixed(with other: RootPose, _ share: Double) -> RootPose {
        RootPose(turn: Turn.slerp(from: turn, to: other.turn, at: share), pelvis: pelvis + (other.pelvis - pelvis) * share)
    }
}

/// A turn about the vertical and a shift along the floor.
private struct FloorShift: Equatable {
    static let none = FloorShift(turn: .identity, shift: .zero)

    private let turn: Turn
    private let shift: Point

    private init(turn: Turn, shift: Point) { (self.turn, self.shift) = (turn, shift) }

    /// The one that takes a root as near as can be to another; heights stay.
    init(taking root: RootPose, to target: RootPose) {
        let between = target.turn * root.turn.conjugate
        // What of that is about the vertical; nothing, where one lies and the other stands on its head.
        let vertical = Turn(w: between.w, x: 0, y: 0, z: between.z)
        turn = vertical.length > 1e-6 ? vertical.normalized : .identity
        var shift = target.pelvis - turn.turning(root.pelvis)
        shift.z = 0
        self.shift = shift
    }

    func applied(to root: RootPose) -> RootPose { RootPose(turn: turn * root.turn, pelvis: turn.turning(root.pelvis) + shift) }
}
