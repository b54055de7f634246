// Recognising actions: which category's name lies nearest to a motion.
import Arrays
@preconcurrency import LibC

/// Motions put in categories by the nearest name, and how often that is right.
///
/// As MotionCLIP measures it on BABEL: the texts of the categories and the motions are encoded, and a motion is recognised at
/// `k` if any of its true categories is among the `k` nearest texts. Categories beyond those offered are dropped, and
/// motions left without one are skipped.
package struct ActionRecognition: Sendable {
    /// Indices, in what was given, of the motions that were judged.
    public let motions: [Int]
    /// For each, `softmax(100 · cosine)` over the categories. `(motions, categories)`
    public let similarity: NDArray<Float>
    /// For each, the nearest categories, nearest first: five, or all if there are fewer.
    public let nearest: [[Int]]
    /// For each, its true categories among those offered.
    public let labels: [[Int]]

    /// - Parameters:
    ///   - features: of motions `(motions, width)`; need not be normalised.
    ///   - categories: features of the categories' texts `(categories, width)`; likewise.
    ///   - labels: for each motion the indices of its true categories.
    public init(features: NDArray<Float>, categories: NDArray<Float>, labels: [[Int]]) {
        let count = categories.shape[0]
        precondition(labels.count == features.shape[0], "\(labels.count) labels for \(features.shape[0]) motions")
        let offered = labels.map { $0.filter { $0 >= 0 && $0 < count } }
        let judged = offered.indices.filter { !offered[$0].isEmpty }
        let (rows, columns) = (PairwiseProducts(features.picking(judged)), PairwiseProducts(categories))
        var shares = NDArray<Float>(repeating: 0, shape: [judged.count, count])
        var nearest = [[Int]](repeating: [], count: judged.count)
        shares.elements.withUnsafeMutableBufferPointer { shares in
            nearest.withUnsafeMutableBufferPointer { nearest in
                rows.forEachRow(with: columns) { row, products in
                    let cosines = (0..<count).map { products[$0] / max((rows.squares[row] * columns.squares[$0]).squareRoot(), 1e-300) }
                    let order = (0..<count).sorted { cosines[$0] > cosines[$1] || (cosines[$0] == cosines[$1] && $0 < $1) }
                    nearest[row] = Array(order.prefix(5))
                    let top = order.first.map { cosines[$0] } ?? 0
                    let weights = cosines.map { exp(100 * ($0 - top)) }
                    let sum = weights.reduce(0, +)
                    for i in 0..<count { shares[row * count + i] = Float(weights[i] / sum) }
                }
            }
        }
        motions = judged
        similarity = shares
        self.nearest = nearest
        self.labels = judged.map { offered[$0] }
    }

    /// For each motion judged, whether one of its categories is among the `k` nearest; `k` up to 5.
    public func hits(at k: Int) -> [Bool] {
        zip(nearest, labels).map { nearest, labels in nearest.prefix(k).contains { labels.contains($0) } }
    }

    /// The share of motions recognised, in percent; 0 without motions. `k` up to 5.
    public func accuracy(at k: Int) -> Double {
        motions.isEmpty ? 0 : 100 * Double(hits(at: k).count { $0 }) / Double(motions.count)
    }

    /// What naming the same `k` categories for every motion would reach, in percent, if they are chosen one after the other so
    /// that each adds most: the number to beat, since a third of BABEL walks or stands.
    public func baseline(at k: Int) -> Double {
        guard !motions.isEmpty else { return 0 }
        var chosen: Set<Int> = []
        for _ in 0..<min(k, similarity.shape[1]) {
            var gains = [Int](repeating: 0, count: similarity.shape[1])
            for own in labels where chosen.isDisjoint(with: own) {
                for label in Set(own) { gains[label] += 1 }
            }
            guard let best = gains.indices.max(by: { (gains[$0], -$0) < (gains[$1], -$1) }) else { break }
            chosen.insert(best)
        }
        return 100 * Double(labels.count { !chosen.isDisjoint(with: $0) }) / Double(motions.count)
    }
}
