// Holds feet still while they touch the floor: the `_ik` variant of MoMask's joints.

/// Targets for ``TemplateFit`` whose feet do not slide.
///
/// Ankles and toes that are low and slow are held where they are on average while they touch the floor, at height 0; frames before and
/// after are blended towards that. The floor's height is taken off all targets; the root's track stays as it was, as in the released code.
public enum FootContactFix {
    /// How a joint's contact is told: squared displacement to the next frame, m², and height, metres.
    private struct Limits {
        let joint: Int
        let speed: Double
        let height: Double
    }
    private static let feet = [
        Limits(joint: 3, speed: 0.05, height: 0.06), Limits(joint: 4, speed: 0.2, height: 0.03),
        Limits(joint: 7, speed: 0.05, height: 0.06), Limits(joint: 8, speed: 0.2, height: 0.03),
    ]
    /// Frames over which a foot goes from free to held.
    private static let blending = 5

    /// - Parameter motion: joint positions for each frame, in the skeleton's order, metres, Y up.
    /// - Returns: the same with feet held.
    public static func targets(_ motion: [[SIMD3<Double>]]) -> [[SIMD3<Double>]] {
        guard !motion.isEmpty else { return motion }
        let floor = floorHeight(motion)
        var targets = motion.map { frame in frame.map { SIMD3($0.x, $0.y - floor, $0.z) } }
        let lowered = targets
        // Contacts are told before the floor is taken off.
        for foot in feet { hold(foot, contacts: motion.map { $0[foot.joint] }, of: lowered, in: &targets) }
        return targets
    }

    /// The mean of the second quarter of the frames' lowest points, lowest first; 0 where that is no floor.
    private static func floorHeight(_ motion: [[SIMD3<Double>]]) -> Double {
        let lowest = motion.map { frame in feet.map { frame[$0.joint].y }.min() ?? 0 }.sorted()
        let first: Int = lowest.count / 4
        let quarter = lowest[first..<max(lowest.count / 2, first + 1)]
        let height = quarter.reduce(0, +) / Double(quarter.count)
        return height > 0.5 ? 0 : height
    }

    private static func hold(_ foot: Limits, contacts: [SIMD3<Double>], of motion: [[SIMD3<Double>]], in targets: inout [[SIMD3<Double>]]) {
        let track = motion.map { $0[foot.joint] }
        let count = track.count
        var isDown = (0..<count).map { frame -> Bool in
            guard frame + 1 < count else { return false }
            let step = contacts[frame + 1] - contacts[frame]
            return (step * step).sum() < foot.speed && contacts[frame].y < foot.height
        }
        if count > 1 { isDown[count - 1] = isDown[count - 2] }
        var held = track
        var start = 0
        while start < count {
            guard isDown[start] else {
                start += 1
                continue
            }
            var end = start
            while end < count, isDown[end] { end += 1 }
            let mean = track[start..<end].reduce(SIMD3<Double>.zero, +) / Double(end - start)
            for frame in start..<end { held[frame] = SIMD3(mean.x, 0, mean.z) }
            start = end
        }
        for frame in 0..<count where !isDown[frame] {
            let before = (1...blending).map { frame - $0 }.first { $0 >= 0 && isDown[$0] }
            let after = (1...blending).map { frame + $0 }.first { $0 < count && isDown[$0] }
            let own = track[frame]
            let left = before.map { mix(own, held[$0], weight(Double(frame - $0 + 1) / Double(blending + 1))) }
            let right = after.map { mix(own, held[$0], weight(Double($0 - frame + 1) / Double(blending + 1))) }
            switch (left, right, before, after) {
            case (let left?, let right?, let before?, let after?):
                held[frame] = mix(right, left, weight(Double(frame - before + 1) / Double(after - before + 1)))
            case (let one?, nil, _, _), (nil, let one?, _, _): held[frame] = one
            default: break
            }
        }
        for frame in 0..<count { targets[frame][foot.joint] = held[frame] }
    }

    /// From 1 at 0 to 0 at 1, level at both ends.
    private static func weight(_ t: Double) -> Double { 2 * t * t * t - 3 * t * t + 1 }

    private static func mix(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ weight: Double) -> SIMD3<Double> { a * (1 - weight) + b * weight }
}
