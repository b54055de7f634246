// What is sampled from the data: the options of MotionCLIP/SMoG's Python code, and ours beside them.
public import Motions

/// Options of training items. Raw values and names in quotes are those of the Python code's command line.
public struct ItemOptions: Sendable {
    /// How frames are chosen within a chunk (`--sampling`).
    public enum Sampling: String, CaseIterable, Sendable {
        /// Frames that follow each other in equal steps.
        case conseq
        /// The same in a step chosen by chance.
        case randomConseq = "random_conseq"
        /// Any frames, in their order.
        case random
    }

    /// What an item is called.
    public enum Text: Sendable, Equatable {
        /// The labels as they were written, or as BABEL's authors tidied them.
        case raw, processed
        /// One of the categories of action; items without one are left out.
        case category(CategoryChoice)
    }

    /// `--pose_rep`.
    public var pose = PoseRepresentation.rot6d
    /// `--translation`: the path as another row of numbers.
    public var hasTranslation = true
    /// `--glob`: the root's rotation is one of the joints.
    public var hasRoot = true
    /// `--num_frames`: frames of an item; -1 for whole chunks, or `maximumLength` frames of longer ones; -2 for a number chosen between
    /// `minimumLength` and `maximumLength`.
    public var frameCount = 60
    /// `--sampling`.
    public var sampling = Sampling.conseq
    /// `--sampling_step`; -1 for the largest that fits.
    public var samplingStep = 1
    /// `--max_len`; -1 for none.
    public var maximumLength = -1
    /// `--min_len`; -1 for none.
    public var minimumLength = -1
    /// `--num_seq_max`: no more items than this; -1 for all.
    public var itemLimit = -1
    public var text = Text.raw
    /// True for the Python code's items: chunks of exactly 100 frames, windows that never reach a chunk's last frame, repeated frames that
    /// count as real ones, texts that begin with " and " where nothing is said about some frames.
    public var isCompatible = false

    /// How often an item is mirrored, left to right, words included: 0 never, 0.5 every other.
    public var mirroring: Float = 0
    /// By how many frames a window may begin before its chunk, or end after it.
    public var timeShift = 0
    /// True to turn each item about the vertical so that the body faces -Y in its first frame.
    public var isTurnedToFront = false
    /// Other words for labels; each time one of them, or the label, is chosen.
    public var phrasings = Phrasings()

    public init() {}
}
