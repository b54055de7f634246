// Matrices from every form of rotations, and their gradients.
import BodyLayers
import GoldenTensors
import Learning
import Rotations
import TestSupport
import Testing

@Suite struct RotationMatrixTests {
    @Test func sixDAndItsGradientEqualTheReferences() throws {
        let golden = try GoldenFile("rotations/rotations.npz")
        let d6 = try golden["d6"]
        d6.setRequiresGradient(true)
        let matrices = d6.rotationMatrices(from: .sixD)
        (matrices * (try golden["g"])).sum().backward()
        let (found, slopes) = (matrices.elements, d6.gradient?.elements ?? [])
        let (wanted, wantedSlopes) = (try golden["rotation_6d_to_matrix"].elements, try golden["grad.d6"].elements)
        try #require(found.count == wanted.count && slopes.count == wantedSlopes.count)
        for i in 0..<d6.shape[0] {
            let (nine, six) = (i * 9..<i * 9 + 9, i * 6..<i * 6 + 6)
            // Where the rows are nearly parallel, single precision leaves little of their difference, and slopes are a thousand times steeper.
            let isSteep = sineBetweenRows(Array(d6.elements[six])) < 0.01
            let near: Float = isSteep ? 3e-3 : 1e-6
            expectNear(Array(found[nine]), Array(wanted[nine]), abs: near, rel: near, "row \(i)")
            expectNear(
                Array(slopes[six]), Array(wantedSlopes[six]), abs: isSteep ? 1e-5 : 2e-6, rel: isSteep ? 1e-2 : 1e-5, "slope of row \(i)")
        }
    }

    /// The sine of the angle between the two halves of a 6D rotation; 1 where one of them is zero.
    private func sineBetweenRows(_ n: [Float]) -> Float {
        let (a, b) = (SIMD3(n[0], n[1], n[2]), SIMD3(n[3], n[4], n[5]))
        let cross = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
        let lengths = ((a * a).sum() * (b * b).sum()).squareRoot()
        return lengths > 0 ? (cross * cross).sum().squareRoot() / lengths : 1
    }

    @Test func degenerateSixDStaysFinite() throws {
        let golden = try GoldenFile("rotations/rotations.npz")
        let d6 = try golden["degenerate_d6"]
        d6.setRequiresGradient(true)
        let matrices = d6.rotationMatrices(from: .sixD)
        matrices.sum().backward()
        // Where the rows are parallel, only rounding errors are left.
        let expected = try golden["degenerate_matrix"].elements
        for i in 0..<d6.shape[0] where sineBetweenRows(Array(d6.elements[i * 6..<i * 6 + 6])) > 1e-5 {
            #expect(
                excess(Array(matrices.elements[i * 9..<i * 9 + 9]), Array(expected[i * 9..<i * 9 + 9]), abs: 1e-6, rel: 1e-6) == 0, "\(i)")
        }
        #expect(matrices.isFinite)
        #expect(d6.gradient?.isFinite == true)
    }

    @Test func otherFormsEqualTheReferences() throws {
        let golden = try GoldenFile("rotations/rotations.npz")
        expectNear(try golden["axis_angle"].rotationMatrices(from: .axisAngle), try golden["axis_angle_to_matrix"], abs: 1e-6, rel: 1e-6)
        expectNear(try golden["quat_any"].rotationMatrices(from: .quaternion), try golden["quaternion_to_matrix"], abs: 1e-6, rel: 1e-6)
        let stored = try golden["axis_angle_to_matrix"]
        let matrices = stored.reshaped([stored.shape[0], 9])
        #expect(matrices.rotationMatrices(from: .matrix).elements == matrices.elements)
    }

    @Test("Gradients agree with finite differences", arguments: RotationForm.allCases)
    func slopes(_ form: RotationForm) {
        let weights = GoldenBodies.random([40, 3, 3], seed: 11)
        let x = GoldenBodies.random([40, form.width], scale: 0.8, seed: 12)
        for seed in 0..<4 as Range<UInt64> {
            let slopes = GoldenBodies.slopes(of: { $0.rotationMatrices(from: form) * weights }, at: x, step: 1e-3, seed: 20 + seed)
            #expect(abs(slopes.numeric - slopes.analytic) < 5e-3 * max(1, abs(slopes.analytic)), "\(slopes)")
        }
    }

    /// Near zero the rotation vector's slope comes from a series; it must meet the formula where they change over.
    @Test func smallRotationVectorsHaveTheSlopeOfTheirAxis() {
        let weights = GoldenBodies.random([3, 3], seed: 31)
        func gradient(_ angle: Float) -> [Float] {
            let v = Tensor([0.6 * angle, -0.8 * angle, 0], shape: [3], requiresGradient: true)
            (v.rotationMatrices(from: .axisAngle) * weights).sum().backward()
            return v.gradient?.elements ?? []
        }
        let w = weights.elements
        let expected = [w[7] - w[5], w[2] - w[6], w[3] - w[1]]
        #expect(excess(gradient(0), expected, abs: 1e-6, rel: 1e-6) == 0)
        #expect(excess(gradient(1e-8), expected, abs: 1e-6, rel: 1e-6) == 0)
        #expect(excess(gradient(0.99e-3), gradient(1.01e-3), abs: 1e-4, rel: 1e-4) == 0)
    }
}
