// MotionCLR as a whole: CLIP's tokens and noise in, normalised features of a motion out.
// Chen, Dai, Xu, Lu, Wang, Zhang: "MotionCLR: Motion Generation and Training-free Editing via Understanding Attention Mechanisms", 2024, figure 2.
//
//   text ─► CLIP ─► text encoder ─► memory ─┐
//   noise ─► U-Net, with it and without ────┴► guided ─► sampler ─┐ ─► features (T, 263)
//     ▲───────────────────── ten times ─────────────────────────┘
import ArrayFiles
public import Arrays
import CLIP
import Files
import HumanML3D
public import Learning

/// The two networks of a MotionCLR.
public struct MotionCLRNetwork {
    public let text: TextMemoryEncoder
    public let unet: DenoisingUNet

    public init(text: TextMemoryEncoder, unet: DenoisingUNet) { (self.text, self.unet) = (text, unet) }

    /// - Parameter book: of the names that begin with `embed_text.`, `textTransEncoder.`, `text_ln.` and `unet.`.
    public init(_ book: ParameterBook, text: TextMemoryConfiguration, unet: DenoisingUNetConfiguration) {
        self.init(text: TextMemoryEncoder(book.scope(), text), unet: DenoisingUNet(book.scope("unet"), unet))
    }
}

/// A MotionCLR with its weights.
public final class MotionCLR {
    public let files: MotionCLRFiles
    public let network: MotionCLRNetwork
    public let schedule: NoiseSchedule
    /// Of the features, as in training: `x · std + mean` restores physical units.
    public let mean: [Float], std: [Float]
    /// The CLIP inside the file; nil if there is none.
    let clip: StateDictionary?

    /// Frames of a motion at most and at least, as in training (0.8 s).
    public static let longestMotion = 196, shortestMotion = 16
    /// Frames a second.
    public let frameRate = 20.0

    /// Reads the weights.
    ///
    /// - Parameter usesAverage: takes the average over the training where the file has one.
    /// - Throws: ``FileProblem`` or ``ParameterProblem`` for files that are damaged or do not fit each other.
    public init(_ files: MotionCLRFiles, usesAverage: Bool = true) throws {
        self.files = files
        let weights = try files.load(usesAverage: usesAverage)
        let unet = try DenoisingUNetConfiguration(from: weights)
        let text = try TextMemoryConfiguration(from: weights, heads: files.options.textHeads)
        guard unet.textWidth == text.width else {
            throw FileProblem(files.weights, "has a text encoder of \(text.width) numbers and a network that reads \(unet.textWidth)")
        }
        guard unet.times >= files.options.steps else {
            throw FileProblem(files.weights, "knows \(unet.times) times", expected: "the \(files.options.steps) of its diffusion, or more")
        }
        let book = ParameterBook(from: weights)
        network = MotionCLRNetwork(book, text: text, unet: unet)
        try book.finish { $0.hasPrefix("clip_model.") || $0 == "n_averaged" }
        schedule = NoiseSchedule(steps: files.options.steps)
        let clip = weights.part("clip_model.")
        self.clip = CLIPModel.isIn(clip) ? clip : nil
        mean = try MotionCLR.statistics(files.mean, count: unet.features)
        std = try MotionCLR.statistics(files.std, count: unet.features)
    }

    private static func statistics(_ path: String, count: Int) throws -> [Float] {
        let values = try StoredArray(contentsOf: path).float32().elements
        guard values.count == count else {
            let kit = values.count == 251 ? ": statistics of KIT-ML" : ""
            throw FileProblem(path, "holds \(values.count) numbers\(kit)", expected: "\(count), as the model's features have")
        }
        guard values.allSatisfy(\.isFinite) else { throw FileProblem(path, "holds numbers that are not finite") }
        return values
    }

    /// What the network gives in physical units.
    public func denormalized(_ features: NDArray<Float>) -> NDArray<Float> {
        let width = mean.count
        return NDArray(
            shape: features.shape, elements: features.elements.indices.map { features.elements[$0] * std[$0 % width] + mean[$0 % width] })
    }

    /// Where features put the joints, as the released code saves them: on the floor, smoothed a little along time.
    ///
    /// - Parameter features: `(frames, 263)`, in physical units.
    /// - Returns: `(frames, 22, 3)`, metres, Y up.
    public func jointPositions(of features: NDArray<Float>) -> NDArray<Float> {
        let joints = HumanML3DFeatures.positions(features)
        var floor = Float.infinity
        for at in stride(from: 1, to: joints.count, by: 3) { floor = min(floor, joints.elements[at]) }
        var numbers = joints.elements.map(Double.init)
        for at in stride(from: 1, to: numbers.count, by: 3) { numbers[at] -= Double(floor) }
        let columns = joints.shape[1] * 3
        return NDArray(shape: joints.shape, elements: TimeFilter.gaussian(numbers, columns: columns, deviation: 1).map(Float.init))
    }
}

/// The noise of motions, found by where it is used.
public struct SamplingNoise {
    private let numbers: (_ step: Int, _ shape: [Int]) -> Tensor

    /// Recorded noise.
    /// - Parameter numbers: for step 0 what a motion begins with, then what each step adds.
    public init(_ numbers: @escaping (_ step: Int, _ shape: [Int]) -> Tensor) { self.numbers = numbers }

    /// Noise that follows from a key for each motion: what other motions are made beside it changes nothing. The first frames of a longer
    /// motion have that of a shorter one.
    public init(keys: [UInt64]) {
        numbers = { step, shape in
            let size = shape.dropFirst().reduce(1, *)
            let out = Tensor(repeating: 0, shape: shape)
            out.update { all in
                for (item, key) in keys.prefix(shape[0]).enumerated() {
                    var random = RandomNumbers(seed: key, stream: UInt64(step))
                    random.fillNormal(UnsafeMutableBufferPointer(rebasing: all[item * size..<(item + 1) * size]))
                }
            }
            return out
        }
    }

    func begin(_ shape: [Int]) -> Tensor { numbers(0, shape) }
    func added(_ step: Int, _ shape: [Int]) -> Tensor { numbers(step + 1, shape) }
}

extension MotionCLRNetwork {
    /// Motions from noise.
    ///
    /// Motions of a call see each other in nothing but edits; shorter ones among longer ones are longer, and are to be cut.
    ///
    /// - Parameters:
    ///   - memory: a text for each motion, `(motions, tokens, width)`, from ``text``.
    ///   - frames: of all motions.
    ///   - steps: of the sampler.
    ///   - guidance: weight of the text, 1 for none but the network's own.
    ///   - control: edits attention, and records it.
    ///   - observe: told of each step, counted from 0, what the network saw and what came of it.
    ///   - progress: told of each step that is done, counted from 1; true ends the run.
    /// - Returns: `(motions, frames, features)`, normalised.
    /// - Throws: `CancellationError`.
    public func sample(
        memory: Tensor, frames: Int, steps: SamplingSteps, guidance: Float, noise: SamplingNoise, control: AttentionControl? = nil,
        observe: (_ step: Int, _ prediction: Tensor, _ x: Tensor) -> Void = { _, _, _ in }, progress: (Int) -> Bool = { _ in false }
    ) throws -> Tensor {
        let batch = memory.shape[0]
        let shape = [batch, frames, unet.configuration.features]
        let words = unet.prepare(words: memory), times = unet.prepare(times: steps.times)
        var run = SamplerRun(steps)
        var x = noise.begin(shape)
        for step in 0..<steps.count {
            control?.step = step + 1
            let prediction = unet.guided(
                x, times: times.items([Int](repeating: step, count: batch)), words: words, scale: guidance, hook: control)
            x = run.advance(step, x, prediction: prediction) { noise.added(step, shape) }
            observe(step, prediction, x)
            if progress(step + 1) { throw CancellationError() }
        }
        return x
    }
}
