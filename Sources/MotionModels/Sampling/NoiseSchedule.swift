// How much noise a diffusion has at each time: the linear schedule of Ho, Jain, Abbeel: "Denoising Diffusion Probabilistic Models", 2020.
public import Learning
@preconcurrency import LibC

/// The noise of a diffusion, time by time.
///
/// A motion `x₀` at time t is `√ᾱ_t · x₀ + √(1 - ᾱ_t) · noise`.
public struct NoiseSchedule: Sendable {
    /// ᾱ of each time: what is left of the motion's variance; in single precision, as the networks were trained with.
    public let kept: [Double]
    /// `√((1 - ᾱ) / ᾱ)` of each time: the noise for one of the motion.
    public let sigmas: [Double]

    /// - Parameters:
    ///   - steps: times in training.
    ///   - first: the variance that the first time adds.
    ///   - last: that of the last.
    /// - Precondition: `steps` is positive.
    public init(steps: Int = 1000, first: Float = 1e-4, last: Float = 0.02) {
        precondition(steps > 0, "\(steps) steps")
        // As torch.linspace counts: from both ends to the middle.
        let step = steps > 1 ? (last - first) / Float(steps - 1) : 0
        let betas = (0..<steps).map { $0 < steps / 2 ? first + step * Float($0) : last - step * Float(steps - 1 - $0) }
        var product = 1.0
        kept = betas.map { beta in
            product *= Double(1 - beta)
            return Double(Float(product))
        }
        sigmas = kept.map { ((1 - $0) / $0).squareRoot() }
    }

    public var steps: Int { kept.count }

    /// The time whose noise is nearest to a sigma, found between the logarithms of the times' own; halves go to even times.
    func time(ofSigma sigma: Double) -> Int {
        let wanted = log(max(sigma, 1e-10))
        let logarithms = sigmas.map { log($0) }
        let above = logarithms.firstIndex { $0 > wanted } ?? logarithms.count
        let low = min(max(above - 1, 0), max(0, steps - 2)), high = min(low + 1, steps - 1)
        guard high > low else { return low }
        let share = min(max((logarithms[low] - wanted) / (logarithms[low] - logarithms[high]), 0), 1)
        return Int(((1 - share) * Double(low) + share * Double(high)).rounded(.toNearestOrEven))
    }

    /// Motions with noise, as a network is trained on.
    ///
    /// - Parameters:
    ///   - clean: `(batch, frames, features)`.
    ///   - noise: likewise.
    ///   - times: of each item.
    public func noised(_ clean: Tensor, noise: Tensor, times: [Int]) -> Tensor {
        precondition(clean.shape == noise.shape && times.count == clean.shape[0], "\(clean.shape), \(noise.shape), \(times.count) times")
        let size = clean.count / max(1, times.count)
        let out = Tensor(repeating: 0, shape: clean.shape)
        clean.withElements { clean in
            noise.withElements { noise in
                out.update { out in
                    for (item, time) in times.enumerated() {
                        let (signal, share) = (Float(kept[time].squareRoot()), Float((1 - kept[time]).squareRoot()))
                        for i in item * size..<(item + 1) * size { out[i] = signal * clean[i] + share * noise[i] }
                    }
                }
            }
        }
        return out
    }
}
