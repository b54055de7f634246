// Motions that are made together so that one is an edit of another, and what their frames looked at meanwhile.
// Chen et al., "MotionCLR", 2024, section 4.
import Arrays
import Learning
import Motions

extension MotionCLRGenerator {
    /// What edited motions are made from.
    public struct EditRequest: Sendable {
        /// Of the motions that are made together: the reference's first, the edited one's second; the same text where the edit says all.
        public var prompts: [String]
        /// Of all of them.
        public var frames: Int
        public var seed: UInt64
        public var edits: [AttentionEdit]
        /// True if all begin with the same noise, so that only the edit makes them differ. The released code gives each its own.
        public var sharesNoise: Bool
        /// Whose maps of attention are wanted.
        public var recording: [Int]
        /// At which evaluations of the network, counted from 1.
        public var recordedSteps: ClosedRange<Int>

        public init(
            prompts: [String], frames: Int, seed: UInt64 = 10107, edits: [AttentionEdit] = [], sharesNoise: Bool = true,
            recording: [Int] = [],
            recordedSteps: ClosedRange<Int> = AttentionEdit.always
        ) {
            (self.prompts, self.frames, self.seed, self.edits) = (prompts, frames, seed, edits)
            (self.sharesNoise, self.recording, self.recordedSteps) = (sharesNoise, recording, recordedSteps)
        }
    }

    /// Makes motions together, with edits.
    ///
    /// The first one's random numbers are those that ``generate(_:observer:)`` gives its words, so that the reference is the motion one knows.
    ///
    /// - Returns: a motion for each prompt, and the maps that were asked for, in the order in which they came about.
    /// - Throws: `FileProblem` for lengths the model was not trained with, and edits of motions that are not there; `CancellationError`.
    public func edited(
        _ request: EditRequest, settings: Settings, observer: GenerationObserver = GenerationObserver()
    ) throws -> (motions: [GeneratedMotion], maps: [AttentionMap]) {
        guard let first = request.prompts.first else { return ([], []) }
        let frames = try checked(frames: request.frames, of: first)
        try check(edits: request.edits, motions: request.prompts.count)
        let memory = try memory(of: request.prompts, note: observer.note)
        var occurrences: [String: Int] = [:]
        let keys = request.prompts.map { text in
            defer { occurrences[text, default: 0] += 1 }
            return MoMask.key(seed: request.seed, text: text, occurrence: occurrences[text] ?? 0)
        }
        let control = AttentionControl(
            model.network.unet, batch: request.prompts.count, edits: request.edits, recording: request.recording,
            steps: request.recordedSteps)
        let x = try model.network.sample(
            memory: memory, frames: frames, steps: settings.steps, guidance: settings.guidance,
            noise: SamplingNoise(keys: request.sharesNoise ? [UInt64](repeating: keys[0], count: keys.count) : keys), control: control,
            progress: { done in
                observer.share(Double(done) / Double(settings.steps.count))
                return observer.isCancelled()
            })
        let motions = try request.prompts.enumerated().map { index, text in
            try motion(
                features: model.denormalized(NDArray(shape: [frames, x.shape[2]], elements: x.items([index]).elements)), caption: text,
                prompt: index)
        }
        return (motions, control.maps)
    }
}
