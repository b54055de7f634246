// Gradient clipping by norm, so that one bad batch cannot ruin a model.

/// What is done to gradients before a step.
public enum Gradients {
    /// The length of all gradients taken as one vector.
    public static func norm(_ parameters: [Tensor]) -> Float {
        var squares = 0.0
        for parameter in parameters {
            guard let gradient = parameter.gradientStorage else { continue }
            for start in stride(from: 0, to: gradient.count, by: 4096) {
                let g = UnsafePointer(gradient.pointer + start)
                squares += Double(VectorMath.sum(g, g, count: min(4096, gradient.count - start)) { $0 * $1 })
            }
        }
        return Float(squares.squareRoot())
    }

    /// Scales all gradients so that their ``norm(_:)`` is at most `limit`, as `torch.nn.utils.clip_grad_norm_`.
    /// - Returns: the norm before.
    @discardableResult
    public static func clip(_ parameters: [Tensor], toNorm limit: Float) -> Float {
        let norm = norm(parameters)
        if norm > limit, norm.isFinite { scale(parameters, by: limit / (norm + 1e-6)) }
        return norm
    }

    /// Multiplies all gradients.
    public static func scale(_ parameters: [Tensor], by factor: Float) {
        for parameter in parameters {
            guard let gradient = parameter.gradientStorage else { continue }
            Spread.map(UnsafePointer(gradient.pointer), gradient.pointer, count: gradient.count) { $0 * factor }
        }
    }

    /// Forgets all gradients.
    public static func clear(_ parameters: [Tensor]) {
        for parameter in parameters { parameter.clearGradient() }
    }
}
