// `rcxyz` and `velxyz` compare what `--jointstype` names, moved along the path or not.
import ArrayFiles
import BodyLayers
import BodyModels
import Learning
import Motions
import TestSupport
import Testing
import Training

@Suite struct BodyPositionLossTests {
    let body: BodyModel

    init() throws {
        let folder = try TestFolder()
        body = try BodyModel(contentsOf: writeGoldenBody(NamedArrays(contentsOf: Fixtures.path("smpl/smpl_lbs.npz")), in: folder))
    }

    private static func motions(joints: Int, seed: UInt64, frames: Int = 5) -> Tensor {
        var random = RandomNumbers(seed: seed)
        let shape = [2, joints, 6, frames]
        return Tensor((0..<shape.reduce(1, *)).map { _ in random.normal() }, shape: shape)
    }

    private func loss(_ points: JointsType, root: Bool = true, follows: Bool = false) throws -> BodyPositionLoss {
        try BodyPositionLoss(
            body, pose: .rot6d, hasRootOrientation: root, hasTranslation: true, follows: follows, points: points)
    }

    @Test("Positions are compared by the mean square of the points that are named", arguments: [JointsType.vertices, .smpl])
    func positions(_ points: JointsType) throws {
        let (a, b) = (Self.motions(joints: body.jointCount + 1, seed: 1), Self.motions(joints: body.jointCount + 1, seed: 2))
        let mask = (0..<10).map { $0 != 4 }
        let step = try Rotation2xyz(body, options: .init(jointsType: points))
        let squares = zip(step(a, mask: mask).elements, step(b, mask: mask).elements).map { Double(($0 - $1) * ($0 - $1)) }
        let count = Double(squares.count) / 10 * 9
        let expected = squares.reduce(0, +) / count
        let found = Double(try loss(points)(.rcxyz, a, b, mask: mask).item)
        #expect(abs(found - expected) < 1e-5 * expected, "\(found), \(expected)")
    }

    @Test func velocitiesOfVerticesAreThoseOfTheJoints() throws {
        let (a, b) = (Self.motions(joints: body.jointCount + 1, seed: 3), Self.motions(joints: body.jointCount + 1, seed: 4))
        let one = try loss(.vertices)(.velxyz, a, b, mask: nil).item
        let same = try loss(.smpl)(.velxyz, a, b, mask: nil).item
        #expect(one > 0 && one == same)
        #expect(try loss(.smpl)(.velxyz, a, a, mask: nil).item == 0)
    }

    @Test("A path counts where bodies follow it, and only there", arguments: [MotionLoss.rcxyz, .velxyz])
    func paths(_ kind: MotionLoss) throws {
        let a = Self.motions(joints: body.jointCount + 1, seed: 5)
        var moved = a.elements
        let frames = a.shape[3], width = 6 * frames
        for item in 0..<2 {
            // The last joint's first number: x of the root, which runs away here.
            let start = (item * (body.jointCount + 1) + body.jointCount) * width
            for t in 0..<frames { moved[start + t] += Float(t) }
        }
        let b = Tensor(moved, shape: a.shape)
        #expect(try loss(.smpl)(kind, a, b, mask: nil).item == 0)
        #expect(try loss(.smpl, follows: true)(kind, a, b, mask: nil).item > 0.1)
    }

    @Test func motionsWithoutTheRootsRotationArePosedAndHaveGradients() throws {
        let (a, b) = (Self.motions(joints: body.jointCount, seed: 6), Self.motions(joints: body.jointCount, seed: 7))
        for kind in [MotionLoss.rcxyz, .velxyz] {
            let x = Tensor(a.elements, shape: a.shape, requiresGradient: true)
            let loss = try loss(.smpl, root: false)
            loss(kind, x, b, mask: nil).backward()
            let gradient = try #require(x.gradient?.elements)
            let largest = try #require(gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) })
            func value(_ step: Float) -> Float {
                var numbers = a.elements
                numbers[largest] += step
                return loss(kind, Tensor(numbers, shape: a.shape), b, mask: nil).item
            }
            let numeric = (value(0.01) - value(-0.01)) / 0.02
            #expect(abs(numeric - gradient[largest]) < 0.03 * abs(gradient[largest]) + 1e-5, "\(kind) \(numeric) \(gradient[largest])")
        }
    }

    @Test func pointsThatNeedAnotherFileAreRefusedWithItsName() {
        #expect(problem { _ = try loss(.vibe) }.contains("J_regressor_extra.npy"))
    }
}
