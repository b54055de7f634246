// Convolutions, group normalisation and tables of embeddings with their parameters.

/// What both kinds of convolution learn.
public struct ConvolutionParameters {
    /// `(outputs, inputs, width)`, and `(inputs, outputs, width)` where it is transposed.
    public let weight: Tensor
    /// `(outputs)`.
    public let bias: Tensor?
    public let steps: ConvolutionSteps
    fileprivate let packing = PackedKernel()

    /// - Parameter summed: how many numbers each result is a sum of. PyTorch's default, Kaiming-uniform with a = √5, comes to
    ///   1/√summed for weights and biases.
    fileprivate init(
        _ scope: ParameterBook.Scope, shape: [Int], outputs: Int, summed: Int, _ steps: ConvolutionSteps, hasBias: Bool
    ) {
        let bound = 1 / Float(max(1, summed)).squareRoot()
        weight = scope.parameter("weight", shape, .uniform(bound))
        bias = hasBias ? scope.parameter("bias", [outputs], .uniform(bound)) : nil
        self.steps = steps
    }
}

/// A convolution over time with its parameters, as `torch.nn.Conv1d`.
public struct ConvolutionLayer {
    public let parameters: ConvolutionParameters

    /// - Parameter width: of the kernel.
    public init(
        _ scope: ParameterBook.Scope, inputs: Int, outputs: Int, width: Int, _ steps: ConvolutionSteps = ConvolutionSteps(),
        hasBias: Bool = true
    ) {
        parameters = ConvolutionParameters(
            scope, shape: [outputs, inputs, width], outputs: outputs, summed: inputs * width, steps, hasBias: hasBias)
    }

    /// - Parameter x: `(batch, time, inputs)`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        x.convolved(parameters.weight, bias: parameters.bias, parameters.steps, packing: parameters.packing)
    }
}

/// A transposed convolution over time with its parameters, as `torch.nn.ConvTranspose1d`.
public struct TransposedConvolutionLayer {
    public let parameters: ConvolutionParameters

    /// - Parameter width: of the kernel.
    public init(
        _ scope: ParameterBook.Scope, inputs: Int, outputs: Int, width: Int, _ steps: ConvolutionSteps = ConvolutionSteps(),
        hasBias: Bool = true
    ) {
        // PyTorch takes the second side of the weights for the inputs, here as there.
        parameters = ConvolutionParameters(
            scope, shape: [inputs, outputs, width], outputs: outputs, summed: outputs * width, steps, hasBias: hasBias)
    }

    /// - Parameter x: `(batch, time, inputs)`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        x.transposeConvolved(parameters.weight, bias: parameters.bias, parameters.steps, packing: parameters.packing)
    }
}

/// Group normalisation with its parameters, as `torch.nn.GroupNorm`, or frame by frame.
public struct GroupNorm {
    /// `(channels)`.
    public let weight: Tensor
    /// `(channels)`.
    public let bias: Tensor
    public let groups: Int
    public let span: NormalizationSpan
    public let epsilon: Float

    public init(_ scope: ParameterBook.Scope, groups: Int, channels: Int, over span: NormalizationSpan = .sequence, epsilon: Float = 1e-5) {
        weight = scope.parameter("weight", [channels], .constant(1))
        bias = scope.parameter("bias", [channels], .constant(0))
        (self.groups, self.span, self.epsilon) = (groups, span, epsilon)
    }

    /// - Parameter x: `(batch, time, channels)`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        x.groupNormalized(groups: groups, weight: weight, bias: bias, epsilon: epsilon, over: span)
    }

    /// `activation(norm(x) · (1 + scale) + shift)`; see
    /// ``Tensor/groupNormalized(groups:weight:bias:epsilon:over:scale:shift:activation:)``.
    public func callAsFunction(_ x: Tensor, scale: Tensor? = nil, shift: Tensor? = nil, then activation: Tensor.Activation) -> Tensor {
        x.groupNormalized(
            groups: groups, weight: weight, bias: bias, epsilon: epsilon, over: span, scale: scale, shift: shift, activation: activation)
    }
}

/// A learned row for each of some numbers, as `torch.nn.Embedding`.
public struct EmbeddingTable {
    /// `(rows, width)`.
    public let weight: Tensor

    public init(_ scope: ParameterBook.Scope, rows: Int, width: Int, initial: Initial = .normal(1)) {
        weight = scope.parameter("weight", [rows, width], initial)
    }

    /// - Parameters:
    ///   - ids: row numbers, in any order; each at least 0 and less than the rows there are.
    ///   - shape: of the result without its last axis; `ids.count` if nil.
    /// - Returns: `(…, width)`.
    public func callAsFunction(_ ids: [Int], shape: [Int]? = nil) -> Tensor { weight.rows(ids, shape: shape ?? [ids.count]) }
}
