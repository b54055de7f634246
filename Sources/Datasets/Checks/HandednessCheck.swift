// Finds bodies whose left and right were exchanged, by joints that bend only one way.
import BodyModels
import Motions

/// Elbows bend about -y on the left and +y on the right in the frames of the SMPL family, knees about +x.
///
/// Exchanging the sides without mirroring the turns, or mirroring the turns without exchanging the sides, lets elbows bend backward; turning
/// every rotation round does so with knees, too. A motion mirrored properly is a motion like any other, and shows only beside its original.
struct HandednessCheck {
    /// Straighter joints than this (radians, 20°) tell nothing.
    private static let bent: Float = 0.35
    /// In fewer of the samples than this, joints bend too seldom to tell.
    private static let least = 0.05
    private static let fewest = 5
    /// The mean cosine between the bend's axis and the joint's, which is above 0.38 for elbows and 0.94 for knees in clean captures.
    private static let wrong: Float = -0.25

    static func problems(_ motion: Motion, measures: ClipMeasures) -> [ClipProblem] {
        let samples = measures.core
        func bend(_ joints: [(joint: Int, axis: Int, sign: Float)]) -> (mean: Float, count: Int) {
            var sum: Float = 0
            var count = 0
            for sample in samples {
                let frame = measures.sampleFrames[sample]
                for (joint, axis, sign) in joints {
                    let v = SIMD3(motion.poses[frame, joint, 0], motion.poses[frame, joint, 1], motion.poses[frame, joint, 2])
                    let angle = (v * v).sum().squareRoot()
                    guard angle > bent, angle < .pi else { continue }
                    sum += sign * v[axis] / angle
                    count += 1
                }
            }
            return (count > 0 ? sum / Float(count) : 0, count)
        }
        let elbows = bend([(18, 1, -1), (19, 1, 1)]), knees = bend([(4, 0, 1), (5, 0, 1)])
        let enough = max(fewest, Int(2 * least * Double(samples.count)))
        let areElbowsWrong = elbows.count >= enough && elbows.mean < wrong
        let areKneesWrong = knees.count >= enough && knees.mean < wrong
        guard areElbowsWrong || areKneesWrong else { return [] }
        let what = areElbowsWrong && areKneesWrong ? "elbows and knees bend" : areElbowsWrong ? "elbows bend" : "knees bend"
        return [ClipProblem(.mirrored, "\(what) the wrong way: left and right are exchanged, or turns are mirrored or inverted")]
    }
}
