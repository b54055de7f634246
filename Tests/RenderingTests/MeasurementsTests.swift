// Measurements against a ray caster, against themselves, and against the picture they belong to.
import Pictures
import Rendering
import Rotations
import Testing

@Suite(.serialized) struct MeasurementsTests {
    private static let lens = Intrinsics(fx: 150, fy: 140, cx: 70, cy: 44, width: 120, height: 90)
    static let cameras = [
        TestScenes.camera,
        Camera(position: [1.5, -3, 2.2], target: [0.1, 0, 0.9], projection: .perspective(degrees: 40)),
        Camera(position: [1, -3, 1.5], target: [0, 0, 1], projection: .orthographic(height: 2.4)),
        Camera(position: [0.4, -3.5, 1], target: [0, 0, 1], up: [0.2, 0, 1], projection: .pinhole(lens)),
    ]

    private func scene(_ camera: Camera) -> Scene {
        var ball = TestScenes.ball(center: [0.25, -0.2, 1.1], radius: 0.5, rings: 12)
        ball.person = 1
        var box = TestScenes.box(center: [-0.4, 0.3, 0.9], half: [0.4, 0.3, 0.7])
        box.person = 0
        return TestScenes.scene([box, ball], camera: camera, background: .transparent)
    }

    @Test(arguments: cameras) func depthAndPersonAreThoseOfRaysThroughThePixelsCentres(camera: Camera) throws {
        try withRenderer { renderer in
            let width = 120, height = 90
            let scene = scene(camera)
            let seen = try renderer.measure(scene, width: width, height: height)
            // tan(20°).
            let hits = RayCaster(scene: scene, width: width, height: height).hits(slope: 0.36397023426620234)
            let covered = hits.filter { $0.person >= 0 }.count
            #expect(covered > 1500)
            var other = 0, worst = 0.0
            for (i, hit) in hits.enumerated() {
                if Int(seen.persons[i]) != hit.person + 1 {
                    other += 1
                } else if hit.person >= 0 {
                    worst = max(worst, (Double(seen.depths[i]) - hit.depth).magnitude)
                }
            }
            // Rays along an edge may fall on either side.
            #expect(other <= covered / 1000, "\(other) pixels of \(covered)")
            // A fifth of a millimetre: where a surface is seen from the side, corners that OpenGL puts on 1/256 of a pixel show.
            #expect(worst < 2e-4, "\(worst) m")
        }
    }

    @Test(arguments: cameras) func measurementsAgreeWithEachOther(camera: Camera) throws {
        try withRenderer { renderer in
            let width = 97, height = 64
            let seen = try renderer.measure(scene(camera), width: width, height: height)
            let clip = camera.worldToClip(aspect: Float(width) / Float(height), containing: Bounds(low: [-1, -1, 0], high: [1, 1, 2]))
            let world = seen.normals(in: .world), own = seen.normals(in: .camera)
            for y in 0..<height {
                for x in 0..<width {
                    let i = y * width + x
                    let p = SIMD3(seen.positions[3 * i], seen.positions[3 * i + 1], seen.positions[3 * i + 2])
                    #expect((seen.depths[i] > 0) == seen.isCovered(x: x, y: y) && (seen.parts[i] > 0) == seen.isCovered(x: x, y: y))
                    guard seen.isCovered(x: x, y: y) else {
                        #expect(
                            p == .zero && world[3 * i..<3 * i + 3].allSatisfy { $0 == 0 } && own[3 * i..<3 * i + 3].allSatisfy { $0 == 0 })
                        continue
                    }
                    #expect((dot(p - camera.position, camera.direction) - seen.depths[i]).magnitude < 1e-4)
                    let q = clip * SIMD4(p, 1)
                    let place = SIMD2((q.x / q.w + 1) / 2 * Float(width), (1 - q.y / q.w) / 2 * Float(height))
                    #expect(
                        (place.x - Float(x) - 0.5).magnitude < 0.01 && (place.y - Float(y) - 0.5).magnitude < 0.01,
                        "\(place) is not the centre of (\(x), \(y))")
                    let n = SIMD3(world[3 * i], world[3 * i + 1], world[3 * i + 2])
                    #expect((dot(n, n) - 1).magnitude < 1e-3)
                    // Z towards the viewer is against the way the camera looks.
                    #expect((own[3 * i + 2] + dot(n, camera.direction)).magnitude < 1e-4)
                }
            }
        }
    }

    @Test(arguments: cameras) func theMaskIsThePicturesAlphaPixelByPixel(camera: Camera) throws {
        try withRenderer { renderer in
            let scene = scene(camera)
            let image = try renderer.draw(scene, width: 90, height: 61, antialiasing: .none)
            let seen = try renderer.measure(scene, width: 90, height: 61)
            for y in 0..<61 { for x in 0..<90 { #expect((image.at(x, y).alpha == 255) == seen.isCovered(x: x, y: y)) } }
        }
    }

    /// The triangle's last corner says which part it is; no pixel shows a number in between.
    @Test func partsAreNeverBlended() throws {
        try withRenderer { renderer in
            let topology = Topology(triangles: [0, 1, 2, 1, 3, 2], vertexCount: 4, labels: [9, 23, 4, 0])
            let square = Surface(topology: topology, positions: [-1, 0, 0, 1, 0, 0, 1, 0, 2, 1, 0, 2], albedo: [1, 1, 1])
            var other = square
            other.positions = [-1, 0.5, 0, 1, 0.5, 0, -1, 0.5, 2, 1, 0.5, 2]
            let seen = try renderer.measure(TestScenes.scene([square, other]), width: 64, height: 64)
            #expect(Set(seen.parts) == [0, 5])
            let swapped = Topology(triangles: [2, 0, 1, 1, 3, 2], vertexCount: 4, labels: [9, 23, 4, 0])
            let mixed = try renderer.measure(
                TestScenes.scene([Surface(topology: swapped, positions: other.positions, albedo: [1, 1, 1])]), width: 64, height: 64)
            #expect(Set(mixed.parts) == [0, 24, 5])
            // Without parts all is part 0; parts for colours serve where there are no others.
            #expect(
                Set(try renderer.measure(TestScenes.scene([TestScenes.ball(center: [0, 0, 1], radius: 0.5)]), width: 32, height: 32).parts)
                    == [0, 1])
            #expect(Topology(triangles: [0, 1, 2], vertexCount: 3, parts: [3, 4, 5]).labels == [3, 4, 5])
        }
    }

    @Test func whatCanBeSeenThroughIsMeasuredAndWhatCannotBeSeenIsNot() throws {
        try withRenderer { renderer in
            var glass = TestScenes.ball(center: [0, -1, 1], radius: 0.4)
            glass.opacity = 0.3
            let ball = TestScenes.ball(center: [0, 0, 1], radius: 0.4)
            let middle = 32 * 64 + 32
            let near = try renderer.measure(TestScenes.scene([ball, glass]), width: 64, height: 64).depths[middle]
            #expect((near - 2.6).magnitude < 0.01)
            glass.opacity = 0
            let far = try renderer.measure(TestScenes.scene([ball, glass]), width: 64, height: 64).depths[middle]
            #expect((far - 3.6).magnitude < 0.01)
        }
    }

    @Test func measuringLeavesNoTraceInPicturesAndPicturesNoneInIt() throws {
        try withRenderer { renderer in
            let scene = scene(TestScenes.camera)
            let image = try renderer.draw(scene, width: 50, height: 40)
            let seen = try renderer.measure(scene, width: 50, height: 40)
            #expect(try renderer.draw(scene, width: 50, height: 40) == image)
            _ = try renderer.measure(TestScenes.scene([]), width: 7, height: 5)
            let again = try renderer.measure(scene, width: 50, height: 40)
            #expect(again.depths == seen.depths && again.positions == seen.positions && again.persons == seen.persons)
            #expect(throws: GraphicsProblem.self) { try renderer.measure(scene, width: 0, height: 5) }
            #expect(throws: GraphicsProblem.self) {
                try renderer.measure(scene, width: try #require(renderer.description).maximumSize + 1, height: 5)
            }
        }
    }
}

@Suite struct IntrinsicsTests {
    /// The pixel coordinates of a world point.
    private func pixel(_ p: SIMD3<Float>, _ camera: Camera, _ width: Float, _ height: Float) -> SIMD2<Float> {
        let q = camera.worldToClip(aspect: width / height, containing: Bounds(of: [p.x, p.y, p.z])) * SIMD4(p, 1)
        return [(q.x / q.w + 1) / 2 * width, (1 - q.y / q.w) / 2 * height]
    }

    @Test func aPointIsSeenWhereTheFormulaSays() {
        let lens = Intrinsics(fx: 500, fy: 520, cx: 300, cy: 250, width: 640, height: 480)
        // x right 0.3, y down 0.2, z forward 4 in the frame of a camera at the origin that looks along +Y.
        let p = pixel([0.3, 4, -0.2], .atOrigin(.pinhole(lens)), 640, 480)
        #expect((p.x - (500 * 0.3 / 4 + 300)).magnitude < 1e-2 && (p.y - (520 * 0.2 / 4 + 250)).magnitude < 1e-2, "\(p)")
        // Drawn at half the size, everything is at half the place.
        let small = pixel([0.3, 4, -0.2], .atOrigin(.pinhole(lens)), 320, 240)
        #expect((small.x * 2 - p.x).magnitude < 1e-2 && (small.y * 2 - p.y).magnitude < 1e-2)
    }

    @Test func extrinsicsPlaceTheCamera() throws {
        // Looking along -X from (3, 0, 1): right is +Y, down -Z.
        let rotation: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) = ([0, 1, 0], [0, 0, -1], [-1, 0, 0])
        let camera = try #require(Camera(rotation: rotation, translation: [0, 1, 3], projection: .perspective(degrees: 40)))
        #expect(camera.position == [3, 0, 1] && camera.direction == [-1, 0, 0] && camera.up == [0, 0, 1])
        for wrong in [
            ([0, 2, 0], [0, 0, -1], [-1, 0, 0]), ([0, 1, 0], [0, 0, 1], [-1, 0, 0]), ([0, 1, 0], [0, 1, 0], [-1, 0, 0]),
            ([.nan, 1, 0], [0, 0, -1], [-1, 0, 0]), (.zero, .zero, .zero),
        ] as [(SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)] {
            #expect(Camera(rotation: wrong, translation: .zero, projection: .perspective(degrees: 40)) == nil)
        }
        #expect(Camera(rotation: rotation, translation: [.infinity, 0, 0], projection: .perspective(degrees: 40)) == nil)
    }
}

/// A body over a photograph is what it would be had both been drawn together.
@Suite(.serialized) struct OverlayTests {
    @Test func aBodyOverAPictureOfTheFloorCoincidesWithBothDrawnTogether() throws {
        try withRenderer { renderer in
            let lens = Intrinsics(fx: 170, fy: 170, cx: 75, cy: 61, width: 160, height: 120)
            let camera = Camera(position: [1.2, -4, 1.8], target: [0, 0, 0.7], projection: .pinhole(lens))
            let floor = Floor(color: [0.8, 0.8, 0.8], pattern: .checker([0.3, 0.3, 0.3], side: 0.4), center: [0, 0], radius: 30)
            var plain = floor
            plain.pattern = .plain
            let bodies = [
                TestScenes.ball(center: [0.3, 0, 0.9], radius: 0.5, albedo: [0.7, 0.3, 0.2]),
                TestScenes.box(center: [-0.6, 0, 0.4], half: [0.2, 0.2, 0.4]),
            ]
            let photograph = try renderer.draw(TestScenes.scene([], camera: camera, floor: floor), width: 160, height: 120)
            let together = try renderer.draw(TestScenes.scene(bodies, camera: camera, floor: floor), width: 160, height: 120)
            let body = try renderer.draw(
                TestScenes.scene(bodies, camera: camera, background: .transparent, floor: plain), width: 160, height: 120)
            let over = try body.laid(over: photograph)
            var worst = 0, changed = 0
            for (a, b) in zip(over.pixels, together.pixels) { worst = max(worst, abs(Int(a) - Int(b))) }
            for (a, b) in zip(photograph.pixels, together.pixels) where a != b { changed += 1 }
            // Alpha has 255 steps, of which a dark square's shadow loses one or two.
            #expect(worst <= 3, "\(worst)")
            #expect(changed > 5000)
        }
    }
}
