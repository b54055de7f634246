// The parser's result in memory, which training samples from.
public import BodyModels
import Files
import Motions

/// Motions with their labels, ready to be trained on.
///
/// ```swift
/// let database = try MotionDatabase(amass: "data/sample", babel: "data/sample", rule: .babel, split: .train)
/// let walk = database.sequences[0]
/// print(database.sequences.count, walk.name, walk.thetas.shape)  // 13 CMU_02_02_01_poses [86, 72]
/// print(walk.labels.raw[0])  // walk forward
/// print(database.notes[0])  // CMU/09/09_01_poses.npz: 37 frames at 30 a second; 60 are needed
/// ```
public struct MotionDatabase: Sendable {
    public var sequences: [MotionSequence]
    /// What was left out or could not be read, one line each.
    public var notes: [String]

    public init(sequences: [MotionSequence], notes: [String] = []) {
        self.sequences = sequences
        self.notes = notes
    }

    /// Reads an AMASS tree, without a database file in between.
    ///
    /// - Parameters:
    ///   - folder: the tree: `<Set>/<subject>/<clip>_poses.npz`.
    ///   - babel: the folder of BABEL's files, or one file; nil to take labels from `labels.json` and text files beside the motions alone.
    ///   - rule: how the data are divided.
    ///   - split: which part is read; nil for all.
    ///   - options: rate, shortest motion, whether the mistakes of the Python code of MotionCLIP/SMoG are wanted.
    ///   - body: the body whose joints are placed; nil to do without places, and then without translations.
    ///   - images: the picture set; nil for none.
    ///   - keepsUnlabelled: true to keep motions that nothing is said about.
    /// - Throws: `FileProblem` if a folder or BABEL's files cannot be read, or nothing is left. Clips that cannot be read are in ``notes``.
    public init(
        amass folder: String, babel: String?, rule: SplitRule = .amass, split: DataSplit? = nil, options: ParsingOptions = ParsingOptions(),
        body: BodyModel? = nil, images: ImageIndex? = nil, keepsUnlabelled: Bool = false
    ) throws {
        let plan = try ParsingPlan(
            amass: folder, babel: babel, rule: rule, isCompatible: options.isCompatible, keepsUnlabelled: keepsUnlabelled)
        let parser = try SequenceParser(options, body: body)
        sequences = []
        notes = plan.notes
        var labels = MotionLabels()
        for job in plan.jobs where split == nil || job.split == split {
            do {
                switch try plan.parse(job, with: parser, images: images, own: plan.ownLabel(job, in: &labels)) {
                case .sequence(let sequence): sequences.append(sequence)
                case .skipped(let why): notes.append("\(job.clip.path): \(why)")
                }
            } catch let problem as FileProblem {
                notes.append("failed: " + problem.description)
            }
        }
        guard !sequences.isEmpty else {
            throw FileProblem(
                folder, "has no motion to train on\(split.map { " in '\($0.rawValue)'" } ?? "")" + (notes.first.map { ": \($0)" } ?? ""),
                expected: "an AMASS tree: <Set>/<subject>/<clip>_poses.npz, with labels")
        }
    }

    /// How many frames all sequences have together.
    public var frameCount: Int { sequences.reduce(0) { $0 + $1.frameCount } }
}

/// Which clips of a tree go into which database, in which order.
public struct ParsingPlan: Sendable {
    /// A clip to be parsed.
    public struct Job: Sendable {
        public let clip: AmassTree.Clip
        public let split: DataSplit
        let annotation: BabelAnnotation?
    }

    public let folder: String
    /// In the databases' order: sets as the Python code lists them, then subjects and clips by name.
    public let jobs: [Job]
    /// What a user should know about the tree.
    public let notes: [String]
    /// The names of all clips of the tree, by which pictures are told apart.
    public let stems: [String]
    private let isCompatible: Bool
    private let keepsUnlabelled: Bool

    /// - Throws: `FileProblem` if the tree or BABEL's files cannot be read.
    public init(amass folder: String, babel: String?, rule: SplitRule, isCompatible: Bool, keepsUnlabelled: Bool = false) throws {
        let tree = try AmassTree(folder)
        let annotations = try babel.map { try BabelAnnotations($0) } ?? BabelAnnotations()
        var notes: [String] = []
        if let example = annotations.repeated.example {
            notes.append("BABEL has \(annotations.repeated.count) motions more than once; the last entry counts: \(example)")
        }
        if let example = tree.misplaced.example {
            notes.append("\(tree.misplaced.count) .npz files do not lie at <Set>/<subject>/<clip>.npz and are left out: \(example)")
        }
        var jobs: [Job] = []
        var found: Set<String> = []
        var unknown = 0, unlabelled = 0
        for clip in tree.clips {
            let annotation = annotations.annotation(of: clip.path, isStrict: isCompatible)
            if annotation != nil { found.insert(clip.path) }
            if isCompatible && annotation == nil {
                unlabelled += 1
                continue
            }
            guard let split = rule.split(ofSet: clip.set, babelSplit: annotation?.split, isCompatible: isCompatible) else {
                unknown += 1
                continue
            }
            jobs.append(Job(clip: clip, split: split, annotation: annotation))
        }
        if unknown > 0 {
            notes.append("\(unknown) clips are of sets that the Python code of MotionCLIP/SMoG does not know, and are left out")
        }
        if unlabelled > 0 { notes.append("\(unlabelled) of \(tree.clips.count) clips are not in BABEL and are left out") }
        let missing = annotations.count - found.count
        if missing > 0 { notes.append("\(missing) of \(annotations.count) motions of BABEL have no file in \(tree.folder)") }
        self.folder = tree.folder
        stems = tree.clips.map(\.stem)
        self.jobs = jobs.enumerated().sorted {
            (rule.order(ofSet: $0.element.clip.set), $0.offset) < (rule.order(ofSet: $1.element.clip.set), $1.offset)
        }.map(\.element)
        self.notes = notes
        self.isCompatible = isCompatible
        self.keepsUnlabelled = keepsUnlabelled
    }

    /// The label of a clip that BABEL has none of: from a `labels.json` or a text file beside it.
    func ownLabel(_ job: Job, in labels: inout MotionLabels) throws -> MotionLabel? {
        job.annotation == nil ? try labels.label(ofFile: folder + "/" + job.clip.path) : nil
    }

    /// Parses one clip.
    /// - Parameter own: a label from elsewhere, for clips that BABEL has none of.
    /// - Throws: `FileProblem` if the clip or one of its pictures cannot be read.
    func parse(_ job: Job, with parser: SequenceParser, images: ImageIndex?, own: MotionLabel?) throws -> SequenceParser.Outcome {
        let path = folder + "/" + job.clip.path
        if let problem = job.clip.problem { throw FileProblem(path, problem) }
        if job.annotation == nil && own == nil && !keepsUnlabelled { return .skipped("nothing is said about it") }
        let outcome = try parser.parse(path, name: job.clip.stem) { frames, rate in
            if let annotation = job.annotation {
                return FrameLabels(annotation, frames: frames, rate: rate, isCompatible: isCompatible)
            }
            return own.map { FrameLabels($0, frames: frames, rate: rate) } ?? FrameLabels(frames: frames)
        }
        guard case .sequence(var sequence) = outcome, let images, !parser.options.isQuick else { return outcome }
        sequence.imagePaths = images.paths(of: job.clip.stem)
        sequence.images = try images.read(sequence.imagePaths, atLeast: isCompatible ? 1 : 0, of: path).map(SequenceImages.init)
        return .sequence(sequence)
    }
}
