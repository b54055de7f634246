// Where things end up in the picture: left is left, up is up, outsides are outside.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct GeometryTests {
    @Test func whatIsToTheRightOfTheCameraIsRightInThePictureAndWhatIsAboveIsAbove() throws {
        try withRenderer { renderer in
            let box = TestScenes.box(center: [0.8, 0, 1.8], half: [0.2, 0.2, 0.2])
            let image = try renderer.draw(TestScenes.scene([box]), width: 100, height: 100)
            #expect(image.gray(76, 22) < 250, "upper right")
            #expect(image.at(24, 22) == .white)
            #expect(image.at(76, 78) == .white)
        }
    }

    @Test func trianglesAreSeenFromTheSideOnWhichTheyRunCounterClockwise() throws {
        try withRenderer { renderer in
            let corners: [Float] = [-0.5, 0, 0.5, 0.5, 0, 0.5, 0, 0, 1.5]
            func covered(_ triangle: [UInt32]) throws -> Int {
                let surface = Surface(topology: Topology(triangles: triangle, vertexCount: 3), positions: corners, albedo: [0, 0, 0])
                let image = try renderer.draw(TestScenes.scene([surface]), width: 100, height: 100)
                return (0..<100).reduce(0) { n, y in n + (0..<100).count { image.at($0, y) != .white } }
            }
            let front = try covered([0, 1, 2]), back = try covered([0, 2, 1])
            #expect(front > 400)
            #expect(back == 0)
        }
    }

    @Test func theNearerThingHidesTheOneBehindWhateverTheOrder() throws {
        try withRenderer { renderer in
            let red = TestScenes.box(center: [0, -0.5, 1], half: [0.2, 0.2, 0.2], albedo: [0.8, 0, 0])
            let green = TestScenes.box(center: [0, 0.5, 1], half: [0.6, 0.2, 0.6], albedo: [0, 0.8, 0])
            for order in [[red, green], [green, red]] {
                let image = try renderer.draw(TestScenes.scene(order), width: 100, height: 100)
                #expect(image.at(50, 50).red > image.at(50, 50).green)
                #expect(image.at(40, 37).green > image.at(40, 37).red)
            }
        }
    }

    /// A slow rasteriser with nothing in common with OpenGL: is any triangle over this point of the picture?
    private func covered(_ surface: Surface, _ camera: Camera, aspect: Float, x: Float, y: Float) -> Bool {
        let clip = camera.worldToClip(aspect: aspect, containing: Bounds(of: surface.positions))
        let t = surface.topology.triangles
        for i in stride(from: 0, to: t.count, by: 3) {
            var p: [SIMD2<Float>] = []
            for k in 0..<3 {
                let v = Int(t[i + k]) * 3
                let c = clip * SIMD4(surface.positions[v], surface.positions[v + 1], surface.positions[v + 2], 1)
                p.append(SIMD2(c.x, c.y) / c.w)
            }
            func side(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float { (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) }
            if side(p[0], p[1]) > 0, side(p[1], p[2]) > 0, side(p[2], p[0]) > 0 { return true }
        }
        return false
    }

    @Test(arguments: [
        Camera(position: [2, -3, 2], target: [0.1, 0, 1], projection: .perspective(degrees: 35)),
        Camera(position: [-1, 3, 0.5], target: [0, 0, 1], projection: .perspective(degrees: 50)),
        Camera(position: [0, -3, 1], target: [0, 0, 1], projection: .orthographic(height: 2.2)),
        Camera(position: [0, 0, 6], target: [0, 0, 0], projection: .perspective(degrees: 30)),
    ])
    func silhouettesAreWhereProjectionPutsThem(camera: Camera) throws {
        try withRenderer { renderer in
            let ball = TestScenes.ball(center: [0.2, 0.1, 1.1], radius: 0.5, rings: 10)
            let width = 120, height = 90
            let image = try renderer.draw(TestScenes.scene([ball], camera: camera), width: width, height: height, antialiasing: .none)
            var both = 0, either = 0
            for row in 0..<height {
                for column in 0..<width {
                    let x = (Float(column) + 0.5) / Float(width) * 2 - 1, y = 1 - (Float(row) + 0.5) / Float(height) * 2
                    let expected = covered(ball, camera, aspect: Float(width) / Float(height), x: x, y: y)
                    let found = image.at(column, row) != .white
                    both += expected && found ? 1 : 0
                    either += expected || found ? 1 : 0
                }
            }
            #expect(either > 300)
            #expect(Double(both) / Double(either) > 0.99)
        }
    }

    @Test func aCameraThatLooksStraightDownHasNorthUp() throws {
        try withRenderer { renderer in
            let camera = Camera(position: [0, 0, 5], target: [0, 0, 0], projection: .perspective(degrees: 40))
            let image = try renderer.draw(
                TestScenes.scene([TestScenes.box(center: [0.8, 0.8, 0], half: [0.2, 0.2, 0.2])], camera: camera), width: 100, height: 100)
            #expect(image.at(72, 28) != .white)
            #expect(image.at(28, 28) == .white)
            #expect(image.at(72, 72) == .white)
        }
    }
}
