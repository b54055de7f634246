// Motions with stretches of another: what stays to the bit, and that nothing jumps.
import Arrays
import BodyModels
import Motions
import Rotations
import TestSupport
import Testing

@Suite struct MotionSplicingTests {
    private let walk: Motion
    private let other: Motion
    private let skeleton: RestSkeleton

    init() throws {
        walk = try Motion.read(path: Project.sample("02/02_01")).resampled(to: 20)
        var run = try Motion.read(path: Project.sample("49/49_04")).resampled(to: 20)
        // As long as the walk, somewhere else, turned, and fitted to joints as a model's motions are.
        let body = try BodyModel(contentsOf: Project.openBody).shaped()
        skeleton = try #require(RestSkeleton(restJoints: body.restJoints))
        let frames = walk.frameCount
        let last = run.frameCount - 1
        run.poses = NDArray(
            shape: [frames, run.layout.jointCount, 3],
            elements: (0..<frames).flatMap { run.poses.rows(min($0, last)..<min($0, last) + 1).elements })
        run.translations = NDArray(shape: [frames, 3], elements: (0..<frames).flatMap { Array(run.translations.row(min($0, last))) })
        other = run
    }

    private func pelvis(_ motion: Motion, _ frame: Int) -> SIMD3<Double> {
        SIMD3((0..<3).map { Double(motion.translations[frame, $0]) + skeleton.joints[0][$0] })
    }

    private func steps(_ motion: Motion) -> [Double] {
        (1..<motion.frameCount).map { frame in
            let step = pelvis(motion, frame) - pelvis(motion, frame - 1)
            return (step * step).sum().squareRoot()
        }
    }

    @Test func outsideTheSectionsJointsAreTheMotionsOwnToTheBit() {
        let sections = [10..<25, 40..<48]
        let spliced = walk.replacing(sections, by: other, skeleton: skeleton, blending: 6)
        #expect(spliced.frameCount == walk.frameCount && spliced.layout == walk.layout)
        for frame in 0..<walk.frameCount {
            let isInside = sections.contains { $0.contains(frame) }
            let own = walk.poses.rows(frame..<frame + 1).elements, found = spliced.poses.rows(frame..<frame + 1).elements
            let isSame = own.dropFirst(3) == found.dropFirst(3)
            #expect(isSame == !isInside, "frame \(frame)")
            let rootIsSame =
                own.prefix(3) == found.prefix(3) && Array(walk.translations.row(frame)) == Array(spliced.translations.row(frame))
            if frame < 10 { #expect(rootIsSame, "frame \(frame)") }
        }
        // After the first section the motion goes on from where that led: the same steps, elsewhere.
        let (own, found) = (steps(walk), steps(spliced))
        for frame in 26..<39 { #expect(abs(own[frame - 1] - found[frame - 1]) < 1e-5, "frame \(frame)") }
        // Nothing jumps at a seam: no step is longer than twice the longest of the two motions.
        let longest = max(own.max() ?? 0, steps(other).max() ?? 0)
        #expect((found.max() ?? 1) < 2 * longest)
    }

    @Test func aClipThatBeginsWithASectionKeepsItsEndAndOneThatIsAllNewKeepsNothing() {
        let prefix = walk.replacing([0..<20], by: other, skeleton: skeleton, blending: 6)
        for frame in 20..<walk.frameCount {
            #expect(walk.poses.rows(frame..<frame + 1).elements == prefix.poses.rows(frame..<frame + 1).elements)
            #expect(Array(walk.translations.row(frame)) == Array(prefix.translations.row(frame)))
        }
        let all = walk.replacing([0..<walk.frameCount], by: other, skeleton: skeleton, blending: 6)
        let joint = BodyJoint.leftKnee
        for frame in 0..<walk.frameCount {
            let (a, b) = (all.poses[frame, joint, 0], other.poses[frame, joint, 0])
            #expect(abs(a - b) < 1e-4)
        }
    }

    @Test func aSectionBehindTheEndMakesAMotionLonger() throws {
        let short = try walk.trimmed(from: 0, to: 1)
        let longer = short.replacing([short.frameCount..<walk.frameCount], by: walk, skeleton: skeleton, blending: 6)
        #expect(longer.frameCount == walk.frameCount)
        // The same motion goes on as itself.
        let worst = zip(longer.translations.elements, walk.translations.elements).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 1e-3)
    }
}
