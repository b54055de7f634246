// How the learning rate changes over a training.
import LibC

/// The learning rate at each step, as a share of the one that was set.
///
/// A function of the step alone, so that a resumed training goes on where it was. Constant unless asked otherwise, as in the Python code
/// of MotionCLIP/SMoG.
public struct LearningRateSchedule: Sendable, Equatable {
    /// What happens after warming up.
    public enum Shape: Sendable, Equatable {
        case constant
        /// Half a cosine wave down to the share `end` at step `steps` of the training, and that for ever after
        /// (Loshchilov & Hutter 2017, without restarts).
        case cosine(steps: Int, end: Float = 0)
        /// Times `factor` after every `steps` steps, as `torch.optim.lr_scheduler.StepLR`.
        case step(every: Int, factor: Float)
        /// Times `factor` at each of these steps, as `torch.optim.lr_scheduler.MultiStepLR`. Steps of warming up count.
        case milestones([Int], factor: Float)
    }

    public var shape: Shape
    /// So many steps the rate grows evenly to what it would be without; the first step has one share of it, not none.
    public var warmUp: Int

    public init(_ shape: Shape = .constant, warmUp: Int = 0) {
        self.shape = shape
        self.warmUp = warmUp
    }

    /// The rate of a step.
    ///
    /// - Parameters:
    ///   - base: the rate that was set.
    ///   - step: steps taken before it, 0 for the first.
    public func rate(_ base: Float, step: Int) -> Float {
        let step = max(0, step)
        var share = 1.0
        switch shape {
        case .constant: break
        case .cosine(let steps, let end):
            // The wave begins where warming up ends.
            let start = min(max(0, warmUp), max(0, steps - 1))
            let way = min(1, max(0, Double(step - start) / Double(max(1, steps - start))))
            share = Double(end) + (1 - Double(end)) * (1 + cos(Double.pi * way)) / 2
        case .step(let every, let factor):
            share = power(Double(factor), step / max(1, every))
        case .milestones(let milestones, let factor):
            share = power(Double(factor), milestones.count { $0 <= step })
        }
        if step < warmUp { share *= Double(step + 1) / Double(warmUp) }
        return Float(Double(base) * share)
    }
}
