// Finds poses that are repeated: stretches that stand still as no living body does, and frames written several times over.
import BodyModels
import Files
import Motions

struct FreezeCheck {
    private(set) var problems: [ClipProblem] = []
    /// The first frames after stretches that stand still: what moves on from there jumps.
    private(set) var ends: Set<Int> = []
    /// True if the rate was raised by repeating frames.
    private(set) var isRepeating = false

    /// A body that stands still trembles; the same numbers for so long are not captured. Seconds, and frames.
    private static let shortest = 0.5
    private static let fewest = 8
    /// Numbers that differ less than this (radians, metres) are the same.
    private static let tolerance: Float = 1e-6
    /// If more of the frames than this repeat the one before, and none for long, the rate was raised by repeating frames.
    private static let repeatedShare = 0.4

    init(_ motion: Motion, frames: Range<Int>) {
        guard frames.count > FreezeCheck.fewest else { return }
        let width = motion.layout.jointCount * 3
        let rate = motion.frameRate
        var same = 0
        var runs: [(first: Int, count: Int)] = []
        motion.poses.elements.withUnsafeBufferPointer { poses in
            motion.translations.elements.withUnsafeBufferPointer { places in
                func isSame(_ frame: Int) -> Bool {
                    for i in 0..<3 where abs(places[frame * 3 + i] - places[frame * 3 - 3 + i]) > FreezeCheck.tolerance { return false }
                    for i in frame * width..<frame * width + JointLayout.bodyJointCount * 3
                    where abs(poses[i] - poses[i - width]) > FreezeCheck.tolerance {
                        return false
                    }
                    return true
                }
                var start = frames.lowerBound
                for frame in frames.dropFirst() {
                    if isSame(frame) {
                        same += 1
                    } else {
                        runs.append((start, frame - start))
                        start = frame
                    }
                }
                runs.append((start, frames.upperBound - start))
            }
        }
        let least = max(FreezeCheck.fewest, Int((FreezeCheck.shortest * rate).rounded(.up)))
        let still = runs.filter { $0.count >= least }
        for run in still { ends.formUnion([run.first, run.first + run.count, run.first + run.count + 1]) }
        if let longest = still.max(by: { ($0.count, -$0.first) < ($1.count, -$1.first) }) {
            let from = Double(longest.first) / rate, to = Double(longest.first + longest.count) / rate
            let text =
                longest.count == frames.count
                ? "shows one pose for all of its \(NumberText.seconds(to - from, digits: 2))"
                : "shows the same pose for \(NumberText.seconds(to - from, digits: 2)) (\(longest.count) frames) from \(NumberText.seconds(from, digits: 2)) on"
            problems.append(
                ClipProblem(.frozen, still.count > 1 ? text + "; \(still.count) such stretches in all" : text, seconds: from...to))
        } else if Double(same) > FreezeCheck.repeatedShare * Double(frames.count), runs.count > 4 {
            isRepeating = true
            let own = Double(runs.count) / Double(frames.count) * rate
            problems.append(
                ClipProblem(
                    .frameRate,
                    "\(NumberText.percent(Double(same) / Double(frames.count))) of the frames repeat the one before: there are about \(NumberText.short(own, 0)) poses a second, not \(NumberText.short(rate, 2))"
                ))
        }
    }
}
