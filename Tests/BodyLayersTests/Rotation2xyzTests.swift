// Positions made of rotations equal those of the Python code for every joint type.
import ArrayFiles
import Arrays
import BodyLayers
import BodyModels
import Files
import GoldenTensors
import Learning
import Rotations
import TestSupport
import Testing

@Suite struct Rotation2xyzTests {
    private func landmarks(_ golden: GoldenFile) throws -> BodyLandmarks {
        BodyLandmarks(
            vertices: try golden.file.int64("vertex_ids", shape: [21]).elements,
            regressor: try golden.file.float32("J_regressor_extra", shape: [9, nil]))
    }

    /// The options of a golden case, by its name. Cases of the three joint types beyond SMPL's move along their path.
    private func options(_ name: String) -> Rotation2xyz.Options {
        let type = JointsType(rawValue: String(name.prefix { $0 != "_" })) ?? .smpl
        let form = RotationForm(rawValue: name)
        let moves = name.hasSuffix("vertstrans") || [.a2m, .vibe, .a2mpl].contains(type)
        return Rotation2xyz.Options(
            poseRep: form ?? .sixD, translation: form == nil && name != "noglob", glob: name != "noglob", jointsType: type,
            vertstrans: moves, beta: name == "smpl_beta2" ? 2 : 0)
    }

    @Test(
        "Positions and gradients equal the reference's",
        arguments: [
            "vertices", "vertices_vertstrans", "smpl", "smpl_vertstrans", "smpl_beta2", "a2m", "vibe", "a2mpl", "noglob", "rotvec",
            "rotmat", "rotquat",
        ])
    func golden(_ name: String) throws {
        let golden = try GoldenFile("smpl/rotation2xyz.npz")
        let mask = try golden.flags("mask")
        let step = try Rotation2xyz(GoldenBodies.smpl(), landmarks: landmarks(golden), options: options(name))
        let x = try golden[name + ".x"]
        #expect(x.shape[1] == step.motionJoints)
        x.setRequiresGradient(true)
        let xyz = step(x, mask: mask)
        expectNear(xyz, try golden[name + ".xyz"], abs: 5e-6, rel: 1e-5)
        guard golden.file.contains(name + ".g") else { return }
        (xyz * (try golden[name + ".g"])).sum().backward()
        expectNear(x.gradient, try golden[name + ".grad_x"], abs: 1e-4, rel: 1e-4)
    }

    @Test("Joint types are the reference's", arguments: [JointsType.vibe, .a2m, .a2mpl])
    func points(_ type: JointsType) throws {
        let golden = try GoldenFile("smpl/rotation2xyz.npz")
        #expect(type.points == (try golden.file.int64("all_joint_map." + type.rawValue, shape: [nil]).elements))
    }

    @Test("The distance is the mean square over frames that count", arguments: JointsType.allCases)
    func distance(_ type: JointsType) throws {
        let golden = try GoldenFile("smpl/rotation2xyz.npz")
        let mask = try golden.flags("mask")
        let step = try Rotation2xyz(
            GoldenBodies.smpl(), landmarks: landmarks(golden), options: .init(jointsType: type, vertstrans: true))
        let truth = try golden["smpl_vertstrans.x"]
        func run(_ loss: (Tensor) -> Tensor) -> (Float, [Float]) {
            let x = Tensor(GoldenBodies.random(truth.shape, seed: 41).array, requiresGradient: true)
            let value = loss(x)
            value.backward()
            return (value.item, x.gradient?.elements ?? [])
        }
        let found = run { step.distance($0, truth, mask: mask) }
        let wanted = run { x in
            let places = step(x)
            let (rows, times) = (places.shape[1] * 3, places.shape[3])
            let weights = (0..<places.count).map { mask[$0 / (rows * times) * times + $0 % times] ? Float(1) : 0 }
            return Tensor.meanSquaredError(places, step(truth), weights: weights)
        }
        #expect(abs(found.0 - wanted.0) <= 1e-5 * wanted.0)
        #expect(excess(found.1, wanted.1, abs: 1e-5, rel: 1e-4) == 0)
    }

    @Test func paddedFramesCarryTheirPathAndItsGradient() throws {
        let body = try GoldenBodies.smpl()
        let step = try Rotation2xyz(body, options: .init(jointsType: .vertices, vertstrans: true))
        let mask = [true, true, false, true, false, false]
        let weights = GoldenBodies.random([2, body.vertexCount, 3, 3], seed: 51)
        let slopes = GoldenBodies.slopes(
            of: { step($0, mask: mask) * weights }, at: GoldenBodies.random([2, 25, 6, 3], seed: 52), step: 2e-3, seed: 53)
        #expect(abs(slopes.numeric - slopes.analytic) < 3e-3 * max(10, abs(slopes.analytic)), "\(slopes)")
    }

    @Test func positionsDoNotDependOnTheNumberOfThreads() throws {
        let golden = try GoldenFile("smpl/rotation2xyz.npz")
        let step = try Rotation2xyz(GoldenBodies.smpl(), landmarks: landmarks(golden), options: .init(jointsType: .vibe, vertstrans: true))
        let runs = onOneTwoAndThreeThreads { () -> [Float] in
            let x = Tensor(GoldenBodies.random([6, 25, 6, 30], seed: 61).array, requiresGradient: true)
            let xyz = step(x)
            (xyz * xyz).sum().backward()
            return xyz.elements + (x.gradient?.elements ?? [])
        }
        #expect(runs[0] == runs[1] && runs[0] == runs[2])
    }

    @Test func whatIsMissingIsSaidInOneLine() throws {
        let problem = #expect(throws: FileProblem.self) {
            try Rotation2xyz(GoldenBodies.smpl(), options: .init(jointsType: .vibe))
        }
        #expect(problem?.description.contains("J_regressor_extra.npy") == true && problem?.description.contains("\n") == false)
        #expect(throws: FileProblem.self) { try Rotation2xyz(GoldenBodies.open(), options: .init(jointsType: .smpl)) }
        let other = #expect(throws: FileProblem.self) { try BodyLandmarks(of: GoldenBodies.open(), regressorFile: "J_regressor_extra.npy") }
        #expect(other?.description.contains("mesh of its own") == true)
    }
}
