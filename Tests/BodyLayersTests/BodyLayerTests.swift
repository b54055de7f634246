// Joints and vertices of the layer equal the reference's, and gradients those of finite differences.
import ArrayFiles
import BodyLayers
import BodyModels
import GoldenTensors
import Learning
import TestSupport
import Testing

@Suite struct BodyLayerTests {
    @Test("Vertices, joints and their gradients equal smplx's", arguments: ["smpl/smpl_lbs.npz", "smpl/smplh_lbs.npz"])
    func golden(_ file: String) throws {
        let golden = try GoldenFile(file)
        let layer = BodyLayer(try GoldenBodies.model(golden.file), betaCount: try golden["betas"].shape[1])
        let rotations = try golden["rotations"], betas = try golden["betas"]
        rotations.setRequiresGradient(true)
        betas.setRequiresGradient(true)
        let vertices = layer.vertices(rotations, betas: betas), joints = layer.joints(rotations, betas: betas)
        expectNear(vertices, try golden["vertices"], abs: 2e-6, rel: 1e-5)
        expectNear(joints, try golden["joints"], abs: 2e-6, rel: 1e-5)
        ((vertices * (try golden["g_vertices"])).sum() + (joints * (try golden["g_joints"])).sum()).backward()
        expectNear(rotations.gradient, try golden["grad.rotations"], abs: 1e-4, rel: 1e-5)
        expectNear(betas.gradient, try golden["grad.betas"], abs: 1e-4, rel: 1e-5)
    }

    @Test func aSettledShapeGivesTheSameAsOneBroughtAlong() throws {
        let golden = try GoldenFile("smpl/smpl_lbs.npz")
        let model = try GoldenBodies.model(golden.file)
        let betas = Array(try golden.array("betas").row(1))
        let rotations = try golden["rotations"]
        let frames = rotations.shape[0]
        let settled = BodyLayer(model, betas: betas).vertices(rotations)
        let repeated = Tensor(Array(repeating: betas, count: frames).flatMap { $0 }, shape: [frames, betas.count])
        let brought = BodyLayer(model, betaCount: betas.count).vertices(rotations, betas: repeated)
        #expect(excess(settled.elements, brought.elements, abs: 1e-6, rel: 1e-6) == 0)
    }

    @Test func sparseCorrectivesGiveTheSameAsDenseOnesAndAsPosing() throws {
        let model = try GoldenBodies.open()
        let rotations = GoldenBodies.rotations(frames: 19, joints: 52, seed: 3)
        let translations = GoldenBodies.random([19, 3], seed: 4)
        let weights = GoldenBodies.random([19, 6890, 3], seed: 5)
        func run(_ model: BodyModel) -> (Tensor, Tensor?) {
            let x = Tensor(rotations.array, requiresGradient: true)
            let vertices = BodyLayer(model, betas: [1.5, -1]).vertices(x, translations: translations)
            (vertices * weights).sum().backward()
            return (vertices, x.gradient)
        }
        let (sparse, sparseGradient) = run(model), (dense, denseGradient) = run(model.withDenseCorrectives())
        #expect(excess(sparse.elements, dense.elements, abs: 2e-6, rel: 1e-5) == 0)
        #expect(excess(sparseGradient?.elements ?? [], denseGradient?.elements ?? [], abs: 1e-3, rel: 1e-4) == 0)
        let posed = model.shaped(by: [1.5, -1]).pose(rotations: rotations.array, translations: translations.array)
        #expect(excess(sparse.elements, posed.vertices.elements, abs: 2e-6, rel: 1e-5) == 0)
    }

    @Test func gradientsAgreeWithFiniteDifferences() throws {
        let model = try GoldenBodies.smpl()
        let layer = BodyLayer(model, betaCount: 6)
        let frames = 5
        let weights = GoldenBodies.random([frames, model.vertexCount, 3], seed: 1),
            jointWeights = GoldenBodies.random([frames, 24, 3], seed: 2)
        let vectors = GoldenBodies.random([frames, 24, 3], scale: 0.4, seed: 6)
        let betas = GoldenBodies.random([frames, 6], seed: 7), translations = GoldenBodies.random([frames, 3], seed: 8)
        func loss(_ vectors: Tensor, _ betas: Tensor, _ translations: Tensor) -> Tensor {
            let rotations = vectors.rotationMatrices(from: .axisAngle)
            return (layer.vertices(rotations, betas: betas, translations: translations) * weights).sum()
                + (layer.joints(rotations, betas: betas, translations: translations) * jointWeights).sum()
        }
        for (name, slopes) in [
            ("rotations", GoldenBodies.slopes(of: { loss($0, betas, translations) }, at: vectors, step: 3e-3, seed: 9)),
            ("betas", GoldenBodies.slopes(of: { loss(vectors, $0, translations) }, at: betas, step: 1e-2, seed: 10)),
            ("translations", GoldenBodies.slopes(of: { loss(vectors, betas, $0) }, at: translations, step: 1e-2, seed: 11)),
        ] {
            #expect(abs(slopes.numeric - slopes.analytic) < 2e-3 * max(10, abs(slopes.analytic)), "\(name): \(slopes)")
        }
    }

    @Test func chosenVerticesAreThoseOfTheWholeBody() throws {
        let model = try GoldenBodies.smpl()
        let rotations = GoldenBodies.rotations(frames: 3, joints: 24, seed: 13)
        let count = model.vertexCount
        let chosen = [count - 1, 7, 120]
        let all = BodyLayer(model).vertices(rotations), some = BodyLayer(model, vertices: chosen).vertices(rotations)
        for frame in 0..<3 {
            for (place, vertex) in chosen.enumerated() {
                let a = all.elements[(frame * count + vertex) * 3..<(frame * count + vertex) * 3 + 3]
                let b = some.elements[(frame * 3 + place) * 3..<(frame * 3 + place) * 3 + 3]
                #expect(excess(Array(a), Array(b), abs: 1e-6, rel: 1e-6) == 0)
            }
        }
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let layer = BodyLayer(try GoldenBodies.smpl())
        let frames = 181
        let given = GoldenBodies.rotations(frames: frames, joints: 24, seed: 14)
        let start = GoldenBodies.random([frames, 24, 6], seed: 15)
        let weights = GoldenBodies.random([frames, layer.vertexCount, 3], seed: 16)
        let runs = onOneTwoAndThreeThreads { () -> [Float] in
            let x = Tensor(start.array, requiresGradient: true)
            let rotations = x.rotationMatrices(from: .sixD)
            let vertices = layer.vertices(rotations)
            let distance = layer.bodyDistance(rotations, given)
            ((vertices * weights).sum() + layer.joints(rotations).sum() + distance).backward()
            return vertices.elements + [distance.item] + (x.gradient?.elements ?? [])
        }
        #expect(runs[0] == runs[1] && runs[0] == runs[2])
    }
}
