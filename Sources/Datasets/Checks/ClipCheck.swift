// Everything that can be said against one clip by looking at it alone.
public import Motions

/// Finds what is wrong with a clip.
public enum ClipCheck {
    /// The faults of a posed clip: everything but what only its file, its neighbours or the rest of a data set tell.
    ///
    /// - Parameter measures: of this motion.
    /// - Returns: in the order of ``ClipProblem/Kind``; empty for a sound clip.
    public static func problems(of motion: Motion, measures: ClipMeasures) -> [ClipProblem] {
        guard measures.isFinite else { return [ClipProblem(.notANumber, "holds numbers that are none (NaN or infinite)")] }
        return []
    }
}
