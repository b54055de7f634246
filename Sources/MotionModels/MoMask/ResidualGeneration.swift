// From base tokens to all six layers of tokens, a pass for each.
// Guo et al., CVPR 2024, section 3.4.
import Learning

/// How residual tokens are found.
public struct ResidualGenerationOptions: Sendable, Equatable {
    /// Weight of the text; 5 in generation, 2 in editing as released.
    public var guidanceScale: Float = 5
    public var temperature: Float = 1
    public var topkRatio = 0.9
    /// Layers of tokens to find; all of them if nil.
    public var layers: Int?

    public init(guidanceScale: Float = 5, temperature: Float = 1, topkRatio: Double = 0.9, layers: Int? = nil) {
        self.guidanceScale = guidanceScale
        self.temperature = temperature
        self.topkRatio = topkRatio
        self.layers = layers
    }
}

/// One motion whose residual tokens are wanted.
public struct ResidualSequence: Sendable {
    /// For each place its tokens so far; the base token at first. -1 stands for none.
    public internal(set) var tokens: [[Int]]
    let condition: Int
    /// Uniform random numbers; the step is the layer, counted from 0.
    let noise: TokenNoise
    /// Tokens of all layers for places that keep theirs; nil where they are to be found.
    let kept: [[Int]?]

    /// - Parameter kept: tokens of all layers for places that keep theirs, such as those of a source outside what is edited.
    public init(base: [Int], condition: Int, noise: TokenNoise, kept: [[Int]?]? = nil) {
        tokens = base.map { [$0] }
        self.condition = condition
        self.noise = noise
        self.kept = kept ?? [[Int]?](repeating: nil, count: base.count)
    }

    /// The token that a place keeps in a layer, counted from 0 for the base.
    func keptToken(_ place: Int, layer: Int) -> Int? {
        guard let tokens = kept[place], layer < tokens.count else { return nil }
        return tokens[layer]
    }
}

/// What a ``ResidualTransformer`` multiplies once for all motions: vectors of tokens already through the input's linear map, and the
/// head's last linear map already through the projections.
struct ResidualTables {
    /// For quantiser j: `(codes + 1, width)`.
    let inputs: [Tensor]
    /// For quantiser q at index q - 1: `(codes + 1, width)` and `(codes + 1)`.
    let outputs: [(weight: Tensor, bias: Tensor?)]

    init(_ transformer: ResidualTransformer) {
        let trunk = transformer.trunk
        inputs = transformer.embeddings.map { $0.linear(trunk.input.weight) }
        let head = trunk.output.weight
        let transposed = head.reshaped([1, head.shape[0], head.shape[1], 1]).exchangingMiddleAxes().reshaped([head.shape[1], head.shape[0]])
        outputs = transformer.projections.enumerated().map { index, projection in
            // Without shared weights the product counts twice; see ``ResidualTransformer/logits(_:quantizer:)``.
            let doubled = transformer.sharesWeights ? projection : projection * 2
            let bias = trunk.output.bias.map { doubled.linear($0.reshaped([1, $0.count])).reshaped([doubled.shape[0]]) }
            let own = transformer.projectionBiases?[index]
            return (doubled.linear(transposed), bias.flatMap { bias in own.map { bias + $0 } ?? bias } ?? own)
        }
    }
}

extension ResidualTransformer {
    /// Finds the residual tokens of motions. A motion's tokens depend on its own base tokens, text and noise alone.
    ///
    /// - Parameters:
    ///   - motions: changed in place: each place gets a token for each layer, -1 where the transformer chose none.
    ///   - conditions: the texts' vectors, `(texts, conditionWidth)`.
    ///   - observe: told the guided logits of each motion's places in each layer.
    public func generate(
        _ motions: inout [ResidualSequence], conditions: Tensor, options: ResidualGenerationOptions,
        observe: ((_ layer: Int, _ motion: Int, _ logits: UnsafeBufferPointer<Float>) -> Void)? = nil, progress: (Int) -> Void = { _ in }
    ) {
        let tables = ResidualTables(self)
        let texts = trunk.conditionRows(conditions)
        let sampler = TokenSampler(sampling: .gumbel, temperature: options.temperature, topkRatio: options.topkRatio)
        let starts = motions.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.tokens.count) }
        let rows = starts.last ?? 0
        guard rows > 0 else { return }
        // The history of each place: the input's bias, then one row of a table for each quantiser.
        let bias = trunk.input.bias ?? Tensor(repeating: 0, shape: [configuration.width])
        var history = Tensor(repeating: 0, shape: [rows, configuration.width]) + bias
        let outputs = configuration.codes + 1
        for quantizer in 1...max(1, min(options.layers ?? quantizers - 1, quantizers - 1)) {
            let tokens = motions.flatMap { $0.tokens.map { $0[quantizer - 1] < 0 ? paddingToken : $0[quantizer - 1] } }
            history = history + tables.inputs[quantizer - 1].rows(tokens, shape: [rows])
            let isGuided = options.guidanceScale != 1
            let blocks = motions.enumerated().map { i, motion in
                [Sequence(start: starts[i], count: motion.tokens.count, condition: motion.condition)]
                    + (isGuided ? [Sequence(start: starts[i], count: motion.tokens.count, condition: nil)] : [])
            }
            let projection = tables.outputs[quantizer - 1]
            let (hidden, found) = beforeOutput(blocks, inputs: history, quantizer: quantizer, conditions: texts)
            let logits = hidden.linear(projection.weight, bias: projection.bias)
            logits.withElements { all in
                for i in motions.indices {
                    let count = motions[i].tokens.count
                    var guided = Array(all[found[i][0] * outputs..<(found[i][0] + count) * outputs])
                    if isGuided {
                        for k in guided.indices {
                            let without = all[found[i][1] * outputs + k]
                            guided[k] = without + (guided[k] - without) * options.guidanceScale
                        }
                    }
                    guided.withUnsafeBufferPointer { guided in
                        observe?(quantizer - 1, i, guided)
                        for place in 0..<count {
                            if let token = motions[i].keptToken(place, layer: quantizer) {
                                motions[i].tokens[place].append(token)
                                continue
                            }
                            let own = UnsafeBufferPointer(rebasing: guided[place * outputs..<(place + 1) * outputs])
                            let token = sampler.draw(own) { motions[i].noise.value(quantizer - 1, place, $0) }
                            motions[i].tokens[place].append(token == paddingToken ? -1 : token)
                        }
                    }
                }
            }
            progress(quantizer)
        }
    }
}
