// Surveys a motion before anything is drawn: where the body goes, which way it faces, where the floor is.
import Arrays
import BodyModels
import Motions
import Rendering
import Rotations

/// What is known of a motion's path through the world.
struct MotionSurvey {
    /// The floor the body stands on.
    var floor: FloorHeight
    /// The box around all bodies of all frames.
    var bounds: Bounds

    /// How far skin lies outside the sampled vertices at most, metres.
    static let slack: Float = 0.03
    private static let framesAtOnce = 64

    /// - Parameter visit: called with every sampled point of every frame, and the frame's number.
    init(of motion: Motion, outline: ShapedBody, visit: (Int, SIMD3<Float>) -> Void = { _, _ in }) {
        var feet = FootContacts(body: outline, frameRate: motion.frameRate)
        var bounds = Bounds.empty
        for first in stride(from: 0, to: motion.frameCount, by: MotionSurvey.framesAtOnce) {
            let range = first..<min(first + MotionSurvey.framesAtOnce, motion.frameCount)
            let posed = outline.pose(axisAngles: motion.poses.rows(range), translations: motion.translations.rows(range))
            let perFrame = posed.vertices.shape[1]
            posed.vertices.elements.withUnsafeBufferPointer { v in
                for frame in 0..<range.count {
                    var low = Float.infinity
                    for i in stride(from: frame * perFrame * 3, to: (frame + 1) * perFrame * 3, by: 3) {
                        let point = SIMD3(v[i], v[i + 1], v[i + 2])
                        bounds.include(point)
                        low = min(low, point.z)
                        visit(first + frame, point)
                    }
                    feet.add(UnsafeBufferPointer(rebasing: v[frame * perFrame * 3..<(frame + 1) * perFrame * 3]), lowest: low)
                }
            }
        }
        self.bounds = bounds.grown(by: MotionSurvey.slack)
        feet.finish()
        floor = FloorHeight(feet, roots: motion.translations)
    }

    /// Height of the floor, metres.
    var floorHeight: Float { floor.height }

    /// How far the root gets from where it began at most, seen from above, metres.
    static func travel(_ motion: Motion) -> Float {
        let start = SIMD2(motion.translations[0, 0], motion.translations[0, 1])
        return (0..<motion.frameCount).reduce(Float(0)) { farthest, frame in
            let way = SIMD2(motion.translations[frame, 0], motion.translations[frame, 1]) - start
            return max(farthest, (way * way).sum().squareRoot())
        }
    }

    /// The mean over time of where the pelvis faces (its own +Z), seen from above.
    static func facing(_ motion: Motion) -> SIMD3<Float> {
        var sum = SIMD3<Float>.zero
        let width = motion.layout.jointCount * 3
        for frame in 0..<motion.frameCount {
            let i = frame * width
            let root = SIMD3(motion.poses.elements[i], motion.poses.elements[i + 1], motion.poses.elements[i + 2])
            let forward = RotationMatrix<Float>(axisAngle: root) * SIMD3<Float>(0, 0, 1)
            sum += SIMD3(forward.x, forward.y, 0)
        }
        return normalized(sum, otherwise: [0, -1, 0])
    }
}
