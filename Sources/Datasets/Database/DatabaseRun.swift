// Writes the databases of a whole AMASS tree, clip by clip.
public import ArrayFiles
import Files
import Motions
import Workers

/// The databases of an AMASS tree: one for each split.
public struct DatabaseRun: Sendable {
    public let plan: ParsingPlan
    public let parser: SequenceParser
    public let images: ImageIndex?
    public let compression: JoblibCompression

    public init(_ plan: ParsingPlan, parser: SequenceParser, images: ImageIndex?, compression: JoblibCompression = .none) {
        self.plan = plan
        self.parser = parser
        self.images = images
        self.compression = compression
    }

    /// How far a run is, and how it went.
    public struct Summary: Sendable {
        /// Sequences and frames of each split.
        public var sequences: [DataSplit: Int] = [:]
        public var frames: [DataSplit: Int] = [:]
        /// Clips looked at, and of how many.
        public var clips = 0
        public var clipCount = 0
        /// Clips left out by the rules, and why, one line each.
        public var skipped: [String] = []
        /// Clips that could not be read, one line each.
        public var failures: [String] = []
        /// Sequences with fewer pictures than whole chunks of 100 frames, and one of them.
        public var pictureless: (count: Int, example: String?) = (0, nil)
    }

    /// Clips that are in memory at once, for each processor.
    private static let group = 2

    /// Parses all clips.
    ///
    /// - Parameters:
    ///   - file: where the database of a split goes; nil to write nothing.
    ///   - progress: called after each few clips.
    /// - Throws: `FileProblem` if a database cannot be written. Clips that cannot be read are in the summary.
    public func run(file: (DataSplit) -> String?, progress: (Summary) -> Void = { _ in }) throws -> Summary {
        var summary = Summary()
        summary.clipCount = plan.jobs.count
        var labels = MotionLabels()
        for split in DataSplit.allCases {
            let writer = try file(split).map { try DatabaseWriter($0, compression: compression) }
            let jobs = plan.jobs.filter { $0.split == split }
            summary.sequences[split] = 0
            summary.frames[split] = 0
            for first in stride(from: 0, to: jobs.count, by: DatabaseRun.group * WorkerPool.processorCount) {
                let few = jobs[first..<min(first + DatabaseRun.group * WorkerPool.processorCount, jobs.count)]
                // Tables of labels are read on this thread, which keeps them.
                let prepared = few.map { job in (job, Result { try plan.ownLabel(job, in: &labels) }) }
                let outcomes = try Concurrently.map(prepared) { job, own in
                    Result { try plan.parse(job, with: parser, images: images, own: own.get()) }
                }
                for (job, outcome) in zip(few, outcomes) {
                    summary.clips += 1
                    do {
                        switch try outcome.get() {
                        case .sequence(let sequence):
                            try writer?.append(sequence)
                            summary.sequences[split, default: 0] += 1
                            summary.frames[split, default: 0] += sequence.frameCount
                            if images != nil, sequence.imagePaths.count < sequence.frameCount / ParserRules.chunk {
                                summary.pictureless = (summary.pictureless.count + 1, summary.pictureless.example ?? sequence.name)
                            }
                        case .skipped(let why): summary.skipped.append("\(job.clip.path): \(why)")
                        }
                    } catch let problem as FileProblem where problem.file != file(split) {
                        summary.failures.append(problem.description)
                    }
                }
                progress(summary)
            }
            try writer?.finish()
        }
        return summary
    }
}
