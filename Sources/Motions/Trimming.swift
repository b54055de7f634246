// Cutting a motion by time.
import Arrays
import Files

extension Motion {
    /// The part of a motion between two times.
    ///
    /// Keeps the frames `k` with `start ≤ k / frameRate < end`, so that neighbouring parts share no frame and the whole is
    /// `0` to ``duration``. An end up to a hundredth of a second too late is taken as the end: people copy rounded durations.
    ///
    /// - Parameters:
    ///   - start: seconds from the beginning; nil for the beginning.
    ///   - end: seconds from the beginning; nil for the end.
    /// - Throws: `FileProblem` if a time is negative or beyond the end, or no frame lies between the two.
    public func trimmed(from start: Double? = nil, to end: Double? = nil) throws -> Motion {
        let lasts = "the motion lasts \(Motion.seconds(duration)) s"
        let first = start ?? 0
        let last = end ?? duration
        for (time, name) in [(first, "start"), (last, "end")] where !(time >= 0) {
            throw FileProblem(source.file, "cannot \(name) at \(time) s", expected: "a time from 0 s on; \(lasts)")
        }
        guard first < duration else {
            throw FileProblem(source.file, "cannot start at \(Motion.seconds(first)) s", expected: "an earlier time; \(lasts)")
        }
        guard last <= duration + max(0.01, 0.5 / frameRate) else {
            throw FileProblem(source.file, "cannot end at \(Motion.seconds(last)) s", expected: "an earlier time; \(lasts)")
        }
        guard first < last else {
            throw FileProblem(
                source.file, "cannot start at \(Motion.seconds(first)) s and end at \(Motion.seconds(last)) s",
                expected: "an end after the start")
        }
        // A frame whose time equals the limit must be on the right side of it in spite of rounding.
        let slack = 1e-6
        let lower = min(frameCount, Int((first * frameRate - slack).rounded(.up)))
        let upper = min(frameCount, Int((min(last, duration) * frameRate - slack).rounded(.up)))
        guard lower < upper else {
            throw FileProblem(
                source.file, "has no frame between \(Motion.seconds(first)) s and \(Motion.seconds(last)) s",
                expected: "a stretch of at least \(Motion.seconds(1 / frameRate)) s")
        }
        if lower == 0 && upper == frameCount { return self }
        var part = self
        part.poses = poses.rows(lower..<upper)
        part.translations = translations.rows(lower..<upper)
        return part
    }

    /// A time for people: three decimals, no trailing zeros.
    private static func seconds(_ time: Double) -> String {
        let rounded = (time * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
}
