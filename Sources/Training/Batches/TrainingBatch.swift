// A batch: the items of one training step.
public import Arrays
public import Learning

/// A place in a training: which batch of which epoch.
public struct BatchPosition: Sendable, Equatable, Comparable {
    /// From 0.
    public var epoch: Int
    /// From 0 in each epoch.
    public var index: Int

    public init(epoch: Int = 0, index: Int = 0) {
        self.epoch = epoch
        self.index = index
    }

    public static func < (a: BatchPosition, b: BatchPosition) -> Bool { (a.epoch, a.index) < (b.epoch, b.index) }
}

/// Some items as one array.
public struct TrainingBatch: Sendable {
    public var position: BatchPosition
    /// (items, joints, features, frames); zero beyond an item's end.
    public var x: NDArray<Float>
    /// (items, frames), row by row: true where a frame is real.
    public var mask: [Bool]
    /// Real frames of each item.
    public var lengths: [Int]
    /// The number of each item's category; 0 where texts are no categories.
    public var y: [Int]
    public var texts: [String]
    /// All categories each item could have been called by.
    public var categories: [[String]]
    /// Where the items are from.
    public var sources: [MotionItems.Sample]
    /// True for the last batch of its epoch.
    public var isLast: Bool

    /// How many items there are: none where all were left out for want of a category.
    public var count: Int { texts.count }
}

/// Which items make up which batch, for all epochs there will ever be.
///
/// A batch follows from seed, epoch and index alone, so a training may go on from any place, and batches may be made in any order by any
/// number of threads.
///
/// ```swift
/// let database = try MotionDatabase(amass: "data/sample", babel: "data/sample", rule: .babel)
/// var options = ItemOptions()
/// options.hasTranslation = false
/// options.mirroring = 0.5
/// let plan = BatchPlan(try MotionItems(database, options), batchSize: 4, seed: 1)
/// let batch = plan.batch(at: BatchPosition(epoch: 3, index: 0))
/// print(batch.x.shape, batch.mask.count, plan.batchesPerEpoch)  // [4, 24, 6, 60] 240 6
///
/// // A training that stopped before epoch 3 goes on there.
/// let loader = BatchLoader(plan, from: BatchPosition(epoch: 3))
/// print(loader.next().x == batch.x)  // true
/// ```
public struct BatchPlan: Sendable {
    public let items: MotionItems
    public let batchSize: Int
    public let seed: UInt64
    /// False to go through the items in their order, always in the middle of their chunks, never mirrored or in other words.
    public let isShuffled: Bool

    public init(_ items: MotionItems, batchSize: Int, seed: UInt64, isShuffled: Bool = true) {
        self.items = items
        self.batchSize = max(1, batchSize)
        self.seed = seed
        self.isShuffled = isShuffled
    }

    /// Batches of an epoch, the last of which may be smaller.
    public var batchesPerEpoch: Int { (items.count + batchSize - 1) / batchSize }

    /// The batch after another.
    public func next(_ position: BatchPosition) -> BatchPosition {
        position.index + 1 < batchesPerEpoch
            ? BatchPosition(epoch: position.epoch, index: position.index + 1) : BatchPosition(epoch: position.epoch + 1)
    }

    /// The order of the items in an epoch.
    public func order(ofEpoch epoch: Int) -> [Int] {
        guard isShuffled else { return Array(0..<items.count) }
        var random = RandomNumbers(seed: BatchPlan.mixed(seed, 0x6f72_6465_72, UInt64(truncatingIfNeeded: epoch)))
        return random.shuffled(items.count)
    }

    /// Makes a batch.
    public func batch(at position: BatchPosition) -> TrainingBatch { batch(at: position, order: order(ofEpoch: position.epoch)) }

    /// - Parameter order: that of the epoch.
    func batch(at position: BatchPosition, order: [Int]) -> TrainingBatch {
        let first = min(order.count, max(0, position.index) * batchSize)
        let range = first..<min(first + batchSize, order.count)
        var samples: [MotionItems.Sample] = []
        var words: [MotionItems.Words] = []
        for place in range {
            var random = RandomNumbers(
                seed: BatchPlan.mixed(seed, UInt64(truncatingIfNeeded: position.epoch), UInt64(truncatingIfNeeded: place)))
            let sample = isShuffled ? items.sample(order[place], random: &random) : items.middle(order[place])
            guard let said = items.words(sample, isPlain: !isShuffled, random: &random) else { continue }
            samples.append(sample)
            words.append(said)
        }
        var batch = collate(samples, words)
        batch.position = position
        batch.isLast = position.index + 1 >= batchesPerEpoch
        return batch
    }

    /// Items of your own choice as a batch.
    /// - Parameter random: asked for categories and phrasings.
    public func batch(of samples: [MotionItems.Sample], random: inout RandomNumbers) -> TrainingBatch {
        var kept: [MotionItems.Sample] = []
        var words: [MotionItems.Words] = []
        for sample in samples {
            guard let said = items.words(sample, random: &random) else { continue }
            kept.append(sample)
            words.append(said)
        }
        return collate(kept, words)
    }

    private func collate(_ samples: [MotionItems.Sample], _ words: [MotionItems.Words]) -> TrainingBatch {
        let options = items.options
        let longest = samples.map { options.isCompatible ? $0.frames.count : $0.length }.max() ?? 0
        let frames = options.isCompatible ? longest : max(longest, options.frameCount)
        let size = items.joints * items.features * frames
        // Each item writes all of its frames; what is beyond them is zero.
        let isPadded = samples.contains { $0.length < frames }
        let elements = [Float](unsafeUninitializedCapacity: samples.count * size) { buffer, filled in
            if let base = buffer.baseAddress {
                if isPadded { base.initialize(repeating: 0, count: samples.count * size) }
                for (row, sample) in samples.enumerated() {
                    items.fill(sample, into: base + row * size, stride: frames, count: sample.length)
                }
            }
            filled = samples.count * size
        }
        return TrainingBatch(
            position: BatchPosition(), x: NDArray(shape: [samples.count, items.joints, items.features, frames], elements: elements),
            mask: samples.flatMap { sample in (0..<frames).map { $0 < sample.length } }, lengths: samples.map(\.length),
            y: words.map { $0.category ?? 0 }, texts: words.map(\.text), categories: words.map(\.categories), sources: samples,
            isLast: false)
    }

    /// Numbers without pattern from numbers with one.
    private static func mixed(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
        var random = RandomNumbers(seed: a)
        random.state ^= random.next() ^ b
        random.state ^= random.next() ^ c
        return random.next()
    }
}
