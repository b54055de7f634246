// Latents of motions beside their words: what evaluations are made from.
import Arrays
import Evaluation
import Files
import Learning
import MotionModels

/// Latents and words, row by row.
package struct LabelledLatents: Sendable {
    /// `(motions, latent)`, not normalised.
    public var latents: NDArray<Float>
    /// What each motion is called.
    public var words: [String]
    /// BABEL's categories of each.
    public var categories: [[String]]
}

/// Encodes a sample of a database, as often as there are runs.
///
/// Which pieces are in the sample follows from the seed of the evaluation; which window of each piece is encoded, from the seed of
/// the run. Nothing is mirrored.
package struct FeatureExtraction {
    private let items: MotionItems
    private let network: MotionNetwork
    private let batchSize: Int
    /// The chunks of the sample.
    public let chunks: [Int]

    /// - Parameters:
    ///   - items: the held-out motions.
    ///   - sampleSize: how many pieces are looked at; nil for all.
    ///   - seed: of the sample.
    /// - Throws: `FileProblem` if the model takes other poses than the items have.
    public init(_ items: MotionItems, network: MotionNetwork, modelPath: String, sampleSize: Int?, seed: UInt64, batchSize: Int) throws {
        let configuration = network.configuration
        guard items.joints == configuration.joints, items.features == configuration.features else {
            throw FileProblem(
                modelPath,
                "takes poses of \(configuration.joints) × \(configuration.features) numbers, and the data give \(items.joints) × \(items.features)",
                advice: "Check pose_rep, translation and glob in opt.yaml.")
        }
        self.items = items
        self.network = network
        self.batchSize = max(1, batchSize)
        var random = RandomNumbers(seed: seed)
        let all = items.count
        if let sampleSize, sampleSize < all {
            chunks = random.shuffled(all).prefix(max(0, sampleSize)).sorted()
        } else {
            chunks = Array(0..<all)
        }
    }

    /// Encodes one window of each piece.
    ///
    /// - Parameters:
    ///   - errors: told of all motions and latents, to see how they decode; nil not to decode.
    ///   - progress: told how many pieces are done.
    /// - Throws: `FileProblem` naming a motion whose latent is not finite.
    public func run(seed: UInt64, errors: ReconstructionErrors? = nil, progress: (Int) -> Void = { _ in }) throws -> LabelledLatents {
        let plan = BatchPlan(items, batchSize: batchSize, seed: seed, isShuffled: false)
        var random = RandomNumbers(seed: seed)
        var all = LabelledLatents(latents: NDArray(shape: [0, network.configuration.latentDim], elements: []), words: [], categories: [])
        var numbers: [Float] = []
        for start in stride(from: 0, to: chunks.count, by: batchSize) {
            let samples = chunks[start..<min(chunks.count, start + batchSize)].map { items.sample($0, random: &random) }
            let batch = plan.batch(of: samples, random: &random)
            if batch.count > 0 {
                let motions = Tensor(batch.x), mask = batch.mask.contains(false) ? batch.mask : nil
                let latents = network.encoder(motions, mask: mask).mu
                guard latents.isFinite else {
                    let width = network.configuration.latentDim
                    let bad = latents.elements.firstIndex { !$0.isFinite }.map { $0 / max(1, width) } ?? 0
                    throw FileProblem(
                        items.name(of: batch.sources[bad].chunk), "is encoded as numbers that are not finite",
                        advice: "Look at the motion with 'smog info', or at the checkpoint.")
                }
                errors?.add(latents, motions, mask: mask, network: network)
                numbers += latents.elements
                all.words += batch.texts
                all.categories += batch.categories
            }
            progress(min(chunks.count, start + batchSize))
        }
        all.latents = NDArray(shape: [all.words.count, network.configuration.latentDim], elements: numbers)
        return all
    }
}

extension LabelledLatents {
    /// Without the motions of which nothing is said.
    public var labelled: LabelledLatents {
        let kept = words.indices.filter { !words[$0].isEmpty }
        return LabelledLatents(latents: latents.picking(kept), words: kept.map { words[$0] }, categories: kept.map { categories[$0] })
    }
}
