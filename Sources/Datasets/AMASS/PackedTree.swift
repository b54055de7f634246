// A copy of an AMASS tree that is small enough to pass on: one frame rate, single precision, deflated.
import Files
import Motions

/// Copies the clips of an AMASS tree at another frame rate, and BABEL's labels beside them.
///
/// The result is an AMASS tree again, with `poses` (T,156) and the other keys of the first generation. Frames that fall on captured ones are
/// copies of these; see ``Motion/resampled(to:)``.
public struct PackedTree: Sendable {
    public let tree: AmassTree
    /// BABEL's folder; nil to copy no labels.
    public let babel: String?
    /// Frames a second.
    public let rate: Double

    public init(_ tree: AmassTree, babel: String? = nil, rate: Double = 30) {
        self.tree = tree
        self.babel = babel
        self.rate = rate
    }

    /// What was written.
    public struct Summary: Sendable {
        public var clips = 0
        public var frames = 0
        public var bytes = 0
        /// Clips that could not be read, one line each.
        public var failures: [String] = []
    }

    /// Writes the copy, clip by clip: no more than one is in memory.
    ///
    /// - Parameters:
    ///   - folder: where to; made if it is not there. What has the name of a clip is replaced, all else is left alone.
    ///   - progress: called after each clip.
    /// - Throws: `FileProblem` if something cannot be written, or BABEL's files cannot be read. Clips that cannot be read are in the summary.
    public func write(to folder: String, progress: (Summary) -> Void = { _ in }) throws -> Summary {
        var summary = Summary()
        try Folders.makeAll(folder)
        if let babel {
            for name in BabelAnnotations.files where Folders.exists(babel + "/" + name) {
                try OutputFile.write(try MappedFile(path: babel + "/" + name).withBytes { Array($0) }, to: folder + "/" + name)
            }
        }
        for clip in tree.clips {
            let source = tree.folder + "/" + clip.path
            let motion: Motion
            do {
                if let problem = clip.problem { throw FileProblem(source, problem) }
                motion = try Motion.read(path: source).resampled(to: rate)
            } catch let problem as FileProblem {
                summary.failures.append(problem.description)
                continue
            }
            let target = "\(folder)/\(clip.set)/\(clip.subject)"
            try Folders.makeAll(target)
            try motion.writeAmass(to: "\(target)/\(clip.file)", isCompact: true)
            summary.clips += 1
            summary.frames += motion.frameCount
            summary.bytes += AmassTree.fileSize("\(target)/\(clip.file)") ?? 0
            progress(summary)
        }
        return summary
    }
}
