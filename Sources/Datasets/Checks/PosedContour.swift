// Forward kinematics of joints and a few points of skin, for chosen frames.
import Arrays
import BodyModels
import Motions
import Rotations

/// A clip's joints and the heights and feet of its skin.
struct PosedContour {
    /// (samples, 22, 3), metres.
    private(set) var joints: NDArray<Float>
    /// The height of the lowest point of each sample.
    private(set) var lowest: [Float]
    /// The points of both feet, sample after sample.
    private(set) var feet: [SIMD3<Float>]
    let footPoints: Int

    /// A body that nothing is known of.
    init(still samples: Int, contour: BodyContour) {
        footPoints = contour.feet.last?.upperBound ?? 0
        joints = NDArray(repeating: 0, shape: [samples, JointLayout.bodyJointCount, 3])
        lowest = [Float](repeating: 0, count: samples)
        feet = [SIMD3<Float>](repeating: .zero, count: samples * footPoints)
    }

    init(_ motion: Motion, frames: [Int], contour: BodyContour) {
        self.init(still: frames.count, contour: contour)
        let count = JointLayout.bodyJointCount
        let width = motion.layout.jointCount * 3
        var matrices = [Float](repeating: 0, count: count * 9)
        typealias Columns = (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)
        var turns = [Columns](repeating: (.zero, .zero, .zero), count: count)
        var places = [SIMD3<Float>](repeating: .zero, count: count)
        let (rest, parents, points, footPoints) = (contour.rest, contour.parents, contour.points, self.footPoints)
        joints.elements.withUnsafeMutableBufferPointer { joints in
            motion.poses.elements.withUnsafeBufferPointer { poses in
                for (sample, frame) in frames.enumerated() {
                    let row = UnsafeBufferPointer(rebasing: poses[frame * width..<frame * width + count * 3])
                    matrices.withUnsafeMutableBufferPointer { rotationMatrices(fromAxisAngles: row, into: $0) }
                    let shift = SIMD3(motion.translations[frame, 0], motion.translations[frame, 1], motion.translations[frame, 2])
                    for joint in 0..<count {
                        let r = joint * 9
                        let own = (
                            SIMD3(matrices[r], matrices[r + 3], matrices[r + 6]), SIMD3(matrices[r + 1], matrices[r + 4], matrices[r + 7]),
                            SIMD3(matrices[r + 2], matrices[r + 5], matrices[r + 8])
                        )
                        let parent = parents[joint]
                        if parent < 0 {
                            turns[joint] = own
                            places[joint] = rest[joint] + shift
                        } else {
                            let p = turns[parent]
                            func turned(_ v: SIMD3<Float>) -> SIMD3<Float> { p.0 * v.x + p.1 * v.y + p.2 * v.z }
                            turns[joint] = (turned(own.0), turned(own.1), turned(own.2))
                            places[joint] = places[parent] + turned(rest[joint] - rest[parent])
                        }
                        let out = (sample * count + joint) * 3
                        (joints[out], joints[out + 1], joints[out + 2]) = (places[joint].x, places[joint].y, places[joint].z)
                    }
                    var low = Float.infinity
                    for (index, point) in points.enumerated() {
                        let t = turns[point.joint]
                        if index < footPoints {
                            let place = places[point.joint] + t.0 * point.offset.x + t.1 * point.offset.y + t.2 * point.offset.z
                            feet[sample * footPoints + index] = place
                            low = min(low, place.z)
                        } else {
                            low = min(low, places[point.joint].z + t.0.z * point.offset.x + t.1.z * point.offset.y + t.2.z * point.offset.z)
                        }
                    }
                    lowest[sample] = low
                }
            }
        }
    }
}
