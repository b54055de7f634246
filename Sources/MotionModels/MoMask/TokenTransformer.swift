// What MoMask's two transformers share: a stack of layers over sequences that lie one behind the other, and a head.
// Guo et al., CVPR 2024, sections 3.2 and 3.3; the layers are those of BERT (Devlin et al. 2019): normalised after each sum, exact GELU.
import Files
import Learning

/// The sizes of one of MoMask's transformers.
public struct TokenTransformerConfiguration: Equatable, Sendable {
    /// Entries of a code book.
    public var codes: Int
    /// Numbers of a code.
    public var codeWidth: Int
    /// Numbers of the text's vector.
    public var conditionWidth: Int
    public var width: Int
    public var heads: Int
    public var hidden: Int
    public var layers: Int
    /// Rows of the table of positions; no sequence may be longer.
    public var positions: Int

    public init(
        codes: Int = 512, codeWidth: Int = 512, conditionWidth: Int = 512, width: Int = 384, heads: Int = 6, hidden: Int = 1024,
        layers: Int = 8,
        positions: Int = 5000
    ) {
        self.codes = codes
        self.codeWidth = codeWidth
        self.conditionWidth = conditionWidth
        self.width = width
        self.heads = heads
        self.hidden = hidden
        self.layers = layers
        self.positions = positions
    }

    /// The sizes of stored weights.
    ///
    /// - Parameters:
    ///   - heads: what the options say; released models have heads of 64 numbers.
    ///   - codes: entries of the code book, where the embedding's rows do not say.
    /// - Throws: ``FileProblem`` if these are weights of something else.
    init(from source: any TensorSource, heads: Int?, codes: Int) throws {
        func shape(_ name: String, _ axes: Int) throws -> [Int] {
            guard let shape = source.shape(of: name), shape.count == axes, shape.allSatisfy({ $0 > 0 }) else {
                throw FileProblem(source.path, "has no tensor '\(name)' of \(axes) axes", expected: "a transformer of MoMask")
            }
            return shape
        }
        let input = try shape("input_process.poseEmbedding.weight", 2)
        let condition = try shape("cond_emb.weight", 2)
        let hidden = try shape("seqTransEncoder.layers.0.linear1.weight", 2)
        let table = try shape("position_enc.pe", 3)
        let layers = (0..<256).first { source.shape(of: "seqTransEncoder.layers.\($0).linear1.weight") == nil } ?? 256
        self.init(
            codes: codes, codeWidth: input[1], conditionWidth: condition[1], width: input[0], heads: heads ?? max(1, input[0] / 64),
            hidden: hidden[0],
            layers: layers, positions: table[0])
        guard self.heads > 0, width % self.heads == 0 else {
            throw FileProblem(
                source.path, "is \(width) numbers wide, which \(self.heads) heads do not divide", expected: "n_heads as in training")
        }
    }
}

/// Sequences one behind the other, those of one motion together in a block.
///
/// Every block begins at a multiple of ``Spread/rowGroup`` rows, and so does what follows the last: the last bits of a row's numbers follow
/// from its place in its group. With blocks that begin alike, one motion's numbers do not depend on how many others there are.
struct PackedSequences {
    /// Rows of each sequence; what fills up a block is a sequence of its own.
    private(set) var lengths: [Int] = []
    private(set) var rowCount = 0

    mutating func append(rows: Int) {
        guard rows > 0 else { return }
        lengths.append(rows)
        rowCount += rows
    }

    /// Fills up the block.
    /// - Returns: how many rows were added.
    mutating func endBlock() -> Int {
        let missing = (Spread.rowGroup - rowCount % Spread.rowGroup) % Spread.rowGroup
        append(rows: missing)
        return missing
    }
}

/// The layers of a transformer and its head.
struct TokenTransformer {
    let configuration: TokenTransformerConfiguration
    let input: LinearLayer
    /// `(positions, width)`.
    let positions: Tensor
    let condition: LinearLayer
    let layers: [TransformerEncoderLayer]
    let dense: LinearLayer
    let norm: LayerNorm
    let output: LinearLayer

    init(_ scope: ParameterBook.Scope, _ configuration: TokenTransformerConfiguration, outputs: Int) {
        let width = configuration.width
        self.configuration = configuration
        input = LinearLayer(scope.scope("input_process.poseEmbedding"), inputs: configuration.codeWidth, outputs: width)
        // Stored weights bring the table along; computing it takes longer than reading it.
        let initial: Initial =
            scope.isFresh ? .values(PositionalEncoding.sinusoids(rows: configuration.positions, width: width)) : .constant(0)
        positions = scope.scope("position_enc").buffer("pe", [configuration.positions, 1, width], initial)
            .reshaped([configuration.positions, width])
        layers = (0..<configuration.layers).map {
            TransformerEncoderLayer(
                scope.scope("seqTransEncoder.layers.\($0)"), width: width, heads: configuration.heads, hidden: configuration.hidden)
        }
        condition = LinearLayer(scope.scope("cond_emb"), inputs: configuration.conditionWidth, outputs: width)
        let head = scope.scope("output_process")
        dense = LinearLayer(head.scope("dense"), inputs: width, outputs: width)
        norm = LayerNorm(head.scope("LayerNorm"), features: width, epsilon: 1e-12)
        output = LinearLayer(head.scope("poseFinal"), inputs: width, outputs: outputs)
    }

    /// The text's vectors as rows, and last a row for no text: zeros before the map, whose bias remains.
    func conditionRows(_ conditions: Tensor) -> Tensor {
        let (count, width) = (conditions.shape[0], configuration.conditionWidth)
        let none = Tensor(repeating: 0, shape: [1, width])
        return Tensor.joined([conditions.reshaped([count, width]), none], batch: 1).reshaped([count + 1, width]).linear(
            condition.weight, bias: condition.bias)
    }

    /// All layers and the head's first half.
    ///
    /// - Parameters:
    ///   - x: `(rows, width)`, sequences one behind the other.
    ///   - lengths: of the sequences; their sum is the number of rows.
    ///   - kept: rows whose results are wanted; they attend to all others of their sequence.
    /// - Returns: `(kept, width)`, what the last linear map reads.
    func callAsFunction(_ x: Tensor, lengths: [Int], kept: [Int]) -> Tensor {
        var x = x
        for (i, layer) in layers.enumerated() { x = layer(x, lengths: lengths, kept: i == layers.count - 1 ? kept : nil) }
        if layers.isEmpty { x = x.rows(kept, shape: [kept.count]) }
        return norm(dense(x).activated(.gelu))
    }
}
