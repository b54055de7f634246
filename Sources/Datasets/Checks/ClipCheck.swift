// Runs all checks that need one clip alone.
public import Motions

/// Finds what is wrong with a clip.
///
/// ```swift
/// var walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
/// let contour = BodyContour(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped())
/// for frame in 0..<walk.frameCount { walk.translations[frame, 2] += 0.15 }
/// let problems = ClipCheck.problems(of: walk, measures: ClipMeasures(of: walk, contour: contour))
/// print(problems[0])  // floating: never comes nearer than 14 cm to the floor (z = 0)
/// ```
public enum ClipCheck {
    /// The faults of a posed clip: everything but what only its file, its neighbours or the rest of a data set tell.
    ///
    /// What follows from another fault is not told again: a body that lies on its side in its world slides and floats, too.
    ///
    /// - Parameter measures: of this motion.
    /// - Returns: in the order of ``ClipProblem/Kind``; empty for a sound clip.
    public static func problems(of motion: Motion, measures: ClipMeasures) -> [ClipProblem] {
        guard measures.isFinite else { return [ClipProblem(.notANumber, "holds numbers that are none (NaN or infinite)")] }
        guard measures.frameCount == motion.frameCount else { return [] }
        var problems = measures.padding?.problems(measures) ?? []
        guard !measures.core.isEmpty else { return problems }
        let freeze = FreezeCheck(motion, frames: measures.coreFrames)
        let freezes = freeze.problems
        let pops = freeze.isRepeating ? [] : PopCheck.problems(motion, frames: measures.coreFrames, except: freeze.ends)
        let sides = HandednessCheck.problems(motion, measures: measures)
        let upright = UprightCheck.problems(measures)
        problems += pops + freezes + sides + upright
        if upright.isEmpty, sides.isEmpty {
            let floor = FloorCheck.problems(motion, measures: measures)
            problems += floor
            let sliding = SlidingCheck.problems(measures)
            problems += sliding
            // Where feet slide or the body jumps, its way through the air tells nothing.
            if freezes.isEmpty && pops.isEmpty && sliding.isEmpty { problems += GravityCheck.problems(measures) }
        }
        return ordered(problems)
    }

    /// In the order of their kinds; those of one kind as they were.
    static func ordered(_ problems: [ClipProblem]) -> [ClipProblem] {
        let order = Dictionary(uniqueKeysWithValues: ClipProblem.Kind.allCases.enumerated().map { ($0.element, $0.offset) })
        return problems.enumerated().sorted { (order[$0.element.kind] ?? 0, $0.offset) < (order[$1.element.kind] ?? 0, $1.offset) }.map(
            \.element)
    }
}
