// The parts of the engines against PyTorch's numbers: what MoMask's and MotionCLR's networks make of them.
import GoldenTensors
import Learning
import TestSupport
import Testing

@Suite struct GoldenLayerTests {
    // MARK: Convolutions: the encoder and decoder of MoMask's quantiser

    private struct Residual {
        let first: ConvolutionLayer, second: ConvolutionLayer
        init(_ scope: ParameterBook.Scope, width: Int, dilation: Int) {
            first = ConvolutionLayer(
                scope.scope("conv1"), inputs: width, outputs: width, width: 3, ConvolutionSteps(dilation: dilation, padding: dilation))
            second = ConvolutionLayer(scope.scope("conv2"), inputs: width, outputs: width, width: 1)
        }
        func callAsFunction(_ x: Tensor) -> Tensor { x + second(first(x.activated(.relu)).activated(.relu)) }
    }

    @Test(.enabled(if: Fixtures.has("momask/rvq.npz"))) func convolutionsOfMoMasksEncoderAndDecoder() throws {
        let golden = try GoldenFile("momask/rvq.npz")
        let (x, code) = (try golden["x"], try golden["quantized"])
        let features = x.shape[2], width = code.shape[1]
        let book = ParameterBook(from: golden)
        let padded = ConvolutionSteps(padding: 1)
        func layer(_ scope: ParameterBook.Scope, _ inputs: Int, _ outputs: Int, _ kernel: Int = 3, stride: Int = 1) -> ConvolutionLayer {
            ConvolutionLayer(scope, inputs: inputs, outputs: outputs, width: kernel, ConvolutionSteps(stride: stride, padding: 1))
        }
        func residuals(_ scope: ParameterBook.Scope) -> [Residual] {
            [9, 3, 1].enumerated().map { Residual(scope.scope("model.\($0)"), width: width, dilation: $1) }
        }
        let encoder = book.scope("encoder.model")
        var down = layer(encoder.scope("0"), features, width)(x).activated(.relu)
        for stage in ["2", "3"] {
            down = layer(encoder.scope(stage + ".0"), width, width, 4, stride: 2)(down)
            for residual in residuals(encoder.scope(stage + ".1")) { down = residual(down) }
        }
        down = ConvolutionLayer(encoder.scope("4"), inputs: width, outputs: width, width: 3, padded)(down)
        expectNear(timesLast(down), try golden["encoder_out"], abs: 1e-4, rel: 1e-4, "encoder")

        let decoder = book.scope("decoder.model")
        var up = layer(decoder.scope("0"), width, width)(timesSecond(code)).activated(.relu)
        for stage in ["2", "3"] {
            for residual in residuals(decoder.scope(stage + ".0")) { up = residual(up) }
            up = layer(decoder.scope(stage + ".2"), width, width)(up.upsampled(2))
        }
        up = layer(decoder.scope("6"), width, features)(layer(decoder.scope("4"), width, width)(up).activated(.relu))
        try book.finish { $0.hasPrefix("quantizer.") }
        let expected = try golden["decoded"]
        expectNear(up, expected, abs: 2e-5 * (expected.elements.map(abs).max() ?? 0), rel: 0, "decoder")
    }

    // MARK: A block of MotionCLR

    @Test(.enabled(if: Fixtures.has("motionclr/unet.npz"))) func aBlockOfMotionCLR() throws {
        let golden = try GoldenFile("motionclr/unet.npz", prefix: "param.unet.")
        let book = ParameterBook(from: golden)
        let scope = book.scope("downs.0.0")
        let x = timesSecond(try golden["block.x"]), time = try golden["block.temb"]
        let width = try golden["block.out"].shape[1], inputs = x.shape[2], text = try golden["enc_text"]
        let heads = try golden["T32.self_full.0"].shape[3]

        let told = LinearLayer(scope.scope("conv1d.time_mlp.1"), inputs: time.shape[1], outputs: 2 * width)(time.activated(.mish))
        func convolution(_ name: String, _ inputs: Int, _ kernel: Int) -> ConvolutionLayer {
            ConvolutionLayer(
                scope.scope("conv1d." + name), inputs: inputs, outputs: width, width: kernel, ConvolutionSteps(padding: kernel / 2))
        }
        func norm(_ name: String) -> GroupNorm { GroupNorm(scope.scope("conv1d.blocks." + name), groups: 8, channels: width, over: .frame) }
        let first = norm("0.group_norm")(
            convolution("blocks.0.block", inputs, 5)(x), scale: told.channels(0..<width), shift: told.channels(width..<2 * width),
            then: .mish)
        let convolved =
            norm("1.norm")(convolution("blocks.1.block", width, 5)(first), then: .mish) + convolution("residual_conv", inputs, 1)(x)
        expectNear(timesLast(convolved), try golden["block.conv1d"], abs: 1e-4, rel: 0, "convolutions")

        let watcher = Watcher()
        func attention(_ name: String, _ x: Tensor, to memory: Tensor?) -> Tensor {
            let scope = scope.scope("clr_attn." + name)
            let normal = LayerNorm(scope.scope("norm"), features: width)(x)
            let source = memory.map { LayerNorm(scope.scope("text_norm"), features: $0.shape[2])($0) } ?? normal
            func linear(_ name: String, _ x: Tensor) -> Tensor { LinearLayer(scope.scope(name), inputs: x.columnCount, outputs: width)(x) }
            return x
                + Tensor.attention(
                    queries: linear("query", normal), keys: linear("key", source), values: linear("value", source), heads: heads,
                    layer: name,
                    hook: watcher)
        }
        let attended = attention("cross_attention", attention("self_attention", convolved, to: nil), to: text)
        expectNear(timesLast(attended), try golden["block.clr_attn"], abs: 1e-4, rel: 0, "attention")
        #expect(watcher.seen == ["self_attention", "cross_attention"])

        let ffn = scope.scope("ffn")
        let hidden = try golden["param.unet.downs.0.0.ffn.linear1.weight"].shape[0]
        let out =
            attended
            + LinearLayer(ffn.scope("linear2"), inputs: hidden, outputs: width)(
                LinearLayer(ffn.scope("linear1"), inputs: width, outputs: hidden)(attended).activated(.gelu))
        expectNear(timesLast(out), try golden["block.out"], abs: 1e-4, rel: 0, "block")
        let down = ConvolutionLayer(
            book.scope("downs.0.2.conv"), inputs: width, outputs: width, width: 3, ConvolutionSteps(stride: 2, padding: 1))(out)
        expectNear(timesLast(down), try golden["block.down"], abs: 1e-4, rel: 0, "down")
        let up = TransposedConvolutionLayer(
            book.scope("ups.0.0.conv"), inputs: width, outputs: width, width: 4, ConvolutionSteps(stride: 2, padding: 1))(down)
        expectNear(timesLast(up), try golden["block.up"], abs: 1e-4, rel: 0, "up")
    }

    private final class Watcher: AttentionHook {
        var seen: [String] = []
        func didWeigh(_ layer: String, _ weights: inout Tensor) { seen.append(layer) }
    }

    // MARK: Gated recurrence: the evaluators of HumanML3D

    @Test(.enabled(if: Fixtures.has("humanml3d/evaluator.npz"))) func theEvaluatorsOfHumanML3D() throws {
        let golden = try GoldenFile("humanml3d/evaluator.npz")
        let book = ParameterBook(from: golden)
        func encode(_ scope: ParameterBook.Scope, _ x: Tensor, lengths: [Int], width: Int) throws -> Tensor {
            let initial = scope.parameter("hidden", [2, 1, width], .constant(0)).elements
            let layer = GatedRecurrentLayer(scope.scope("gru"), inputs: width, width: width)
            let embedded = LinearLayer(scope.scope("input_emb"), inputs: x.columnCount, outputs: width)(x)
            let last = layer(
                embedded, lengths: lengths, initial: (0..<2).map { Tensor(Array(initial[$0 * width..<($0 + 1) * width]), shape: [width]) }
            ).last
            let out = scope.scope("output_net")
            let inner = LayerNorm(out.scope("1"), features: width)(
                LinearLayer(out.scope("0"), inputs: 2 * width, outputs: width)(Tensor.sideBySide(last)))
            let size = try golden["text_emb"].shape[1]
            return LinearLayer(out.scope("3"), inputs: width, outputs: size)(inner.activated(.leakyReLU(0.2)))
        }
        let (words, speech) = (try golden["word_embs"], try golden["pos_onehot"])
        let text = book.scope("text_encoder")
        let spoken = words + LinearLayer(text.scope("pos_emb"), inputs: speech.shape[2], outputs: words.shape[2])(speech)
        let width = try golden["param.text_encoder.gru.weight_hh_l0"].shape[1]
        expectNear(
            try encode(text, spoken, lengths: golden.integers("cap_lens"), width: width), try golden["text_emb"], abs: 1e-5, rel: 1e-4,
            "text")

        let motionWidth = try golden["param.motion_encoder.gru.weight_hh_l0"].shape[1]
        // The file has its motions' results by falling length.
        let order = try golden.integers("align_idx"), lengths = try golden.integers("m_lens"), motion = try golden["motion"]
        let size = motion.shape[1] * motion.shape[2]
        let sorted = motion.reshaped([motion.shape[0], size]).rows(order, shape: [order.count]).reshaped(motion.shape)
        let scope = book.scope("movement_encoder")
        var movement = sorted.channels(0..<motion.shape[2] - 4)
        for (name, key) in [("main.0", "param.movement_encoder.main.0.weight"), ("main.3", "param.movement_encoder.main.3.weight")] {
            let shape = try golden[key].shape
            let layer = ConvolutionLayer(
                scope.scope(name), inputs: shape[1], outputs: shape[0], width: shape[2], ConvolutionSteps(stride: 2, padding: 1))
            movement = layer(movement).activated(.leakyReLU(0.2))
        }
        movement = LinearLayer(scope.scope("out_net"), inputs: movement.columnCount, outputs: movement.columnCount)(movement)
        expectNear(movement, try golden["movement"], abs: 1e-4, rel: 0, "movements")
        let found = try encode(book.scope("motion_encoder"), movement, lengths: order.map { lengths[$0] / 4 }, width: motionWidth)
        expectNear(found, try golden["motion_emb"], abs: 1e-4, rel: 0, "motions")
        try book.finish()
    }

    // MARK: Draws

    @Test(.enabled(if: Fixtures.has("momask/schedules.npz", "momask/length_estimator.npz"))) func drawsOfMoMask() throws {
        let golden = try GoldenFile("momask/schedules.npz")
        let scores = try golden["topk_in"]
        let count = Draws.count(ofShare: 0.9, classes: scores.shape[1])
        #expect(Draws.count(ofShare: 0.9, classes: 512) == (try golden.integer("k_512")))
        #expect(Draws.count(ofShare: 0.9, classes: 513) == (try golden.integer("k_513")))
        #expect(Draws.highest(count, of: scores).elements == (try golden["topk_out"].elements))
        expectNear(try golden["gumbel_u"].elements.map { Draws.gumbel($0) }, try golden["gumbel_g"].elements, abs: 1e-5, rel: 1e-5)

        let estimator = try GoldenFile("momask/length_estimator.npz")
        expectNear(try estimator["logits"].softmax(), try estimator["probs"], abs: 1e-6, rel: 1e-5)
        #expect(
            Draws.categorical(try estimator["logits"], exponential: try estimator["noise"].elements)
                == (try estimator.integers("token_lens")))
    }

    // MARK: Axes

    /// `(batch, time, channels)` as PyTorch's convolutions have it.
    private func timesLast(_ x: Tensor) -> Tensor {
        x.reshaped(x.shape + [1]).exchangingMiddleAxes().reshaped([x.shape[0], x.shape[2], x.shape[1]])
    }
    private func timesSecond(_ x: Tensor) -> Tensor { timesLast(x) }
}

extension Tensor {
    fileprivate var columnCount: Int { shape.last ?? 1 }
}
