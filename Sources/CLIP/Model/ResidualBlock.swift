// The layers of both towers: attention and two linear maps, each normalised before and added after.
import Learning

/// One block of a CLIP transformer ("pre-norm"): `x + attention(LN(x))`, then `x + mlp(LN(x))`, with QuickGELU in between.
struct ResidualBlock {
    let attention: AttentionParameters
    let norm1: LayerNorm
    let norm2: LayerNorm
    let expand: LinearLayer
    let contract: LinearLayer
    let heads: Int

    init(_ scope: ParameterBook.Scope, width: Int, heads: Int) {
        self.heads = heads
        attention = AttentionParameters(scope.scope("attn"), width: width)
        norm1 = LayerNorm(scope.scope("ln_1"), features: width)
        expand = LinearLayer(scope.scope("mlp.c_fc"), inputs: width, outputs: 4 * width)
        contract = LinearLayer(scope.scope("mlp.c_proj"), inputs: 4 * width, outputs: width)
        norm2 = LayerNorm(scope.scope("ln_2"), features: width)
    }

    /// - Parameters:
    ///   - x: `(rows, width)`, sequences one behind the other.
    ///   - lengths: of the sequences.
    ///   - kept: the rows whose results are wanted, nil for all. The last block of a tower need not finish the others.
    func callAsFunction(_ x: Tensor, lengths: [Int], causal: Bool, kept: [Int]? = nil) -> Tensor {
        var x = x
        var attended = norm1(x).linear(attention.inWeight, bias: attention.inBias).selfAttention(
            heads: heads, lengths: lengths, causal: causal)
        if let kept {
            x = x.rows(kept, shape: [kept.count])
            attended = attended.rows(kept, shape: [kept.count])
        }
        let middle = x + attention.output(attended)
        guard let bias1 = expand.bias, let bias2 = contract.bias else { return middle }
        return middle + norm2(middle).feedForward(expand.weight, bias1, contract.weight, bias2, activation: .quickGELU)
    }
}

/// A stack of blocks.
struct ResidualTransformer {
    let blocks: [ResidualBlock]

    init(_ scope: ParameterBook.Scope, width: Int, layers: Int, heads: Int) {
        blocks = (0..<layers).map { ResidualBlock(scope.scope("resblocks.\($0)"), width: width, heads: heads) }
    }

    /// The rows `kept` (nil for all) after all blocks: `(kept, width)`.
    func callAsFunction(_ x: Tensor, lengths: [Int], causal: Bool, kept: [Int]?) -> Tensor {
        var x = x
        for (i, block) in blocks.enumerated() {
            x = block(x, lengths: lengths, causal: causal, kept: i == blocks.count - 1 ? kept : nil)
        }
        guard blocks.isEmpty, let kept else { return x }
        return x.rows(kept, shape: [kept.count])
    }
}

/// The linear map into the space that texts and images share, stored with its inputs first.
struct FeatureProjection {
    /// `(width, embedding)`.
    let weight: Tensor

    init(_ scope: ParameterBook.Scope, _ name: String, width: Int, embedding: Int) {
        weight = scope.parameter(name, [width, embedding], .normal(1 / Float(max(1, width)).squareRoot()))
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let (width, embedding) = (weight.shape[0], weight.shape[1])
        return x.linear(weight.reshaped([1, width, embedding, 1]).exchangingMiddleAxes().reshaped([embedding, width]))
    }
}
