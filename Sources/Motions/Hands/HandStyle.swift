// How hands are posed in motions that were captured without them.
import Arrays
import BodyModels
import Rotations

/// What to do about fingers.
public enum HandStyle: String, CaseIterable, Sendable {
    /// Fingers slightly curled, as of hands that hang or rest, where the motion says nothing about them; else the motion's own.
    case relaxed
    /// Fingers stretched, as the body's at rest, whatever the motion says.
    case flat
    /// As the motion has them.
    case own
}

extension Motion {
    /// The motion with hands of a style.
    ///
    /// A motion "says nothing" of a hand all of whose fingers are zero in all frames; each hand is looked at by itself. One that
    /// comes from SMPL, where a single joint turns all fingers (see ``converted(to:)``), keeps that turn on top of the curl.
    /// SMPL's own layout has no fingers: convert it to the layout of the body first.
    ///
    /// Rotations of hands are absolute, here and in AMASS: zero is the flat hand of the template. (MANO's own files and the
    /// `smplx` package may count from a mean pose instead; such numbers must have the mean added first.)
    public func withHands(_ style: HandStyle) -> Motion {
        guard layout != .smpl, style != .own else { return self }
        var result = self
        for (joints, pose) in [(layout.leftHand, RelaxedHand.left), (layout.rightHand, RelaxedHand.right)] {
            switch style {
            case .own: break
            case .flat:
                result.fill(joints) { _ in .zero }
            case .relaxed:
                guard !isTurned(joints.dropFirst()) else { continue }
                guard isTurned(joints.prefix(1)) else {
                    result.fill(joints) { pose[$0] }
                    continue
                }
                result.turnFingers(joints, pose)
            }
        }
        return result
    }

    /// True if any of the joints is turned in any frame.
    private func isTurned(_ joints: some Collection<Int>) -> Bool {
        let width = layout.jointCount * 3
        return poses.elements.withUnsafeBufferPointer { poses in
            (0..<frameCount).contains { frame in
                joints.contains { joint in (0..<3).contains { poses[frame * width + joint * 3 + $0] != 0 } }
            }
        }
    }

    /// The same pose in all frames, given by the joint's number within the hand.
    private mutating func fill(_ joints: Range<Int>, _ pose: (Int) -> SIMD3<Float>) {
        for frame in 0..<frameCount {
            for joint in joints {
                let vector = pose(joint - joints.lowerBound)
                for axis in 0..<3 { poses[frame, joint, axis] = vector[axis] }
            }
        }
    }

    /// A pose turned as a whole by what the first joint has.
    private mutating func turnFingers(_ joints: Range<Int>, _ pose: [SIMD3<Float>]) {
        for frame in 0..<frameCount {
            let first = joints.lowerBound
            let turn = Turn(
                axisAngle: Point(Double(poses[frame, first, 0]), Double(poses[frame, first, 1]), Double(poses[frame, first, 2])))
            for joint in joints {
                var vector = Point(pose[joint - first])
                // The fingers' first joints hang on the wrist, the others on those.
                if (joint - first) % 3 == 0 { vector = (turn * Turn(axisAngle: vector)).standardized.axisAngle }
                for axis in 0..<3 { poses[frame, joint, axis] = Float(vector[axis]) }
            }
        }
    }
}
