// Which way from noise to a motion: the kinds of samplers, and the times at which each asks the network.
import Files
@preconcurrency import LibC

/// A way from noise to a motion, for networks that predict the motion without noise. The names are those of MotionCLR's `--diffuser_name`.
public enum DiffusionSampler: String, CaseIterable, Sendable {
    /// SDE-DPM-Solver++ of second order with the noise levels of Karras (Lu et al. 2022; Karras et al. 2022).
    case dpmSolver = "dpmsolver"
    /// Ho et al. 2020, with the smaller of the two variances.
    case ddpm
    /// Song et al. 2021, without noise on the way.
    case ddim
    /// Zhang & Chen 2023, second order in the logarithm of the noise, without noise on the way.
    case deis

    /// - Parameters:
    ///   - name: as MotionCLR's options have it.
    ///   - path: of the model, for errors.
    /// - Throws: `FileProblem` for a sampler that is not known, or cannot work with such networks.
    public init(named name: String, path: String) throws {
        let expected = DiffusionSampler.allCases.map(\.rawValue).joined(separator: ", ")
        guard name != "pndm" else {
            throw FileProblem(
                path, "cannot be sampled with pndm, which is for networks that predict the noise; this one predicts the motion",
                expected: expected)
        }
        guard let sampler = DiffusionSampler(rawValue: name) else {
            throw FileProblem(path, "cannot be sampled with '\(name)', which is no sampler", expected: expected)
        }
        self = sampler
    }
}

/// The times and noise levels of a run of a sampler.
public struct SamplingSteps: Sendable {
    public let sampler: DiffusionSampler
    /// What the network is told before each step, noisiest first.
    public let times: [Int]
    /// The noise before each step, and after the last.
    public let sigmas: [Double]

    public var count: Int { times.count }

    /// - Parameter count: evaluations of the network.
    /// - Precondition: `count` is at least 1 and at most the steps of the schedule.
    public init(_ sampler: DiffusionSampler, count: Int, schedule: NoiseSchedule = NoiseSchedule()) {
        precondition(count >= 1 && count <= schedule.steps, "\(count) steps of \(schedule.steps)")
        self.sampler = sampler
        let (smallest, largest) = (schedule.sigmas[0], schedule.sigmas[schedule.steps - 1])
        switch sampler {
        case .dpmSolver:
            let (low, high) = (pow(smallest, 1.0 / 7), pow(largest, 1.0 / 7))
            let sigmas = (0..<count).map { pow(high + Double($0) / Double(max(1, count - 1)) * (low - high), 7) }
            self.sigmas = sigmas + [0]
            times = sigmas.map { schedule.time(ofSigma: $0) }
        case .ddpm, .ddim:
            let stride = schedule.steps / count
            times = (0..<count).reversed().map { $0 * stride }
            // What is before time 0 has no noise.
            sigmas = times.map { schedule.sigmas[$0] } + [0]
        case .deis:
            let last = Double(schedule.steps - 1)
            times = (1...count).reversed().map { Int((Double($0) * last / Double(count)).rounded(.toNearestOrEven)) }
            sigmas = times.map { schedule.sigmas[$0] } + [smallest]
        }
    }

    /// True if a step adds noise.
    public func addsNoise(_ step: Int) -> Bool {
        switch sampler {
        case .dpmSolver: sigmas[step + 1] > 0
        case .ddpm: times[step] > 0
        case .ddim, .deis: false
        }
    }
}
