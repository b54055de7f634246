// The encoder: from motion to latent.
import Learning

/// The encoder of SMoG and MotionCLIP: poses and two learned queries through a transformer; what becomes of the first query is
/// the latent.
public struct MotionEncoder {
    public let configuration: MotionNetworkConfiguration
    private let muQuery: Tensor
    private let sigmaQuery: Tensor
    private let embedding: PoseLayer
    private let positions: PositionalEncoding
    private let layers: [TransformerEncoderLayer]
    private let norm: LayerNorm?

    public init(_ scope: ParameterBook.Scope, _ configuration: MotionNetworkConfiguration) {
        let width = configuration.latentDim
        self.configuration = configuration
        muQuery = scope.parameter("muQuery", [configuration.classes, width], .normal(1))
        sigmaQuery = scope.parameter("sigmaQuery", [configuration.classes, width], .normal(1))
        embedding = PoseLayer(scope.scope("skelEmbedding"), configuration, inputs: configuration.poseSize, outputs: width)
        positions = PositionalEncoding(scope.scope("sequence_pos_encoder"), configuration)
        layers = (0..<configuration.layers).map {
            TransformerEncoderLayer(
                scope.scope("seqTransEncoder.layers.\($0)"), width: width, heads: configuration.heads, hidden: configuration.hidden)
        }
        norm = configuration.kind == .smog ? LayerNorm(scope.scope("encoder_norm"), features: width) : nil
    }

    /// What the encoder says of a motion.
    public struct Output {
        /// The latent: `(batch, latent)`.
        public let mu: Tensor
        /// The second query's, which training never uses.
        public let logvar: Tensor
    }

    /// - Parameters:
    ///   - x: motions `(batch, joints, features, frames)`.
    ///   - mask: for each item and frame, whether it is real and not padding; all are if nil.
    ///   - dropout: hands out what is dropped during training; nil to drop nothing.
    public func callAsFunction(_ x: Tensor, mask: [Bool]? = nil, dropout: DropoutSource? = nil) -> Output {
        let (batch, frames) = (x.shape[0], x.shape[3])
        let queries = [muQuery, sigmaQuery].map { $0.prefix(rows: 1) }
        var tokens = Tensor.joined(queries + [embedding(x.framesFirst())], batch: batch)
        tokens = positions(tokens, dropout: dropout)
        let keys = mask.map { mask in
            (0..<batch).flatMap { [true, true] + mask[$0 * frames..<($0 + 1) * frames] }
        }
        for (number, layer) in layers.enumerated() {
            // Of the last layer only the queries are read.
            tokens = layer(tokens, mask: AttentionMask(keys: keys), dropout: dropout, leading: number == layers.count - 1 ? 2 : nil)
        }
        let (mu, logvar) = (tokens.taking(time: 0), tokens.taking(time: 1))
        return Output(mu: norm?(mu) ?? mu, logvar: norm?(logvar) ?? logvar)
    }
}

/// The layer between poses and the transformer: linear in MotionCLIP, Kolmogorov–Arnold in SMoG.
struct PoseLayer {
    private enum Kind {
        case linear(LinearLayer)
        case kan(KANLayer)
    }
    private let kind: Kind

    init(_ scope: ParameterBook.Scope, _ configuration: MotionNetworkConfiguration, inputs: Int, outputs: Int) {
        kind =
            switch configuration.kind {
            case .smog: .kan(KANLayer(scope, inputs: inputs, outputs: outputs))
            case .motionCLIP: .linear(LinearLayer(scope, inputs: inputs, outputs: outputs))
            }
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        switch kind {
        case .linear(let layer): layer(x)
        case .kan(let layer): layer(x)
        }
    }
}
