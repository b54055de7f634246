// The reference implementation's numbers, in both precisions.
import ArrayFiles
import Arrays
import Rotations
import TestSupport
import Testing

@Suite struct GoldenRotationTests {
    let golden: NamedArrays

    init() throws { golden = try NamedArrays(contentsOf: Fixtures.path("rotations/rotations.npz")) }

    /// A table of the golden file: rows of `width` numbers, as `Float` keys and `f64.` keys are both read without loss.
    struct Rows {
        var width: Int
        var numbers: [Double]
        var count: Int { numbers.count / width }
        subscript(i: Int) -> [Double] { Array(numbers[i * width..<(i + 1) * width]) }
    }

    func rows(_ key: String) throws -> Rows {
        let array = try golden.array(key).float64()
        return Rows(width: array.shape.dropFirst().reduce(1, *), numbers: array.elements)
    }

    func compare<Scalar: RotationScalar>(
        _ function: String, of input: String, in scalar: Scalar.Type, tolerance: Double,
        _ compute: (Int, [Scalar]) -> [Scalar]
    ) throws {
        let prefix = scalar == Double.self ? "f64." : ""
        let inputs = try rows(prefix + input)
        let outputs = try rows(prefix + function)
        try #require(inputs.count == outputs.count && inputs.count > 0)
        for i in 0..<inputs.count {
            let found = compute(i, inputs[i].map { Scalar($0) })
            try #require(found.count == outputs.width)
            for (a, b) in zip(found, outputs[i]) {
                #expect(abs(Double(a) - b) <= tolerance + tolerance * abs(b), "\(function) row \(i): \(found), \(outputs[i])")
            }
        }
    }

    func compareAll<Scalar: RotationScalar>(
        in scalar: Scalar.Type, forward: Double, inverse: Double, angle: Double, quaternionAngle: Double
    ) throws {
        func vector(_ n: [Scalar], _ at: Int = 0) -> SIMD3<Scalar> { SIMD3(n[at], n[at + 1], n[at + 2]) }
        func quaternion(_ n: [Scalar]) -> Quaternion<Scalar> { Quaternion(w: n[0], x: n[1], y: n[2], z: n[3]) }
        func matrix(_ n: [Scalar]) -> RotationMatrix<Scalar> { RotationMatrix(row0: vector(n), row1: vector(n, 3), row2: vector(n, 6)) }
        func list(_ v: SIMD3<Scalar>) -> [Scalar] { [v.x, v.y, v.z] }
        func list(_ q: Quaternion<Scalar>) -> [Scalar] { [q.w, q.x, q.y, q.z] }
        func list(_ m: RotationMatrix<Scalar>) -> [Scalar] { list(m.row0) + list(m.row1) + list(m.row2) }

        try compare("axis_angle_to_quaternion", of: "axis_angle", in: scalar, tolerance: forward) {
            list(Quaternion(axisAngle: vector($1)))
        }
        try compare("axis_angle_to_matrix", of: "axis_angle", in: scalar, tolerance: forward) {
            list(RotationMatrix(axisAngle: vector($1)))
        }
        try compare("axis_angle_to_matrix", of: "axis_angle", in: scalar, tolerance: forward) {
            RotationForm.axisAngle.convert($1, to: .matrix)
        }
        try compare("quaternion_to_matrix", of: "quat_any", in: scalar, tolerance: forward) { list(RotationMatrix(quaternion($1))) }
        try compare("standardize_quaternion", of: "quat_any", in: scalar, tolerance: forward) { list(quaternion($1).standardized) }
        try compare("quaternion_to_axis_angle", of: "quat_unit", in: scalar, tolerance: quaternionAngle) {
            list(quaternion($1).axisAngle)
        }
        try compare("matrix_to_quaternion", of: "axis_angle_to_matrix", in: scalar, tolerance: inverse) {
            list(Quaternion(byFourRootsOf: matrix($1)))
        }
        try compare("matrix_to_axis_angle", of: "axis_angle_to_matrix", in: scalar, tolerance: angle) {
            list(Quaternion(byFourRootsOf: matrix($1)).axisAngle)
        }
        try compare("matrix_to_rotation_6d", of: "axis_angle_to_matrix", in: scalar, tolerance: forward) {
            RotationForm.matrix.convert($1, to: .sixD)
        }
        let units = try rows((scalar == Double.self ? "f64." : "") + "quat_unit")
        try compare("quaternion_multiply", of: "quat_unit", in: scalar, tolerance: forward) { i, q in
            list((quaternion(q) * quaternion(units[units.count - 1 - i].map { Scalar($0) })).standardized)
        }
    }

    @Test func `conversions give the reference's numbers in single precision`() throws {
        try compareAll(in: Float.self, forward: 1e-6, inverse: 5e-4, angle: 1e-3, quaternionAngle: 1e-5)
    }

    @Test func `conversions give the reference's numbers in double precision`() throws {
        try compareAll(in: Double.self, forward: 1e-9, inverse: 1e-7, angle: 1e-7, quaternionAngle: 1e-9)
    }

    @Test func `6D becomes the reference's matrix, as closely as nearly parallel rows allow`() throws {
        for (prefix, tolerance) in [("", 1e-6), ("f64.", 1e-9)] {
            let inputs = try rows(prefix + "d6")
            let outputs = try rows(prefix + "rotation_6d_to_matrix")
            for i in 0..<inputs.count {
                let found =
                    prefix.isEmpty
                    ? RotationForm.sixD.convert(inputs[i].map { Float($0) }, to: .matrix).map(Double.init)
                    : RotationForm.sixD.convert(inputs[i], to: .matrix)
                // Rounding of the input is magnified by how nearly parallel the two rows are.
                let allowed = min(3e-3, tolerance / sineBetweenRows(inputs[i]))
                for (a, b) in zip(found, outputs[i]) {
                    #expect(abs(a - b) <= allowed * (1 + abs(b)), "\(prefix)row \(i): \(found), \(outputs[i])")
                }
            }
        }
    }

    @Test func `degenerate 6D stays finite and equals the reference where that is defined`() throws {
        let inputs = try rows("degenerate_d6")
        let outputs = try rows("degenerate_matrix")
        for i in 0..<inputs.count {
            let found = RotationForm.sixD.convert(inputs[i].map { Float($0) }, to: .matrix)
            #expect(found.allSatisfy { $0.isFinite })
            // Parallel rows leave only rounding noise to normalise.
            if sineBetweenRows(inputs[i]) < 1e-6 { continue }
            for (a, b) in zip(found, outputs[i]) { #expect(abs(Double(a) - b) <= 1e-6, "row \(i): \(found), \(outputs[i])") }
        }
    }

    @Test func `the accurate inverse turns the stored matrices back into themselves`() throws {
        let matrices = try rows("f64.axis_angle_to_matrix")
        let back = RotationForm.quaternion.convert(RotationForm.matrix.convert(matrices.numbers, to: .quaternion), to: .matrix)
        for (a, b) in zip(back, matrices.numbers) { #expect(abs(a - b) < 1e-12) }
    }

    /// The sine of the angle between the two halves of a 6D rotation; 1 where one of them is zero.
    func sineBetweenRows(_ n: [Double]) -> Double {
        let (a, b) = (SIMD3(n[0], n[1], n[2]), SIMD3(n[3], n[4], n[5]))
        let cross = SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
        let lengths = ((a * a).sum() * (b * b).sum()).squareRoot()
        return lengths > 0 ? (cross * cross).sum().squareRoot() / lengths : 1
    }
}
