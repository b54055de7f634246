// The renderer as a whole: the same bytes every time, limits, and odd scenes.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct RendererTests {
    private let floor = Floor(height: 0, color: [1, 1, 1], center: [0, 0], radius: 3)
    private var ball: Surface { TestScenes.ball(center: [0.3, 0, 1], radius: 0.5) }
    private var box: Surface { TestScenes.box(center: [-0.5, 0.2, 0.4], half: [0.2, 0.2, 0.4], albedo: [0.7, 0.2, 0.1]) }

    @Test func aPictureDoesNotDependOnWhatWasDrawnBefore() throws {
        try withRenderer { fresh in
            let scene = TestScenes.scene([ball], floor: floor)
            let first = try fresh.draw(scene, width: 90, height: 70)
            try withRenderer { renderer in
                var other = TestScenes.scene([box, ball], background: .transparent, floor: floor)
                _ = try renderer.draw(other, width: 90, height: 70)
                other.camera.position.x += 1
                _ = try renderer.draw(other, width: 31, height: 200, antialiasing: .none)
                var moved = scene
                moved.surfaces = [TestScenes.ball(center: [-0.6, 0.5, 1.2], radius: 0.3), box]
                _ = try renderer.draw(moved, width: 90, height: 70)
                #expect(try renderer.draw(scene, width: 90, height: 70) == first)
                #expect(try renderer.draw(scene, width: 90, height: 70) == first)
            }
        }
    }

    @Test func aSceneWithoutBodiesIsItsBackground() throws {
        try withRenderer { renderer in
            for floor in [nil, floor] {
                let image = try renderer.draw(TestScenes.scene([], floor: floor), width: 20, height: 10)
                #expect((image.width, image.height) == (20, 10))
                #expect(try image == Image(width: 20, height: 10, format: .rgb8, fill: .white))
            }
        }
    }

    @Test(arguments: [(1, 1), (1, 300), (333, 2), (17, 5)])
    func anySizeCanBeDrawn(width: Int, height: Int) throws {
        try withRenderer { renderer in
            let image = try renderer.draw(TestScenes.scene([ball], floor: floor), width: width, height: height)
            #expect((image.width, image.height) == (width, height))
        }
    }

    @Test func aPictureThatIsTooLargeIsRefusedWithTheLimit() throws {
        try withRenderer { renderer in
            let limit = try #require(renderer.description).maximumSize / 2
            #expect(throws: GraphicsProblem.tooLarge(width: limit + 1, height: 10, limit: limit)) {
                try renderer.draw(TestScenes.scene([ball]), width: limit + 1, height: 10)
            }
            #expect(throws: GraphicsProblem.self) { try renderer.draw(TestScenes.scene([ball]), width: 0, height: 10) }
        }
    }

    @Test func aBodyBehindTheCameraOrAroundItDoesNotUpsetTheDrawing() throws {
        try withRenderer { renderer in
            let behind = TestScenes.ball(center: [0, -8, 1], radius: 0.5)
            #expect(
                try renderer.draw(TestScenes.scene([behind]), width: 40, height: 40)
                    == Image(width: 40, height: 40, format: .rgb8, fill: .white))
            let around = TestScenes.ball(center: [0, -4, 1], radius: 2)
            _ = try renderer.draw(TestScenes.scene([around], floor: floor), width: 40, height: 40)
            _ = try renderer.draw(TestScenes.scene([around, ball], floor: floor), width: 40, height: 40)
        }
    }

    @Test func theRendererSaysWhatItIs() throws {
        try withRenderer { renderer in
            let description = try #require(renderer.description)
            #expect(description.library.hasPrefix(description.kind.title + " (lib"))
            #expect(description.renderer.contains("llvmpipe"))
            #expect(description.line.contains(description.library) && description.line.contains(description.renderer))
            #expect(description.version.contains("Mesa"))
            #expect(description.maximumSize >= 4096)
        }
    }

    @Test func normalsPointOutwardsAndHaveUnitLength() {
        let ball = TestScenes.ball(center: [1, 2, 3], radius: 0.5)
        for v in stride(from: 0, to: ball.positions.count, by: 3 * 7) {
            let n = SIMD3(ball.normals[v], ball.normals[v + 1], ball.normals[v + 2])
            #expect(((n * n).sum() - 1).magnitude < 1e-4)
            let out = (SIMD3(ball.positions[v], ball.positions[v + 1], ball.positions[v + 2]) - SIMD3<Float>(1, 2, 3)) / 0.5
            // The poles of this ball are rings of vertices in one place, some without area around them.
            if out.z.magnitude < 0.99 { #expect((n * out).sum() > 0.98) }
        }
        let flat = Topology(triangles: [0, 1, 2], vertexCount: 4)
        #expect(flat.normals(of: [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5]) == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1])
    }
}
