// Samples the window of frames of a training item from a chunk.
import Learning

/// What there is to choose when frames are taken from a chunk.
package enum FramePlan: Sendable, Equatable {
    /// All of them, and the last one again until there are enough.
    case padded(frames: Int, to: Int)
    /// `count` frames in equal steps, the step and the first frame being free.
    case strided(count: Int, steps: ClosedRange<Int>, frames: Int)
    /// `count` of them, in their order.
    case scattered(count: Int, frames: Int)

    /// - Parameters:
    ///   - frames: how many the chunk has, at least one.
    ///   - random: asked for the number of frames, where that is free.
    public init(frames: Int, _ options: ItemOptions, random: inout RandomNumbers) {
        let wanted: Int
        switch options.frameCount {
        case -1:
            guard options.maximumLength > 0, frames > options.maximumLength else {
                self = .padded(frames: frames, to: frames)
                return
            }
            wanted = options.maximumLength
        case -2:
            let least = max(1, options.minimumLength)
            let most = max(least, options.maximumLength > 0 ? min(frames, options.maximumLength) : frames)
            wanted = least + random.below(most - least + 1)
        default: wanted = max(1, options.frameCount)
        }
        guard wanted <= frames else {
            self = .padded(frames: frames, to: wanted)
            return
        }
        if options.sampling == .random {
            self = .scattered(count: wanted, frames: frames)
            return
        }
        let largest = wanted == 1 ? 1 : (frames - 1) / (wanted - 1)
        let fits = options.samplingStep > 0 && options.samplingStep <= largest
        switch options.sampling {
        case .randomConseq: self = .strided(count: wanted, steps: 1...largest, frames: frames)
        default:
            let step = fits ? options.samplingStep : largest
            self = .strided(count: wanted, steps: step...step, frames: frames)
        }
    }

    /// How many first frames there are for a step.
    ///
    /// The Python code of MotionCLIP/SMoG never takes the last of them; nor, where only one would be left, none.
    public func starts(step: Int, isCompatible: Bool) -> Int {
        guard case .strided(let count, _, let frames) = self else { return 1 }
        let all = max(1, frames - step * (count - 1))
        return isCompatible ? max(1, all - 1) : all
    }

    /// The frames, sampled.
    public func frames(isCompatible: Bool, random: inout RandomNumbers) -> [Int] {
        switch self {
        case .padded(let frames, let count): return (0..<max(frames, count)).map { min($0, frames - 1) }
        case .strided(let count, let steps, _):
            let step = steps.lowerBound + random.below(steps.count)
            let start = random.below(starts(step: step, isCompatible: isCompatible))
            return (0..<count).map { start + step * $0 }
        case .scattered(let count, let frames): return Array(random.shuffled(frames).prefix(count)).sorted()
        }
    }

    /// The frames of the middle, for items that are to be the same each time.
    public func middle() -> [Int] {
        switch self {
        case .padded(let frames, let count): return (0..<max(frames, count)).map { min($0, frames - 1) }
        case .strided(let count, let steps, _):
            let step = steps.lowerBound
            let start = (starts(step: step, isCompatible: false) - 1) / 2
            return (0..<count).map { start + step * $0 }
        case .scattered(let count, let frames): return (0..<count).map { ($0 * 2 + 1) * frames / (2 * count) }
        }
    }
}
