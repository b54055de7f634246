// The door for motion files: tells their formats apart.
import ArrayFiles
import Files

extension Motion {
    /// Reads a motion file.
    ///
    /// Understood: AMASS archives of both generations (`.npz`; also the same keys in a pickled dictionary), told apart by their keys:
    ///
    /// - `poses` (frames, 156) SMPL+H, (frames, 165) SMPL-X, (frames, 72) SMPL, (frames, 66) the body alone;
    /// - or `root_orient`, `pose_body` and, where they are there, `pose_hand`, `pose_jaw`, `pose_eye`.
    ///
    /// Missing translations, shape or gender are made up with a line in ``notes``; a missing frame rate is an error.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - assumedFrameRate: frames per second to use whatever the file says: some AMASS releases state a wrong rate.
    /// - Throws: `FileProblem` naming the key (and frame) at fault.
    public static func read(path: String, assumedFrameRate: Double? = nil) throws -> Motion {
        if let rate = assumedFrameRate, !FrameRates.allowed.contains(rate) {
            throw FileProblem(
                path, "cannot be read at \(FrameRates.text(rate)) frames per second", expected: "a rate of \(FrameRates.allowedText)")
        }
        let arrays = try NamedArrays(contentsOf: path)
        if AmassFile.looksRight(arrays) {
            return try AmassFile(arrays).motion(assumedFrameRate: assumedFrameRate)
        }
        throw notAMotion(arrays)
    }

    private static func notAMotion(_ arrays: NamedArrays) -> FileProblem {
        if arrays.contains("betas") {
            return FileProblem(
                arrays.path, "has no poses: it describes the shape of a body, not a motion",
                advice: "In AMASS the motions lie beside it, in files whose names end in _poses.npz or _stageii.npz.")
        }
        let keys = arrays.keys.sorted()
        let shown = keys.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (keys.count > 8 ? ", …" : "")
        return FileProblem(
            arrays.path, "has no key 'poses' (\(keys.isEmpty ? "it holds no arrays" : "its keys are \(shown)"))",
            expected: "AMASS's 'poses', or 'root_orient' and 'pose_body'")
    }
}
