// MoMask's second transformer: the tokens of quantiser q from those of the quantisers before it.
// Guo et al., CVPR 2024, section 3.3 (residual transformer).
//
//   [cond_emb(c)] [quant_emb(q)] [Σ_{j<q} emb_j(id_j) → input + pe] … ─► 8 layers ─► head ─► z ─► logits (N, codes + 1) = proj_q z
import Files
import Learning

/// The residual transformer of MoMask.
public final class ResidualTransformer {
    /// `codes` without the token for padding.
    public let configuration: TokenTransformerConfiguration
    public let quantizers: Int
    let trunk: TokenTransformer
    let quantizerEmbedding: LinearLayer
    /// For quantiser j: `(codes + 1, codeWidth)`, its tokens' vectors.
    let embeddings: [Tensor]
    /// For quantiser q - 1 at index q - 1: `(codes + 1, codeWidth)`, what `z` is multiplied with.
    let projections: [Tensor]
    /// For quantiser q at index q - 1: `(codes + 1)`, in models that do not share weights.
    let projectionBiases: [Tensor]?

    /// The token of places beyond a motion's end, which the transformer can also choose.
    public var paddingToken: Int { configuration.codes }
    /// True if the vectors of a quantiser's tokens also tell its tokens apart.
    public var sharesWeights: Bool { projectionBiases == nil }

    public init(_ scope: ParameterBook.Scope, _ configuration: TokenTransformerConfiguration, quantizers: Int, sharesWeights: Bool) {
        self.configuration = configuration
        self.quantizers = quantizers
        trunk = TokenTransformer(scope, configuration, outputs: configuration.codeWidth)
        quantizerEmbedding = LinearLayer(scope.scope("quant_emb"), inputs: quantizers, outputs: configuration.width)
        let (rows, width, layers) = (configuration.codes + 1, configuration.codeWidth, quantizers - 1)
        func tables(_ name: String, _ count: Int) -> [Tensor] {
            let all = scope.parameter(name, [count, rows, width], .normal(0.02)).reshaped([count * rows, width])
            return (0..<count).map { table in all.rows(Array(table * rows..<(table + 1) * rows), shape: [rows]) }
        }
        if sharesWeights {
            let shared = tables("embed_proj_shared_weight", layers - 1)
            embeddings = tables("token_embed_weight_", 1) + shared
            projections = shared + tables("output_proj_weight_", 1)
            projectionBiases = nil
        } else {
            embeddings = tables("token_embed_weight", layers)
            projections = tables("output_proj_weight", layers)
            let biases = scope.parameter("output_proj_bias", [quantizers, rows], .constant(0))
            projectionBiases = (0..<quantizers).map { biases.rows([$0], shape: [1]).reshaped([rows]) }
        }
    }

    /// The weights of a file; whether they are shared is told by their names.
    ///
    /// - Parameter heads: what the options say; heads of 64 numbers without.
    /// - Throws: ``FileProblem`` or ``ParameterProblem`` for tensors that are missing, of another shape, or not expected.
    public convenience init(from source: any TensorSource, heads: Int? = nil) throws {
        guard let quantizers = source.shape(of: "quant_emb.weight")?.last, quantizers > 2,
            let table = source.shape(of: "token_embed_weight_") ?? source.shape(of: "token_embed_weight"), table.count == 3, table[1] > 1
        else {
            throw FileProblem(
                source.path, "holds no residual transformer of MoMask", expected: "tensors such as quant_emb.weight and token_embed_weight_"
            )
        }
        let book = ParameterBook(from: source)
        self.init(
            book.scope(), try TokenTransformerConfiguration(from: source, heads: heads, codes: table[1] - 1), quantizers: quantizers,
            sharesWeights: source.shape(of: "token_embed_weight_") != nil)
        try book.finish { $0.hasPrefix("clip_model.") }
    }

    /// One motion's places, and how they are seen.
    package struct Sequence {
        /// The row of its first place among the inputs.
        let start: Int
        let count: Int
        /// The row of its text among the conditions; nil for none.
        let condition: Int?

        package init(start: Int, count: Int, condition: Int?) {
            self.start = start
            self.count = count
            self.condition = condition
        }
    }

    /// The texts' vectors as rows of sequences; see ``TokenTransformer/conditionRows(_:)``.
    package func conditionRows(_ conditions: Tensor) -> Tensor { trunk.conditionRows(conditions) }

    /// Sums of tokens' vectors, `(rows, codeWidth)`, through the input's linear map.
    package func inputRows(_ vectors: Tensor) -> Tensor { trunk.input(vectors) }

    /// What the head gives for the places of sequences, `(rows, codeWidth)`, and for each sequence the row of its first place.
    ///
    /// - Parameters:
    ///   - blocks: the sequences of one motion each. Their rows do not depend on what other blocks there are.
    ///   - inputs: `(rows, width)`, the sum of the tokens' vectors through the input's linear map, without positions.
    ///   - quantizer: which is to be found, 1 to `quantizers - 1`.
    ///   - conditions: ``TokenTransformer/conditionRows(_:)`` of the texts.
    package func hidden(_ blocks: [[Sequence]], inputs: Tensor, quantizer: Int, conditions: Tensor) -> (hidden: Tensor, starts: [[Int]]) {
        let (hidden, starts) = beforeOutput(blocks, inputs: inputs, quantizer: quantizer, conditions: conditions)
        return (trunk.output(hidden), starts)
    }

    /// The same before the head's last linear map: `(rows, width)`.
    func beforeOutput(_ blocks: [[Sequence]], inputs: Tensor, quantizer: Int, conditions: Tensor) -> (hidden: Tensor, starts: [[Int]]) {
        let none = conditions.shape[0] - 1
        let width = configuration.width
        let count = blocks.reduce(0) { $0 + $1.count }
        var packed = PackedSequences(), results = PackedSequences()
        var texts: [Int] = [], rows: [Int] = [], places: [Int] = [], order: [Int] = [], kept: [Int] = []
        var starts: [[Int]] = []
        for block in blocks {
            var own: [Int] = []
            for sequence in block {
                own.append(results.rowCount)
                kept += (0..<sequence.count).map { packed.rowCount + 2 + $0 }
                results.append(rows: sequence.count)
                // Rows lie: texts, then the quantiser's, then places.
                order += [texts.count, count] + (0..<sequence.count).map { count + 1 + places.count + $0 }
                texts.append(sequence.condition ?? none)
                rows += sequence.start..<sequence.start + sequence.count
                places += 0..<sequence.count
                packed.append(rows: sequence.count + 2)
            }
            order += [Int](repeating: 0, count: packed.endBlock())
            kept += [Int](repeating: kept.first ?? 0, count: results.endBlock())
            starts.append(own)
        }
        let oneHot = Tensor((0..<quantizers).map { $0 == quantizer ? 1 : 0 }, shape: [1, quantizers])
        let which = quantizerEmbedding(oneHot)
        let placeRows = inputs.rows(rows, shape: [rows.count]) + trunk.positions.rows(places, shape: [places.count])
        let parts = Tensor.joined([conditions.rows(texts, shape: [texts.count]), which, placeRows], batch: 1)
            .reshaped([texts.count + 1 + places.count, width])
        return (trunk(parts.rows(order, shape: [order.count]), lengths: packed.lengths, kept: kept), starts)
    }

    /// Logits over tokens and padding for what ``hidden(_:inputs:quantizer:conditions:)`` gave.
    ///
    /// Models that do not share weights give `2 W z + b`: the released code adds the product to itself, and was trained so.
    package func logits(_ hidden: Tensor, quantizer: Int) -> Tensor {
        let projection = projections[quantizer - 1]
        guard let biases = projectionBiases else { return hidden.linear(projection) }
        return ResidualTransformer.unsharedLogits(hidden, projection: projection, bias: biases[quantizer - 1])
    }

    package static func unsharedLogits(_ hidden: Tensor, projection: Tensor, bias: Tensor) -> Tensor {
        (hidden * 2).linear(projection, bias: bias)
    }
}
