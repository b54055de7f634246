// Motions and captions as the data set has them, made into points.
public import Arrays
public import HumanML3D
import Learning

extension TextMotionEvaluator {
    /// Frames that every motion is padded to: the length of the longest.
    public static let paddedFrames = 196
    /// Items that go through the networks together: the recurrent weights are read once for all of them.
    private static let batch = 256

    /// Motions as points.
    ///
    /// Each is normalised and followed by zeros, as in training: alone or among others it is the same point, but for rounding.
    ///
    /// - Parameters:
    ///   - motions: `(frames, columns)` each, in physical units.
    ///   - statistics: the evaluator's own, with which it was trained.
    /// - Returns: `(motions, width)`.
    /// - Precondition: the motions have as many columns as the statistics, and at most ``paddedFrames`` frames.
    public func points(ofMotions motions: [NDArray<Float>], statistics: FeatureStatistics) -> NDArray<Float> {
        // Motions of about the same length together, so that little is computed of what is behind their ends.
        let order = motions.indices.sorted { (motions[$1].shape[0], $0) < (motions[$0].shape[0], $1) }
        let sorted = batches(order.map { motions[$0] }) { part in
            // The last movement of the longest sees two frames of zeros.
            let frames = min(Self.paddedFrames, ((part.map { $0.shape[0] }.max() ?? 0) / 4 + 1) * 4)
            var numbers = [Float](repeating: 0, count: part.count * frames * features)
            for (item, motion) in part.enumerated() {
                let columns = motion.shape[1]
                precondition(columns >= features && motion.shape[0] <= Self.paddedFrames, "\(motion.shape)")
                let standardized = statistics.standardized(motion)
                for frame in 0..<motion.shape[0] {
                    let start = (item * frames + frame) * features
                    for column in 0..<features { numbers[start + column] = standardized.elements[frame * columns + column] }
                }
            }
            return points(ofMotions: Tensor(numbers, shape: [part.count, frames, features]), lengths: part.map { $0.shape[0] })
        }
        var found = NDArray<Float>(repeating: 0, shape: [motions.count, width])
        for (place, index) in order.enumerated() {
            found.elements.replaceSubrange(index * width..<(index + 1) * width, with: sorted.row(place))
        }
        return found
    }

    /// Captions as points.
    ///
    /// - Returns: `(captions, width)`.
    /// - Precondition: the vectors are as wide as the network's.
    public func points(ofCaptions captions: [[CaptionLine.Token]], vectors: WordVectors) -> NDArray<Float> {
        precondition(vectors.width == wordWidth && WordTag.allCases.count == tagWidth, "vectors of \(vectors.width) numbers")
        return batches(captions) { part in
            let texts = part.map { EvaluatorText($0, isKnown: vectors.knows) }
            let length = EvaluatorText.length
            var words: [Float] = [], tags = [Float](repeating: 0, count: part.count * length * tagWidth)
            for (item, text) in texts.enumerated() {
                for (place, word) in text.words.enumerated() {
                    words += vectors[word.word]
                    tags[(item * length + place) * tagWidth + word.tag.rawValue] = 1
                }
            }
            return points(
                ofWords: Tensor(words, shape: [part.count, length, wordWidth]),
                tags: Tensor(tags, shape: [part.count, length, tagWidth]), lengths: texts.map(\.count))
        }
    }

    private func batches<Item>(_ items: [Item], _ body: (ArraySlice<Item>) -> Tensor) -> NDArray<Float> {
        var all: [Float] = []
        for start in stride(from: 0, to: items.count, by: Self.batch) {
            let part = items[start..<min(items.count, start + Self.batch)]
            // Counted from 0, whichever part it is.
            all += body(ArraySlice(Array(part))).elements
        }
        return NDArray(shape: [items.count, width], elements: all)
    }
}
