// A trained auto-encoder with what is needed to use it: latents to motions and back.
import Arrays
import Files
import Learning
import Motions

/// A SMoG or MotionCLIP checkpoint, ready to generate.
public final class MotionModel {
    public let network: MotionNetwork
    public let options: MotionModelOptions
    /// The checkpoint's path.
    public let path: String

    /// - Parameters:
    ///   - source: the checkpoint.
    ///   - options: how its numbers are meant.
    /// - Throws: ``FileProblem`` if it is another kind of file; ``ParameterProblem`` for tensors that do not fit.
    public init(from source: any TensorSource, options: MotionModelOptions) throws {
        path = source.path
        self.options = options
        let configuration = try MotionNetworkConfiguration(readFrom: source, features: options.poseRepresentation.features)
        network = try MotionNetwork(configuration, from: source)
        let joints = options.rotatedJoints(of: configuration.joints) + (options.hasRootOrientation ? 0 : 1)
        if options.poseRepresentation != .xyz, joints != 24 {
            throw FileProblem(
                source.path, "was trained for \(configuration.joints) joints of \(configuration.features) numbers",
                expected:
                    "24 joints of SMPL\(options.hasRootOrientation ? "" : " but the root")\(options.hasTranslation ? " and the root's path" : "")",
                advice: "Check pose_rep, translation and glob in opt.yaml.")
        }
    }

    /// A network that is already there, such as one in training.
    public init(network: MotionNetwork, options: MotionModelOptions, path: String) {
        self.network = network
        self.options = options
        self.path = path
    }

    /// Motions for latents, or for CLIP's features, which lie in the same space.
    ///
    /// - Parameters:
    ///   - latents: `(motions, latent)`, not normalised.
    ///   - frames: of each motion, or of all if there is one number.
    ///   - overwritesRoot: puts half a turn about x in place of the generated root orientations, as the Python code does for AMASS, so
    ///     that every body faces the same way.
    ///   - autoencoding: encodes what was generated and decodes it again, which pulls it towards motions the model knows.
    /// - Returns: `(motions, joints, features, longest)`; frames beyond a motion's own are zero, but for an overwritten root.
    public func generate(_ latents: Tensor, frames: [Int], overwritesRoot: Bool = true, autoencoding: Bool = false) -> Tensor {
        let count = latents.shape[0]
        let lengths = frames.count == 1 ? Array(repeating: frames[0], count: count) : frames
        precondition(lengths.count == count && lengths.allSatisfy { $0 > 0 }, "\(frames.count) lengths for \(count) motions")
        let longest = lengths.max() ?? 1
        let mask = lengths.allSatisfy { $0 == longest } ? nil : lengths.flatMap { length in (0..<longest).map { $0 < length } }
        var output = network.decoder(latents, frames: longest, mask: mask)
        if autoencoding {
            output = network.decoder(network.encoder(output, mask: mask).mu, frames: longest, mask: mask)
        }
        if overwritesRoot, options.hasRootOrientation { overwriteRoot(output) }
        return output
    }

    /// The latents of motions `(motions, joints, features, frames)`.
    public func encode(_ motions: Tensor) -> Tensor { network.encoder(motions).mu }

    /// Half a turn about x, in all frames of all motions.
    private func overwriteRoot(_ motions: Tensor) {
        guard let form = options.poseRepresentation.rotations else { return }
        let values = form.halfTurn
        let (joints, features, frames) = (motions.shape[1], motions.shape[2], motions.shape[3])
        motions.update { numbers in
            for motion in 0..<motions.shape[0] {
                for (feature, value) in values.enumerated() {
                    let start = (motion * joints * features + feature) * frames
                    for frame in start..<start + frames { numbers[frame] = value }
                }
            }
        }
    }
}
