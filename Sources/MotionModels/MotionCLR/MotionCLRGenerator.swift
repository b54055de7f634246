// MotionCLR as a generator: texts to bodies, through CLIP, diffusion and HumanML3D's features.
public import ArrayFiles
public import Arrays
import CLIP
import Files
import HumanML3D
public import Learning
public import Motions

/// A MotionCLR with the CLIP that reads its texts.
///
/// Each motion is made by itself, as long as it is: in the released code motions of a batch change each other through the frames that
/// fill up the shorter ones. A motion's random numbers follow from the seed, its words and which of its repeats it is; prompts of the same
/// words and lengths count as further repeats of the first.
public struct MotionCLRGenerator: MotionGenerator {
    public let model: MotionCLR
    /// The joints at rest of the body that motions are fitted to.
    public var skeleton = RestSkeleton.average
    private let clip: TextTower

    public var name: String { MotionEngine.motionCLR.rawValue }
    public var path: String { model.files.folder }
    public var frameRate: Double { model.frameRate }
    public var engine: MotionEngine { .motionCLR }

    /// Evaluations of the network, 10.
    public static let steps = "num_inference_steps"
    /// `dpmsolver`, `ddpm`, `ddim` or `deis`.
    public static let sampler = "diffuser_name"
    /// Weight of the text, 2.5.
    public static let guidance = "guidance_scale"
    /// Makes motions of all lengths together, as the released code does: true or false.
    public static let isCompatible = "compat"
    public static let ownOptions: Set<String> = [steps, sampler, guidance, isCompatible]

    /// Seconds of a motion whose length nobody says, as in the released code.
    public static let usualSeconds = 4.0

    /// - Parameter clip: what is taken where ``TextTower/file`` is nil, and neither the checkpoint nor its folder has a CLIP.
    public init(_ model: MotionCLR, clip: TextTower) {
        self.model = model
        self.clip = clip
    }

    /// The options of ``ownOptions``, read.
    public struct Settings: Sendable {
        public var steps: SamplingSteps
        public var guidance: Float
        /// Motions of a batch are all as long as the longest and cut afterwards; what fills up the shorter ones changes them.
        public var isCompatible: Bool

        public init(_ own: [String: OptionValue], for model: MotionCLR) throws {
            let (path, usual) = (model.files.folder, model.files.options)
            let most = model.schedule.steps
            let count = try own[MotionCLRGenerator.steps].map { value in
                guard let count = value.int, (1...most).contains(count) else {
                    throw FileProblem(path, "cannot take \(MotionCLRGenerator.steps) as it is given", expected: "1 to \(most) steps")
                }
                return count
            }
            let sampler = try DiffusionSampler(named: own[MotionCLRGenerator.sampler]?.string ?? usual.sampler, path: path)
            steps = SamplingSteps(sampler, count: count ?? usual.samplingSteps, schedule: model.schedule)
            guidance =
                try own[MotionCLRGenerator.guidance].map { value in
                    guard let scale = value.double, (0...100).contains(scale) else {
                        throw FileProblem(
                            path, "cannot take \(MotionCLRGenerator.guidance) as it is given", expected: "a number from 0 to 100")
                    }
                    return Float(scale)
                } ?? usual.guidance
            isCompatible = own[MotionCLRGenerator.isCompatible]?.bool ?? false
        }
    }

    /// A motion to be made.
    private struct Item {
        let prompt: Int, repetition: Int
        let text: String
        let frames: Int
        let key: UInt64
    }

    public func generate(_ request: GenerationRequest, observer: GenerationObserver = GenerationObserver()) throws -> [GeneratedMotion] {
        try check(request.options)
        let settings = try Settings(request.options.own, for: model)
        let items = try items(request, note: observer.note)
        var rows: [String: Int] = [:]
        var texts: [String] = []
        for item in items where rows[item.text] == nil {
            rows[item.text] = texts.count
            texts.append(item.text)
        }
        let memory = try memory(of: texts, note: observer.note)
        let batch = settings.isCompatible ? MotionCLRGenerator.originalBatch : 1
        var made: [GeneratedMotion] = []
        for start in stride(from: 0, to: items.count, by: batch) {
            if observer.isCancelled() { throw CancellationError() }
            let part = items[start..<min(items.count, start + batch)]
            let frames = part.map(\.frames).max() ?? 0
            let x = try model.network.sample(
                memory: memory.items(part.map { rows[$0.text] ?? 0 }), frames: frames, steps: settings.steps, guidance: settings.guidance,
                noise: SamplingNoise(keys: part.map(\.key)),
                progress: { done in
                    let share = Double(done) / Double(settings.steps.count)
                    observer.share((Double(start) + share * Double(part.count)) / Double(items.count))
                    return observer.isCancelled()
                })
            for (place, item) in part.enumerated() {
                let own = x.items([place]).leading(times: item.frames)
                let features = NDArray(shape: [item.frames, x.shape[2]], elements: own.elements)
                made.append(
                    try motion(
                        features: model.denormalized(features), caption: item.text, prompt: item.prompt, repetition: item.repetition))
                observer.progress(made.count, items.count)
            }
        }
        return made
    }

    /// Motions that the released code makes together.
    private static let originalBatch = 32

    /// All motions, the repeats of a prompt after each other.
    private func items(_ request: GenerationRequest, note: (String) -> Void) throws -> [Item] {
        var counts: [String: Int] = [:]
        var hasUsual = false
        let items = try request.prompts.enumerated().flatMap { index, prompt in
            guard prompt.parts.count == 1 else {
                throw FileProblem(
                    path, "makes motions of one text, and '\(prompt.text)' has \(prompt.parts.count)", expected: "a prompt without |")
            }
            if prompt.parts[0].length == nil { hasUsual = true }
            let frames = try checked(
                frames: prompt.parts[0].length?.frames(at: frameRate) ?? Int(Self.usualSeconds * frameRate), of: prompt.text)
            let key = "\(prompt.text)#\(frames)"
            let earlier = counts[key, default: 0]
            counts[key] = earlier + 1
            return (0..<max(0, request.repeats)).map { repetition in
                Item(
                    prompt: index, repetition: repetition, text: prompt.text, frames: frames,
                    key: MoMask.key(seed: request.seed, text: prompt.text, occurrence: earlier * max(1, request.repeats) + repetition))
            }
        }
        if hasUsual { note("motions without a length take \(NumberText.short(Self.usualSeconds, 1)) s") }
        return items
    }

    /// Frames that the model knows.
    func checked(frames: Int, of text: String) throws -> Int {
        guard (MotionCLR.shortestMotion...MotionCLR.longestMotion).contains(frames) else {
            let (least, most) = (Double(MotionCLR.shortestMotion) / frameRate, Double(MotionCLR.longestMotion) / frameRate)
            throw FileProblem(
                path,
                "is asked for \(NumberText.count(frames, "frame")) (\(NumberText.short(Double(frames) / frameRate, 2)) s) of '\(text)'",
                expected: "\(NumberText.short(least, 1)) to \(NumberText.short(most, 1)) s, as it was trained with",
                advice: frames > MotionCLR.longestMotion ? "MoMask makes longer motions." : nil)
        }
        return frames
    }

    /// Edits of motions that are there.
    func check(edits: [AttentionEdit], motions: Int) throws {
        guard let wrong = edits.first(where: { !(0..<motions).contains($0.reference) || !(0..<motions).contains($0.target) }) else {
            return
        }
        throw FileProblem(
            path, "is asked to edit motion \(max(wrong.reference, wrong.target) + 1) of \(motions)", expected: "a prompt for each motion")
    }

    /// What frames look at of texts, `(texts, tokens, width)`; each text by itself.
    ///
    /// - Parameter note: told of texts that were cut.
    /// - Throws: `FileProblem` for a CLIP that is missing, damaged or of another size.
    public func memory(of texts: [String], note: (String) -> Void = { _ in }) throws -> Tensor {
        let tower = try tower()
        let width = model.network.text.configuration.clipWidth
        let tokenizer = CLIPTokenizer()
        let long = texts.indices.filter { tokenizer.isTooLong(texts[$0], contextLength: tower.configuration.context) }
        if let first = long.first {
            let others = long.count > 1 ? " and \(long.count - 1) more" : ""
            note("prompt \(first + 1)\(others) is longer than the \(tower.configuration.context) tokens CLIP reads; the end is left out")
        }
        var numbers: [Float] = []
        for text in texts {
            let features = try tower.encodeTokens(of: [text])
            guard features.tokens.shape[1] == width else {
                throw FileProblem(
                    path, "reads tokens of \(width) numbers, and CLIP gives \(features.tokens.shape[1])",
                    expected: "the CLIP it was trained with",
                    advice: "Name it with --clip.")
            }
            numbers += model.network.text(features.tokens.reshaped([1, features.context, width])).elements
        }
        let memory = Tensor(numbers, shape: [texts.count, tower.configuration.context, model.network.text.configuration.width])
        guard memory.isFinite else { throw FileProblem(path, "CLIP gives features that are not finite for one of the texts") }
        return memory
    }

    private func tower() throws -> CLIPModel {
        if clip.file == nil {
            if let inside = model.clip { return try CLIPModel(from: inside, towers: [.text], textHeads: clip.heads) }
            if let beside = model.files.clip { return try CLIPModel(contentsOf: beside, towers: [.text], textHeads: clip.heads) }
        }
        return try clip.load()
    }

    /// The body that moves as features say.
    ///
    /// - Parameter features: `(frames, 263)`, in physical units.
    /// - Throws: `FileProblem` for numbers that are not finite, and models of other features.
    public func motion(features: NDArray<Float>, caption: String?, prompt: Int, repetition: Int = 0) throws -> GeneratedMotion {
        guard features.shape[1] == HumanML3DFeatures.width else {
            throw FileProblem(path, "makes \(features.shape[1]) numbers a frame, which are no body", expected: "\(HumanML3DFeatures.width)")
        }
        guard features.elements.allSatisfy(\.isFinite) else {
            throw FileProblem(path, "generates numbers that are not finite for \(caption.map { "'\($0)'" } ?? "motion \(prompt + 1)")")
        }
        let joints = model.jointPositions(of: features)
        let body = Motion(
            fittedToJointsWithYUp: joints, frameRate: frameRate, skeleton: skeleton, name: "motion_\(prompt)_\(repetition)", label: caption,
            source: MotionSource(file: path, format: name))
        return GeneratedMotion(.body(body), caption: caption, prompt: prompt, repetition: repetition, fittedJoints: joints)
    }
}
