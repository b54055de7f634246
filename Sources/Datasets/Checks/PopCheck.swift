// Finds joints that are suddenly somewhere else: for one frame, for a few, or from one frame on.
import BodyModels
import Files
import Motions
import Rotations

/// Looks at how suddenly velocities change from one frame to the next: people need several frames for what a glitch does in one.
struct PopCheck {
    /// A change of place or turn between two frames.
    private struct Pop {
        /// The first frame that is elsewhere.
        let frame: Int
        /// -1 for the whole body's place.
        let joint: Int
        let size: Float
    }

    /// What passes for motion in captures, radians: hips, knees, spine, elbows and head turn less suddenly than hands, feet and shoulders, which clean
    /// captures let flicker by up to 25° between frames of 1/120 s.
    private static let limitOfCore: Float = 0.454
    private static let limitOfEnds: Float = 0.576
    private static let limitOfEndsSlow: Float = 0.698
    private static let ends: Set<Int> = [7, 8, 10, 11, 13, 14, 16, 17, 20, 21]
    /// The same for the whole body's place, metres.
    private static let limitOfPlace: Float = 0.04
    private static let limitOfPlaceSlow: Float = 0.05
    /// So many times the changes in the frames around: a stroke or a landing is sudden, too, but not alone.
    private static let contrast: Float = 8
    private static let contrastSlow: Float = 12
    /// Fewer frames a second than this are slow: a blow takes but a frame or two.
    private static let slowRate = 50.0
    /// Smaller changes around than this (radians, metres) are noise, not rest.
    private static let quiet: Float = 1e-4

    static func problems(_ motion: Motion, frames: Range<Int>, except excused: Set<Int> = []) -> [ClipProblem] {
        guard frames.count >= 4 else { return [] }
        let isSlow = motion.frameRate < slowRate
        // With fewer than 30 frames a second more happens between two.
        let slowness = Float(max(1, 30 / max(motion.frameRate, 1)))
        let contrast = isSlow ? contrastSlow : self.contrast
        var pops: [Pop] = []
        let width = motion.layout.jointCount * 3
        motion.poses.elements.withUnsafeBufferPointer { poses in
            for joint in 0..<JointLayout.bodyJointCount {
                let limit = slowness * (ends.contains(joint) ? (isSlow ? limitOfEndsSlow : limitOfEnds) : limitOfCore)
                var turns: [SIMD3<Float>] = []
                turns.reserveCapacity(frames.count)
                var before = Quaternion<Float>.identity
                for frame in frames {
                    let i = frame * width + joint * 3
                    let now = Quaternion(axisAngle: SIMD3(poses[i], poses[i + 1], poses[i + 2]))
                    // Of q and -q, which are the same turn, the shorter way.
                    if frame > frames.lowerBound { turns.append((before.conjugate * now).standardized.axisAngle) }
                    before = now
                }
                pops += sudden(turns, limit: limit, contrast: contrast).map {
                    Pop(frame: frames.lowerBound + $0.index, joint: joint, size: $0.size)
                }
            }
        }
        motion.translations.elements.withUnsafeBufferPointer { places in
            func place(_ frame: Int) -> SIMD3<Float> { SIMD3(places[frame * 3], places[frame * 3 + 1], places[frame * 3 + 2]) }
            let ways = frames.dropFirst().map { place($0) - place($0 - 1) }
            pops += sudden(
                ways, limit: slowness * (isSlow ? limitOfPlaceSlow : limitOfPlace), contrast: isSlow ? contrastSlow : self.contrast
            )
            .map { Pop(frame: frames.lowerBound + $0.index, joint: -1, size: $0.size) }
        }
        return told(pops.filter { !excused.contains($0.frame) }, motion)
    }

    /// The steps that are sudden: the first frame after each, and its length.
    private static func sudden(_ steps: [SIMD3<Float>], limit: Float, contrast: Float) -> [(index: Int, size: Float)] {
        // changes[i] is between steps i and i + 1. A jump makes two that are equally large, one frame that is elsewhere three.
        let changes = (0..<max(0, steps.count - 1)).map { i -> Float in
            let change = steps[i + 1] - steps[i]
            return (change * change).sum().squareRoot()
        }
        let count = changes.count
        guard count >= 2 else { return [] }
        func around(_ first: Int, _ last: Int) -> Float {
            var near: [Float] = []
            for offset in 1...5 {
                near.append(changes[max(0, first - offset)])
                near.append(changes[min(count - 1, last + offset)])
            }
            near.sort()
            return max((near[4] + near[5]) / 2, quiet)
        }
        func length(_ index: Int) -> Float { (steps[index] * steps[index]).sum().squareRoot() }
        var found: [(Int, Float)] = []
        for i in 0..<count - 1 {
            let least = min(changes[i], changes[i + 1])
            guard least > limit, least > contrast * around(i, i + 1) else { continue }
            found.append((i + 2, length(i + 1)))
        }
        // The first and the last frame alone: one change each, so it must be all the clearer.
        func alone(_ change: Int, others: Range<Int>) -> Bool {
            let inside = changes[others].sorted()
            return changes[change] > limit && changes[change] > 2 * contrast * max(quiet, inside.isEmpty ? quiet : inside[inside.count / 2])
        }
        if count >= 6 {
            if changes[1] < changes[0] / 3, alone(0, others: 1..<6) { found.append((1, length(0))) }
            if changes[count - 2] < changes[count - 1] / 3, alone(count - 1, others: count - 6..<count - 1) {
                found.append((count + 1, length(count)))
            }
        }
        return found.map { (index: $0.0, size: $0.1) }
    }

    private static func told(_ pops: [Pop], _ motion: Motion) -> [ClipProblem] {
        guard let first = pops.map(\.frame).min(), let last = pops.map(\.frame).max() else { return [] }
        // The moment with the widest jump stands for all.
        let widest =
            pops.max { ($0.joint < 0 ? $0.size * 10 : $0.size, -$0.frame) < ($1.joint < 0 ? $1.size * 10 : $1.size, -$1.frame) } ?? pops[0]
        let names = motion.layout.jointNames
        let what =
            widest.joint < 0
            ? "the body jumps by \(NumberText.centimetres(widest.size))"
            : "\(names[widest.joint]) turns by \(NumberText.short(Double(widest.size) * 180 / .pi, 0))°"
        let joints = Set(pops.map(\.joint)).subtracting([widest.joint]).count
        let moments = moments(pops.map(\.frame), apart: max(1, Int(motion.frameRate * 0.1)))
        let rate = motion.frameRate
        var text =
            "\(what) from one frame to the next at \(NumberText.seconds(Double(widest.frame) / rate, digits: 2)) (frame \(widest.frame))"
        if joints > 0 { text += ", and \(NumberText.count(joints, "other joint"))" }
        if moments > 1 { text += "; \(moments) such moments in all" }
        return [ClipProblem(.pop, text, seconds: Double(max(0, first - 1)) / rate...Double(last) / rate)]
    }

    private static func moments(_ frames: [Int], apart: Int) -> Int {
        var count = 0
        var before = Int.min / 2
        for frame in frames.sorted() {
            if frame - before > apart { count += 1 }
            before = frame
        }
        return count
    }
}
