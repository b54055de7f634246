// Speeds of joints.
import Arrays
import Foundation
import Motions
import Testing

@Suite struct SpeedTests {
    @Test func `steady movement has its speed in every frame, at any rate`() {
        for rate in [10.0, 30, 120] {
            var joints = NDArray<Float>(repeating: 0, shape: [20, 2, 3])
            for frame in 0..<20 {
                joints[frame, 0, 0] = Float(Double(frame) / rate * 3)
                joints[frame, 0, 2] = Float(Double(frame) / rate * 4)
            }
            let speeds = JointSpeeds.metresPerSecond(joints, frameRate: rate)
            #expect(speeds.shape == [20, 2])
            for frame in 0..<20 { #expect(abs(speeds[frame, 0] - 5) < 1e-3 && speeds[frame, 1] == 0) }
        }
    }

    @Test func `a kick stays where it is, at nearly its height`() throws {
        let joints = try OpenBody.joints(Clips.read("11/11_01"))
        let fine = JointSpeeds.metresPerSecond(joints, frameRate: 120)
        let foot = (0..<fine.shape[0]).map { fine[$0, 11] }
        let most = try #require(foot.max())
        #expect(most > 5 && most < 25)
        // A quarter of the frames tells the same story.
        var few = NDArray<Float>(repeating: 0, shape: [joints.shape[0] / 4, 22, 3])
        for frame in 0..<few.shape[0] {
            for joint in 0..<22 { for axis in 0..<3 { few[frame, joint, axis] = joints[frame * 4, joint, axis] } }
        }
        let coarse = JointSpeeds.metresPerSecond(few, frameRate: 30)
        let again = (0..<coarse.shape[0]).map { coarse[$0, 11] }
        #expect(abs(try #require(again.max()) - most) < 0.15 * most)
        let moment = (foot.firstIndex(of: most) ?? 0) / 4, same = again.firstIndex(of: again.max() ?? 0) ?? 99
        #expect(abs(moment - same) <= 1)
    }

    @Test func `trembling is smoothed, single frames are at rest`() {
        var joints = NDArray<Float>(repeating: 0, shape: [61, 1, 3])
        for frame in 0..<61 { joints[frame, 0, 0] = frame == 30 ? 0.1 : 0 }
        let speeds = JointSpeeds.metresPerSecond(joints, frameRate: 120)
        #expect((speeds.elements.max() ?? 9) < 0.5 * 0.1 * 120 / 2)
        #expect(JointSpeeds.metresPerSecond(NDArray(repeating: 1, shape: [1, 5, 3]), frameRate: 30).elements == [0, 0, 0, 0, 0])
        #expect(JointSpeeds.metresPerSecond(NDArray(repeating: 1, shape: [0, 5, 3]), frameRate: 30).shape == [0, 5])
    }
}
