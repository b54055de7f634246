// Rotations for the tests: awkward ones that are the same on every run, and how far two are apart.
import Rotations
import TestSupport

extension SeededGenerator {
    mutating func unitVector() -> SIMD3<Double> {
        while true {
            let v = SIMD3<Double>.random(in: -1...1, using: &self)
            let square = (v * v).sum()
            if square > 0.01 && square < 1 { return v / square.squareRoot() }
        }
    }
}

/// Rotation vectors of every kind that has ever been a special case: tiny, ordinary, around π, beyond it, exact angles.
func awkwardVectors(seed: UInt64 = 7) -> [SIMD3<Double>] {
    var random = SeededGenerator(seed)
    var angles: [Double] = [0, 1e-12, 1e-9, 1e-7, 9e-7, 1.1e-6, 1e-5, 1e-3, .pi / 2, .pi, 2 * .pi / 3]
    for special in [Double.pi, 2 * Double.pi] {
        for distance in [1e-9, 1e-6, 1e-4, 1e-2] { angles += [special - distance, special + distance] }
    }
    for _ in 0..<200 { angles.append(Double.random(in: 0...9.4, using: &random)) }
    let axes: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1)]
    var vectors: [SIMD3<Double>] = []
    for angle in angles {
        vectors.append(random.unitVector() * angle)
        for axis in axes { vectors.append(axis * angle) }
    }
    return vectors
}

func largestDifference(_ a: RotationMatrix<Double>, _ b: RotationMatrix<Double>) -> Double {
    var largest = 0.0
    for i in 0..<3 {
        for k in 0..<3 { largest = max(largest, abs(a[i][k] - b[i][k])) }
    }
    return largest
}

func angleBetween(_ a: Quaternion<Double>, _ b: Quaternion<Double>) -> Double {
    let difference = (a.conjugate * b).standardized.axisAngle
    return (difference * difference).sum().squareRoot()
}
