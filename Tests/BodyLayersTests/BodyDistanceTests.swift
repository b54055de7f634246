// The distance between posed bodies and its gradient equal the reference's, without all vertices in memory.
import BodyLayers
import BodyModels
import Learning
import TestSupport
import Testing

@Suite struct BodyDistanceTests {
    private func run(_ layer: BodyLayer, fused: Bool, mask: [Bool]?) -> (loss: Float, rotations: Tensor?, translations: Tensor?) {
        let frames = 37
        let a = Tensor(GoldenBodies.rotations(frames: frames, joints: 24, seed: 21).array, requiresGradient: true)
        let b = GoldenBodies.rotations(frames: frames, joints: 24, seed: 22)
        let moveA = Tensor(GoldenBodies.random([frames, 3], seed: 23).array, requiresGradient: true),
            moveB = GoldenBodies.random([frames, 3], seed: 24)
        let loss: Tensor
        if fused {
            loss = layer.bodyDistance(a, b, translationsA: moveA, translationsB: moveB, mask: mask)
        } else {
            loss = Tensor.meanSquaredError(
                layer.vertices(a, translations: moveA), layer.vertices(b, translations: moveB),
                weights: mask?.flatMap { [Float](repeating: $0 ? 1 : 0, count: layer.vertexCount * 3) })
        }
        (loss * 100).backward()
        return (loss.item, a.gradient, moveA.gradient)
    }

    @Test("The distance and its gradients are those of the vertices", arguments: [false, true])
    func equalsTheVertices(masked: Bool) throws {
        let layer = BodyLayer(try GoldenBodies.smpl())
        let mask = masked ? (0..<37).map { $0 % 5 != 2 } : nil
        let fused = run(layer, fused: true, mask: mask), plain = run(layer, fused: false, mask: mask)
        #expect(abs(fused.loss - plain.loss) <= 1e-6 * plain.loss)
        #expect(excess(fused.rotations?.elements ?? [], plain.rotations?.elements ?? [], abs: 1e-5, rel: 1e-4) == 0)
        #expect(excess(fused.translations?.elements ?? [], plain.translations?.elements ?? [], abs: 1e-5, rel: 1e-4) == 0)
    }

    @Test func noFramesAreNoDistance() throws {
        let layer = BodyLayer(try GoldenBodies.smpl())
        let a = Tensor(GoldenBodies.rotations(frames: 2, joints: 24, seed: 1).array, requiresGradient: true)
        let loss = layer.bodyDistance(a, GoldenBodies.rotations(frames: 2, joints: 24, seed: 2), mask: [false, false])
        loss.backward()
        #expect(loss.item == 0)
        #expect(a.gradient?.elements.allSatisfy { $0 == 0 } == true)
    }

    @Test func gradientAgreesWithFiniteDifferences() throws {
        let layer = BodyLayer(try GoldenBodies.smpl())
        let given = GoldenBodies.rotations(frames: 4, joints: 24, seed: 31)
        let slopes = GoldenBodies.slopes(
            of: { layer.bodyDistance($0.rotationMatrices(from: .sixD), given) * 100 }, at: GoldenBodies.random([4, 24, 6], seed: 32),
            step: 1e-3,
            seed: 33)
        #expect(abs(slopes.numeric - slopes.analytic) < 5e-3 * max(1, abs(slopes.analytic)), "\(slopes)")
    }
}
