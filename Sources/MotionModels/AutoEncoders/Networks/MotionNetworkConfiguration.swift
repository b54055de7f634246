// What kind of network a checkpoint holds, and how large: read off the names and shapes of its tensors.
import Files
import Learning

/// The two kinds of motion auto-encoder, which share their names for nearly everything.
public enum MotionNetworkKind: String, Sendable, CaseIterable {
    /// MotionCLIP (Tevet et al. 2022): a transformer auto-encoder whose latent is aligned to CLIP.
    case motionCLIP = "MotionCLIP"
    /// SMoG (2025): the same with Kolmogorov–Arnold layers where poses come in and go out, and more normalisation.
    case smog = "SMoG"
}

/// The sizes of a motion auto-encoder.
public struct MotionNetworkConfiguration: Equatable, Sendable {
    public var kind: MotionNetworkKind
    /// Numbers of the latent, and of CLIP's features.
    public var latentDim: Int
    public var layers: Int
    /// Numbers between the two linear maps of a layer.
    public var hidden: Int
    /// Heads of all attentions; the reference fixes them at four, and no weight tells them.
    public var heads: Int
    /// Joints of a pose; the root's path counts as one.
    public var joints: Int
    /// Numbers a joint, such as 6 for `rot6d`.
    public var features: Int
    /// Rows of the two learned queries; one is used.
    public var classes: Int
    /// Rows of the stored table of positions.
    public var positions: Int

    public init(
        kind: MotionNetworkKind, latentDim: Int = 512, layers: Int = 8, hidden: Int = 1024, heads: Int = 4, joints: Int = 25,
        features: Int = 6, classes: Int = 1, positions: Int = 5000
    ) {
        self.kind = kind
        self.latentDim = latentDim
        self.layers = layers
        self.hidden = hidden
        self.heads = heads
        self.joints = joints
        self.features = features
        self.classes = classes
        self.positions = positions
    }

    /// Numbers of a pose.
    public var poseSize: Int { joints * features }

    /// Reads the kind and the sizes off a checkpoint.
    ///
    /// - Parameter features: numbers a joint, which no shape tells; see ``PoseRepresentation/features``.
    /// - Throws: ``FileProblem`` if it is not such a checkpoint.
    public init(readFrom source: any TensorSource, features: Int) throws {
        let expected = "a checkpoint of SMoG or MotionCLIP (encoder.skelEmbedding.*, decoder.finallayer.*)"
        let kind: MotionNetworkKind
        let embedding: [Int]
        if let shape = source.shape(of: "encoder.skelEmbedding.base_weight") {
            (kind, embedding) = (.smog, shape)
        } else if let shape = source.shape(of: "encoder.skelEmbedding.weight") {
            (kind, embedding) = (.motionCLIP, shape)
        } else {
            throw FileProblem(source.path, "has no tensor encoder.skelEmbedding.weight or .base_weight", expected: expected)
        }
        guard embedding.count == 2, embedding[0] > 0, embedding[1] > 0 else {
            throw FileProblem(source.path, "encoder.skelEmbedding has shape \(embedding)", expected: "(latent, joints × features)")
        }
        guard embedding[1] % features == 0 else {
            throw FileProblem(
                source.path, "takes poses of \(embedding[1]) numbers, which are not joints of \(features) each",
                expected: "the pose representation the model was trained with (--pose_rep, or pose_rep in opt.yaml)")
        }
        func layers(_ stack: String) -> Int {
            var count = 0
            while source.shape(of: "\(stack).layers.\(count).linear1.weight") != nil { count += 1 }
            return count
        }
        let count = max(layers("encoder.seqTransEncoder"), layers("decoder.seqTransDecoder"))
        guard count > 0,
            let hidden = source.shape(of: "encoder.seqTransEncoder.layers.0.linear1.weight")?.first
                ?? source.shape(of: "decoder.seqTransDecoder.layers.0.linear1.weight")?.first
        else { throw FileProblem(source.path, "has no transformer layers", expected: expected) }
        guard embedding[0] % 4 == 0 else {
            throw FileProblem(source.path, "has a latent of \(embedding[0]) numbers", expected: "a multiple of its 4 attention heads")
        }
        self.init(
            kind: kind, latentDim: embedding[0], layers: count, hidden: hidden, joints: embedding[1] / features, features: features,
            classes: max(1, source.shape(of: "encoder.muQuery")?.first ?? 1),
            positions: max(1, source.shape(of: "decoder.sequence_pos_encoder.pe")?.first ?? 5000))
    }
}
