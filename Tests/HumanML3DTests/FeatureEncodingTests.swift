// HumanML3D's features made from joints, against the reference's own numbers.
import ArrayFiles
import Arrays
import HumanML3D
import Rotations
import Testing

@Suite struct FeatureEncodingTests {
    func worst(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }

    /// The fixture's target, given as bones, as a figure that stands.
    func target(_ golden: NamedArrays) throws -> NDArray<Float> {
        var joints = try golden.float32("target_offsets", shape: [22, 3])
        let parents = [-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19]
        for joint in 1..<22 { for axis in 0..<3 { joints[joint, axis] += joints[parents[joint], axis] } }
        return joints
    }

    func expectLike(_ features: NDArray<Float>, _ golden: NDArray<Float>) {
        #expect(features.shape == golden.shape)
        func block(_ columns: Range<Int>) -> Float {
            (0..<golden.shape[0]).reduce(0) { sum, frame in columns.reduce(sum) { max($0, abs(features[frame, $1] - golden[frame, $1])) } }
        }
        // The reference computes in single precision; its rotations are the farthest from exact.
        #expect(block(0..<67) < 1e-4, "\(block(0..<67))")
        #expect(block(67..<193) < 2e-3, "\(block(67..<193))")
        #expect(block(193..<259) < 1e-4, "\(block(193..<259))")
        #expect(block(259..<263) == 0)
    }

    @Test func `features are those of the reference, from joints turned, moved and scaled`() throws {
        let golden = try Golden.file("features")
        let raw = try golden.float32("raw_joints", shape: [nil, 22, 3])
        let uniform = HumanML3DFeatures.uniform(raw, target: try target(golden))
        #expect(worst(uniform.elements, try golden.float32("uniform", shape: [nil, 22, 3]).elements) < 1e-4)
        let standing = HumanML3DFeatures.standing(uniform)
        #expect(worst(standing.elements, try golden.float32("global_positions", shape: [nil, 22, 3]).elements) < 1e-4)
        let features = HumanML3DFeatures.features(of: raw, target: try target(golden))
        #expect(features.shape == [raw.shape[0] - 1, 263])
        expectLike(features, try golden.float32("features", shape: [nil, 263]))
    }

    @Test func `joints taken as they are, too`() throws {
        let golden = try Golden.file("features")
        let features = HumanML3DFeatures.features(ofStanding: try golden.float32("joints_B", shape: [nil, 22, 3]))
        expectLike(features, try golden.float32("features_B", shape: [nil, 263]))
    }

    @Test func `rotations along the chains are those of the reference, sign by sign`() throws {
        let golden = try Golden.file("features")
        let raw = try golden.float32("raw_joints", shape: [nil, 22, 3])
        for (places, output, isSmooth) in [
            (HumanML3DFeatures.uniform(raw, target: try target(golden)), "ik_smooth", true), (raw, "ik_nosmooth_raw", false),
        ] {
            let wanted = try golden.float32(output, shape: [nil, 22, 4])
            var chains = ChainRotations(places, isSmooth: isSmooth)
            var largest = 0.0
            for frame in 0..<wanted.shape[0] {
                chains.turn(frame)
                for joint in 0..<22 {
                    let turn = joint == 0 ? chains.roots[frame] : chains.locals[joint]
                    for k in 0..<4 { largest = max(largest, abs(turn.components[k] - Double(wanted[frame, joint, k]))) }
                }
            }
            #expect(largest < 1e-4, "\(output): \(largest)")
        }
    }
}
