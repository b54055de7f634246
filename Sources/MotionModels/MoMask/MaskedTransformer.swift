// MoMask's first transformer: which base token stands behind each mask, given the text and the other tokens.
// Guo et al., CVPR 2024, section 3.2 (masked transformer) and equation 4 (classifier-free guidance).
//
//   [cond_emb(c)] [token_emb(id₁) → input + pe₁] … [token_emb(id_N) → input + pe_N] ─► 8 layers ─► head ─► logits (N, codes)
import Files
import Learning

/// The masked transformer of MoMask.
public final class MaskedTransformer {
    public let configuration: TokenTransformerConfiguration
    let trunk: TokenTransformer
    /// `(codes + 2, codeWidth)`: the codes, the mask, and what stands for padding.
    let tokenEmbedding: Tensor

    /// The token that stands for what is to be found.
    public var maskToken: Int { configuration.codes }
    /// The token of places beyond a motion's end, in the Python code's padded batches.
    public var paddingToken: Int { configuration.codes + 1 }

    public init(_ scope: ParameterBook.Scope, _ configuration: TokenTransformerConfiguration) {
        self.configuration = configuration
        trunk = TokenTransformer(scope, configuration, outputs: configuration.codes)
        tokenEmbedding = scope.scope("token_emb").parameter("weight", [configuration.codes + 2, configuration.codeWidth], .normal(0.02))
    }

    /// The weights of a file.
    ///
    /// - Parameter heads: what the options say; heads of 64 numbers without.
    /// - Throws: ``FileProblem`` or ``ParameterProblem`` for tensors that are missing, of another shape, or not expected.
    public convenience init(from source: any TensorSource, heads: Int? = nil) throws {
        guard let table = source.shape(of: "token_emb.weight"), table.count == 2, table[0] > 2 else {
            throw FileProblem(source.path, "has no tensor 'token_emb.weight'", expected: "a masked transformer of MoMask")
        }
        let book = ParameterBook(from: source)
        self.init(book.scope(), try TokenTransformerConfiguration(from: source, heads: heads, codes: table[0] - 2))
        try book.finish { $0.hasPrefix("clip_model.") }
    }

    /// Tokens of one motion, seen with a text or without.
    package struct Sequence {
        let tokens: [Int]
        /// The row of the text among the conditions; nil for none.
        let condition: Int?
        /// Places whose logits are wanted.
        let wanted: [Int]

        package init(tokens: [Int], condition: Int?, wanted: [Int]) {
            self.tokens = tokens
            self.condition = condition
            self.wanted = wanted
        }
    }

    /// The texts' vectors as rows of sequences; see ``TokenTransformer/conditionRows(_:)``.
    package func conditionRows(_ conditions: Tensor) -> Tensor { trunk.conditionRows(conditions) }

    /// The token embeddings, already through the input's linear map: a motion's rows are then looked up, not multiplied.
    package func inputTable() -> Tensor { tokenEmbedding.linear(trunk.input.weight, bias: trunk.input.bias) }

    /// Logits of the wanted places of sequences.
    ///
    /// - Parameters:
    ///   - blocks: the sequences of one motion each. Their rows do not depend on what other blocks there are.
    ///   - conditions: ``TokenTransformer/conditionRows(_:)`` of the texts.
    ///   - table: ``inputTable()``.
    /// - Returns: the logits, `(rows, codes)`, and for each sequence the row of its first wanted place, in the order given.
    package func logits(_ blocks: [[Sequence]], conditions: Tensor, table: Tensor) -> (logits: Tensor, starts: [[Int]]) {
        let none = conditions.shape[0] - 1
        let count = blocks.reduce(0) { $0 + $1.count }
        var packed = PackedSequences(), results = PackedSequences()
        var tokens: [Int] = [], places: [Int] = [], texts: [Int] = []
        /// Where each row comes from: texts first, then tokens.
        var order: [Int] = [], kept: [Int] = []
        var starts: [[Int]] = []
        for block in blocks {
            var own: [Int] = []
            for sequence in block {
                own.append(results.rowCount)
                kept += sequence.wanted.map { packed.rowCount + 1 + $0 }
                results.append(rows: sequence.wanted.count)
                order.append(texts.count)
                texts.append(sequence.condition ?? none)
                order += sequence.tokens.indices.map { count + tokens.count + $0 }
                tokens += sequence.tokens
                places += sequence.tokens.indices
                packed.append(rows: sequence.tokens.count + 1)
            }
            // What fills up is a copy of something real.
            order += [Int](repeating: 0, count: packed.endBlock())
            kept += [Int](repeating: kept.first ?? 0, count: results.endBlock())
            starts.append(own)
        }
        let width = configuration.width
        let tokenRows = table.rows(tokens, shape: [tokens.count]) + trunk.positions.rows(places, shape: [places.count])
        let textRows = conditions.rows(texts, shape: [texts.count])
        let rows = Tensor.joined([textRows, tokenRows], batch: 1).reshaped([texts.count + tokens.count, width])
        let hidden = trunk(rows.rows(order, shape: [order.count]), lengths: packed.lengths, kept: kept)
        return (trunk.output(hidden), starts)
    }
}
