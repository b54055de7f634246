// Small scenes whose pictures are known beforehand.
import Pictures
import Rendering

enum TestScenes {
    /// A camera at (0, -4, 1) that looks along +Y: +X is to its right, +Z up.
    static let camera = Camera(position: [0, -4, 1], target: [0, 0, 1], projection: .perspective(degrees: 40))

    static func scene(
        _ surfaces: [Surface], camera: Camera = camera, background: Background = .color([1, 1, 1]), floor: Floor? = nil
    ) -> Scene {
        Scene(camera: camera, lighting: .studio(viewDirection: camera.direction), background: background, floor: floor, surfaces: surfaces)
    }

    /// A box, every face wound counter-clockwise seen from outside.
    static func box(center: SIMD3<Float>, half: SIMD3<Float>, inverted: Bool = false, albedo: SIMD3<Float> = [0.5, 0.5, 0.5]) -> Surface {
        var positions: [Float] = []
        for i in 0..<8 {
            positions += [
                center.x + (i & 1 == 0 ? -half.x : half.x), center.y + (i & 2 == 0 ? -half.y : half.y),
                center.z + (i & 4 == 0 ? -half.z : half.z),
            ]
        }
        var triangles: [UInt32] = [
            0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6,
        ]
        if inverted {
            for t in stride(from: 0, to: triangles.count, by: 3) { triangles.swapAt(t + 1, t + 2) }
        }
        return Surface(topology: Topology(triangles: triangles, vertexCount: 8), positions: positions, albedo: albedo)
    }

    /// A ball of `rings` × 2·`rings` quads.
    static func ball(center: SIMD3<Float>, radius: Float, rings: Int = 24, albedo: SIMD3<Float> = [0.5, 0.5, 0.5]) -> Surface {
        let around = rings * 2
        var positions: [Float] = []
        for ring in 0...rings {
            let polar = Float.pi * Float(ring) / Float(rings)
            for step in 0..<around {
                let turn = 2 * Float.pi * Float(step) / Float(around)
                let p = center + radius * SIMD3(sine(polar) * cosine(turn), sine(polar) * sine(turn), cosine(polar))
                positions += [p.x, p.y, p.z]
            }
        }
        var triangles: [UInt32] = []
        for ring in 0..<rings {
            for step in 0..<around {
                let a = UInt32(ring * around + step), b = UInt32(ring * around + (step + 1) % around)
                let c = a + UInt32(around), d = b + UInt32(around)
                triangles += [a, c, d, a, d, b]
            }
        }
        return Surface(topology: Topology(triangles: triangles, vertexCount: (rings + 1) * around), positions: positions, albedo: albedo)
    }

    private static func sine(_ x: Float) -> Float { cosine(x - .pi / 2) }
    private static func cosine(_ x: Float) -> Float {
        // A Taylor series is plenty for a test ball, and needs no C library.
        var x = x
        while x > .pi { x -= 2 * .pi }
        while x < -.pi { x += 2 * .pi }
        var term: Float = 1, sum: Float = 1
        for k in 1...10 {
            term *= -x * x / Float((2 * k - 1) * (2 * k))
            sum += term
        }
        return sum
    }
}

extension Image {
    func at(_ x: Int, _ y: Int) -> Color { color(x: x, y: y) ?? .transparent }
    /// Brightness, 0...255.
    func gray(_ x: Int, _ y: Int) -> Int { (Int(at(x, y).red) + Int(at(x, y).green) + Int(at(x, y).blue)) / 3 }
}

/// One renderer for all tests: OpenGL contexts belong to a thread, so tests that draw are serialised and make their own.
func withRenderer<Result>(_ body: (Renderer) throws -> Result) throws -> Result { try body(Renderer()) }
