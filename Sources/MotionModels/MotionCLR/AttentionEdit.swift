// Editing a motion without training: what is changed in MotionCLR's attention while the motion is made.
// Chen et al., "MotionCLR", 2024, section 4.

/// One change of attention, during some of the network's evaluations.
///
/// A batch holds several motions that are made at the same time; most edits take something from one of them, the reference, and give it to
/// another. Weights need not add up to 1 afterwards: the network is used to it, as released.
public struct AttentionEdit: Sendable, Equatable {
    public enum Change: Sendable, Equatable {
        /// Adds to how much every frame looks at some tokens, in all layers: (de-)emphasising words.
        case reweigh(columns: [Int], by: Float)
        /// Multiplies how much the frames of a stretch, in shares of the motion, look at some tokens: erasing words.
        case erase(columns: [Int], factor: Float, from: Double, to: Double)
        /// Frames look at frames as in the reference: the first half of replacing in place.
        case takeFrameWeights
        /// Frames look at words as in the reference, but for some tokens: the second half of replacing in place.
        case takeWordWeights(except: [Int])
        /// Queries, keys and values are the reference's, moved in time: its last frames come first, from that share of its frames on.
        case shift(Double)
        /// Queries are the reference's, cut into chunks of so many positions in another order: more motions like an example.
        case imitate(chunk: Int, seed: Int, seedStep: Int)
        /// Queries are the reference's: its style.
        case takeQueries
    }

    public var change: Change
    /// During which evaluations of the network, counted from 1.
    public var steps: ClosedRange<Int>
    /// The motion something is taken from, counted from 0.
    public var reference: Int
    /// The motion that is changed; of ``Change/imitate(chunk:seed:seedStep:)`` all but the reference.
    public var target: Int

    /// For all evaluations.
    public static let always = 1...Int.max

    public init(_ change: Change, steps: ClosedRange<Int> = AttentionEdit.always, reference: Int = 0, target: Int = 1) {
        self.change = change
        self.steps = steps
        self.reference = reference
        self.target = target
    }

    /// In which order edits follow each other, whatever the order they were asked for in.
    private var rank: Int {
        switch change {
        case .takeQueries: 0
        case .imitate: 1
        case .shift: 2
        case .reweigh: 3
        case .erase: 4
        case .takeFrameWeights, .takeWordWeights: 5
        }
    }

    /// The edits of a run in the order in which they are made.
    static func ordered(_ edits: [AttentionEdit]) -> [AttentionEdit] {
        edits.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    /// True if it changes what frames pay to frames, and not what enters.
    var changesFrameWeights: Bool { change == .takeFrameWeights }
    /// True if it changes what frames pay to words.
    var changesWordWeights: Bool {
        switch change {
        case .reweigh, .erase, .takeWordWeights: true
        default: false
        }
    }
}
