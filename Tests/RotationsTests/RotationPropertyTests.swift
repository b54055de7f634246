// Every form of rotations is turned into every other and back.
import Rotations
import TestSupport
import Testing

@Suite struct RotationPropertyTests {
    @Test func `a vector turned into a matrix and back turns everything the same way`() {
        for v in awkwardVectors() {
            let matrix = RotationMatrix(axisAngle: v)
            #expect(largestDifference(RotationMatrix(axisAngle: matrix.axisAngle), matrix) < 1e-12, "\(v)")
        }
    }

    @Test func `a vector shorter than half a turn survives a round trip through every form`() {
        for v in awkwardVectors() where (v * v).sum().squareRoot() < .pi - 1e-3 {
            for form in RotationForm.allCases {
                let there = RotationForm.axisAngle.convert([v.x, v.y, v.z], to: form)
                let back = form.convert(there, to: .axisAngle)
                #expect(there.count == form.width)
                for (a, b) in zip(back, [v.x, v.y, v.z]) { #expect(abs(a - b) < 1e-11, "\(form) \(v)") }
            }
        }
    }

    @Test func `matrices of rotation vectors are orthonormal and keep handedness`() {
        for v in awkwardVectors() {
            let matrix = RotationMatrix(axisAngle: v)
            #expect(largestDifference(matrix * matrix.transposed, .identity) < 1e-14)
            let sixD = RotationMatrix(firstRows: matrix.row0, matrix.row1)
            #expect(largestDifference(sixD, matrix) < 1e-14)
        }
    }

    @Test func `a quarter turn about z takes x to y`() {
        let turned = RotationMatrix(axisAngle: SIMD3<Double>(0, 0, .pi / 2)) * SIMD3(1, 0, 0)
        #expect(abs(turned.x) < 1e-15 && abs(turned.y - 1) < 1e-15 && turned.z == 0)
    }

    @Test func `multiplying quaternions multiplies their matrices`() {
        let vectors = awkwardVectors()
        for (a, b) in zip(vectors, vectors.reversed()) {
            let (p, q) = (Quaternion(axisAngle: a), Quaternion(axisAngle: b))
            #expect(largestDifference(RotationMatrix(p * q), RotationMatrix(p) * RotationMatrix(q)) < 1e-14)
        }
    }

    @Test func `the accurate matrix to quaternion keeps all digits where the reference's loses half`() {
        var worstOfFourRoots = 0.0
        for v in awkwardVectors() {
            let matrix = RotationMatrix(axisAngle: v)
            let quaternion = Quaternion(matrix)
            #expect(quaternion.w >= 0)
            #expect(abs(quaternion.length - 1) < 1e-15)
            #expect(angleBetween(quaternion, Quaternion(axisAngle: v)) < 1e-14, "\(v)")
            worstOfFourRoots = max(
                worstOfFourRoots, angleBetween(Quaternion(byFourRootsOf: matrix), Quaternion(axisAngle: v)))
        }
        #expect(worstOfFourRoots > 1e-9, "the two would be the same function")
    }

    @Test func `rotation vectors of no turn and of a full turn are finite`() {
        for w in [1.0, -1.0, 0.0] {
            #expect(Quaternion(w: w, x: 0, y: 0, z: 0).axisAngle == .zero)
        }
        #expect(Quaternion<Float>(w: 1, x: 1e-30, y: 0, z: 0).axisAngle.x == 2e-30)
    }

    @Test(arguments: EulerOrder.allCases)
    func `Euler angles give back the rotation, in gimbal lock too`(order: EulerOrder) {
        var random = SeededGenerator(11)
        for n in 0..<200 {
            var angles = SIMD3<Double>.random(in: -3...3, using: &random)
            if n % 4 == 0 { angles.y = n % 8 == 0 ? .pi / 2 : -.pi / 2 }
            let matrix = RotationMatrix(euler: angles, order: order)
            let found = matrix.eulerAngles(order: order)
            #expect(abs(found.y) <= .pi / 2 + 1e-12)
            #expect(largestDifference(RotationMatrix(euler: found, order: order), matrix) < 1e-12, "\(angles)")
        }
    }

    @Test func `Euler order zxy means Rz Rx Ry`() {
        func turn(_ axis: SIMD3<Double>, _ angle: Double) -> RotationMatrix<Double> { RotationMatrix(axisAngle: axis * angle) }
        let expected = turn(SIMD3(0, 0, 1), 0.3) * turn(SIMD3(1, 0, 0), -0.5) * turn(SIMD3(0, 1, 0), 1.1)
        #expect(largestDifference(RotationMatrix(euler: SIMD3(0.3, -0.5, 1.1), order: .zxy), expected) < 1e-15)
    }

    @Test func `batch conversion treats every rotation as if it were alone`() {
        let vectors = awkwardVectors().flatMap { [$0.x, $0.y, $0.z] }
        for from in RotationForm.allCases {
            let source = RotationForm.axisAngle.convert(vectors, to: from)
            for to in RotationForm.allCases {
                let together = from.convert(source, to: to)
                let apart = (0..<source.count / from.width).flatMap { n in
                    from.convert(Array(source[n * from.width..<(n + 1) * from.width]), to: to)
                }
                #expect(together == apart, "\(from) to \(to)")
            }
        }
    }

    @Test func `fast batch matrices are within a millionth of exact ones at zero and beyond half turns`() {
        let vectors = awkwardVectors().flatMap { [Float($0.x), Float($0.y), Float($0.z)] }
        var matrices = [Float](repeating: .nan, count: vectors.count * 3)
        vectors.withUnsafeBufferPointer { v in
            matrices.withUnsafeMutableBufferPointer { rotationMatrices(fromAxisAngles: v, into: $0) }
        }
        let exact = RotationForm.axisAngle.convert(vectors.map(Double.init), to: .matrix)
        for (a, b) in zip(matrices, exact) { #expect(abs(Double(a) - b) < 1e-7) }
    }
}
