// A running mean of a model's weights, which often does better than the last of them.

/// Weights averaged over steps: `average = decay · average + (1 - decay) · weight`, begun with the weights as they are at the first update
/// (Polyak & Juditsky 1992), as `torch.optim.swa_utils.AveragedModel` with such a rule.
public final class MovingAverage {
    public let decay: Float
    /// How often it was updated; kept in checkpoints.
    public private(set) var updates = 0
    private let parameters: [Tensor]
    /// The averages, in the order of the parameters; zeros before the first update.
    public let averages: [Tensor]

    /// - Parameter parameters: what is averaged.
    public init(_ parameters: [Tensor], decay: Float) {
        self.parameters = parameters
        self.decay = decay
        averages = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
    }

    /// Takes in the parameters as they are now.
    public func update() {
        let (decay, share) = (decay, 1 - decay)
        for (parameter, average) in zip(parameters, averages) {
            if updates == 0 {
                average.mutablePointer.update(from: parameter.pointer, count: parameter.count)
            } else {
                Spread.map(parameter.pointer, average.pointer, average.mutablePointer, count: parameter.count) { $1 * decay + $0 * share }
            }
            average.storage.changes += 1
        }
        updates += 1
    }

    /// Exchanges the averages and the parameters: to look at or write the averaged model, and a second time to go on training.
    public func exchange() {
        for (parameter, average) in zip(parameters, averages) {
            parameter.update { parameters in
                average.update { averages in
                    for i in parameters.indices { swap(&parameters[i], &averages[i]) }
                }
            }
        }
    }

    /// Takes up what a checkpoint kept.
    ///
    /// - Precondition: as many averages as parameters, of their shapes.
    public func restore(_ averages: [Tensor], updates: Int) {
        precondition(averages.map(\.shape) == self.averages.map(\.shape), "averages of other shapes")
        for (own, given) in zip(self.averages, averages) {
            own.update { own in given.withElements { _ = own.update(fromContentsOf: $0) } }
        }
        self.updates = updates
    }
}
