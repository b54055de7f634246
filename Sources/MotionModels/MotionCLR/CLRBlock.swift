// The block that MotionCLR's network is made of: convolution, self-attention over frames, cross-attention to words, feed-forward.
// Chen et al., "MotionCLR", 2024, figure 3.
import Learning

/// What a block does at one time of the diffusion.
struct TimeModulation {
    /// `(batch, width)`: what normalised numbers are scaled by, less 1, and shifted by; without scale they are added.
    let scale: Tensor?
    let shift: Tensor

    /// The same for other items: those given, of these.
    func items(_ items: [Int]) -> TimeModulation {
        TimeModulation(
            scale: scale?.rows(items, shape: [items.count]), shift: shift.rows(items, shape: [items.count]))
    }
}

/// A text as a block sees it: what does not change while a motion is made.
struct BlockWords {
    /// `(texts, tokens, width)`.
    let keys: Tensor, values: Tensor
}

/// One block.
struct CLRBlock {
    let convolution: TimedConvolution
    let selfAttention: FrameAttention?
    let crossAttention: WordAttention
    let linear1: LinearLayer, linear2: LinearLayer

    init(_ scope: ParameterBook.Scope, inputs: Int, _ configuration: DenoisingUNetConfiguration) {
        convolution = TimedConvolution(scope.scope("conv1d"), inputs: inputs, configuration)
        let attention = scope.scope("clr_attn")
        selfAttention = configuration.hasSelfAttention ? FrameAttention(attention.scope("self_attention"), configuration) : nil
        crossAttention = WordAttention(attention.scope("cross_attention"), configuration)
        let feedForward = scope.scope("ffn")
        linear1 = LinearLayer(feedForward.scope("linear1"), inputs: configuration.width, outputs: 4 * configuration.width)
        linear2 = LinearLayer(feedForward.scope("linear2"), inputs: 4 * configuration.width, outputs: configuration.width)
        if scope.isFresh { linear2.zero() }
    }

    /// - Parameters:
    ///   - x: `(batch, time, inputs)`.
    ///   - words: of the texts that `readers` look at; nil to leave out both attentions.
    ///   - readers: the items that look at words, in the order of the texts.
    func callAsFunction(
        _ x: Tensor, _ time: TimeModulation, words: BlockWords?, readers: [Int], dropout: DropoutSource? = nil,
        hook: (any AttentionHook)? = nil
    ) -> Tensor {
        let x = attended(convolution(x, time, dropout: dropout), words: words, readers: readers, hook: hook)
        guard let bias1 = linear1.bias, let bias2 = linear2.bias else { return x }
        return x + x.feedForward(linear1.weight, bias1, linear2.weight, bias2, activation: .gelu)
    }

    /// The attentions alone.
    func attended(_ x: Tensor, words: BlockWords?, readers: [Int], hook: (any AttentionHook)?) -> Tensor {
        guard let words else { return x }
        let x = selfAttention.map { $0(x, hook: hook) } ?? x
        guard !readers.isEmpty else { return x }
        let reading = readers.count == x.shape[0] && readers == Array(0..<x.shape[0]) ? x : x.items(readers)
        return x.adding(crossAttention(reading, words, hook: hook), toItems: readers)
    }
}

/// Two convolutions, the first of which is told the time, and a way around them.
struct TimedConvolution {
    let first: ConvolutionLayer, second: ConvolutionLayer
    let firstNorm: GroupNorm, secondNorm: GroupNorm
    let time: LinearLayer
    let around: ConvolutionLayer?
    private let isAdaptive: Bool

    init(_ scope: ParameterBook.Scope, inputs: Int, _ configuration: DenoisingUNetConfiguration) {
        let width = configuration.width
        isAdaptive = configuration.isAdaptive
        let blocks = scope.scope("blocks")
        first = ConvolutionLayer(blocks.scope("0.block"), inputs: inputs, outputs: width, width: 5, ConvolutionSteps(padding: 2))
        // Statistics of each frame by itself.
        firstNorm = GroupNorm(
            blocks.scope(isAdaptive ? "0.group_norm" : "0.norm"), groups: isAdaptive ? 8 : 4, channels: width, over: .frame)
        second = ConvolutionLayer(blocks.scope("1.block"), inputs: width, outputs: width, width: 5, ConvolutionSteps(padding: 2))
        secondNorm = GroupNorm(blocks.scope("1.norm"), groups: 8, channels: width, over: .frame)
        time = LinearLayer(scope.scope("time_mlp.1"), inputs: configuration.timeWidth, outputs: isAdaptive ? 2 * width : width)
        around = inputs == width ? nil : ConvolutionLayer(scope.scope("residual_conv"), inputs: inputs, outputs: width, width: 1)
        if scope.isFresh {
            second.zero()
            time.zero()
        }
    }

    /// - Parameter embedded: times, `(rows, timeWidth)`.
    func modulation(_ embedded: Tensor) -> TimeModulation {
        let told = time(embedded.activated(.mish))
        guard isAdaptive else { return TimeModulation(scale: nil, shift: told) }
        let width = told.shape[1] / 2
        return TimeModulation(scale: told.channels(0..<width), shift: told.channels(width..<2 * width))
    }

    func callAsFunction(_ x: Tensor, _ time: TimeModulation, dropout: DropoutSource? = nil) -> Tensor {
        var y = first(x)
        if let scale = time.scale {
            y = firstNorm(y, scale: scale, shift: time.shift, then: .mish)
        } else {
            y = firstNorm(y, then: .mish).modulated(scale: Tensor(repeating: 0, shape: time.shift.shape), shift: time.shift)
        }
        y = secondNorm(second(y), then: .mish).dropped(dropout?.next())
        return y + (around.map { $0(x) } ?? x)
    }
}

/// Frames looking at frames.
struct FrameAttention {
    let norm: LayerNorm
    let query: LinearLayer, key: LinearLayer, value: LinearLayer
    let heads: Int
    let name: String

    init(_ scope: ParameterBook.Scope, _ configuration: DenoisingUNetConfiguration) {
        let width = configuration.width
        (heads, name) = (configuration.heads, scope.name)
        norm = LayerNorm(scope.scope("norm"), features: width)
        query = LinearLayer(scope.scope("query"), inputs: width, outputs: width)
        key = LinearLayer(scope.scope("key"), inputs: width, outputs: width)
        value = LinearLayer(scope.scope("value"), inputs: width, outputs: width)
    }

    func callAsFunction(_ x: Tensor, hook: (any AttentionHook)?) -> Tensor {
        let normal = norm(x)
        return x
            + Tensor.attention(
                queries: query(normal), keys: key(normal), values: value(normal), heads: heads, layer: name, hook: hook)
    }
}

/// Frames looking at words.
struct WordAttention {
    let norm: LayerNorm, textNorm: LayerNorm
    let query: LinearLayer, key: LinearLayer, value: LinearLayer
    let heads: Int
    let name: String

    init(_ scope: ParameterBook.Scope, _ configuration: DenoisingUNetConfiguration) {
        let (width, text) = (configuration.width, configuration.textWidth)
        (heads, name) = (configuration.heads, scope.name)
        norm = LayerNorm(scope.scope("norm"), features: width)
        textNorm = LayerNorm(scope.scope("text_norm"), features: text)
        query = LinearLayer(scope.scope("query"), inputs: width, outputs: width)
        key = LinearLayer(scope.scope("key"), inputs: text, outputs: width)
        value = LinearLayer(scope.scope("value"), inputs: text, outputs: width)
    }

    /// - Parameter memory: `(texts, tokens, textWidth)`.
    func words(_ memory: Tensor) -> BlockWords {
        let normal = textNorm(memory)
        return BlockWords(keys: key(normal), values: value(normal))
    }

    /// What the words say to each frame, to be added to it.
    func callAsFunction(_ x: Tensor, _ words: BlockWords, hook: (any AttentionHook)?) -> Tensor {
        Tensor.attention(queries: query(norm(x)), keys: words.keys, values: words.values, heads: heads, layer: name, hook: hook)
    }
}

extension LinearLayer {
    /// Fresh weights that do nothing yet.
    fileprivate func zero() {
        weight.update { $0.update(repeating: 0) }
        bias?.update { $0.update(repeating: 0) }
    }
}

extension ConvolutionLayer {
    /// Fresh weights that do nothing yet.
    func zero() {
        parameters.weight.update { $0.update(repeating: 0) }
        parameters.bias?.update { $0.update(repeating: 0) }
    }
}
