// Portraits: whole, large, in the middle, seen from where the view says; feet on the floor, jumps above it.
import Arrays
import BodyModels
import Motions
import Rendering
import Testing
import Visualization

@Suite(.serialized) struct PortraitTests {
    private func portraits(_ clip: String, every step: Int = 15) throws -> (Portraits, PortraitSampler, Motion) {
        let motion = try Samples.motion(clip)
        let moments = Array(stride(from: 0, to: motion.frameCount, by: step))
        let sampler = PortraitSampler(frameCount: motion.frameCount, frameRate: motion.frameRate, moments: moments)
        var read = motion
        read.poses = NDArray(
            shape: [sampler.frames.count] + motion.poses.shape.dropFirst(), elements: sampler.frames.flatMap { Array(motion.poses.row($0)) }
        )
        read.translations = NDArray(
            shape: [sampler.frames.count, 3], elements: sampler.frames.flatMap { Array(motion.translations.row($0)) })
        return (Portraits(Performer(read, figure: Figure(try Samples.body(), look: .clothed)), sampler: sampler), sampler, motion)
    }

    /// The box of a body in the picture, -1 to 1.
    private func extent(_ scene: Scene) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
        let positions = scene.surfaces[0].positions
        let clip = scene.camera.worldToClip(aspect: 1, containing: Bounds(of: positions))
        var low = SIMD2<Float>(repeating: 9), high = SIMD2<Float>(repeating: -9)
        for v in stride(from: 0, to: positions.count, by: 3) {
            let p = clip * SIMD4(positions[v], positions[v + 1], positions[v + 2], 1)
            low = pointwiseMin(low, SIMD2(p.x, p.y) / p.w)
            high = pointwiseMax(high, SIMD2(p.x, p.y) / p.w)
        }
        return (low, high)
    }

    @Test(arguments: Samples.clips) func theBodyIsWholeLargeAndInTheMiddle(clip: String) throws {
        let (portraits, _, _) = try portraits(clip)
        for portrait in portraits.all(0..<portraits.count, from: Portraits.around(count: 2)) {
            let (low, high) = extent(portrait.scene)
            #expect(low.min() > -0.97 && high.max() < 0.97, "\(clip) \(portrait.moment): \(low) to \(high)")
            #expect((high - low).max() > 1.0, "\(clip) \(portrait.moment): \(low) to \(high)")
            #expect(abs(low.x + high.x) < 0.12 && abs(low.y + high.y) < 0.7, "\(clip) \(portrait.moment): \(low) to \(high)")
        }
    }

    @Test func viewsStandAroundTheBodyRelativeToWhereItFaces() throws {
        let (portraits, sampler, motion) = try portraits("05/05_11", every: 60)
        let views = Portraits.around(.front, count: 4)
        let all = portraits.all(0..<portraits.count, from: views)
        #expect(all.count == 4 * portraits.count && sampler.rows.count == portraits.count)
        for (number, portrait) in all.enumerated() {
            #expect(portrait.moment == number / 4 && portrait.view == number % 4)
            #expect(portrait.azimuth == Double(number % 4) * 90)
            // Opposite views look at each other.
            let other = all[number / 4 * 4 + (number + 2) % 4]
            let (a, b) = (portrait.scene.camera.direction, other.scene.camera.direction)
            #expect(abs(a.x + b.x) < 0.01 && abs(a.y + b.y) < 0.01)
        }
        #expect(motion.frameCount > 0)
    }

    /// What was found from a few frames is what all of them say.
    @Test(arguments: Samples.clips) func theFloorIsWhereTheWholeMotionHasIt(clip: String) throws {
        let (portraits, sampler, motion) = try portraits(clip)
        let body = try Samples.body(), outline = body.outline()
        let floor = FloorHeight(of: motion, body: body)
        let settled = floor.settled(motion)
        func lowest(_ motion: Motion, _ frame: Int) -> Float {
            let posed = outline.pose(
                axisAngles: motion.poses.rows(frame..<frame + 1), translations: motion.translations.rows(frame..<frame + 1))
            return stride(from: 2, to: posed.vertices.count, by: 3).reduce(Float.infinity) { min($0, posed.vertices.elements[$1]) }
        }
        for (number, row) in sampler.rows.enumerated() {
            let frame = sampler.frames[row]
            let above = lowest(motion, frame) - portraits.floorHeights[number]
            let expected = lowest(settled, frame) - (floor.tilt?.height ?? floor.height)
            // Where hands sink into it, all frames together raise the body for a while; here the floor is lowered for the one.
            let isOnTheFloor = above < 0.03 && expected < 0.13
            #expect(
                isOnTheFloor || abs(above - expected) < 0.07,
                "\(clip) frame \(frame): \(above) m above the floor; all frames say \(expected)")
            #expect(above > -0.02)
        }
    }

    @Test func nobodyWhoJumpsIsGluedToTheFloor() throws {
        let (portraits, sampler, motion) = try portraits("49/49_04", every: 4)
        let body = try Samples.body().outline()
        let heights = sampler.rows.enumerated().map { number, row -> Float in
            let frame = sampler.frames[row]
            let posed = body.pose(
                axisAngles: motion.poses.rows(frame..<frame + 1), translations: motion.translations.rows(frame..<frame + 1)
            ).vertices
            return stride(from: 2, to: posed.count, by: 3).reduce(Float.infinity) { min($0, posed.elements[$1]) }
                - portraits.floorHeights[number]
        }
        #expect((heights.max() ?? 0) > 0.15, "\(heights)")
        #expect(heights.filter { $0 < 0.02 }.count > heights.count / 3)
    }

    @Test func fewFramesAreReadOfALongMotion() {
        let sampler = PortraitSampler(frameCount: 12_000, frameRate: 120, moments: [200, 600, 1000])
        #expect(sampler.frames.count < 70 && sampler.frames == sampler.frames.sorted())
        #expect(sampler.rows.map { sampler.frames[$0] } == [200, 600, 1000])
        #expect(PortraitSampler(frameCount: 1, frameRate: 30, moments: [0]).frames == [0])
    }
}
