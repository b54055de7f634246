// MoMask as a generator: texts to bodies, through CLIP, tokens and HumanML3D's features.
import ArrayFiles
public import Arrays
import CLIP
import Files
public import Learning
public import Motions

/// A MoMask with the CLIP that reads its texts.
///
/// A motion's random numbers follow from the seed, its words and which of its repeats it is. Prompts of the same words and lengths count
/// as further repeats of the first.
public struct MoMaskGenerator: MotionGenerator {
    public let model: MoMask
    /// The joints at rest of the body that motions are fitted to.
    public var skeleton = RestSkeleton.average
    private let clip: TextTower

    public var name: String { MotionEngine.moMask.rawValue }
    public var path: String { model.files.folder }
    public var frameRate: Double { model.frameRate }
    public var engine: MotionEngine { .moMask }

    /// - Parameter clip: what is taken where ``TextTower/file`` is nil and no CLIP lies beside the parts.
    public init(_ model: MoMask, clip: TextTower) {
        self.model = model
        self.clip = clip
    }

    public func generate(_ request: GenerationRequest, observer: GenerationObserver = GenerationObserver()) throws -> [GeneratedMotion] {
        try check(request.options)
        let settings = try Settings(request.options.own, path: path)
        let plan = try MoMaskPlan(request, for: self, settings: settings, note: observer.note)
        let conditions = try conditions(of: plan.texts, note: observer.note)
        let requests = try plan.requests(conditions: conditions)
        var tokens: [[[Int]]] = []
        for start in stride(from: 0, to: requests.count, by: MoMask.batch) {
            if observer.isCancelled() { throw CancellationError() }
            let part = Array(requests[start..<min(requests.count, start + MoMask.batch)])
            tokens += model.tokens(part.map(\.request), conditions: conditions, options: settings.options) { share in
                observer.share((Double(start) + share * Double(part.count)) / Double(requests.count))
            }
        }
        let features = features(of: tokens, requests, settings)
        return try zip(requests, features).enumerated().map { index, made in
            let motion = try motion(
                features: NDArray(shape: made.1.shape, elements: made.1.elements), caption: made.0.caption, prompt: made.0.prompt,
                repetition: made.0.repetition)
            observer.progress(index + 1, requests.count)
            return motion
        }
    }

    /// Each motion decoded by itself; in the released way all of one repetition as one batch, whose padding changes the last frames of
    /// shorter ones.
    private func features(of tokens: [[[Int]]], _ items: [MoMaskPlan.Item], _ settings: Settings) -> [Tensor] {
        guard settings.isCompatible else { return model.features(of: tokens, options: settings.options) }
        var options = settings.options
        options.decodesPaddedBatch = true
        var found: [Int: Tensor] = [:]
        for repetition in Set(items.map(\.repetition)) {
            let own = items.indices.filter { items[$0].repetition == repetition }
            for (index, features) in zip(own, model.features(of: own.map { tokens[$0] }, options: options)) { found[index] = features }
        }
        return items.indices.compactMap { found[$0] }
    }

    /// CLIP's features of texts, `(texts, conditionWidth)`, each text encoded by itself.
    /// - Parameter note: told of texts that were cut.
    /// - Throws: `FileProblem` for a CLIP that is missing, damaged or of another size.
    public func conditions(of texts: [String], note: (String) -> Void) throws -> Tensor {
        let tower: CLIPModel
        if clip.file == nil, let beside = model.files.clip {
            tower = try CLIPModel(contentsOf: beside, towers: [.text], textHeads: clip.heads)
        } else {
            tower = try clip.load()
        }
        let features = try tower.features(of: texts, width: model.conditionWidth, model: path, separately: true, note: note)
        guard features.isFinite else { throw FileProblem(path, "CLIP gives features that are not finite for one of the texts") }
        return features
    }

    /// The body that moves as features say.
    ///
    /// - Parameter features: `(frames, features)`, in physical units.
    /// - Throws: `FileProblem` for numbers that are not finite.
    public func motion(features: NDArray<Float>, caption: String?, prompt: Int, repetition: Int = 0) throws -> GeneratedMotion {
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
