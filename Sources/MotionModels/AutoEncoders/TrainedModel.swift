// A checkpoint with its options and the CLIP that goes with it.
public import ArrayFiles
import CLIP
import Files
public import Learning
public import Motions

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
        try textModel().features(
            of: texts, width: model.network.configuration.latentDim, model: checkpoint, separately: separately, note: note)
    }

    /// The CLIP of the checkpoint itself, else the user's.
    private func textModel() throws -> CLIPModel {
        if CLIPModel.isIn(weights), clip.file == nil {
            return try CLIPModel(from: CLIPModel.weights(in: weights), towers: [.text], textHeads: clip.heads)
        }
        return try clip.load()
    }
}
