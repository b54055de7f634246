// The inner loop of resampling: all joints of one moment between two frames.
import Arrays
import Rotations

/// Interpolates the rotations of a motion; remembers the quaternions of the last frames it met.
struct FrameInterpolator {
    private let poses: [Float]
    private let jointCount: Int
    private let frameCount: Int
    private var earlier = Slot()
    private var later = Slot()

    /// The quaternions of one frame.
    private struct Slot {
        var frame = -1
        var rotations: [Quaternion<Double>] = []
    }

    init(_ motion: Motion) {
        poses = motion.poses.elements
        jointCount = motion.layout.jointCount
        frameCount = motion.frameCount
    }

    /// Writes the rotation vectors at a position in frames, from 0 to the last frame, to `target` (3 numbers a joint).
    mutating func rotations(at position: Double, into target: UnsafeMutablePointer<Float>) {
        let frame = min(Int(position), frameCount - 1)
        let t = position - Double(frame)
        let width = jointCount * 3
        guard t > 0, frame + 1 < frameCount else {
            poses.withUnsafeBufferPointer { poses in
                for i in 0..<width { target[i] = poses[frame * width + i] }
            }
            return
        }
        if later.frame == frame { swap(&earlier, &later) }
        fill(&earlier, frame)
        fill(&later, frame + 1)
        poses.withUnsafeBufferPointer { poses in
            let start = UnsafeBufferPointer(rebasing: poses[frame * width..<(frame + 1) * width])
            let end = UnsafeBufferPointer(rebasing: poses[(frame + 1) * width..<(frame + 2) * width])
            for joint in 0..<jointCount {
                let from = FrameInterpolator.vector(start, joint)
                let to = FrameInterpolator.vector(end, joint)
                let turned: SIMD3<Double>
                if from == to {
                    // Hands and toes that were not captured stand still.
                    turned = from
                } else {
                    let between = Quaternion.slerp(from: earlier.rotations[joint], to: later.rotations[joint], at: t)
                    turned = FrameInterpolator.rotationVector(between, near: t < 0.5 ? from : to)
                }
                target[3 * joint] = Float(turned.x)
                target[3 * joint + 1] = Float(turned.y)
                target[3 * joint + 2] = Float(turned.z)
            }
        }
    }

    private func fill(_ slot: inout Slot, _ frame: Int) {
        guard slot.frame != frame else { return }
        slot.frame = frame
        slot.rotations.removeAll(keepingCapacity: true)
        poses.withUnsafeBufferPointer { poses in
            let row = UnsafeBufferPointer(rebasing: poses[frame * jointCount * 3..<(frame + 1) * jointCount * 3])
            for joint in 0..<jointCount {
                let vector = FrameInterpolator.vector(row, joint)
                slot.rotations.append(vector == .zero ? .identity : Quaternion(axisAngle: vector))
            }
        }
    }

    private static func vector(_ row: UnsafeBufferPointer<Float>, _ joint: Int) -> SIMD3<Double> {
        SIMD3(Double(row[3 * joint]), Double(row[3 * joint + 1]), Double(row[3 * joint + 2]))
    }

    /// Of the many vectors of one rotation (angle plus whole turns) the one nearest to `neighbour`.
    static func rotationVector(_ rotation: Quaternion<Double>, near neighbour: SIMD3<Double>) -> SIMD3<Double> {
        let turn = 2 * Double.pi
        let imaginary = rotation.imaginary
        let sine = (imaginary * imaginary).sum().squareRoot()
        let length = (neighbour * neighbour).sum().squareRoot()
        if sine < 1e-9 {
            // Too close to whole turns for the axis to be known: keep the neighbour's.
            guard length > 1 else { return rotation.standardized.axisAngle }
            return neighbour * ((length / turn).rounded() * turn / length)
        }
        let angle = 2 * Double.arcTangent(y: sine, x: rotation.w)
        let along = (imaginary * neighbour).sum() / sine
        return imaginary * ((angle + ((along - angle) / turn).rounded() * turn) / sine)
    }
}
