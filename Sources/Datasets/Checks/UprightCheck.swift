// Finds clips whose world is upside-down or on its side, and not handstands, cartwheels and people who lie.
import BodyModels
import Files
import Motions

struct UprightCheck {
    /// In fewer of the samples than this it is the person, not the world: cartwheels and rolls are head down for less than half of a clip,
    /// and so upright for less than half of one that stands on its head.
    private static let mostly = 0.6
    /// How much lower (metres) the head must be than the pelvis, and that than the ankles.
    private static let clearly: Float = 0.1
    /// Cosine of the angle to an axis under which a body lies along it.
    private static let along: Float = 0.7
    private static let alongOnAverage: Float = 0.55
    /// Somebody who lies touches the floor, that is z = 0, all the time to within this, metres.
    private static let resting: Float = 0.08

    static func problems(_ measures: ClipMeasures) -> [ClipProblem] {
        let samples = measures.core
        guard samples.count >= 3 else { return [] }
        var isHeadDown = 0, hasHandsUp = 0
        var mean = SIMD3<Float>.zero
        var ups: [SIMD3<Float>] = []
        for sample in samples {
            let head = measures.joint(15, sample), pelvis = measures.joint(0, sample)
            let ankles = (measures.joint(7, sample) + measures.joint(8, sample)) / 2
            if head.z < pelvis.z - clearly, pelvis.z < ankles.z - clearly {
                isHeadDown += 1
                if min(measures.joint(20, sample).z, measures.joint(21, sample).z) > head.z { hasHandsUp += 1 }
            }
            let way = head - ankles
            let up = way / max(1e-6, (way * way).sum().squareRoot())
            ups.append(up)
            mean += up / Float(samples.count)
        }
        let count = Double(samples.count)
        if Double(isHeadDown) > mostly * count {
            // Who stands on the hands has them lower than the head.
            guard Double(hasHandsUp) > 0.5 * Double(isHeadDown) else { return [] }
            return [
                ClipProblem(
                    .upsideDown,
                    "the head is below the pelvis and the feet above it in \(NumberText.percent(Double(isHeadDown) / count)) of the frames; expected +Z to point up"
                )
            ]
        }
        for (axis, name) in [(0, "x"), (1, "y")] where abs(mean[axis]) > alongOnAverage && abs(mean.z) < 0.4 {
            let sign: Float = mean[axis] < 0 ? -1 : 1
            let share = Double(ups.count { $0[axis] * sign > along }) / count
            guard share > mostly else { continue }
            // A body on the floor, or one that stands on a floor of its own?
            let lowest = samples.map { measures.lowestHeights[$0] + measures.floorHeight }
            let rests = Double(lowest.count { abs($0) < resting }) / count
            let soles = samples.map { sample in
                min(measures.joint(10, sample)[axis] * sign, measures.joint(11, sample)[axis] * sign)
            }
            let standing = Double(soles.count { abs($0) < 0.12 }) / count
            guard rests < 0.5 || (standing > 0.7 && rests < 0.9) else { continue }
            return [
                ClipProblem(
                    .upsideDown,
                    "the body lies along \(sign > 0 ? "+" : "-")\(name.uppercased()) in \(NumberText.percent(share)) of the frames, but not on the floor: is \(sign > 0 ? "" : "-")\(name) the axis that points up? (--up \(name))"
                )
            ]
        }
        return []
    }
}
