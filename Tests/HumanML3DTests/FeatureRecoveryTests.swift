// HumanML3D's features, back to joints, against the reference's own numbers.
import ArrayFiles
import Arrays
import HumanML3D
import Rotations
import Testing

@Suite struct FeatureRecoveryTests {
    func worst(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }
    func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }

    @Test func `root and joints are recovered as by the reference`() throws {
        let golden = try Golden.file("recover")
        let features = try golden.float32("clip.features", shape: [nil, 263])
        let roots = HumanML3DFeatures.roots(features)
        #expect(worst(roots.rotations.elements, try golden.float32("clip.root_quat", shape: [nil, 4]).elements) < 2e-5)
        #expect(worst(roots.positions.elements, try golden.float32("clip.root_pos", shape: [nil, 3]).elements) < 2e-5)
        #expect(
            worst(HumanML3DFeatures.positions(features).elements, try golden.float32("clip.joints", shape: [nil, 22, 3]).elements) < 2e-5)
        let random = try golden.float32("random.features", shape: [nil, nil, 263])
        let joints = try golden.float32("random.joints", shape: [nil, nil, 22, 3])
        for sequence in 0..<random.shape[0] {
            let part = random.rows(sequence..<sequence + 1).reshaped([random.shape[1], 263])
            #expect(worst(HumanML3DFeatures.positions(part).elements, Array(joints.row(sequence))) < 1e-5)
        }
    }

    @Test(arguments: ["clip", "random"]) func `rotations lead to the same joints as by the reference`(name: String) throws {
        let golden = try Golden.file("recover")
        let wanted = try golden.float32(name + ".joints_from_rot", shape: [nil, 22, 3])
        let all = try golden.array(name + ".features").float32()
        // Of several sequences the first.
        let features = NDArray<Float>(shape: [wanted.shape[0], 263], elements: Array(all.elements.prefix(wanted.shape[0] * 263)))
        let offsets = try golden.float32(name + ".offsets_frame0", shape: [22, 3])
        #expect(worst(HumanML3DFeatures.posed(features, offsets: offsets).elements, wanted.elements) < 1e-4)
    }

    @Test func `turning vectors and turns between vectors are the reference's`() throws {
        let golden = try Golden.file("quaternion")
        let q = try golden.float64("q", shape: [nil, 4])
        let (v, w) = (try golden.float64("v", shape: [nil, 3]), try golden.float64("w", shape: [nil, 3]))
        let (turned, between) = (try golden.float64("qrot", shape: [nil, 3]), try golden.float64("qbetween", shape: [nil, 4]))
        for i in 0..<q.shape[0] {
            func vector(_ a: NDArray<Double>) -> SIMD3<Double> { SIMD3(a[i, 0], a[i, 1], a[i, 2]) }
            let turn = Quaternion(w: q[i, 0], x: q[i, 1], y: q[i, 2], z: q[i, 3])
            #expect(length(turn.turning(vector(v)) - vector(turned)) < 1e-5)
            let (a, b) = (vector(v), vector(w))
            let ours = Quaternion.between(a / length(a), b / length(b))
            let theirs = Quaternion(w: between[i, 0], x: between[i, 1], y: between[i, 2], z: between[i, 3])
            #expect(abs(ours.dot(theirs)) > 1 - 1e-6)
        }
    }
}
