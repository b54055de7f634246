// The decoder: from latent to motion.
import Learning

/// The decoder of SMoG and MotionCLIP: positions as queries, the latent as the one token they attend to.
public struct MotionDecoder {
    public let configuration: MotionNetworkConfiguration
    private let actionBiases: Tensor
    private let positions: PositionalEncoding
    private let layers: [SingleTokenDecoderLayer]
    private let norm: LayerNorm?
    private let output: PoseLayer

    public init(_ scope: ParameterBook.Scope, _ configuration: MotionNetworkConfiguration) {
        let width = configuration.latentDim
        self.configuration = configuration
        // Stored, and used by nothing.
        actionBiases = scope.parameter("actionBiases", [configuration.classes, width], .normal(1))
        positions = PositionalEncoding(scope.scope("sequence_pos_encoder"), configuration)
        layers = (0..<configuration.layers).map {
            SingleTokenDecoderLayer(
                scope.scope("seqTransDecoder.layers.\($0)"), width: width, heads: configuration.heads, hidden: configuration.hidden)
        }
        norm = configuration.kind == .smog ? LayerNorm(scope.scope("decoder_norm"), features: width) : nil
        output = PoseLayer(scope.scope("finallayer"), configuration, inputs: width, outputs: configuration.poseSize)
    }

    /// - Parameters:
    ///   - z: latents `(batch, latent)`.
    ///   - frames: of each motion; at most the stored positions.
    ///   - mask: for each item and frame, whether it is wanted; the others come out as zeros. All are if nil.
    ///   - dropout: hands out what is dropped during training; nil to drop nothing.
    /// - Returns: motions `(batch, joints, features, frames)`.
    public func callAsFunction(_ z: Tensor, frames: Int, mask: [Bool]? = nil, dropout: DropoutSource? = nil) -> Tensor {
        let batch = z.shape[0]
        let memory = configuration.kind == .smog ? z.layerNormalized() : z
        let padded = mask.map { $0.contains(false) } ?? false
        // Every motion begins from the same queries. Until something tells them apart (padding, or what dropout takes away) they
        // are computed once.
        let shared = positions.positions(frames)
        var x = padded || dropout != nil ? Tensor.joined([shared.reshaped([frames, shared.shape[2]])], batch: batch) : shared
        x = x.dropped(dropout?.next())
        let attention = AttentionMask(keys: padded ? mask : nil)
        for layer in layers { x = layer(x, memory: memory, mask: attention, dropout: dropout) }
        var poses = output(norm?(x) ?? x)
        if let mask { poses = poses.zeroing(whereNot: mask) }
        return poses.framesLast(joints: configuration.joints, features: configuration.features)
    }
}
