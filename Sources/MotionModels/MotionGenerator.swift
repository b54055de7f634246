// What every engine that makes motions of texts takes and gives: commands know no more of one.
public import ArrayFiles
public import Arrays
import Files
public import Motions

/// What is to be generated.
public struct GenerationRequest: Sendable {
    /// The words for each motion, and how long it is.
    public var prompts: [MotionPrompt]
    /// Of the random numbers. Each prompt and repeat has its own stream, so that a motion never depends on what else is asked for.
    public var seed: UInt64
    /// Motions for each prompt.
    public var repeats: Int
    public var options: GenerationOptions

    public init(
        prompts: [MotionPrompt], seed: UInt64 = 10107, repeats: Int = 1, options: GenerationOptions = GenerationOptions()
    ) {
        self.prompts = prompts
        self.seed = seed
        self.repeats = repeats
        self.options = options
    }

    /// - Parameter frameCounts: frames of each prompt's motion, at the engine's rate; nil, or no entry, where the engine decides.
    public init(
        prompts: [String], frameCounts: [Int?] = [], seed: UInt64 = 10107, repeats: Int = 1,
        options: GenerationOptions = GenerationOptions()
    ) {
        self.init(
            prompts: prompts.enumerated().map { index, text in
                MotionPrompt(text, length: (index < frameCounts.count ? frameCounts[index] : nil).map { .frames($0) })
            }, seed: seed, repeats: repeats, options: options)
    }
}

/// How motions are made.
public struct GenerationOptions: Sendable {
    /// Turn bodies as the engine says, or let all look the same way; nil for what the engine was made for.
    public var keepsRoot: Bool?
    /// Move bodies along the path the engine gives; nil for what the engine was made for.
    public var followsPath: Bool?
    /// What one engine alone understands, by the names in ``MotionEngine/ownOptions``. Others are refused by name.
    public var own: [String: OptionValue]

    public init(keepsRoot: Bool? = nil, followsPath: Bool? = nil, own: [String: OptionValue] = [:]) {
        self.keepsRoot = keepsRoot
        self.followsPath = followsPath
        self.own = own
    }
}

/// One motion that was made.
public struct GeneratedMotion: Sendable {
    public enum Content: Sendable {
        /// A body that moves.
        case body(Motion)
        /// Joint positions alone, `(joints, 3, frames)`, metres, as the model gave them.
        case jointPositions(NDArray<Float>)
    }
    public var content: Content
    /// The words it was made from; nil for what lies between two.
    public var caption: String?
    /// Which prompt of the request it belongs to, and which of its repeats it is.
    public var prompt: Int
    public var repetition: Int
    /// Where the model put the joints that the body was fitted to, `(frames, joints, 3)`, metres, Y up; nil for models of rotations.
    public var fittedJoints: NDArray<Float>?

    public init(_ content: Content, caption: String?, prompt: Int, repetition: Int = 0, fittedJoints: NDArray<Float>? = nil) {
        self.content = content
        self.fittedJoints = fittedJoints
        self.caption = caption
        self.prompt = prompt
        self.repetition = repetition
    }

    /// The body; nil where there are only joint positions.
    public var motion: Motion? {
        if case .body(let motion) = content { return motion }
        return nil
    }

    /// The joint positions of a model that gives nothing else.
    public var jointPositions: NDArray<Float>? {
        if case .jointPositions(let numbers) = content { return numbers }
        return nil
    }
}

/// Who hears how far generation is, and may end it.
public struct GenerationObserver {
    /// Told in one line what had to be assumed or left out.
    public var note: (String) -> Void
    /// Motions done, of all.
    public var progress: (_ done: Int, _ all: Int) -> Void
    /// The share of all work that is done, from 0 to 1, where an engine can tell it between motions.
    public var share: (Double) -> Void
    /// Asked between motions; true ends generation with a `CancellationError`.
    public var isCancelled: () -> Bool

    public init(
        note: @escaping (String) -> Void = { _ in }, progress: @escaping (_ done: Int, _ all: Int) -> Void = { _, _ in },
        share: @escaping (Double) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
    ) {
        self.note = note
        self.share = share
        self.progress = progress
        self.isCancelled = isCancelled
    }
}

/// A model that makes motions of texts.
///
/// The same request gives the same motions, and one motion never depends on the others of a request: not on their number, their
/// order or their lengths, to the last bit.
public protocol MotionGenerator {
    /// What it is, for people to read: "SMoG".
    var name: String { get }
    /// The file or folder it was read from.
    var path: String { get }
    /// Frames a second of its motions.
    var frameRate: Double { get }
    var engine: MotionEngine { get }

    /// Motions for all prompts, the repeats of a prompt after each other.
    /// - Throws: `FileProblem` for what does not fit the model; `CancellationError`.
    func generate(_ request: GenerationRequest, observer: GenerationObserver) throws -> [GeneratedMotion]
}

extension MotionGenerator {
    /// Refuses options that the engine does not understand.
    func check(_ options: GenerationOptions) throws {
        let known = engine.ownOptions
        guard let unknown = options.own.keys.filter({ !known.contains($0) }).min() else { return }
        throw FileProblem(
            path, "is \(name), which has no option \(unknown)", expected: known.isEmpty ? nil : known.sorted().joined(separator: ", "))
    }
}
