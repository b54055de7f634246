// Soft light that limbs hide: from the floor under them, and from each other.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct OcclusionTests {
    private let above = Camera(position: [0, 0, 8], target: [0, 0, 0], up: [0, 1, 0], projection: .perspective(degrees: 30))
    private let floor = Floor(height: 0, color: [1, 1, 1], center: [0, 0], radius: 4)

    private func scene(_ occluders: [Capsule], height: Float = 0.3) -> Scene {
        let box = TestScenes.box(center: [0, 0, height], half: [0.3, 0.05, 0.05])
        var scene = TestScenes.scene([box], camera: above, floor: floor)
        // No key light, so that there is nothing but the sky.
        scene.lighting.keyColor = .zero
        scene.occluders = occluders
        return scene
    }

    private func limb(_ height: Float) -> Capsule { Capsule(start: [-0.3, 0, height], end: [0.3, 0, height], radius: 0.08) }

    @Test func theFloorIsDarkerUnderALimbAndTheMoreTheNearerItIs() throws {
        try withRenderer { renderer in
            func darkness(_ height: Float, at x: Int, _ y: Int) throws -> Int {
                255 - (try renderer.draw(scene([limb(height)], height: height), width: 200, height: 200)).gray(x, y)
            }
            // Beside the limb, 0.13 m from its axis, and 1.5 m away.
            try #expect(darkness(0.15, at: 100, 106) > darkness(0.6, at: 100, 106) + 5)
            try #expect(darkness(0.15, at: 100, 106) > 8)
            try #expect(darkness(0.15, at: 100, 175) == 0)
        }
    }

    @Test func withoutLimbsOrOcclusionTheFloorIsEvenlyLit() throws {
        try withRenderer { renderer in
            var plain = scene([limb(0.15)])
            plain.lighting.occlusion = 0
            for scene in [plain, scene([])] {
                try #expect(renderer.draw(scene, width: 200, height: 200).at(100, 112) == .white)
            }
        }
    }

    @Test func aSurfaceBesideALimbIsDarkerThanOneInTheOpen() throws {
        try withRenderer { renderer in
            let wall = TestScenes.ball(center: [0, 0, 1], radius: 0.5)
            var scene = TestScenes.scene([wall])
            scene.lighting.keyColor = .zero
            let open = try renderer.draw(scene, width: 100, height: 100)
            scene.occluders = [Capsule(start: [-0.1, -0.8, 1], end: [0.1, -0.8, 1], radius: 0.2)]
            let beside = try renderer.draw(scene, width: 100, height: 100)
            #expect(beside.gray(50, 50) + 8 < open.gray(50, 50))
            // Its own limb, inside it, takes nothing away.
            scene.occluders = [Capsule(start: [-0.1, 0, 1], end: [0.1, 0, 1], radius: 0.4)]
            let own = try renderer.draw(scene, width: 100, height: 100)
            #expect(abs(own.gray(50, 50) - open.gray(50, 50)) <= 1)
        }
    }

    @Test func moreLimbsThanShadersTakeDoNoHarm() throws {
        try withRenderer { renderer in
            let many = (0..<500).map { limb(0.15 + Float($0) * 0.01) }
            let image = try renderer.draw(scene(many), width: 60, height: 60)
            #expect(image.gray(30, 33) < 255)
            try #expect(renderer.draw(scene(many), width: 60, height: 60).pixels == image.pixels)
        }
    }
}
