// How long a motion a text asks for.
// Guo et al., CVPR 2024, section 4 (implementation); the estimator is that of "Generating Diverse and Natural 3D Human Motions from
// Text" (Guo et al., CVPR 2022).
import Files
import Learning

/// Tells the number of tokens from a text's vector: three layers and a classifier of 50 lengths.
public struct LengthEstimator {
    let layers: [(linear: LinearLayer, norm: LayerNorm)]
    let classes: LinearLayer
    /// Numbers of a text's vector.
    let conditionWidth: Int

    /// The weights of a file.
    /// - Throws: ``FileProblem`` or ``ParameterProblem`` for tensors that are missing, of another shape, or not expected.
    public init(from source: any TensorSource) throws {
        let book = ParameterBook(from: source)
        let scope = book.scope("output")
        func outputs(_ index: Int) throws -> (outputs: Int, inputs: Int) {
            guard let shape = source.shape(of: "output.\(index).weight"), shape.count == 2 else {
                throw FileProblem(source.path, "has no tensor 'output.\(index).weight'", expected: "a length estimator of MoMask")
            }
            return (shape[0], shape[1])
        }
        // Between them stand normalisation, activation and dropout, which count as places of their own.
        layers = try [(0, 1), (4, 5), (8, 9)].map { linear, norm in
            let sizes = try outputs(linear)
            return (
                LinearLayer(scope.scope("\(linear)"), inputs: sizes.inputs, outputs: sizes.outputs),
                LayerNorm(scope.scope("\(norm)"), features: sizes.outputs)
            )
        }
        conditionWidth = try outputs(0).inputs
        let last = try outputs(11)
        classes = LinearLayer(scope.scope("11"), inputs: last.inputs, outputs: last.outputs)
        try book.finish()
    }

    /// - Parameter conditions: texts' vectors, `(texts, conditionWidth)`.
    /// - Returns: `(texts, lengths)`; class k means k tokens.
    public func logits(_ conditions: Tensor) -> Tensor {
        classes(layers.reduce(conditions) { x, layer in layer.norm(layer.linear(x)).activated(.leakyReLU(0.2)) })
    }

    /// A number of tokens drawn from the softmax.
    ///
    /// - Parameter noise: an exponential random number for each length.
    package static func draw(_ logits: UnsafeBufferPointer<Float>, noise: (Int) -> Float) -> Int {
        TokenSampler(topkRatio: 0).draw(logits, noise: noise)
    }
}
