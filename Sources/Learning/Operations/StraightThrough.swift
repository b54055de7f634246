// Gradients past what has none, such as a choice from a table.

extension Tensor {
    /// The numbers of `values`, with the gradient passed on to this tensor as if it were they (Bengio et al. 2013).
    ///
    /// For vector quantisation: the decoder sees the nearest vector of the table, the encoder gets the decoder's gradient.
    public func straightThrough(to values: Tensor) -> Tensor {
        precondition(shape == values.shape, "\(shape) to \(values.shape)")
        return Tensor(shape: shape, storage: values.storage).recording([self]) { [self] gradient in
            addGradient { accumulate(gradient, into: $0, beta: $1, count: count) }
        }
    }
}
