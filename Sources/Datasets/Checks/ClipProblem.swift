// One thing that is wrong with one clip of motion, in words a person can act on.

/// Something that is wrong with a clip.
///
/// ```swift
/// let problem = ClipProblem(.floating, "stands 15 cm above the floor (z = 0) all the time", seconds: 0...2.85)
/// print(problem)  // floating: stands 15 cm above the floor (z = 0) all the time
/// print(ClipProblem.Kind(rawValue: "t-pose") == .tPose, ClipProblem.Kind.frameRate.title)  // true wrong or conflicting frame rate
/// ```
public struct ClipProblem: Sendable, Equatable, CustomStringConvertible {
    /// What kinds of faults are told apart. Raw values are what `--only` takes and what JSON files hold.
    public enum Kind: String, Sendable, CaseIterable {
        /// The file is damaged or holds no motion.
        case unreadable
        /// A number that is none: NaN, infinite, or beyond all reason.
        case notANumber = "nan"
        /// A joint or the whole body is somewhere else for a moment, or from one frame to the next.
        case pop
        /// The frame rate cannot be true, or the file contradicts itself, its neighbours or another copy of it.
        case frameRate = "frame-rate"
        /// Feet that carry the body travel over the floor.
        case sliding
        /// The body stands above the floor.
        case floating
        /// The body stands below the floor.
        case sinking
        /// Head down, or lying along another axis, for the whole clip: a world with another axis up.
        case upsideDown = "upside-down"
        /// Left and right are exchanged, so that joints bend the wrong way.
        case mirrored
        /// Frames in the pose of rest at the beginning or end, as fill data up to a length.
        case tPose = "t-pose"
        /// The same pose over and over amid motion.
        case frozen
        /// The poses are those of another clip, perhaps mirrored, cut or at another rate.
        case duplicate

        /// In a few words for people.
        public var title: String {
            switch self {
            case .unreadable: "unreadable"
            case .notANumber: "not a number"
            case .pop: "joint pop"
            case .frameRate: "wrong or conflicting frame rate"
            case .sliding: "sliding feet"
            case .floating: "floating above the floor"
            case .sinking: "sinking into the floor"
            case .upsideDown: "upside down or another axis up"
            case .mirrored: "left and right exchanged"
            case .tPose: "T-pose padding"
            case .frozen: "frozen"
            case .duplicate: "duplicate"
            }
        }
    }

    public let kind: Kind
    /// One line: how much, since when, what was expected.
    public let summary: String
    /// Where in the clip, seconds from its beginning; nil for what is true of all of it or of the file.
    public let seconds: ClosedRange<Double>?

    public init(_ kind: Kind, _ summary: String, seconds: ClosedRange<Double>? = nil) {
        self.kind = kind
        self.summary = summary
        self.seconds = seconds
    }

    public var description: String { "\(kind.rawValue): \(summary)" }
}
