// How far decoded motions are from those that were encoded: the losses of the training, on held-out motions.
import Learning
import MotionModels

/// Means of `rc`, `vel` and `rcxyz` over batches, each counted by its real frames.
package final class ReconstructionErrors {
    private let positions: (any PositionLoss)?
    private var sums: [(loss: MotionLoss, value: Double)] = []
    private var frames = 0.0

    /// - Parameter positions: compares bodies, for `rcxyz`; nil to leave that out.
    public init(positions: (any PositionLoss)? = nil) {
        self.positions = positions
        sums = [(.rc, 0), (.vel, 0)] + (positions == nil ? [] : [(.rcxyz, 0)])
    }

    /// Adds a batch.
    ///
    /// - Parameters:
    ///   - z: what the encoder made of the motions, `(batch, latent)`.
    ///   - motions: `(batch, joints, features, frames)`.
    ///   - mask: which frames are real; all if nil.
    func add(_ z: Tensor, _ motions: Tensor, mask: [Bool]?, network: MotionNetwork) {
        let output = network.decoder(z, frames: motions.shape[3], mask: mask)
        let real = Double(mask?.count { $0 } ?? motions.shape[0] * motions.shape[3])
        frames += real
        for index in sums.indices {
            let loss = sums[index].loss
            let error = loss.needsPositions ? positions?(loss, output, motions, mask: mask) : loss(output, motions, mask: mask)
            sums[index].value += Double(error?.item ?? 0) * real
        }
    }

    /// The means by the losses' names; empty before anything was added.
    public var measures: [FeatureMeasures.Measure] {
        guard frames > 0 else { return [] }
        return sums.map { FeatureMeasures.Measure(name: $0.loss.rawValue, value: $0.value / frames, chance: nil) }
    }
}
