// Motions that a file gives as rotations, but in a world whose upward axis it does not name.
import Arrays
import BodyModels
import Files
import Rotations

extension Motion {
    /// Where the 22 body joints of a skeleton are in every frame.
    func places(of skeleton: RestSkeleton) -> JointPositions {
        let joints = BodyJoint.count
        var numbers = NDArray<Float>(repeating: 0, shape: [frameCount, joints, 3])
        var turns = [Turn](repeating: .identity, count: joints)
        var places = [Point](repeating: .zero, count: joints)
        for frame in 0..<frameCount {
            for joint in 0..<joints {
                let vector = Point(Double(poses[frame, joint, 0]), Double(poses[frame, joint, 1]), Double(poses[frame, joint, 2]))
                let parent = RestSkeleton.parents[joint]
                let local = Turn(axisAngle: vector)
                turns[joint] = parent < 0 ? local : turns[parent] * local
            }
            let shift = Point(Double(translations[frame, 0]), Double(translations[frame, 1]), Double(translations[frame, 2]))
            turns.withUnsafeBufferPointer { turns in
                places.withUnsafeMutableBufferPointer { places in
                    guard let from = turns.baseAddress, let to = places.baseAddress else { return }
                    skeleton.place(from, pelvis: skeleton.joints[0] + shift, into: to)
                }
            }
            for joint in 0..<joints { for axis in 0..<3 { numbers[frame, joint, axis] = Float(places[joint][axis]) } }
        }
        return JointPositions(numbers)
    }

    /// The motion raised or lowered in each frame so that the lowest of some joints is as high as the lowest of them in `places`:
    /// with longer legs than the captured ones, feet stay on the floor all the same.
    /// - Parameter places: (frames, 22, 3), metres, Z up.
    func standing(as places: JointPositions, of joints: [Int], skeleton: RestSkeleton) -> Motion {
        var result = self
        let own = self.places(of: skeleton)
        for frame in 0..<frameCount {
            func lowest(_ places: JointPositions) -> Float { joints.reduce(Float.infinity) { min($0, places.numbers[frame, $1, 2]) } }
            let lift = lowest(places) - lowest(own)
            if lift.isFinite { result.translations[frame, 2] += lift }
        }
        return result
    }

    /// The motion in a world with Z up, whichever axis points up now.
    func upright(_ choices: ReadingChoices, usual: UpAxis) -> Motion {
        var notes = self.notes
        let turn =
            choices.up.map(WorldTurn.init)
            ?? WorldTurn.detected(places(of: choices.skeleton), usual: usual, notes: &notes)
        var result = turned(turn, skeleton: choices.skeleton)
        result.notes = notes
        return result
    }
}
