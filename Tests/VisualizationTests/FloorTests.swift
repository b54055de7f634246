// The floor meets the feet: measured on whole bodies, with planted feet found without asking where the floor is.
import Arrays
import BodyModels
import Foundation
import Motions
import Rotations
import TestSupport
import Testing
import Visualization

/// The lowest vertex of every frame of a motion, and the frames in which a foot is planted.
struct StandingMeasure {
    var lowest: [Float] = []
    /// Frames with a foot that stands: all of its vertices rest for a tenth of a second.
    var standing: [Int] = []
    /// Frames with a foot whose lowest vertex rests for a tenth of a second: rolling feet, too.
    var touching: [Int] = []

    init(_ motion: Motion, body: ShapedBody) {
        let motion = motion.converted(to: body.model.layout)
        let feet = ShapedBody.footJoints.map(body.vertices(movedBy:))
        var places: [[[SIMD3<Float>]]] = [[], []]
        for frame in 0..<motion.frameCount {
            let posed = body.pose(
                axisAngles: motion.poses.rows(frame..<frame + 1), translations: motion.translations.rows(frame..<frame + 1))
            posed.vertices.elements.withUnsafeBufferPointer { v in
                lowest.append(stride(from: 2, to: v.count, by: 3).reduce(Float.infinity) { min($0, v[$1]) })
                for foot in 0..<2 { places[foot].append(feet[foot].map { SIMD3(v[$0 * 3], v[$0 * 3 + 1], v[$0 * 3 + 2]) }) }
            }
        }
        var standing: Set<Int> = [], touching: Set<Int> = []
        for foot in places {
            var speeds: [(low: Float, most: Float)] = []
            for frame in foot.indices {
                let (a, b) = (max(frame - 1, 0), min(frame + 1, foot.count - 1))
                let all = foot[frame].indices.map { v -> Float in
                    let d = foot[b][v] - foot[a][v]
                    return (d * d).sum().squareRoot() * Float(motion.frameRate) / Float(max(b - a, 1))
                }
                let low = foot[frame].indices.min { foot[frame][$0].z < foot[frame][$1].z } ?? 0
                // A foot with the rest of the body clearly below it carries nothing.
                let isLowest = foot[frame][low].z < lowest[frame] + 0.03
                speeds.append(isLowest ? (all[low], all.max() ?? 0) : (9, 9))
            }
            let run = max(3, Int((motion.frameRate / 10).rounded()))
            guard speeds.count >= run else { continue }
            for first in 0...speeds.count - run {
                let part = speeds[first..<first + run]
                if part.allSatisfy({ $0.low < 0.2 }) { touching.formUnion(part.indices) }
                if part.allSatisfy({ $0.most < 0.25 }) { standing.formUnion(part.indices) }
            }
        }
        self.standing = standing.sorted()
        self.touching = touching.sorted()
    }

    func share(of frames: [Int], within limit: Float = 0.02, ofFloorAt height: Float) -> Double {
        guard !frames.isEmpty else { return 1 }
        return Double(frames.count { abs(lowest[$0] - height) <= limit }) / Double(frames.count)
    }
}

/// A motion of a body that stands straight, at a height for each frame.
func standing(_ heights: [Float], rate: Double = 30, x: (Int) -> Float = { _ in 0 }) -> Motion {
    var poses = NDArray<Float>(repeating: 0, shape: [heights.count, 52, 3])
    var translations = NDArray<Float>(repeating: 0, shape: [heights.count, 3])
    for (frame, height) in heights.enumerated() {
        poses[frame, 0, 0] = .pi / 2
        translations[frame, 0] = x(frame)
        translations[frame, 2] = height
    }
    return Motion(
        name: "standing", layout: .smplh, frameRate: rate, poses: poses, translations: translations,
        source: MotionSource(file: "standing", format: "test"))
}

@Suite struct FloorTests {
    static let clips = [
        "02/02_01", "02/02_04", "02/02_05", "05/05_11", "09/09_01", "11/11_01", "127/127_23", "135/135_04", "14/14_31", "143/143_35",
        "49/49_04", "49/49_06", "49/49_14", "90/90_08",
    ]

    @Test(arguments: clips)
    func `planted feet are on the floor in nine of ten frames`(clip: String) throws {
        let body = try Samples.body()
        let motion = try Samples.motion(clip).resampled(to: 30)
        let floor = FloorHeight(of: motion, body: body)
        let shown = floor.settled(motion)
        let measure = StandingMeasure(shown, body: body)
        let height = floor.tilt?.height ?? floor.height
        // Nothing sinks deeper than a foot that dips.
        #expect((measure.lowest.min() ?? 0) > height - 0.08)
        #expect(measure.share(of: measure.standing, ofFloorAt: height) >= 0.9)
        #expect(measure.share(of: measure.touching, ofFloorAt: height) >= 0.9)
        // A run has no resting feet, but its floor is no higher than where they push off, and no deeper than a toe.
        if measure.touching.isEmpty {
            #expect(measure.share(of: Array(measure.lowest.indices), within: 0.03, ofFloorAt: height) > 0.4)
        }
        if floor.tilt != nil { #expect(["02/02_01", "49/49_06", "135/135_04"].contains(clip), "only these were captured aslant") }
    }

    @Test(arguments: ["02/02_01", "05/05_11", "143/143_35", "49/49_14"])
    func `a body fitted to another's joints stands on the floor as well`(clip: String) throws {
        let captured = try BodyModel(contentsOf: "\(Project.root)/models/open/open_body_female.npz").shaped(by: [-2, 1])
        let original = try Samples.motion(clip).resampled(to: 20)
        let joints = captured.outline(vertices: 1).pose(axisAngles: original.poses, translations: original.translations).joints
        var places: [Float] = []
        for frame in 0..<original.frameCount { places += joints.row(frame).prefix(66) }
        let body = try Samples.body()
        let skeleton = try #require(RestSkeleton(restJoints: body.restJoints))
        let motion = Motion(
            fittedTo: NDArray(shape: [original.frameCount, 22, 3], elements: places), frameRate: 20, skeleton: skeleton, name: "fitted",
            source: MotionSource(file: "fitted", format: "test"))
        let floor = FloorHeight(of: motion, body: body)
        let measure = StandingMeasure(floor.settled(motion), body: body)
        let share = measure.share(of: measure.standing, ofFloorAt: floor.tilt?.height ?? floor.height)
        #expect(!measure.standing.isEmpty && share >= 0.9)
    }

    /// A table of all clips of a folder, for people: SMOG_MOTIONS=folder.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SMOG_MOTIONS"] != nil))
    func aTableOfManyClips() throws {
        let folder = ProcessInfo.processInfo.environment["SMOG_MOTIONS"] ?? ""
        let body = try Samples.body()
        let all =
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".npz") }.sorted() ?? []
        var (good, level, sum, total) = (0, 0, 0.0, 0)
        var deepest: [Float] = []
        for name in all {
            let motion = try Motion.read(path: folder + "/" + name).resampled(to: 30)
            let clock = ContinuousClock()
            var floor: FloorHeight?
            let time = clock.measure { floor = FloorHeight(of: motion, body: body) }
            guard let floor else { continue }
            let before = StandingMeasure(motion, body: body)
            let shown = floor.settled(motion)
            let after = shown.translations == motion.translations ? before : StandingMeasure(shown, body: body)
            let height = floor.tilt?.height ?? floor.height
            let a = before.share(of: before.touching, ofFloorAt: floor.height), b = after.share(of: after.touching, ofFloorAt: height)
            let c = after.share(of: after.standing, ofFloorAt: height)
            print(
                "TABLE \(name.split(separator: "/").last ?? "") \(motion.frameCount) touching \(before.touching.count) height",
                (floor.height * 1000).rounded() / 10, "level \(Int(a * 100)) tilt \(floor.tilt.map { "\($0.slope * 100)" } ?? "-")",
                "shown \(Int(b * 100)) standing \(Int(c * 100)) \(floor.remark == nil ? "" : "remark") \(time)")
            deepest.append(height - (after.lowest.min() ?? 0))
            good += b >= 0.9 ? 1 : 0
            level += a >= 0.9 ? 1 : 0
            sum += b * Double(before.touching.count)
            total += before.touching.count
        }
        print("TABLE deepest", deepest.sorted().suffix(20))
        print("TABLE of \(all.count): level \(level), shown \(good) have 90 %; of all \(total) frames \(sum / Double(max(total, 1)))")
    }

    @Test func `the outline finds the lowest vertex of a foot, however it is tilted`() throws {
        let body = try Samples.body()
        let outline = body.outline()
        let feet = ShapedBody.footJoints.map(body.vertices(movedBy:)), few = ShapedBody.footJoints.map(outline.vertices(movedBy:))
        #expect(outline.model.vertexCount < 280 && few.allSatisfy { $0.count > 20 })
        var poses = NDArray<Float>(repeating: 0, shape: [60, 52, 3])
        for frame in 0..<60 {
            poses[frame, 0, 0] = .pi / 2
            for joint in [7, 8, 10, 11] {
                poses[frame, joint, 0] = Float(frame % 10) * 0.12 - 0.5
                // Ankles tilt sideways, toes do not.
                if joint < 10 { poses[frame, joint, 2] = Float(frame / 10) * 0.15 - 0.4 }
            }
        }
        let still = NDArray<Float>(repeating: 0, shape: [60, 3])
        let all = body.pose(axisAngles: poses, translations: still).vertices
        let some = outline.pose(axisAngles: poses, translations: still).vertices
        for frame in 0..<60 {
            for foot in 0..<2 {
                let lowest = feet[foot].map { all[frame, $0, 2] }.min() ?? 0
                let found = few[foot].map { some[frame, $0, 2] }.min() ?? 9
                #expect(found - lowest < 0.003, "frame \(frame), foot \(foot)")
            }
        }
    }

    @Test func `odd motions have a floor too`() throws {
        let body = try Samples.body()
        let rest = standing([0])
        let sole = -(StandingMeasure(rest, body: body).lowest.first ?? 0)
        func height(_ motion: Motion) -> Float { FloorHeight(of: motion, body: body).height + sole }
        #expect(abs(height(standing([1])) - 1) < 0.005, "one frame")
        #expect(abs(height(standing([1, 1.2])) - 1) < 0.005, "two frames")
        // Half a second in the air, a landing, a leap.
        let leap = (0..<15).map { 2 - 0.0044 * Float($0 * $0) } + [Float](repeating: 1, count: 40) + (0..<20).map { 1 + 0.1 * Float($0) }
        #expect(abs(height(standing(leap)) - 1) < 0.005)
        // Thrown up fifty metres for good, and moved aside by fifty.
        let far = [Float](repeating: 1, count: 30) + [Float](repeating: 51, count: 90)
        #expect(abs(height(standing(far)) - 1) < 0.005)
        #expect(abs(height(standing([Float](repeating: 1, count: 60)) { $0 < 30 ? 0 : 50 }) - 1) < 0.005)
        // A glitch of three frames is no floor.
        let glitch = [Float](repeating: 1, count: 50) + [-49, -49, -49] + [Float](repeating: 1, count: 50)
        #expect(abs(height(standing(glitch)) - 1) < 0.005)
        // The ground under the steps, though most of the time is spent above.
        let steps = [Float](repeating: 1, count: 40) + [Float](repeating: 1.2, count: 40) + [Float](repeating: 1.4, count: 90)
        #expect(abs(height(standing(steps)) - 1) < 0.005)
        let onSteps = FloorHeight(of: standing(steps), body: body)
        #expect(onSteps.agreement > 0.2 && onSteps.agreement < 0.27 && onSteps.remark?.hasPrefix("feet stand at several heights") == true)
        // Falling for ever: no foot is planted, and the floor is below nearly all of it.
        let fall = FloorHeight(of: standing((0..<60).map { 40 - 0.2 * Float($0) }), body: body)
        #expect(fall.plantedFrames == 0 && fall.agreement == 1 && fall.tilt == nil && fall.height + sole < 30)
        for rate in [5.0, 10, 240, 1000] { #expect(abs(height(standing([Float](repeating: 1, count: 30), rate: rate)) - 1) < 0.005) }
    }

    @Test func `what would sink is raised, smoothly and no more than needed`() throws {
        let body = try Samples.body()
        // The hands of this cartwheel reach deep into the floor on a body with longer arms than the captured one.
        let motion = try Samples.motion("49/49_06").resampled(to: 30)
        let floor = FloorHeight(of: motion, body: body)
        let (level, shown) = (floor.levelled(motion), floor.settled(motion))
        let height = floor.tilt?.height ?? floor.height
        let (before, after) = (StandingMeasure(level, body: body).lowest, StandingMeasure(shown, body: body).lowest)
        let deepest = before.min() ?? 9
        #expect(deepest < height - 0.1)
        var last: Float = 0
        for frame in 0..<motion.frameCount {
            let lift = shown.translations[frame, 2] - level.translations[frame, 2]
            #expect(lift > -1e-6 && lift < height - deepest)
            #expect(abs(lift - last) < 0.06, "frame \(frame)")
            // On both feet before and after, on the hands between.
            if frame < 40 || frame > 95 { #expect(abs(lift) < 1e-6, "frame \(frame)") }
            if (60..<74).contains(frame) { #expect(after[frame] > height - 0.03, "frame \(frame)") }
            last = lift
        }
        // Feet that dip for a moment stay as they are.
        var heights = [Float](repeating: 1, count: 120)
        for frame in 60..<70 { heights[frame] = 0.95 }
        let dip = standing(heights)
        #expect(FloorHeight(of: dip, body: body).settled(dip).translations == dip.translations)
        // A motion cut out of another is not the one that was looked at.
        #expect(floor.settled(standing([1, 1])).translations == floor.levelled(standing([1, 1])).translations)
        let glitch = standing([Float](repeating: 1, count: 50) + [-49, -49] + [Float](repeating: 1, count: 50))
        #expect(FloorHeight(of: glitch, body: body).settled(glitch).translations == glitch.translations)
    }

    @Test func `a sloping floor is found and levelled, stairs are not`() throws {
        let body = try Samples.body()
        // Stands for half a second at each of eight places a metre apart, along a line that rises by 2 cm a metre.
        let heights = (0..<120).map { 0.02 * Float($0 / 15) }
        let slope = FloorHeight(of: standing(heights) { Float($0 / 15) }, body: body)
        let tilt = try #require(slope.tilt)
        #expect(abs(tilt.slope.x - 0.02) < 0.002 && abs(tilt.slope.y) < 0.002 && tilt.agreement > 0.99)
        #expect(slope.remark == "the floor it was captured on slopes by 2.0 cm in a metre")
        let shown = slope.levelled(standing(heights) { Float($0 / 15) })
        for frame in 0..<120 { #expect(abs(shown.translations[frame, 2] - shown.translations[0, 2]) < 0.02) }
        let stairs = standing((0..<120).map { 0.17 * Float($0 / 15) }) { 0.3 * Float($0 / 15) }
        let level = FloorHeight(of: stairs, body: body)
        #expect(level.tilt == nil && level.levelled(stairs).translations == stairs.translations)
    }
}
