// The pose of rest where no motion should be: frames that fill a clip up to a length, or that a program put before it.
import BodyModels
import Files
import Motions

/// How many frames at the beginning and the end of a clip are in the pose of rest.
struct PosePadding {
    private(set) var atStart = 0
    private(set) var atEnd = 0

    /// No joint of the body is turned further than this from the pose of rest, radians (about 12°). People who hold a T-pose for a
    /// calibration are 30° off in some joint; the pose of rest itself is all zeros.
    private static let largestAngle: Float = 0.21
    /// Shorter than this is a pose passed through. Seconds, and frames.
    private static let shortest = 0.1
    private static let fewest = 3

    init(_ motion: Motion) {
        let width = motion.layout.jointCount * 3
        let frames = motion.frameCount
        let limit = PosePadding.largestAngle * PosePadding.largestAngle
        let (start, end) = motion.poses.elements.withUnsafeBufferPointer { poses in
            func isRest(_ frame: Int) -> Bool {
                for joint in 1..<JointLayout.bodyJointCount {
                    let i = frame * width + joint * 3
                    if !(poses[i] * poses[i] + poses[i + 1] * poses[i + 1] + poses[i + 2] * poses[i + 2] <= limit) { return false }
                }
                return true
            }
            let start = (0..<frames).prefix(while: isRest).count
            return (start, start == frames ? 0 : (0..<frames).reversed().prefix(while: isRest).count)
        }
        let least = max(PosePadding.fewest, min(frames, Int((PosePadding.shortest * motion.frameRate).rounded(.up))))
        if start >= least { atStart = start }
        if end >= least { atEnd = end }
    }

    func problems(_ measures: ClipMeasures) -> [ClipProblem] {
        let (frames, rate) = (measures.frameCount, measures.frameRate)
        if atStart == frames {
            return [ClipProblem(.tPose, "is in the pose of rest for all of its \(NumberText.seconds(measures.duration, digits: 2))")]
        }
        var found: [ClipProblem] = []
        for (count, first, place) in [(atStart, 0, "begins"), (atEnd, frames - atEnd, "ends")] where count > 0 {
            let from = Double(first) / rate, to = Double(first + count) / rate
            found.append(
                ClipProblem(
                    .tPose,
                    "\(place) with \(count) frames in the pose of rest (\(NumberText.seconds(to - from, digits: 2))), which no motion goes through",
                    seconds: from...to))
        }
        return found
    }
}
