// Edits asked for in words: a motion's sections made anew, as features and as a body.
public import Arrays
import BodyModels
import Files
public import Motions

/// What is to become of a motion.
public struct EditRequest: Sendable {
    /// The words for what is done in the sections; each prompt is an edit of its own.
    public var prompts: [String]
    /// The frames that are made anew: in order, apart from each other.
    public var sections: [Range<Int>]
    /// Frames of the result; more than the source has go on from it. Nil for as many.
    public var frameCount: Int?
    public var seed: UInt64
    /// Edits for each prompt.
    public var repeats: Int
    public var settings: MoMaskGenerator.Settings
    /// Whether residual tokens are found in the sections; false decodes base tokens alone there.
    public var usesResidual: Bool

    public init(
        prompts: [String], sections: [Range<Int>], frameCount: Int? = nil, seed: UInt64 = 10107, repeats: Int = 1,
        settings: MoMaskGenerator.Settings, usesResidual: Bool = true
    ) {
        self.prompts = prompts
        self.sections = sections
        self.frameCount = frameCount
        self.seed = seed
        self.repeats = repeats
        self.settings = settings
        self.usesResidual = usesResidual
    }
}

/// An edited motion.
public struct EditedMotion: Sendable {
    /// In physical units, `(frames, features)`; outside the sections the source's, to the bit.
    public var features: NDArray<Float>
    /// Where the features put the joints; see ``MoMask/jointPositions(of:)``.
    public var joints: NDArray<Float>
    /// The body: outside the sections the source's joints are turned as they were.
    public var motion: Motion
    public var caption: String
    /// Which prompt it belongs to, and which of its repeats it is.
    public var prompt: Int
    public var repetition: Int
    /// The frames that were made anew.
    public var sections: [Range<Int>]

    /// The same as models that generate give it.
    public var generated: GeneratedMotion {
        GeneratedMotion(.body(motion), caption: caption, prompt: prompt, repetition: repetition, fittedJoints: joints)
    }
    /// What the released commands call it.
    public var name: String { ReleasedMotionFiles.name(prompt: prompt, repetition: repetition, frames: features.shape[0]) }
}

extension MoMaskGenerator {
    /// How motions are edited where nothing else is said: as generated, with the residual transformer's text weighing less.
    public static var editingOptions: MoMask.Options {
        MoMask.Options(residual: ResidualGenerationOptions(guidanceScale: 2))
    }

    /// Edits a motion, the repeats of a prompt after each other. An edit does not depend on what else is asked for.
    ///
    /// - Throws: `FileProblem` for a clip too short for the Python code's way, sections that are none, a CLIP that does not fit;
    ///   `CancellationError`.
    public func edit(_ source: EditSource, _ request: EditRequest, observer: GenerationObserver = GenerationObserver()) throws
        -> [EditedMotion]
    {
        let isCompatible = request.settings.isCompatible
        let count = request.frameCount ?? source.features.shape[0]
        let least = isCompatible ? model.vq.configuration.framesPerToken : 2
        guard count >= least else {
            throw FileProblem(
                source.path, "is asked for \(NumberText.count(count, "frame"))", expected: "\(NumberText.count(least, "frame")) or more")
        }
        if isCompatible, count > MoMask.longestMotion {
            observer.note(
                "\(source.path) is cut to \(MoMask.longestMotion) frames, the most that MoMask has seen; without --compat all is kept")
        }
        let sections = request.sections.map { $0.clamped(to: 0..<count) }.filter { !$0.isEmpty }
        guard !sections.isEmpty || count > source.features.shape[0] else {
            throw FileProblem(source.path, "has no section that is edited", expected: "sections of its first \(count) frames")
        }
        let width = source.features.shape[1]
        let kept = min(count, source.features.shape[0])
        let whole = MoMask.Source(
            features: NDArray(shape: [kept, width], elements: Array(source.features.elements.prefix(kept * width))), sections: sections
        ).extended(to: count)
        var texts: [String] = []
        for prompt in request.prompts where !texts.contains(prompt) { texts.append(prompt) }
        let conditions = try conditions(of: texts, note: observer.note)
        let all = request.prompts.count * max(0, request.repeats)
        var edits: [EditedMotion] = []
        for (number, prompt) in request.prompts.enumerated() {
            // Prompts of the same words count as further repeats of the first.
            let earlier = request.prompts[..<number].count { $0 == prompt } * max(0, request.repeats)
            let row = texts.firstIndex(of: prompt) ?? 0
            for repetition in 0..<max(0, request.repeats) {
                if observer.isCancelled() { throw CancellationError() }
                let key = MoMask.key(seed: request.seed, text: prompt, occurrence: earlier + repetition)
                let progress = { (share: Double) in observer.share((Double(edits.count) + share) / Double(all)) }
                let made =
                    isCompatible
                    ? model.inpaintedAsOriginal(
                        whole, condition: row, conditions: conditions, key: key, options: request.settings.options,
                        usesResidual: request.usesResidual, progress: progress)
                    : model.inpainted(
                        whole, condition: row, conditions: conditions, key: key, options: request.settings.options,
                        usesResidual: request.usesResidual, progress: progress)
                guard made.elements.allSatisfy(\.isFinite) else {
                    throw FileProblem(path, "makes numbers that are not finite of \(source.path) for '\(prompt)'")
                }
                let joints = model.jointPositions(of: made)
                edits.append(
                    EditedMotion(
                        features: made, joints: joints,
                        motion: body(joints, of: source, sections: whole.sections, caption: prompt, isSpliced: !isCompatible),
                        caption: prompt,
                        prompt: number, repetition: repetition, sections: whole.sections.map { $0.clamped(to: 0..<made.shape[0]) }))
                observer.progress(edits.count, all)
            }
        }
        return edits
    }

    /// The body of an edit: fitted to its joints in the sections, the source's outside them.
    private func body(_ joints: NDArray<Float>, of source: EditSource, sections: [Range<Int>], caption: String, isSpliced: Bool) -> Motion {
        let before = source.motion
        // The body's legs are not as long as those of the features' skeleton; neither are its steps.
        let scale = Float(source.legs)
        let places = scale == 1 ? joints : NDArray(shape: joints.shape, elements: joints.elements.map { $0 * scale })
        let fitted = Motion(
            fittedToJointsWithYUp: places, frameRate: frameRate, skeleton: skeleton, name: before.name,
            source: MotionSource(file: path, format: name))
        var body =
            isSpliced
            ? before.replacing(sections, by: fitted, skeleton: skeleton, blending: MoMask.blending) : fitted
        body.label = caption
        body.source = MotionSource(file: path, format: name)
        body.notes = []
        return body
    }
}
