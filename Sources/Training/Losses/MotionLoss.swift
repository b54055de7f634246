// The losses of a reconstructed motion: `rc`, `vel`, `rcxyz` and the others.
import Learning

/// The terms of the loss that compare motions.
///
/// All are mean squared errors over real frames; which frames are real is told by a mask.
public enum MotionLoss: String, Sendable, CaseIterable {
    /// Of the numbers the model works on: rotations and path.
    case rc
    /// Of the change of those numbers from frame to frame.
    case vel
    /// Of positions: joints or vertices, metres.
    case rcxyz
    /// Of the change of positions from frame to frame.
    case velxyz
    /// How unlike normal noise the latents are. No model's name of the Python code can ask for it.
    case mmd

    /// True if it compares positions, which take a body.
    public var needsPositions: Bool { self == .rcxyz || self == .velxyz }

    /// The term, one number. For ``mmd`` see `Tensor.discrepancy(of:from:)`.
    ///
    /// - Parameters:
    ///   - output: what the model made, of the shape of `target`: `(batch, joints, features, frames)`, or with frames second.
    ///   - target: what it was given; gradients flow to `output` alone unless it wants them, too.
    ///   - axis: where both have their frames.
    ///   - mask: for each item and frame whether it is real; all are if nil. Positions have that of the motion.
    public func callAsFunction(_ output: Tensor, _ target: Tensor, axis: FrameAxis = .last, mask: [Bool]?) -> Tensor {
        switch self {
        case .rc, .rcxyz: Tensor.motionError(output, target, axis: axis, mask: mask)
        case .vel, .velxyz: Tensor.motionError(output, target, axis: axis, mask: mask, velocities: true)
        case .mmd: Tensor.discrepancy(of: output, from: target)
        }
    }
}

/// A sum of weighted terms, each kept for the log.
public struct LossTerms {
    /// The sum; what is differentiated.
    public private(set) var total: Tensor
    /// Each term before its weight, by the Python code's name, in the order they were added.
    public private(set) var parts: [(name: String, value: Float)] = []

    public init() { total = Tensor([0], shape: []) }

    /// Adds a term.
    public mutating func add(_ name: String, _ term: Tensor, weight: Float) {
        note(name, term.item)
        total = total + (weight == 1 ? term : term * weight)
    }

    /// Keeps a number for the log without adding it.
    public mutating func note(_ name: String, _ value: Float) { parts.append((name, value)) }

    /// Adds all terms of another sum.
    public mutating func add(_ other: LossTerms) {
        parts += other.parts
        total = total + other.total
    }
}
