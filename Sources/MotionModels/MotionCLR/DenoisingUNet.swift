// MotionCLR's network: noisy features in, the motion it sees in them out.
// Chen et al., "MotionCLR", 2024, figure 2: a U-Net over time whose blocks look at frames and words.
//
//   x (T, 263) ─► block block ─┬─► ½ ─► block block ─┬─► ½ ─► … ─► mid mid ─► … ─► ×2 ─► [·, remembered] ─► block block ─► 1×1 ─► (T, 263)
//                              └──── remembered ─────┘
public import Learning
import LibC

/// The denoising network.
public struct DenoisingUNet {
    public let configuration: DenoisingUNetConfiguration
    /// Where times are looked up, and two linear maps.
    private let times: Tensor
    private let time1: LinearLayer, time2: LinearLayer
    private let downs: [(first: CLRBlock, second: CLRBlock, halving: ConvolutionLayer)]
    private let middle: (first: CLRBlock, second: CLRBlock)
    private let ups: [(doubling: TransposedConvolutionLayer, first: CLRBlock, second: CLRBlock)]
    private let last: ConvolutionLayer
    /// In the order in which they run.
    let blocks: [CLRBlock]

    /// - Parameter scope: of the names that begin with `unet.`.
    public init(_ scope: ParameterBook.Scope, _ configuration: DenoisingUNetConfiguration) {
        self.configuration = configuration
        let (width, timeWidth) = (configuration.width, configuration.timeWidth)
        let isComputed = scope.isFresh || !configuration.hasTimeTable
        let table = isComputed ? DenoisingUNet.positions(configuration.times, width: timeWidth) : []
        times =
            configuration.hasTimeTable
            ? scope.scope("time_mlp.0").buffer("pe", [configuration.times, timeWidth], isComputed ? .values(table) : .constant(0))
            : Tensor(table, shape: [configuration.times, timeWidth])
        time1 = LinearLayer(scope.scope("time_mlp.1"), inputs: timeWidth, outputs: 4 * timeWidth)
        time2 = LinearLayer(scope.scope("time_mlp.3"), inputs: 4 * timeWidth, outputs: timeWidth)
        downs = (0..<configuration.levels).map { level in
            let scope = scope.scope("downs.\(level)")
            return (
                CLRBlock(scope.scope("0"), inputs: level == 0 ? configuration.features : width, configuration),
                CLRBlock(scope.scope("1"), inputs: width, configuration),
                ConvolutionLayer(scope.scope("2.conv"), inputs: width, outputs: width, width: 3, ConvolutionSteps(stride: 2, padding: 1))
            )
        }
        middle = (
            CLRBlock(scope.scope("mid_block1"), inputs: width, configuration),
            CLRBlock(scope.scope("mid_block2"), inputs: width, configuration)
        )
        ups = (0..<configuration.levels).map { level in
            let scope = scope.scope("ups.\(level)")
            return (
                TransposedConvolutionLayer(
                    scope.scope("0.conv"), inputs: width, outputs: width, width: 4, ConvolutionSteps(stride: 2, padding: 1)),
                CLRBlock(scope.scope("1"), inputs: 2 * width, configuration), CLRBlock(scope.scope("2"), inputs: width, configuration)
            )
        }
        last = ConvolutionLayer(scope.scope("final_conv"), inputs: width, outputs: configuration.features, width: 1)
        if scope.isFresh { last.zero() }
        blocks = downs.flatMap { [$0.first, $0.second] } + [middle.first, middle.second] + ups.flatMap { [$0.first, $0.second] }
    }

    /// Sines and cosines of the times, side by side; in single precision, as PyTorch fills the table.
    private static func positions(_ count: Int, width: Int) -> [Float] {
        let rate = Float(-log(10_000.0) / Double(width))
        let frequencies = (0..<(width + 1) / 2).map { Float(exp(Double(Float(2 * $0) * rate))) }
        return (0..<count).flatMap { time in
            (0..<width).map { column in
                let angle = Double(Float(time) * frequencies[column / 2])
                return Float(column % 2 == 0 ? sin(angle) : cos(angle))
            }
        }
    }

    /// By which hooks know the attentions, in the order in which they run; the maps of an export have their numbers.
    public var selfAttentionNames: [String] { blocks.compactMap { $0.selfAttention?.name } }
    public var crossAttentionNames: [String] { blocks.map(\.crossAttention.name) }

    /// Times as vectors, before and after the linear maps: `(times, timeWidth)`.
    package func embedded(_ times: [Int]) -> (table: Tensor, embedded: Tensor) {
        let rows = self.times.rows(times, shape: [times.count])
        return (rows, time2(time1(rows).activated(.mish)))
    }

    /// What all blocks do at some times of the diffusion, computed once for a whole run.
    public struct Times {
        let modulations: [TimeModulation]

        /// The same for other items: those given, of these.
        public func items(_ items: [Int]) -> Times { Times(modulations: modulations.map { $0.items(items) }) }
    }

    /// - Parameter times: each at least 0 and less than the table knows.
    public func prepare(times: [Int]) -> Times {
        let embedded = embedded(times).embedded
        return Times(modulations: blocks.map { $0.convolution.modulation(embedded) })
    }

    /// Texts as all blocks see them, computed once for a whole run.
    public struct Words {
        let blocks: [BlockWords]
        public let texts: Int
    }

    /// - Parameter memory: `(texts, tokens, textWidth)`.
    public func prepare(words memory: Tensor) -> Words {
        Words(blocks: blocks.map { $0.crossAttention.words(memory) }, texts: memory.shape[0])
    }

    /// The motions that the network sees in what is noisy.
    ///
    /// - Parameters:
    ///   - x: `(batch, frames, features)`, normalised.
    ///   - times: of each item.
    ///   - words: of the texts that `readers` look at; nil leaves out words and self-attention, as the released code's "unconditional" does.
    ///   - readers: the items that look at words, in the order of the texts; the others see none. All of the first ones if nil.
    ///   - dropout: hands out what is dropped during training.
    ///   - hook: is asked about all attentions.
    /// - Returns: the shape of `x`.
    public func callAsFunction(
        _ x: Tensor, times: Times, words: Words?, readers: [Int]? = nil, dropout: DropoutSource? = nil, hook: (any AttentionHook)? = nil
    ) -> Tensor {
        let frames = x.shape[1], unit = configuration.framesPerStep
        let readers = readers ?? Array(0..<(words?.texts ?? 0))
        var x = x.padded(toTime: (frames + unit - 1) / unit * unit)
        var at = 0
        func run(_ block: CLRBlock, _ x: Tensor) -> Tensor {
            defer { at += 1 }
            return block(x, times.modulations[at], words: words?.blocks[at], readers: readers, dropout: dropout, hook: hook)
        }
        var remembered: [Tensor] = []
        for level in downs {
            x = run(level.second, run(level.first, x))
            remembered.append(x)
            x = level.halving(x)
        }
        x = run(middle.second, run(middle.first, x))
        for level in ups {
            x = level.doubling(x)
            if let before = remembered.popLast() { x = Tensor.sideBySide([x, before]) }
            x = run(level.second, run(level.first, x))
        }
        return last(x).leading(times: frames)
    }

    /// The motions with the text's part exaggerated: `u + scale · (c - u)`, with `c` what the network sees with the text and `u` without.
    ///
    /// Both are computed at once: all items with their words, then all again without.
    ///
    /// - Parameters:
    ///   - x: `(batch, frames, features)`.
    ///   - times: of each item.
    ///   - words: of as many texts as items.
    /// - Returns: the shape of `x`.
    public func guided(_ x: Tensor, times: Times, words: Words, scale: Float, hook: (any AttentionHook)? = nil) -> Tensor {
        let (told, untold) = halves(x, times: times, words: words, hook: hook)
        return untold + (told - untold) * scale
    }

    /// What the network sees with the texts and without.
    package func halves(_ x: Tensor, times: Times, words: Words, hook: (any AttentionHook)? = nil) -> (told: Tensor, untold: Tensor) {
        let batch = Array(0..<x.shape[0])
        let both = self(x.items(batch + batch), times: times.items(batch + batch), words: words, readers: batch, hook: hook)
        return (both.items(batch), both.items(batch.map { $0 + batch.count }))
    }
}
