// Shots: nobody is cut off, the floor meets the feet, the camera is where it was told to be.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering
import Rotations
import TestSupport
import Testing
import Visualization

enum Samples {
    static let clips = ["02/02_01", "02/02_04", "09/09_01", "49/49_06", "14/14_31", "90/90_08", "05/05_11", "127/127_23"]

    static func motion(_ clip: String) throws -> Motion { try Motion.read(path: Project.sample(clip)) }
    static func body() throws -> ShapedBody { try BodyModel(contentsOf: Project.openBody).shaped() }
}

/// The box of all bodies in clip space, each by its own frame's camera.
func clipExtent(of shot: Shot, aspect: Float = 1) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
    var low = SIMD2<Float>(repeating: 9), high = SIMD2<Float>(repeating: -9)
    for scene in shot.scenes(0..<shot.frameCount) {
        let positions = scene.surfaces[0].positions
        let clip = scene.camera.worldToClip(aspect: aspect, containing: Bounds(of: positions))
        for v in stride(from: 0, to: positions.count, by: 3) {
            let p = clip * SIMD4(positions[v], positions[v + 1], positions[v + 2], 1)
            low = pointwiseMin(low, SIMD2(p.x, p.y) / p.w)
            high = pointwiseMax(high, SIMD2(p.x, p.y) / p.w)
        }
    }
    return (low, high)
}

@Suite(.serialized) struct ShotTests {
    @Test func framesThatNobodyIsInAreKnown() throws {
        let motion = try Samples.motion("02/02_01").resampled(to: 5)
        var options = ShotOptions()
        func shot(_ position: SIMD3<Float>, _ target: SIMD3<Float>) throws -> Shot {
            options.camera = .exact(Camera(position: position, target: target, projection: .perspective(degrees: 40)))
            return Shot(motion, body: try Samples.body(), aspect: 1, options: options)
        }
        let root = SIMD3(motion.translations[0, 0], motion.translations[0, 1], motion.translations[0, 2])
        let toward = try shot(root + [0, -3, 0], root), away = try shot(root + [0, -60, 0], root + [0, -90, 0])
        #expect(!toward.showsNobody(0))
        #expect((0..<away.frameCount).allSatisfy { away.showsNobody($0) })
        let sheet = try Sheet([away], cellWidth: 20, cellHeight: 20)
        #expect(sheet.noteOnEmptyFrames(0..<1)?.contains("nobody is in the picture") == true)
        #expect(sheet.noteOnEmptyFrames(0..<4)?.contains("any of the 4 frames") == true)
        #expect(try Sheet([Shot(motion, body: Samples.body(), aspect: 1)], cellWidth: 20, cellHeight: 20).noteOnEmptyFrames(0..<4) == nil)
    }

    @Test(arguments: Samples.clips, [Float(1), 0.4, 2.5])
    func nobodyIsEverCutOffAndThePictureIsUsed(clip: String, aspect: Float) throws {
        let motion = try Samples.motion(clip).resampled(to: 15)
        var options = ShotOptions()
        options.floor = .none
        let shot = Shot(motion, body: try Samples.body(), aspect: aspect, options: options)
        let (low, high) = clipExtent(of: shot, aspect: aspect)
        #expect(low.x > -1 && low.y > -1 && high.x < 1 && high.y < 1)
        #expect(high.x - low.x > 1.6 || high.y - low.y > 1.6, "the tighter direction fills the picture but for its margin")
        #expect((high.x + low.x).magnitude < 0.2 && (high.y + low.y).magnitude < 0.2, "centred")
    }

    @Test(arguments: ["02/02_01", "09/09_01", "05/05_11", "135/135_04", "143/143_35"])
    func theFloorIsWhereTheFeetArePlanted(clip: String) throws {
        let motion = try Samples.motion(clip).resampled(to: 15)
        let shot = Shot(motion, body: try Samples.body(), aspect: 1)
        let lowest = shot.scenes(0..<shot.frameCount).map { Bounds(of: $0.surfaces[0].positions).low.z }
        // In most frames somebody stands on it; jumps are above; nothing is far below.
        let planted = lowest.count { ($0 - shot.floorHeight).magnitude < 0.02 }
        #expect(Double(planted) > 0.4 * Double(lowest.count))
        #expect((lowest.min() ?? 0) > shot.floorHeight - 0.06)
    }

    @Test func anExactCameraIsUsedAsGiven() throws {
        var options = ShotOptions()
        options.camera = .exact(Camera(position: [1, -3, 1.5], target: [0.5, 0, 0.9], projection: .perspective(degrees: 40)))
        let shot = Shot(try Samples.motion("02/02_01"), body: try Samples.body(), aspect: 1, options: options)
        #expect(shot.camera(0) == Camera(position: [1, -3, 1.5], target: [0.5, 0, 0.9], projection: .perspective(degrees: 40)))
        #expect(shot.scenes(0..<1)[0].camera == shot.camera(0))
    }

    @Test func theFaceIsSeenWhenTheBodyStandsStill() throws {
        let shot = Shot(try Samples.motion("143/143_35"), body: try Samples.body(), aspect: 1)
        let scene = shot.scenes(0..<1)[0]
        // Nose (vertex 106) nearer to the camera than the back of the head: its own crown (270).
        func depth(_ v: Int) -> Float {
            let p = scene.surfaces[0].positions
            return dot(SIMD3(p[v * 3], p[v * 3 + 1], p[v * 3 + 2]) - scene.camera.position, scene.camera.direction)
        }
        #expect(depth(106) < depth(270))
    }

    @Test func aFramesSceneDoesNotDependOnTheRangeItIsAskedIn() throws {
        let shot = Shot(try Samples.motion("02/02_01"), body: try Samples.body(), aspect: 1)
        let together = shot.scenes(10..<31)
        for frame in [10, 17, 30] {
            #expect(shot.scenes(frame..<frame + 1)[0].surfaces[0].positions == together[frame - 10].surfaces[0].positions)
        }
    }

    @Test func motionsOfOtherLayoutsAreShownByAnyBody() throws {
        let walk = try Samples.motion("02/02_01")
        let smpl = Shot(walk.converted(to: .smpl), body: try Samples.body(), aspect: 1)
        let smplx = Shot(walk.converted(to: .smplx), body: try Samples.body(), aspect: 1)
        let own = Shot(walk, body: try Samples.body(), aspect: 1)
        #expect(smplx.scenes(5..<6)[0].surfaces[0].positions == own.scenes(5..<6)[0].surfaces[0].positions)
        #expect(smpl.frameCount == own.frameCount)
    }
}
