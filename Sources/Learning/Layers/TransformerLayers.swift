// The layers of transformers as PyTorch's `nn.TransformerEncoderLayer` and `nn.TransformerDecoderLayer` have them: normalised
// after each residual connection, exact GELU.

/// Multi-head attention's parameters, as `torch.nn.MultiheadAttention` names them.
public struct AttentionParameters {
    /// Queries, keys and values one below the other: `(3 · width, width)`.
    public let inWeight: Tensor
    public let inBias: Tensor
    /// `(width, width)`.
    public let output: LinearLayer
    public let width: Int
    /// By which hooks know it: what the names of its parameters begin with.
    public let name: String

    public init(_ scope: ParameterBook.Scope, width: Int) {
        self.width = width
        name = scope.name
        // Xavier-uniform over the three together, biases zero.
        inWeight = scope.parameter("in_proj_weight", [3 * width, width], .uniform((6 / Float(4 * width)).squareRoot()))
        inBias = scope.parameter("in_proj_bias", [3 * width], .constant(0))
        let out = scope.scope("out_proj")
        output = LinearLayer(out, inputs: width, outputs: width)
        if scope.book.isFresh { output.bias?.update { $0.update(repeating: 0) } }
    }

    /// Self-attention with its linear maps.
    ///
    /// - Parameter hook: is asked about this layer, ``name``; nil for none.
    public func callAsFunction(
        _ x: Tensor, heads: Int, mask: AttentionMask = AttentionMask(), dropout: Dropout? = nil, hook: (any AttentionHook)? = nil
    ) -> Tensor {
        output(attended(x, heads: heads, mask: mask, dropout: dropout, hook: hook))
    }

    /// The same before the last linear map.
    func attended(_ x: Tensor, heads: Int, mask: AttentionMask, dropout: Dropout?, hook: (any AttentionHook)?) -> Tensor {
        let projected = x.linear(inWeight, bias: inBias)
        guard let hook else { return projected.selfAttention(heads: heads, mask: mask, dropout: dropout) }
        return Tensor.attention(
            queries: projected.channels(0..<width), keys: projected.channels(width..<2 * width),
            values: projected.channels(2 * width..<3 * width),
            heads: heads, mask: mask, dropout: dropout, layer: name, hook: hook)
    }

    /// Attention to one token of memory for each item, `(batch, width)`, repeated over time.
    func toSingleToken(_ memory: Tensor, time: Int, heads: Int, dropout: Dropout?) -> Tensor {
        let values = memory.linear(inWeight.lastRows(width), bias: inBias.lastRows(width))
        guard let bias = output.bias else { return values.repeated(time) }
        return values.singleTokenAttention(time: time, heads: heads, weight: output.weight, bias: bias, dropout: dropout)
    }
}

/// The two linear maps of a layer with an exact GELU between them.
struct FeedForward {
    let linear1: LinearLayer
    let linear2: LinearLayer

    init(_ scope: ParameterBook.Scope, width: Int, hidden: Int) {
        linear1 = LinearLayer(scope.scope("linear1"), inputs: width, outputs: hidden)
        linear2 = LinearLayer(scope.scope("linear2"), inputs: hidden, outputs: width)
    }

    func callAsFunction(_ x: Tensor, dropout: Dropout?) -> Tensor {
        guard let bias1 = linear1.bias, let bias2 = linear2.bias else { return x }
        return x.feedForward(linear1.weight, bias1, linear2.weight, bias2, activation: .gelu, dropout: dropout)
    }
}

/// `torch.nn.TransformerEncoderLayer` with its defaults: self-attention, then two linear maps, each added and normalised.
public struct TransformerEncoderLayer {
    let attention: AttentionParameters
    let feedForward: FeedForward
    let norm1: LayerNorm
    let norm2: LayerNorm
    let heads: Int

    public init(_ scope: ParameterBook.Scope, width: Int, heads: Int, hidden: Int) {
        self.heads = heads
        attention = AttentionParameters(scope.scope("self_attn"), width: width)
        feedForward = FeedForward(scope, width: width, hidden: hidden)
        norm1 = LayerNorm(scope.scope("norm1"), features: width)
        norm2 = LayerNorm(scope.scope("norm2"), features: width)
    }

    /// - Parameters:
    ///   - x: `(batch, time, width)`.
    ///   - dropout: hands out what is dropped during training; nil to drop nothing.
    ///   - leading: how many of the first times are wanted, such as the last layer's of a model that reads only those; all if
    ///     nil. They attend to all others either way.
    ///   - hook: is asked about this layer's attention.
    public func callAsFunction(
        _ x: Tensor, mask: AttentionMask, dropout: DropoutSource? = nil, leading: Int? = nil, hook: (any AttentionHook)? = nil
    ) -> Tensor {
        let first: Tensor
        if let leading, leading < x.shape[1] {
            let seen = attention.attended(x, heads: heads, mask: mask, dropout: dropout?.next(), hook: hook)
            first = norm1(x.leading(times: leading), consuming: attention.output(seen.leading(times: leading)), dropout: dropout?.next())
        } else {
            let attended = attention(x, heads: heads, mask: mask, dropout: dropout?.next(), hook: hook)
            first = norm1(x, consuming: attended, dropout: dropout?.next())
        }
        let second = feedForward(first, dropout: dropout?.next())
        return norm2(first, consuming: second, dropout: dropout?.next())
    }

    /// The layer over sequences that lie one behind the other, without padding.
    ///
    /// - Parameters:
    ///   - x: `(rows, width)`.
    ///   - lengths: of the sequences; their sum is the number of rows.
    ///   - kept: the rows whose results are wanted, nil for all; the others are attended to and not finished.
    /// - Returns: `(kept, width)`.
    public func callAsFunction(_ x: Tensor, lengths: [Int], kept: [Int]? = nil) -> Tensor {
        var x = x
        var attended = x.linear(attention.inWeight, bias: attention.inBias).selfAttention(heads: heads, lengths: lengths)
        if let kept {
            x = x.rows(kept, shape: [kept.count])
            attended = attended.rows(kept, shape: [kept.count])
        }
        let first = norm1(x, consuming: attention.output(attended))
        return norm2(first, consuming: feedForward(first, dropout: nil))
    }
}

/// `torch.nn.TransformerDecoderLayer` with its defaults, over a memory of one token.
public struct SingleTokenDecoderLayer {
    let attention: AttentionParameters
    let crossAttention: AttentionParameters
    let feedForward: FeedForward
    let norm1: LayerNorm
    let norm2: LayerNorm
    let norm3: LayerNorm
    let heads: Int

    public init(_ scope: ParameterBook.Scope, width: Int, heads: Int, hidden: Int) {
        self.heads = heads
        attention = AttentionParameters(scope.scope("self_attn"), width: width)
        crossAttention = AttentionParameters(scope.scope("multihead_attn"), width: width)
        feedForward = FeedForward(scope, width: width, hidden: hidden)
        norm1 = LayerNorm(scope.scope("norm1"), features: width)
        norm2 = LayerNorm(scope.scope("norm2"), features: width)
        norm3 = LayerNorm(scope.scope("norm3"), features: width)
    }

    /// - Parameters:
    ///   - x: `(batch, time, width)`; or `(1, time, width)` if what comes in is the same for all items, as in the first layer of
    ///     a decoder whose queries are positions: self-attention is then computed once.
    ///   - memory: `(batch, width)`.
    ///   - mask: of padded times, for all items, or for none.
    public func callAsFunction(_ x: Tensor, memory: Tensor, mask: AttentionMask, dropout: DropoutSource? = nil) -> Tensor {
        let time = x.shape[1], batch = memory.shape[0]
        let attended = attention(x, heads: heads, mask: mask, dropout: dropout?.next())
        var first = norm1(x, consuming: attended, dropout: dropout?.next())
        if x.shape[0] < batch { first = Tensor.joined([first.reshaped([time, x.shape[2]])], batch: batch) }
        let told = crossAttention.toSingleToken(memory, time: time, heads: heads, dropout: dropout?.next())
        let second = norm2(first, consuming: told, dropout: dropout?.next())
        let third = feedForward(second, dropout: dropout?.next())
        return norm3(second, consuming: third, dropout: dropout?.next())
    }
}

extension Tensor {
    /// The last rows of a matrix, or numbers of a vector.
    func lastRows(_ wanted: Int) -> Tensor {
        let width = shape.count == 1 ? 1 : columns
        let start = (shape[0] - wanted) * width
        let out = Tensor(uninitialized: [wanted] + shape.dropFirst())
        out.mutablePointer.update(from: pointer + start, count: wanted * width)
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: start) }
                accumulate(gradient, into: sink + start, beta: beta, count: wanted * width)
            }
        }
    }
}
