// What MotionCLR's network learns: to see the motion in what is noisy.
public import Learning

extension MotionCLRNetwork {
    /// The loss of a prediction: the mean squared error of each motion's own frames, and of those the mean over motions.
    ///
    /// - Parameters:
    ///   - prediction: `(batch, frames, features)`.
    ///   - clean: likewise; what is behind the end of a motion does not count.
    ///   - lengths: in frames.
    /// - Precondition: the shapes are the same, and every length is at least 1 and at most the frames.
    public static func loss(_ prediction: Tensor, clean: Tensor, lengths: [Int]) -> Tensor {
        let (batch, frames, width) = (clean.shape[0], clean.shape[1], clean.shape[2])
        precondition(
            prediction.shape == clean.shape && lengths.count == batch && lengths.allSatisfy { (1...frames).contains($0) },
            "\(prediction.shape), \(clean.shape), lengths \(lengths)")
        var shares = [Float](repeating: 0, count: clean.count)
        for (item, length) in lengths.enumerated() {
            let share = 1 / Float(length * width * batch), start = item * frames * width
            for i in start..<start + length * width { shares[i] = share }
        }
        let difference = prediction - clean
        return (difference * difference * Tensor(shares, shape: clean.shape)).sum()
    }

    /// What the network sees in noisy motions of a training step.
    ///
    /// - Parameters:
    ///   - x: `(batch, frames, features)`, noisy; see ``NoiseSchedule/noised(_:noise:times:)``.
    ///   - times: of each item.
    ///   - memory: of all texts, `(batch, tokens, width)`.
    ///   - told: the items whose text is not left out.
    public func predicted(_ x: Tensor, times: [Int], memory: Tensor, told: [Int], dropout: DropoutSource? = nil) -> Tensor {
        let words = unet.prepare(words: told.count == memory.shape[0] ? memory : memory.items(told))
        return unet(x, times: unet.prepare(times: times), words: words, readers: told, dropout: dropout)
    }
}
