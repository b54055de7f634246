// A checkpoint with its options and the CLIP that goes with it.
public import ArrayFiles
public import CLIP
import Files
public import Learning
public import Motions

/// Which CLIP reads the texts of a model that does not carry its own.
public struct TextTower {
    /// The file that was named; nil for the checkpoint's own or, where it has none, what ``load`` finds.
    public var file: String?
    /// Attention heads; nil for one for 64 numbers of its width.
    public var heads: Int?
    /// Reads the CLIP that was named, or that is found.
    public var load: () throws -> CLIPModel

    public init(file: String? = nil, heads: Int? = nil, load: @escaping () throws -> CLIPModel) {
        self.file = file
        self.heads = heads
        self.load = load
    }
}

/// A motion model and CLIP's text tower beside it, read from the user's files.
public struct TrainedModel {
    public let model: MotionModel
    public let checkpoint: String
    /// What lies beside the checkpoint; nil if nothing does.
    public let file: OptionsFile?
    private let clip: TextTower
    private let weights: StateDictionary

    /// - Parameters:
    ///   - poseRep: instead of what the options file says.
    ///   - numFrames: likewise.
    ///   - note: told what had to be assumed.
    /// - Throws: `FileProblem` for files that are missing, damaged or of another kind.
    public init(_ checkpoint: String, clip: TextTower, poseRep: PoseRepresentation? = nil, numFrames: Int? = nil, note: (String) -> Void)
        throws
    {
        self.checkpoint = checkpoint
        self.clip = clip
        let choice = try StateDictionary.modelWeights(contentsOf: checkpoint)
        choice.notes.forEach(note)
        weights = choice.weights
        file = try OptionsFile.beside(checkpoint: checkpoint)
        var options = MotionModelOptions()
        if let file {
            options = try MotionModelOptions(file)
        } else {
            note(
                "there is no opt.yaml beside \(checkpoint); taking its poses as \((poseRep ?? options.poseRepresentation).rawValue) with the root's path"
            )
        }
        if let given = poseRep { options.poseRepresentation = given }
        if let given = numFrames { options.frameCount = given }
        model = try MotionModel(from: weights, options: options)
    }

    /// CLIP's features of texts, `(texts, latent)`.
    /// - Parameters:
    ///   - separately: encodes each text by itself, so that its feature does not depend on the others, to the last bit.
    ///   - note: told of texts that were cut.
    public func features(of texts: [String], separately: Bool = false, note: (String) -> Void) throws -> Tensor {
        let clip = try textModel()
        let latent = model.network.configuration.latentDim
        guard clip.configuration.embedding == latent else {
            throw FileProblem(
                checkpoint, "has a latent of \(latent) numbers, and CLIP gives features of \(clip.configuration.embedding)",
                expected: "the CLIP it was trained with", advice: "Name it with --clip.")
        }
        let long = try texts.indices.filter { index in
            do {
                _ = try CLIPTokenizer().tokens(texts[index], contextLength: clip.configuration.context, truncating: false)
                return false
            } catch is TextTooLong {
                return true
            }
        }
        if let first = long.first {
            let others = long.count > 1 ? " and \(long.count - 1) more" : ""
            note("prompt \(first + 1)\(others) is longer than the \(clip.configuration.context) tokens CLIP reads; the end is left out")
        }
        guard separately else { return try clip.encode(texts: texts) }
        return Tensor(try texts.flatMap { try clip.encode(texts: [$0]).elements }, shape: [texts.count, latent])
    }

    /// The CLIP of the checkpoint itself, else the user's.
    private func textModel() throws -> CLIPModel {
        if CLIPModel.isIn(weights), clip.file == nil {
            return try CLIPModel(from: CLIPModel.weights(in: weights), towers: [.text], textHeads: clip.heads)
        }
        return try clip.load()
    }
}
