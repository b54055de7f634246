// Colours, edges, shadows and backgrounds.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct LightTests {
    private let floor = Floor(height: 0, color: [1, 1, 1], center: [0, 0], radius: 3)

    @Test(arguments: [Color(255, 255, 255), Color(32, 36, 40), Color(1, 2, 3), Color(200, 100, 50), Color(254, 17, 128)])
    func theBackgroundIsExactlyTheColourAskedFor(color: Color) throws {
        try withRenderer { renderer in
            let linear = SRGB.linear(color)
            for floor in [nil, Floor(height: 0, color: linear, center: [0, 0], radius: 3)] {
                let box = TestScenes.box(center: [0, 0, 1], half: [0.2, 0.2, 0.2])
                let image = try renderer.draw(TestScenes.scene([box], background: .color(linear), floor: floor), width: 64, height: 64)
                #expect(image.format == .rgb8)
                for (x, y) in [(0, 0), (63, 0), (0, 63), (63, 63)] { #expect(image.at(x, y) == color) }
            }
        }
    }

    @Test func transparentPicturesAreOpaqueOnBodiesEmptyElsewhereAndBetweenInTheShadow() throws {
        try withRenderer { renderer in
            let box = TestScenes.box(center: [0, 0, 0.5], half: [0.3, 0.3, 0.5], albedo: [0.2, 0.4, 0.6])
            let opaque = try renderer.draw(TestScenes.scene([box], floor: floor), width: 96, height: 96)
            let clear = try renderer.draw(TestScenes.scene([box], background: .transparent, floor: floor), width: 96, height: 96)
            #expect(clear.format == .rgba8)
            #expect(clear.at(0, 0).alpha == 0)
            #expect(clear.at(48, 55).alpha == 255)
            #expect(opaque.at(48, 55) == Color(clear.at(48, 55).red, clear.at(48, 55).green, clear.at(48, 55).blue))
            let alphas = (0..<96).flatMap { y in (0..<96).map { clear.at($0, y).alpha } }
            #expect(alphas.count { $0 > 20 && $0 < 200 } > 100, "a soft shadow")
            // Laid over white it is nearly the picture drawn on white: shadows are blended on encoded values here, in linear light there.
            let flat = clear.flattened(over: .white)
            for y in stride(from: 0, to: 96, by: 5) {
                for x in stride(from: 0, to: 96, by: 5) where clear.at(x, y).alpha == 255 || clear.at(x, y).alpha == 0 {
                    #expect(flat.at(x, y) == opaque.at(x, y))
                }
            }
        }
    }

    @Test func edgesAreSmoothWithFourSamplesAndHardWithOne() throws {
        try withRenderer { renderer in
            let ball = TestScenes.ball(center: [0, 0, 1], radius: 0.7, albedo: [0, 0, 0])
            var scene = TestScenes.scene([ball])
            // No light at all: what is not black or white is an edge.
            scene.lighting.keyColor = .zero
            scene.lighting.fillColor = .zero
            scene.lighting.rimColor = .zero
            scene.lighting.skyColor = .zero
            scene.lighting.groundColor = .zero
            func between(_ image: Image) -> Set<Int> {
                Set((0..<80).flatMap { y in (0..<80).map { image.gray($0, y) } }).subtracting([0, 255])
            }
            let hard = try between(renderer.draw(scene, width: 80, height: 80, antialiasing: .none))
            #expect(hard.isEmpty)
            // A quarter, a half, three quarters of white, in linear light: 137, 188, 225.
            let smooth = try between(renderer.draw(scene, width: 80, height: 80))
            #expect(smooth == [137, 188, 225])
        }
    }

    @Test func theShadowFallsAwayFromTheKeyLightAndTouchesWhatStandsOnTheFloor() throws {
        try withRenderer { renderer in
            let camera = Camera(position: [0, 0, 8], target: [0, 0, 0], projection: .perspective(degrees: 30))
            let box = TestScenes.box(center: [0, 0, 0.5], half: [0.15, 0.15, 0.5])
            var scene = TestScenes.scene([box], camera: camera, floor: floor)
            scene.lighting.keyDirection = [-0.6, 0, 0.8]
            let image = try renderer.draw(scene, width: 200, height: 200)
            // Light from -X: the shadow lies towards +X, to the right, beginning at the box.
            #expect(image.gray(114, 100) < 200)
            #expect(image.gray(125, 100) < 235)
            #expect(image.gray(80, 100) > 250)
            #expect(image.gray(100, 60) > 250)
            let without = try renderer.draw(TestScenes.scene([box], camera: camera), width: 200, height: 200)
            #expect(without.at(114, 100) == .white)
        }
    }

    @Test func shadowsAreSharpNearTheFloorAndSoftFarAboveIt() throws {
        try withRenderer { renderer in
            let camera = Camera(position: [0, 0, 30], target: [0, 0, 0], projection: .orthographic(height: 3))
            func edge(height: Float) throws -> Int {
                let plate = TestScenes.box(center: [0, 0, height], half: [0.4, 0.4, 0.01], albedo: [1, 1, 1])
                var scene = TestScenes.scene([plate], camera: camera, floor: floor)
                scene.lighting.keyDirection = SIMD3(-0.5, 0, 0.866)
                let image = try renderer.draw(scene, width: 240, height: 240)
                return (0..<240).count { image.gray($0, 120) > 190 && image.gray($0, 120) < 250 }
            }
            let far = try edge(height: 1.5), near = try edge(height: 0.05)
            #expect(far > 2 * near)
        }
    }

    @Test func aSurfaceInFrontOfTheLightShadesTheOneBehind() throws {
        try withRenderer { renderer in
            let wall = TestScenes.box(center: [0, 1, 1], half: [1, 0.05, 1], albedo: [0.6, 0.6, 0.6])
            var scene = TestScenes.scene([wall])
            scene.lighting.keyDirection = SIMD3(-0.6, -0.8, 0)
            let lit = try renderer.draw(scene, width: 100, height: 100)
            // Beside the camera's line of sight, between the light and the wall's middle.
            scene.surfaces.append(TestScenes.box(center: [-0.75, -0.05, 1], half: [0.1, 0.1, 0.3]))
            let shaded = try renderer.draw(scene, width: 100, height: 100)
            #expect(lit.gray(50, 50) > shaded.gray(50, 50) + 40)
            #expect((lit.gray(70, 30) - shaded.gray(70, 30)).magnitude <= 1)
        }
    }

    @Test func aLitBodyHasNoSpecksOfItsOwnShadow() throws {
        try withRenderer { renderer in
            // Lit from the camera, a ball darkens smoothly towards its edge: no pixel may differ much from its neighbours.
            var scene = TestScenes.scene([TestScenes.ball(center: [0, 0, 1], radius: 0.8, rings: 48)])
            scene.lighting.keyDirection = SIMD3(0, -0.9, 0.43)
            let image = try renderer.draw(scene, width: 160, height: 160)
            var worst = 0
            for y in 40..<120 {
                for x in 40..<120 where (x - 80) * (x - 80) + (y - 80) * (y - 80) < 38 * 38 {
                    worst = max(worst, abs(image.gray(x, y) - image.gray(x + 1, y)), abs(image.gray(x, y) - image.gray(x, y + 1)))
                }
            }
            #expect(worst < 12)
        }
    }
}
