// Joints on MoMask's skeleton against the numbers of the released code.
import ArrayFiles
import Motions
import Rotations
import TestSupport
import Testing

@Suite struct TemplateFitTests {
    private let golden: NamedArrays
    init() throws { golden = try NamedArrays(contentsOf: Fixtures.path("momask/bvh.npz")) }

    private func points(_ key: String) throws -> [[SIMD3<Double>]] {
        let array = try golden.array(key)
        let numbers = try array.float64().elements
        let joints = array.shape[1]
        return (0..<array.shape[0]).map { frame in
            (0..<joints).map { joint in
                let at = (frame * joints + joint) * 3
                return SIMD3(numbers[at], numbers[at + 1], numbers[at + 2])
            }
        }
    }

    private func distance(_ a: [[SIMD3<Double>]], _ b: [[SIMD3<Double>]]) -> Double {
        guard a.count == b.count else { return .infinity }
        return zip(a, b).flatMap { zip($0, $1) }.reduce(0) { max($0, (($1.0 - $1.1) * ($1.0 - $1.1)).sum().squareRoot()) }
    }

    private func targets(_ kind: String) throws -> [[SIMD3<Double>]] {
        let joints = try points("joints").map(TemplateSkeleton.fromSMPL)
        return kind.hasPrefix("footik") ? FootContactFix.targets(joints) : joints
    }

    @Test func theSkeletonIsTheReferences() throws {
        #expect(TemplateSkeleton.smplJoints == (try golden.array("re_order").int64().elements.map { Int($0) }))
        #expect(TemplateSkeleton.parents == (try golden.array("parents").int64().elements.map { Int($0) }))
        expectNear(
            TemplateSkeleton.offsets.flatMap { [$0.x, $0.y, $0.z] }, try golden.array("template_offsets").float64().elements, abs: 1e-9)
        let frame = try points("joints")[0]
        #expect(TemplateSkeleton.toSMPL(TemplateSkeleton.fromSMPL(frame)) == frame)
    }

    @Test func feetAreHeldAsTheReferenceHoldsThem() throws {
        #expect(distance(try targets("footik"), try points("foot_fixed")) < 1e-5)
    }

    @Test(arguments: [("plain1", 1, 1e-5), ("plain100", 100, 1e-4), ("footik1", 1, 1e-5), ("footik100", 100, 1e-4)])
    func jointsAndRotationsAreTheReferences(_ kind: String, _ sweeps: Int, _ tolerance: Double) throws {
        let root = try points("joints").map { $0[0] }
        let fit = TemplateFit(targets: try targets(kind), root: root, sweeps: sweeps)
        let expected = try points("\(kind).joints").map(TemplateSkeleton.fromSMPL)
        #expect(distance(fit.joints, expected) < tolerance)
        let rotations = try golden.array("\(kind).rotations").float64().elements
        var worst = 0.0
        for (frame, turns) in fit.rotations.enumerated() {
            for (joint, turn) in turns.enumerated() {
                let at = (frame * turns.count + joint) * 4
                let other = Quaternion(w: rotations[at], x: rotations[at + 1], y: rotations[at + 2], z: rotations[at + 3])
                let near = turn.dot(other) < 0 ? Quaternion(-other.components) : other
                let difference = turn.components - near.components
                worst = max(worst, (difference * difference).sum().squareRoot())
            }
        }
        #expect(worst < 1e-4)
    }

    @Test(arguments: ["plain100", "footik100"])
    func theBVHFileSaysWhatTheReferencesSays(_ kind: String) throws {
        let folder = try TestFolder()
        let fit = TemplateFit(targets: try targets(kind), root: try points("joints").map { $0[0] })
        try fit.writeBVH(to: folder.file("walk.bvh"))
        let expected = String(decoding: try golden.array("\(kind).bvh_text").int64().elements.map { UInt8($0) }, as: UTF8.self)
        let own = words(try folder.text("walk.bvh")), other = words(expected)
        #expect(own.count == other.count)
        let motion = own.firstIndex(of: "MOTION") ?? 0
        let rowLength = 3 + 3 * TemplateSkeleton.parents.count
        var wrong: [String] = []
        for (index, (a, b)) in zip(own, other).enumerated() {
            guard let x = Double(a), let y = Double(b) else {
                if a != b { wrong.append("\(a) for \(b)") }
                continue
            }
            // After MOTION: frames, frame time, then rows of three lengths and degrees.
            let column: Int = (index - motion - 6) % rowLength
            let isAngle: Bool = index > motion + 5 && column >= 3
            let limit: Double = isAngle ? 1e-3 : 1e-5
            let difference: Double = abs(x - y)
            if difference > limit { wrong.append("\(a) for \(b)") }
        }
        #expect(wrong.prefix(5) == [])
    }

    private func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
