// The words that MotionCLR's frames look at: CLIP's tokens through a small transformer.
// Chen, Dai, Xu, Lu, Wang, Zhang: "MotionCLR: Motion Generation and Training-free Editing via Understanding Attention Mechanisms", 2024, figure 2.
//
//   text ─► CLIP, tokens (77, 512) ─► linear ─► transformer, 4 layers ─► norm ─► memory (77, 256)
public import Learning

/// CLIP's features of a text's tokens made into what frames attend to.
///
/// Tokens have no positions here, and those behind the end of a text take part: the network was trained like that.
public struct TextMemoryEncoder {
    public let configuration: TextMemoryConfiguration
    private let embedding: LinearLayer
    private let layers: [TransformerEncoderLayer]
    private let norm: LayerNorm

    public init(_ scope: ParameterBook.Scope, _ configuration: TextMemoryConfiguration) {
        self.configuration = configuration
        embedding = LinearLayer(scope.scope("embed_text"), inputs: configuration.clipWidth, outputs: configuration.width)
        layers = (0..<configuration.layers).map {
            TransformerEncoderLayer(
                scope.scope("textTransEncoder.layers.\($0)"), width: configuration.width, heads: configuration.heads,
                hidden: configuration.hidden)
        }
        norm = LayerNorm(scope.scope("text_ln"), features: configuration.width)
    }

    /// - Parameter tokens: `(texts, tokens, clipWidth)`, after CLIP's last normalisation.
    /// - Returns: `(texts, tokens, width)`.
    public func callAsFunction(_ tokens: Tensor, dropout: DropoutSource? = nil) -> Tensor {
        norm(layers.reduce(embedding(tokens)) { $1($0, mask: AttentionMask(), dropout: dropout) })
    }
}
