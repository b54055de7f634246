// How fast each joint moves, for colours.
import Arrays
import Motions

/// The speed of every joint in every frame, metres a second.
struct JointSpeeds: Sendable {
    private let values: [[Float]]

    subscript(frame: Int) -> [Float] { values[frame] }

    private init(values: [[Float]]) { self.values = values }

    func selecting(_ frames: [Int]) -> JointSpeeds { JointSpeeds(values: frames.map { values[$0] }) }

    init(of performer: Performer) {
        let motion = performer.motion
        let joints = performer.figure.body.outline(vertices: 1).pose(axisAngles: motion.poses, translations: motion.translations).joints
        let count = motion.frameCount, jointCount = joints.shape[1]
        values = (0..<count).map { frame in
            // Differences over a few frames: those of neighbours are mostly noise.
            let reach = max(1, Int((motion.frameRate / 30).rounded()))
            let before = max(frame - reach, 0), after = min(frame + reach, count - 1)
            let seconds = Float(Double(max(after - before, 1)) / motion.frameRate)
            return (0..<jointCount).map { joint in
                var square: Float = 0
                for axis in 0..<3 {
                    let way = joints[after, joint, axis] - joints[before, joint, axis]
                    square += way * way
                }
                return square.squareRoot() / seconds
            }
        }
    }
}
