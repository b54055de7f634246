// The networks that judge motions made from texts: both become points, near each other where text and motion belong together.
// Guo, Zou, Zuo, Wang, Ji, Li, Cheng: "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022, section 5.
//
//   features (T, 259) ─► movement encoder ─► (T/4, 512) ─► both ways GRU ─► point (512)
//   words + parts of speech (22) ───────────────────────► both ways GRU ─► point (512)
import Files
public import Learning

/// The released evaluator of HumanML3D, `text_mot_match`.
///
/// It sees features normalised by statistics of its own, without the foot contacts in the last four columns.
public final class TextMotionEvaluator {
    /// Its file.
    public let path: String
    private let movement: MovementEncoder
    private let motion: SequenceEncoder
    private let text: SequenceEncoder
    private let speech: LinearLayer
    /// Numbers of a frame that it reads: 259 of HumanML3D's 263.
    public let features: Int
    /// Numbers of a word's vector, and of its part of speech.
    public let wordWidth: Int, tagWidth: Int
    /// Numbers of a point.
    public let width: Int

    /// Frames of the features that nobody reads: foot contacts.
    public static let contacts = 4
    /// Frames that become one movement.
    public static let framesPerMovement = 4

    /// - Parameter source: names that begin with `movement_encoder.`, `motion_encoder.` and `text_encoder.`; see ``EvaluatorFiles``.
    /// - Throws: ``ParameterProblem`` or ``FileProblem`` if these are weights of something else.
    public init(_ source: any TensorSource) throws {
        func shape(_ name: String, _ axes: Int) throws -> [Int] {
            guard let shape = source.shape(of: name), shape.count == axes else {
                throw FileProblem(
                    source.path, "holds no evaluator of HumanML3D: \(name) is missing or of another shape",
                    expected: "text_mot_match's movement_encoder, motion_encoder and text_encoder",
                    advice: "docs/data.md says where to get it.")
            }
            return shape
        }
        path = source.path
        let book = ParameterBook(from: source)
        let movement = try shape("movement_encoder.main.0.weight", 3)
        let moved = try shape("movement_encoder.out_net.weight", 2)
        let inner = try shape("movement_encoder.main.3.weight", 3)
        self.movement = MovementEncoder(
            book.scope("movement_encoder"), features: movement[1], hidden: movement[0], latent: inner[0], width: moved[0])
        let state = try shape("motion_encoder.gru.weight_hh_l0", 2), textState = try shape("text_encoder.gru.weight_hh_l0", 2)
        let out = try shape("motion_encoder.output_net.3.weight", 2)
        let tags = try shape("text_encoder.pos_emb.weight", 2)
        motion = SequenceEncoder(book.scope("motion_encoder"), inputs: moved[0], state: state[1], outputs: out[0])
        text = SequenceEncoder(book.scope("text_encoder"), inputs: tags[0], state: textState[1], outputs: out[0])
        speech = LinearLayer(book.scope("text_encoder.pos_emb"), inputs: tags[1], outputs: tags[0])
        features = movement[1]
        (wordWidth, tagWidth) = (tags[0], tags[1])
        width = out[0]
        try book.finish()
    }

    /// Motions as movements: what a quarter of the frames holds.
    ///
    /// - Parameter motions: `(motions, frames, columns)`, normalised; columns after the first ``features`` are not read.
    /// - Returns: `(motions, frames / 4, width)`.
    public func movements(_ motions: Tensor) -> Tensor { movement(motions.channels(0..<features)) }

    /// Motions as points.
    ///
    /// - Parameters:
    ///   - motions: `(motions, frames, columns)`, normalised; zeros behind the end of shorter ones. What is behind the end by up to two frames is
    ///     seen by the last movement.
    ///   - lengths: in frames.
    /// - Returns: `(motions, width)`, in the order given (the Python code returns them by falling length).
    public func points(ofMotions motions: Tensor, lengths: [Int]) -> Tensor {
        let lengths = lengths.map { $0 / TextMotionEvaluator.framesPerMovement }
        let movements = movements(motions)
        // Nothing is computed of movements behind the longest motion's end.
        return motion(movements.leading(times: min(movements.shape[1], lengths.max() ?? 0)), lengths: lengths)
    }

    /// Texts as points.
    ///
    /// - Parameters:
    ///   - words: `(texts, words, wordWidth)`, the words' vectors.
    ///   - tags: `(texts, words, tagWidth)`, 1 at each word's part of speech.
    ///   - lengths: words that count.
    /// - Returns: `(texts, width)`.
    public func points(ofWords words: Tensor, tags: Tensor, lengths: [Int]) -> Tensor { text(words + speech(tags), lengths: lengths) }
}

/// Two convolutions that halve time, and a linear map.
private struct MovementEncoder {
    let first: ConvolutionLayer
    let second: ConvolutionLayer
    let out: LinearLayer

    init(_ scope: ParameterBook.Scope, features: Int, hidden: Int, latent: Int, width: Int) {
        let halving = ConvolutionSteps(stride: 2, padding: 1)
        first = ConvolutionLayer(scope.scope("main.0"), inputs: features, outputs: hidden, width: 4, halving)
        second = ConvolutionLayer(scope.scope("main.3"), inputs: hidden, outputs: latent, width: 4, halving)
        out = LinearLayer(scope.scope("out_net"), inputs: latent, outputs: width)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { out(second(first(x).activated(.leakyReLU(0.2))).activated(.leakyReLU(0.2))) }
}

/// A gated recurrent network both ways over a sequence; its two last states become a point.
private struct SequenceEncoder {
    let input: LinearLayer
    let recurrence: GatedRecurrentLayer
    /// The states before the first time of each direction, learned.
    let initial: Tensor
    let hidden: LinearLayer
    let norm: LayerNorm
    let output: LinearLayer

    init(_ scope: ParameterBook.Scope, inputs: Int, state: Int, outputs: Int) {
        input = LinearLayer(scope.scope("input_emb"), inputs: inputs, outputs: state)
        recurrence = GatedRecurrentLayer(scope.scope("gru"), inputs: state, width: state)
        initial = scope.parameter("hidden", [2, 1, state], .constant(0))
        let net = scope.scope("output_net")
        hidden = LinearLayer(net.scope("0"), inputs: 2 * state, outputs: state)
        norm = LayerNorm(net.scope("1"), features: state)
        output = LinearLayer(net.scope("3"), inputs: state, outputs: outputs)
    }

    func callAsFunction(_ x: Tensor, lengths: [Int]) -> Tensor {
        let states = initial.reshaped([2, recurrence.width])
        let last = recurrence(
            input(x), lengths: lengths, initial: (0..<2).map { states.rows([$0], shape: [1]).reshaped([recurrence.width]) }
        ).last
        return output(norm(hidden(Tensor.sideBySide(last))).activated(.leakyReLU(0.2)))
    }
}
