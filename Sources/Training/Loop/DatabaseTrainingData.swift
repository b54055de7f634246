// The steps' inputs, sampled from a database of motions.
import Learning

/// Batches of a plan with their pictures, and examples of texts beside them.
public final class DatabaseTrainingData: TrainingData {
    public let plan: BatchPlan
    private let examples: [MotionItems.Sample]
    private let examplesPerBatch: Int
    private let pictures: PictureCache?
    private var loader: BatchLoader?
    private var expected = BatchPosition()

    /// - Parameters:
    ///   - examplesPerBatch: examples of texts that each batch has besides its own items: for each text one window, always the
    ///     same, so that a text means one motion.
    ///   - resolution: of the pictures CLIP sees; nil to read none.
    ///   - note: told where items have no pictures.
    public init(_ plan: BatchPlan, examplesPerBatch: Int = 0, resolution: Int? = nil, note: (String) -> Void = { _ in }) {
        self.plan = plan
        self.examplesPerBatch = examplesPerBatch
        pictures = resolution.map { PictureCache(plan.items, resolution: $0) }
        if pictures != nil {
            let bare = plan.items.chunks.indices.count { plan.items.picture(of: $0) == nil }
            if bare > 0 {
                note("\(bare) of \(plan.items.count) items have no picture; a batch with one of them learns nothing from pictures")
            }
        }
        examples = examplesPerBatch > 0 ? TextExamples.of(plan.items).map(\.sample) : []
    }

    public var joints: Int { plan.items.joints }
    public var batchesPerEpoch: Int { plan.batchesPerEpoch }

    public func batch(epoch: Int, number: Int) throws -> StepInput {
        let position = BatchPosition(epoch: epoch, index: number)
        if loader == nil || expected != position { loader = BatchLoader(plan, from: position) }
        let batch = loader?.next() ?? plan.batch(at: position)
        expected = plan.next(position)
        guard !batch.texts.isEmpty else { throw TrainingProblem("epoch \(epoch + 1), batch \(number + 1) is empty") }

        var numbers = batch.x.elements, mask = batch.mask, texts = batch.texts
        var samples = batch.sources
        if !examples.isEmpty {
            var random = RandomNumbers(
                seed: plan.seed ^ (UInt64(truncatingIfNeeded: epoch) << 32) ^ UInt64(truncatingIfNeeded: number) ^ 0x6578)
            let chosen = (0..<examplesPerBatch).map { _ in examples[random.below(examples.count)] }
            let spoken = plan.batch(of: chosen, random: &random)
            // Windows are of one length, but for data with very short motions.
            if spoken.x.shape.dropFirst() == batch.x.shape.dropFirst() {
                numbers += spoken.x.elements
                mask += spoken.mask
                texts += spoken.texts
                samples += spoken.sources
            }
        }
        let own = batch.texts.count
        let shape = [texts.count] + batch.x.shape.dropFirst()
        return StepInput(
            motions: Tensor(numbers, shape: shape), mask: mask.contains(false) ? mask : nil, texts: texts,
            images: try pictures?.pixels(of: samples.map(\.chunk)),
            examples: Array(own..<texts.count), names: samples.map { plan.items.name(of: $0.chunk) })
    }
}

/// One window for each text, always the same.
package enum TextExamples {
    /// A text and the window that shows it.
    public struct Example: Sendable {
        public let text: String
        public let sample: MotionItems.Sample
    }

    /// The first chunk's middle of each label, in the data's order.
    public static func of(_ items: MotionItems) -> [Example] {
        var seen: Set<String> = []
        var found: [Example] = []
        for chunk in items.chunks.indices {
            let sample = items.middle(chunk)
            let text = items.label(sample)
            if !text.isEmpty, seen.insert(text).inserted { found.append(Example(text: text, sample: sample)) }
        }
        return found
    }
}
