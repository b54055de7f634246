// Retrieval: ranks, R@k, R-precision of paired features.
public import Arrays
import Learning

/// Where the right candidate stands among all, for each query.
///
/// Candidates are ordered by their inner product with the query, greatest first, which for features of length 1 is the order
/// of their cosines and of their Euclidean distances, or by their distance; of equal ones the earlier comes first.
///
/// ```swift
/// let motions = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0.8, 0.6])
/// let texts = NDArray<Float>(shape: [2, 2], elements: [1, 0, 0, 1])
/// let found = Retrieval(queries: motions, candidates: texts)
/// print(found.ranks, found.recall(at: 1), found.medianRank)  // [0, 1] 0.5 1.5
/// let groups = Retrieval.grouped(queries: texts, candidates: motions, seed: 1)
/// print(groups.recall(at: 1), groups.chance(at: 1))  // 1.0 0.5
/// ```
public struct Retrieval: Sendable {
    /// For each query, how many candidates stand before the right one: 0 if it comes first; all of them if its product is not a number.
    public let ranks: [Int]
    /// How many candidates there were.
    public let candidates: Int

    /// Which candidate stands first.
    public enum Order: Sendable {
        /// That with the greatest inner product.
        case product
        /// The nearest one: for features that are not of length 1, as those of HumanML3D's evaluator.
        case distance
    }

    /// - Parameters:
    ///   - queries: `(queries, width)`, such as features of motions.
    ///   - candidates: `(candidates, width)`, such as features of texts.
    ///   - order: which candidate stands first.
    ///   - right: the index of each query's right candidate; its own index if nil, as the Python code pairs motions and texts, so
    ///     that another motion's equal text counts as wrong.
    public init(queries: NDArray<Float>, candidates: NDArray<Float>, by order: Order = .product, right: [Int]? = nil) {
        let (rows, columns) = (PairwiseProducts(queries), PairwiseProducts(candidates))
        let right = right ?? Array(0..<rows.count)
        precondition(right.count == rows.count && right.allSatisfy { $0 >= 0 && $0 < columns.count }, "a right candidate for each query")
        var ranks = [Int](repeating: 0, count: rows.count)
        ranks.withUnsafeMutableBufferPointer { ranks in
            rows.forEachRow(with: columns) { row, products in
                switch order {
                case .product: ranks[row] = Retrieval.rank(of: right[row], in: products)
                case .distance:
                    // |q - c|² = |q|² + |c|² - 2 q·c, and |q|² is the same for all.
                    let nearness = (0..<columns.count).map { 2 * products[$0] - columns.squares[$0] }
                    ranks[row] = nearness.withUnsafeBufferPointer { Retrieval.rank(of: right[row], in: $0) }
                }
            }
        }
        self.ranks = ranks
        self.candidates = columns.count
    }

    init(ranks: [Int], candidates: Int) {
        self.ranks = ranks
        self.candidates = candidates
    }

    /// R@k: the share of queries whose right candidate is among the first `k`; 0 without queries.
    public func recall(at k: Int) -> Double {
        ranks.isEmpty ? 0 : Double(ranks.count { $0 < k }) / Double(ranks.count)
    }

    /// What R@k would be if candidates stood in random order.
    public func chance(at k: Int) -> Double { candidates == 0 ? 0 : Double(min(k, candidates)) / Double(candidates) }

    /// The middle rank, counted from 1 as papers do; the mean of the two middle ones of an even number.
    public var medianRank: Double {
        guard !ranks.isEmpty else { return .nan }
        let sorted = ranks.sorted()
        return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2 + 1
    }

    /// R-precision over groups, as text-to-motion papers report it (Guo et al. 2022: groups of 32, texts looking for motions).
    ///
    /// Pairs are put in groups at random; what is left over in the end is left out. If there are fewer than `size` pairs they
    /// are one group.
    ///
    /// - Parameters:
    ///   - queries: `(pairs, width)`, in that protocol features of texts.
    ///   - candidates: `(pairs, width)`, row by row the partners.
    ///   - order: which candidate stands first.
    ///   - seed: of the random groups; nil takes the pairs in their order.
    public static func grouped(
        queries: NDArray<Float>, candidates: NDArray<Float>, by order: Order = .product, size: Int = 32, seed: UInt64?
    ) -> Retrieval {
        let pairs = queries.shape[0]
        precondition(candidates.shape[0] == pairs && size > 0, "as many candidates as queries")
        var places = Array(0..<pairs)
        if let seed {
            var random = RandomNumbers(seed: seed)
            places = random.shuffled(pairs)
        }
        let size = min(size, max(1, pairs))
        var ranks: [Int] = []
        for start in stride(from: 0, through: pairs - size, by: size) {
            let group = places[start..<start + size]
            ranks += Retrieval(queries: queries.picking(group), candidates: candidates.picking(group), by: order).ranks
        }
        return Retrieval(ranks: ranks, candidates: size)
    }

    private static func rank(of right: Int, in products: UnsafeBufferPointer<Double>) -> Int {
        let own = products[right]
        // What is not a number is before nothing, and must not come out as found.
        guard !own.isNaN else { return products.count }
        var before = 0
        for (j, product) in products.enumerated() where product > own || (product == own && j < right) { before += 1 }
        return before
    }
}

extension NDArray {
    /// Rows in any order.
    package func picking(_ indices: some Sequence<Int>) -> NDArray {
        let indices = Array(indices)
        return NDArray(shape: [indices.count] + shape.dropFirst(), elements: indices.flatMap { row($0) })
    }
}
