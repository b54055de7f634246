// Spherical interpolation goes the short way at a constant speed.
import Rotations
import TestSupport
import Testing

@Suite struct SlerpTests {
    @Test func `interpolating moves at constant angular velocity along the shorter arc`() {
        var random = SeededGenerator(3)
        for angle in [0, 1e-9, 1e-7, 1e-4, 0.01, 0.3, 0.8, 0.91, 1.2, 2, 3, 3.14] {
            let start = Quaternion(axisAngle: random.unitVector() * 2)
            let axis = random.unitVector()
            for sign in [1.0, -1.0] {
                let end = Quaternion((start * Quaternion(axisAngle: axis * angle)).components * sign)
                for t in [0.0, 0.1, 0.25, 0.5, 0.9, 1] {
                    let between = Quaternion.slerp(from: start, to: end, at: t)
                    let exact = start * Quaternion(axisAngle: axis * angle * t)
                    #expect(angleBetween(between, exact) < 1e-12, "angle \(angle), t \(t)")
                    #expect(abs(between.length - 1) < 1e-12)
                    #expect(between.dot(start) > 0, "the result continues from the start")
                }
            }
        }
    }

    @Test func `the ends are exact`() {
        let start = Quaternion(axisAngle: SIMD3<Float>(0.1, 0.2, 0.3))
        let end = Quaternion(axisAngle: SIMD3<Float>(0.3, -0.2, 0.1))
        #expect(Quaternion.slerp(from: start, to: end, at: 0) == start)
        #expect(Quaternion.slerp(from: start, to: end, at: 1) == end)
    }

    @Test func `single precision stays unit length where the series and the trigonometry meet`() {
        let start = Quaternion<Float>.identity
        for step in 0...400 {
            let angle = Float(step) * 0.005 * .pi / 2
            let end = Quaternion(axisAngle: SIMD3<Float>(angle, 0, 0))
            let middle = Quaternion.slerp(from: start, to: end, at: 0.3)
            #expect(abs(middle.length - 1) < 1e-6)
            #expect(abs(middle.axisAngle.x - 0.3 * angle) < 2e-6)
        }
    }
}
