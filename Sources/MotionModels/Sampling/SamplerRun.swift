// One way from noise to a motion, step by step.
public import Learning
@preconcurrency import LibC

/// Steps of a sampler: what is noisy and what the network makes of it in, something less noisy out.
public struct SamplerRun {
    public let steps: SamplingSteps
    /// What the step before knew: its prediction for DPM-Solver, its noise for DEIS.
    private var before: Tensor?

    public init(_ steps: SamplingSteps) { self.steps = steps }

    /// Goes one step.
    ///
    /// - Parameters:
    ///   - step: from 0; in order.
    ///   - x: what is noisy.
    ///   - prediction: the motion the network sees in it.
    ///   - noise: standard normal numbers of its shape; asked for where the step adds noise.
    public mutating func advance(_ step: Int, _ x: Tensor, prediction: Tensor, noise: () -> Tensor) -> Tensor {
        let (now, next) = (Level(sigma: steps.sigmas[step]), Level(sigma: steps.sigmas[step + 1]))
        switch steps.sampler {
        case .dpmSolver: return dpmSolver(step, x, prediction, from: now, to: next, noise)
        case .ddpm: return ddpm(step, x, prediction, from: now, to: next, noise)
        case .ddim:
            let own = now.noise(in: x, motion: prediction)
            return prediction * Float(next.signal) + own * Float(next.share)
        case .deis: return deis(step, x, prediction, from: now, to: next)
        }
    }

    /// How much of a motion and how much of noise there is: `signal · motion + share · noise`.
    private struct Level {
        let sigma: Double
        var signal: Double { 1 / (1 + sigma * sigma).squareRoot() }
        var share: Double { sigma * signal }

        /// The noise in `x` if `motion` is what is beneath.
        func noise(in x: Tensor, motion: Tensor) -> Tensor { (x - motion * Float(signal)) * Float(1 / share) }
    }

    /// Lu et al. 2022: "DPM-Solver++", algorithm 2 with the midpoint rule, in its stochastic form; the last step goes to no noise.
    private mutating func dpmSolver(
        _ step: Int, _ x: Tensor, _ prediction: Tensor, from now: Level, to next: Level, _ noise: () -> Tensor
    ) -> Tensor {
        defer { before = prediction }
        guard next.sigma > 0 else { return prediction }
        let h = log(now.sigma) - log(next.sigma)
        var direction = prediction
        if let before, step > 0 {
            let ratio = (log(steps.sigmas[step - 1]) - log(now.sigma)) / h
            direction = prediction + (prediction - before) * Float(1 / (2 * ratio))
        }
        let decay = exp(-h), rest = -expm1(-2 * h)
        return x * Float(next.share / now.share * decay) + direction * Float(next.signal * rest)
            + noise() * Float(next.share * rest.squareRoot())
    }

    private func ddpm(_ step: Int, _ x: Tensor, _ prediction: Tensor, from now: Level, to next: Level, _ noise: () -> Tensor) -> Tensor {
        let kept = now.signal * now.signal, keptNext = next.signal * next.signal
        let own = kept / keptNext, added = 1 - own
        let mean =
            prediction * Float(keptNext.squareRoot() * added / (1 - kept)) + x * Float(own.squareRoot() * (1 - keptNext) / (1 - kept))
        guard steps.addsNoise(step) else { return mean }
        return mean + noise() * Float(max((1 - keptNext) / (1 - kept) * added, 1e-20).squareRoot())
    }

    /// Zhang & Chen: "Fast Sampling of Diffusion Models with Exponential Integrator", ICLR 2023: Adams–Bashforth in the logarithm of sigma.
    private mutating func deis(_ step: Int, _ x: Tensor, _ prediction: Tensor, from now: Level, to next: Level) -> Tensor {
        let own = now.noise(in: x, motion: prediction)
        defer { before = own }
        let clean = x * Float(next.signal / now.signal)
        guard let before, step > 0, step + 1 < steps.count else {
            return clean - own * Float(next.share * (now.sigma / next.sigma - 1))
        }
        /// The integral up to `u` of the line that is 1 at `b` and 0 at `c`.
        func weight(_ u: Double, _ b: Double, _ c: Double) -> Double { u * (log(u) - log(c) - 1) / (log(b) - log(c)) }
        let (t, s, p) = (next.sigma, now.sigma, steps.sigmas[step - 1])
        return clean + own * Float(next.signal * (weight(t, s, p) - weight(s, s, p)))
            + before * Float(next.signal * (weight(t, p, s) - weight(s, p, s)))
    }
}
