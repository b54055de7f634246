// Views: the named side is seen, moving cameras move as they say, and still nobody is cut off.
import BodyModels
import Motions
import Pictures
import Rendering
import Rotations
import Testing
import Visualization

@Suite(.serialized) struct ViewTests {
    private func shot(_ view: View, clip: String = "09/09_01", aspect: Float = 1) throws -> Shot {
        var options = ShotOptions()
        options.camera = .view(view)
        return Shot(try Samples.motion(clip).resampled(to: 15), body: try Samples.body(), aspect: aspect, options: options)
    }

    @Test(arguments: View.named.map(\.name), ["09/09_01", "49/49_06"])
    func nobodyIsCutOffInAnyView(name: String, clip: String) throws {
        let view = try #require(View.named.first { $0.name == name }?.view)
        let (low, high) = clipExtent(of: try shot(view, clip: clip))
        #expect(low.x > -1 && low.y > -1 && high.x < 1 && high.y < 1)
    }

    @Test func aFollowedBodyStaysInPlaceWhileTheFloorMoves() throws {
        let still = clipExtent(of: try shot(.fit)), followed = clipExtent(of: try shot(.follow))
        let shot = try shot(.follow)
        #expect(
            dot(
                shot.camera(shot.frameCount - 1).position - shot.camera(0).position,
                shot.camera(shot.frameCount - 1).position - shot.camera(0).position) > 4)
        // It fills its picture as tightly, which for a run means it is drawn much larger.
        #expect(followed.high.y - followed.low.y > 1.5 * (still.high.y - still.low.y))
        // The camera keeps its height and its direction.
        #expect(shot.camera(0).position.z == shot.camera(shot.frameCount - 1).position.z)
        #expect((dot(shot.camera(0).direction, shot.camera(shot.frameCount / 2).direction) - 1).magnitude < 1e-5)
    }

    @Test func anOrbitGoesOnceAround() throws {
        let shot = try shot(.orbit)
        let directions = (0..<shot.frameCount).map { shot.camera($0).direction }
        let half = directions[shot.frameCount / 2]
        #expect(dot(directions[0], half) < -0.8, "half-way it looks from the other side")
        for i in 1..<directions.count { #expect(dot(directions[i], directions[i - 1]) > 0.8) }
    }

    @Test func frontSeesTheFaceAndSideTheLeft() throws {
        let front = try shot(.front).scenes(0..<1)[0], side = try shot(.side).scenes(0..<1)[0]
        func depth(_ scene: Scene, _ v: Int) -> Float {
            let p = scene.surfaces[0].positions
            return dot(SIMD3(p[v * 3], p[v * 3 + 1], p[v * 3 + 2]), scene.camera.direction)
        }
        // Vertices of the open body: nose 106, left ear 6401, right ear 3028.
        #expect(depth(front, 106) < depth(front, 6401) && depth(front, 106) < depth(front, 3028))
        #expect(depth(side, 6401) < depth(side, 3028))
    }

    @Test func parallelProjectionDoesNotMakeTheDistantSmall() throws {
        let camera = try shot(.iso).camera(0)
        guard case .orthographic(let height) = camera.projection else {
            Issue.record("iso is a parallel projection")
            return
        }
        #expect(height > 1.5)
    }

    @Test func aSequenceShowsItsMomentsLightToDarkInOrder() throws {
        let walk = try Samples.motion("02/02_01")
        var options = SequenceFigure.options
        options.settles = false
        let figure = SequenceFigure(walk, body: try Samples.body(), aspect: 1.25, options: options)
        #expect(figure.frames.count == 8)
        // The middle 60 % of 343 frames.
        #expect(figure.frames.first == 68 && figure.frames.last == 274)
        #expect(figure.scene.surfaces.count == 8)
        let brightness = figure.scene.surfaces.map { surface -> Float in
            guard case .plain(let color) = surface.paint else { return 0 }
            return color.x + color.y + color.z
        }
        #expect(zip(brightness, brightness.dropFirst()).allSatisfy { $0 > $1 })
        // Each body is where the walk is at that moment.
        let body = try Samples.body()
        for (k, frame) in figure.frames.enumerated() {
            let posed = body.pose(axisAngles: walk.poses.rows(frame..<frame + 1), translations: walk.translations.rows(frame..<frame + 1))
            let isSame = figure.scene.surfaces[k].positions == posed.vertices.elements
            #expect(isSame)
        }
        #expect(SequenceFigure(walk, body: body, aspect: 1, count: 1).frames == [171])
        #expect(SequenceFigure(try walk.trimmed(from: 0, to: 0.02), body: body, aspect: 1).frames.count <= 3)
    }

    @Test func aStripShowsItsMomentsFromTheFirstFrameToTheLastWithTheirTimes() throws {
        let flip = try Samples.motion("49/49_06")
        let strip = StripFigure(flip, body: try Samples.body(), aspect: 0.8, count: 5)
        #expect(strip.frames == [0, 120, 240, 360, 480])
        #expect(strip.times == [0, 1, 2, 3, 4])
        #expect(strip.scenes.count == 5 && strip.scenes.allSatisfy { $0.surfaces.count == 1 })
        #expect(StripFigure(try flip.trimmed(from: 0, to: 0.02), body: try Samples.body(), aspect: 1, count: 9).scenes.count <= 3)
    }

    @Test func scalesRunFromTheirFirstColourToTheirLast() {
        #expect(Colormap.blues[0] == Color(0xf7, 0xfb, 0xff))
        #expect(Colormap.blues[1] == Color(0x08, 0x30, 0x6b))
        #expect(Colormap.blues[0.5] == Color(0x6b, 0xae, 0xd6))
        #expect(Colormap.viridis[-3] == Colormap.viridis[0] && Colormap.viridis[.nan] == Colormap.viridis[0])
        #expect(Colormap(named: "Blues") == .blues && Colormap(named: "nothing") == nil)
    }
}
