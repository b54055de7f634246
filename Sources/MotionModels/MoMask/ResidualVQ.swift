// MoMask's tokens: motions to six layers of code-book entries and back.
// Guo, Mu, Javed, Wang, Cheng: "MoMask: Generative Masked Modeling of 3D Human Motions", CVPR 2024, section 3.1.
//
//   features (T, 263) ─► encoder ─► (T/4, 512) ─► quantiser: r₀ = e; kq = nearest code of rq; rq+1 = rq − C_q[kq] ─► (T/4, 6) tokens
//   tokens ─► Σ C_q[kq] ─► decoder ─► features (4 · T/4, 263)
import Files
import Learning

/// The residual vector-quantised auto-encoder of MoMask.
///
/// Features are normalised HumanML3D ones, `(frames, features)`; one token stands for ``ResidualVQConfiguration/framesPerToken`` frames.
public struct ResidualVQ {
    public let configuration: ResidualVQConfiguration
    let encoder: MotionEncoderStack
    let decoder: MotionDecoderStack
    /// One for each quantiser: `(codes, codeWidth)`, a row a code.
    public let codebooks: [Tensor]

    /// - Parameter scope: where the names `encoder.`, `decoder.` and `quantizer.` begin.
    public init(_ scope: ParameterBook.Scope, _ configuration: ResidualVQConfiguration) {
        self.configuration = configuration
        encoder = MotionEncoderStack(scope.scope("encoder"), configuration)
        decoder = MotionDecoderStack(scope.scope("decoder"), configuration)
        codebooks = (0..<configuration.quantizers).map {
            scope.scope("quantizer.layers.\($0)").buffer("codebook", [configuration.codes, configuration.codeWidth], .normal(1))
        }
    }

    /// Motions as vectors, before they are quantised.
    ///
    /// - Parameter features: `(batch, frames, features)`, normalised.
    /// - Returns: `(batch, tokens, codeWidth)`; each halving rounds an odd length down.
    public func encode(_ features: Tensor) -> Tensor { encoder(features) }

    /// The tokens nearest to encoded vectors, residual after residual (equation 1).
    ///
    /// - Parameter encoded: `(rows, codeWidth)`.
    /// - Returns: for each row the code of each quantiser.
    public func quantize(_ encoded: Tensor) -> [[Int]] {
        let width = configuration.codeWidth
        let rows = encoded.count / max(1, width)
        var residual = encoded.reshaped([rows, width])
        var tokens = [[Int]](repeating: [], count: rows)
        for codebook in codebooks {
            let chosen = codebook.nearestRows(to: residual)
            for (row, code) in chosen.enumerated() { tokens[row].append(code) }
            residual = residual - codebook.rows(chosen, shape: [rows])
        }
        return tokens
    }

    /// The vectors that tokens stand for: the sum over their quantisers.
    ///
    /// - Parameter tokens: for each row the code of each quantiser; -1 and quantisers that are missing add nothing.
    /// - Returns: `(rows, codeWidth)`.
    public func vectors(of tokens: [[Int]]) -> Tensor {
        let width = configuration.codeWidth
        let sum = Tensor(repeating: 0, shape: [tokens.count, width])
        sum.update { sum in
            for (row, codes) in tokens.enumerated() {
                for (codebook, code) in zip(codebooks, codes) where code >= 0 && code < configuration.codes {
                    codebook.withElements { book in
                        for i in 0..<width { sum[row * width + i] += book[code * width + i] }
                    }
                }
            }
        }
        return sum
    }

    /// Features of one motion, by itself: nothing stands beside it that could leak into its last frames.
    ///
    /// - Parameter tokens: for each token the code of each quantiser.
    /// - Returns: `(framesPerToken · tokens, features)`, normalised.
    public func decode(_ tokens: [[Int]]) -> Tensor {
        let features = decoder(vectors(of: tokens).reshaped([1, tokens.count, configuration.codeWidth]))
        return features.reshaped([features.shape[1], features.shape[2]])
    }

    /// Features of several motions as the Python code decodes them: all padded to the longest with vectors of zeros, which the
    /// convolutions carry into the last frames of the shorter ones.
    ///
    /// - Returns: `(motions, framesPerToken · longest, features)`, normalised.
    public func decode(padded motions: [[[Int]]]) -> Tensor {
        let longest = motions.map(\.count).max() ?? 0
        let padded = motions.flatMap { $0 + [[Int]](repeating: [], count: longest - $0.count) }
        return decoder(vectors(of: padded).reshaped([motions.count, longest, configuration.codeWidth]))
    }
}

/// The sizes of a ``ResidualVQ``.
public struct ResidualVQConfiguration: Equatable, Sendable {
    /// Numbers of a frame: 263 for HumanML3D's skeleton, 251 for KIT's.
    public var features: Int
    /// Entries of a code book.
    public var codes: Int
    /// Numbers of a code.
    public var codeWidth: Int
    public var quantizers: Int
    /// Channels of the convolutions.
    public var width: Int
    /// Residual blocks in each stack.
    public var depth: Int
    /// How often time is halved; a token stands for two to the power of it frames.
    public var halvings: Int
    /// By what the dilation of a block exceeds that of the next.
    public var dilationGrowth: Int

    public init(
        features: Int = 263, codes: Int = 512, codeWidth: Int = 512, quantizers: Int = 6, width: Int = 512, depth: Int = 3,
        halvings: Int = 2,
        dilationGrowth: Int = 3
    ) {
        self.features = features
        self.codes = codes
        self.codeWidth = codeWidth
        self.quantizers = quantizers
        self.width = width
        self.depth = depth
        self.halvings = halvings
        self.dilationGrowth = dilationGrowth
    }

    public var framesPerToken: Int { 1 << halvings }

    /// The sizes of stored weights; what shapes do not say is as released.
    ///
    /// - Parameter dilationGrowth: what the options say of it.
    /// - Throws: ``FileProblem`` if these are weights of something else.
    public init(from source: any TensorSource, dilationGrowth: Int? = nil) throws {
        guard let first = source.shape(of: "encoder.model.0.weight"), first.count == 3,
            let book = source.shape(of: "quantizer.layers.0.codebook"), book.count == 2
        else {
            throw FileProblem(
                source.path, "holds no residual VQ-VAE of MoMask",
                expected: "tensors such as encoder.model.0.weight and quantizer.layers.0.codebook")
        }
        func count(_ name: (Int) -> String) -> Int { (0..<64).first { source.shape(of: name($0)) == nil } ?? 64 }
        self.init(
            features: first[1], codes: book[0], codeWidth: book[1], quantizers: count { "quantizer.layers.\($0).codebook" },
            width: first[0],
            depth: count { "encoder.model.2.1.model.\($0).conv1.weight" }, halvings: count { "encoder.model.\($0 + 2).0.weight" },
            dilationGrowth: dilationGrowth ?? 3)
        guard halvings >= 1, halvings <= 6, (1...8).contains(depth), (1...16).contains(self.dilationGrowth) else {
            throw FileProblem(
                source.path, "holds a residual VQ-VAE with \(halvings) halvings of time and \(depth) blocks",
                expected: "1 to 6, and 1 to 8 blocks")
        }
    }

    /// Dilations of the blocks of a stack, first to last: the widest comes first in the released code.
    var dilations: [Int] {
        (0..<depth).reversed().map { exponent in (0..<exponent).reduce(1) { product, _ in product * dilationGrowth } }
    }
}

/// `x + conv₁(relu(conv₃(relu(x))))`, the wide convolution dilated.
struct ResidualConvolution {
    let wide: ConvolutionLayer
    let pointwise: ConvolutionLayer

    init(_ scope: ParameterBook.Scope, width: Int, dilation: Int) {
        wide = ConvolutionLayer(
            scope.scope("conv1"), inputs: width, outputs: width, width: 3, ConvolutionSteps(dilation: dilation, padding: dilation))
        pointwise = ConvolutionLayer(scope.scope("conv2"), inputs: width, outputs: width, width: 1)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { x + pointwise(wide(x.activated(.relu)).activated(.relu)) }
}

/// Residual blocks one after the other.
struct ResidualConvolutions {
    let blocks: [ResidualConvolution]

    init(_ scope: ParameterBook.Scope, _ configuration: ResidualVQConfiguration) {
        blocks = configuration.dilations.enumerated().map {
            ResidualConvolution(scope.scope("model.\($0)"), width: configuration.width, dilation: $1)
        }
    }

    func callAsFunction(_ x: Tensor) -> Tensor { blocks.reduce(x) { $1($0) } }
}

/// Features to vectors at a quarter of the rate.
struct MotionEncoderStack {
    let first: ConvolutionLayer
    let halvings: [(stride: ConvolutionLayer, blocks: ResidualConvolutions)]
    let last: ConvolutionLayer

    init(_ scope: ParameterBook.Scope, _ configuration: ResidualVQConfiguration) {
        let width = configuration.width
        first = ConvolutionLayer(
            scope.scope("model.0"), inputs: configuration.features, outputs: width, width: 3, ConvolutionSteps(padding: 1))
        halvings = (0..<configuration.halvings).map { level in
            let scope = scope.scope("model.\(level + 2)")
            return (
                ConvolutionLayer(scope.scope("0"), inputs: width, outputs: width, width: 4, ConvolutionSteps(stride: 2, padding: 1)),
                ResidualConvolutions(scope.scope("1"), configuration)
            )
        }
        last = ConvolutionLayer(
            scope.scope("model.\(configuration.halvings + 2)"), inputs: width, outputs: configuration.codeWidth, width: 3,
            ConvolutionSteps(padding: 1))
    }

    func callAsFunction(_ features: Tensor) -> Tensor {
        last(halvings.reduce(first(features).activated(.relu)) { x, level in level.blocks(level.stride(x)) })
    }
}

/// Vectors to features at four times the rate.
struct MotionDecoderStack {
    let first: ConvolutionLayer
    let doublings: [(blocks: ResidualConvolutions, convolution: ConvolutionLayer)]
    let middle: ConvolutionLayer
    let last: ConvolutionLayer

    init(_ scope: ParameterBook.Scope, _ configuration: ResidualVQConfiguration) {
        let (width, levels) = (configuration.width, configuration.halvings)
        first = ConvolutionLayer(
            scope.scope("model.0"), inputs: configuration.codeWidth, outputs: width, width: 3, ConvolutionSteps(padding: 1))
        doublings = (0..<levels).map { level in
            let scope = scope.scope("model.\(level + 2)")
            return (
                ResidualConvolutions(scope.scope("0"), configuration),
                ConvolutionLayer(scope.scope("2"), inputs: width, outputs: width, width: 3, ConvolutionSteps(padding: 1))
            )
        }
        middle = ConvolutionLayer(scope.scope("model.\(levels + 2)"), inputs: width, outputs: width, width: 3, ConvolutionSteps(padding: 1))
        last = ConvolutionLayer(
            scope.scope("model.\(levels + 4)"), inputs: width, outputs: configuration.features, width: 3, ConvolutionSteps(padding: 1))
    }

    func callAsFunction(_ vectors: Tensor) -> Tensor {
        let x = doublings.reduce(first(vectors).activated(.relu)) { x, level in level.convolution(level.blocks(x).upsampled(2)) }
        return last(middle(x).activated(.relu))
    }
}

extension Tensor {
    /// For each row of `vectors` the number of this tensor's row nearest to it, the first where several are.
    ///
    /// - Parameters:
    ///   - self: `(codes, width)`.
    ///   - vectors: `(rows, width)`.
    func nearestRows(to vectors: Tensor) -> [Int] {
        let (codes, width, rows) = (shape[0], shape[1], vectors.shape[0])
        // |r − c|² = |r|² − 2 r·c + |c|², and |r|² is the same for all codes.
        let products = vectors.linear(self)
        let squares = withElements { own in
            (0..<codes).map { code in (0..<width).reduce(Float(0)) { $0 + own[code * width + $1] * own[code * width + $1] } }
        }
        return products.withElements { products in
            (0..<rows).map { row in
                var best = 0
                var least = Float.infinity
                for code in 0..<codes {
                    let distance = squares[code] - 2 * products[row * codes + code]
                    if distance < least { (least, best) = (distance, code) }
                }
                return best
            }
        }
    }
}
