// SMoG and MotionCLIP as a generator: CLIP's feature of a text is a latent, and the decoder makes a motion of it.
import ArrayFiles
import Arrays
import Files
public import Learning
import Motions

/// A trained auto-encoder whose latents are CLIP's features. It has nothing random in it: all repeats of a prompt are the same motion.
public struct AutoEncoderGenerator: MotionGenerator {
    public let trained: TrainedModel
    private var model: MotionModel { trained.model }

    public var name: String { model.network.configuration.kind.rawValue }
    public var path: String { trained.checkpoint }
    public var frameRate: Double { model.options.frameRate }

    /// Encodes what was generated and decodes it again, which pulls it towards motions the model knows: true or false.
    public static let encodesAgain = "ae_after_generation"
    public static let ownOptions: Set<String> = [encodesAgain]
    public var engine: MotionEngine { model.network.configuration.kind == .smog ? .smog : .motionCLIP }

    public init(_ trained: TrainedModel) { self.trained = trained }

    public func generate(_ request: GenerationRequest, observer: GenerationObserver = GenerationObserver()) throws -> [GeneratedMotion] {
        if let story = request.prompts.first(where: { $0.parts.count > 1 }) {
            throw FileProblem(path, "is \(name), which does one thing in a motion", expected: "one text instead of '\(story.text)'")
        }
        let texts = request.prompts.map(\.text)
        let latents = try trained.features(of: texts, separately: true, note: observer.note)
        let made = try motions(
            latents, captions: texts, frameCounts: request.prompts.map { $0.parts[0].length?.frames(at: frameRate) },
            options: request.options, observer: observer)
        return made.flatMap { motion in
            (0..<max(0, request.repeats)).map { repetition in
                var copy = motion
                copy.repetition = repetition
                return copy
            }
        }
    }

    /// Motions for latents, each decoded by itself.
    ///
    /// - Parameters:
    ///   - latents: `(motions, latent)`, not normalised.
    ///   - captions: the words of each.
    ///   - frameCounts: the length of each; nil, or no entry, for that of the training's motions.
    public func motions(
        _ latents: Tensor, captions: [String?], frameCounts: [Int?] = [], options: GenerationOptions = GenerationOptions(),
        observer: GenerationObserver = GenerationObserver()
    ) throws -> [GeneratedMotion] {
        try check(options)
        let encodesAgain = options.own[AutoEncoderGenerator.encodesAgain]?.bool ?? false
        let keepsRoot = options.keepsRoot ?? model.options.pathIsRoot
        let most = model.network.configuration.positions
        return try (0..<latents.shape[0]).map { index in
            if observer.isCancelled() { throw CancellationError() }
            let frames = (index < frameCounts.count ? frameCounts[index] : nil) ?? model.options.frameCount
            guard (1...most).contains(frames) else {
                throw FileProblem(path, "knows \(most) frames", expected: "motions of 1 to \(most) frames, not \(frames)")
            }
            let numbers = model.generate(
                latents.rows([index], shape: [1]), frames: [frames], overwritesRoot: !keepsRoot, autoencoding: encodesAgain)
            let caption = index < captions.count ? captions[index] : nil
            guard numbers.isFinite else {
                throw FileProblem(path, "generates numbers that are not finite for \(caption.map { "'\($0)'" } ?? "motion \(index + 1)")")
            }
            let content: GeneratedMotion.Content
            if model.options.poseRepresentation == .xyz {
                content = .jointPositions(NDArray(shape: Array(numbers.shape.dropFirst()), elements: numbers.elements))
            } else {
                content = .body(
                    try model.motion(
                        numbers, 0, frames: frames, rootIsOverwritten: !keepsRoot,
                        path: options.followsPath.map { $0 ? .applied : .ignored },
                        name: "motion_\(index)", label: caption))
            }
            observer.progress(index + 1, latents.shape[0])
            return GeneratedMotion(content, caption: caption, prompt: index)
        }
    }
}
