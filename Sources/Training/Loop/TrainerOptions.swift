// How the steps of a training are taken, whatever is trained.
public import Learning

/// Epochs, learning rate and optimiser of a training.
public struct TrainerOptions: Sendable {
    public enum OptimiserKind: String, Sendable, CaseIterable { case adamw, lion }

    public var epochs = 100
    public var learningRate: Float = 1e-4
    public var optimiser = OptimiserKind.adamw
    /// Nil for the optimiser's own.
    public var weightDecay: Float?
    /// Gradients longer than this are shortened; nil for never.
    public var clipNorm: Float?
    /// How the learning rate changes, given how many steps the whole training has; nil for never.
    public var schedule: (@Sendable (_ steps: Int) -> LearningRateSchedule)?

    public init() {}
}
