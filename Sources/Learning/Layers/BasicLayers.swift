// Linear maps and layer normalisation with their parameters.

/// A linear map with its parameters, as `torch.nn.Linear`.
public struct LinearLayer {
    /// `(outputs, inputs)`.
    public let weight: Tensor
    /// `(outputs)`.
    public let bias: Tensor?

    public init(_ scope: ParameterBook.Scope, inputs: Int, outputs: Int, hasBias: Bool = true) {
        // PyTorch's default: Kaiming-uniform with a = √5, which comes to this bound for both.
        let bound = 1 / Float(max(1, inputs)).squareRoot()
        weight = scope.parameter("weight", [outputs, inputs], .uniform(bound))
        bias = hasBias ? scope.parameter("bias", [outputs], .uniform(bound)) : nil
    }

    public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }
}

/// Layer normalisation with its parameters, as `torch.nn.LayerNorm`.
public struct LayerNorm {
    /// `(features)`.
    public let weight: Tensor
    /// `(features)`.
    public let bias: Tensor
    /// Added to the variance.
    public let epsilon: Float

    public init(_ scope: ParameterBook.Scope, features: Int, epsilon: Float = 1e-5) {
        weight = scope.parameter("weight", [features], .constant(1))
        bias = scope.parameter("bias", [features], .constant(0))
        self.epsilon = epsilon
    }

    public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNormalized(weight: weight, bias: bias, epsilon: epsilon) }

    /// `LN(x + drop(branch))`; see ``Tensor/normalizedSum(consuming:dropout:weight:bias:epsilon:)``.
    package func callAsFunction(_ x: Tensor, consuming branch: Tensor, dropout: Dropout? = nil) -> Tensor {
        x.normalizedSum(consuming: branch, dropout: dropout, weight: weight, bias: bias, epsilon: epsilon)
    }
}
