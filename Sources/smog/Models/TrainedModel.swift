// A checkpoint with its options and the CLIP that goes with it.
import ArrayFiles
import CLIP
import Files
import Learning
import MotionModels
import Motions

/// A motion model and CLIP's text tower beside it, read from the user's files.
struct TrainedModel {
    let model: MotionModel
    let checkpoint: String
    /// What lies beside the checkpoint; nil if nothing does.
    let file: OptionsFile?
    private let clip: CLIPArguments
    private let weights: StateDictionary

    /// - Parameters:
    ///   - poseRep: instead of what the options file says.
    ///   - numFrames: likewise.
    ///   - note: told what had to be assumed.
    init(_ checkpoint: String, clip: CLIPArguments, poseRep: PoseRepresentation?, numFrames: Int?, note: (String) -> Void) throws {
        self.checkpoint = checkpoint
        self.clip = clip
        weights = try StateDictionary(contentsOf: checkpoint)
        file = try OptionsFile.beside(checkpoint: checkpoint)
        var options = MotionModelOptions()
        if let file {
            options = try MotionModelOptions(file)
        } else {
            note("there is no opt.yaml beside \(checkpoint); taking its poses as \((poseRep ?? options.poseRepresentation).rawValue) with the root's path")
        }
        if let given = poseRep { options.poseRepresentation = given }
        if let given = numFrames { options.frameCount = given }
        model = try MotionModel(from: weights, options: options)
    }

    /// CLIP's features of texts, `(texts, latent)`.
    /// - Parameter note: told of texts that were cut.
    func features(of texts: [String], note: (String) -> Void) throws -> Tensor {
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
        return try clip.encode(texts: texts)
    }

    /// The CLIP of the checkpoint itself, else the user's.
    private func textModel() throws -> CLIPModel {
        if CLIPModel.isIn(weights), clip.clip == nil {
            return try CLIPModel(from: CLIPModel.weights(in: weights), towers: [.text], textHeads: clip.textHeads)
        }
        return try clip.model([.text])
    }
}
