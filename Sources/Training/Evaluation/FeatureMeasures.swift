// All that is measured of one set of texts and motions.
import Arrays
import Evaluation

/// The measures of paired features of texts and motions, by their names in tables and files.
package struct FeatureMeasures: Sendable {
    /// What one measure is and what it came to.
    public struct Measure: Sendable, Equatable {
        public let name: String
        public let value: Double
        /// What guessing would reach; nil where there is no such number.
        public let chance: Double?
    }

    /// What the Python code of MotionCLIP/SMoG reports, under its names.
    public static let original = ["R@1", "R@5", "MMD", "FCD"]

    /// Of all measures: those of the Python code first, then ours.
    public let measures: [Measure]

    /// - Parameters:
    ///   - texts: `(pairs, width)`; rows are brought to length 1.
    ///   - motions: likewise, row by row those of the texts.
    ///   - words: the texts themselves, by which equal ones are known.
    ///   - seed: of the groups of R-precision.
    ///   - further: measures put behind these.
    /// - Precondition: as many texts as motions, and at least one.
    public init(texts: NDArray<Float>, motions: NDArray<Float>, words: [String], seed: UInt64, further: [Measure] = []) {
        precondition(texts.shape == motions.shape && texts.shape[0] == words.count && !words.isEmpty, "pairs of features")
        let (texts, motions) = (texts.unitRows, motions.unitRows)
        let found = Retrieval(queries: motions, candidates: texts)
        func recall(_ k: Int, _ found: Retrieval, _ name: String) -> Measure {
            Measure(name: "\(name)@\(k)", value: found.recall(at: k), chance: found.chance(at: k))
        }
        func plain(_ name: String, _ value: Double) -> Measure { Measure(name: name, value: value, chance: nil) }
        let width = KernelDiscrepancy.medianWidth(texts, motions)
        let discrepancies = KernelDiscrepancy.at(widths: [KernelDiscrepancy.originalWidth] + (width > 0 ? [width] : []), texts, motions)
        var all = [
            recall(1, found, "R"), recall(5, found, "R"), plain("MMD", discrepancies[0].biased),
            plain("FCD", FrechetDistance.between(texts, motions)),
        ]
        all += [2, 3, 10].map { recall($0, found, "R") }
        all.append(Measure(name: "median rank", value: found.medianRank, chance: Double(words.count + 1) / 2))

        // Against each text once: what a motion is called by several clips cannot be told apart, and need not be.
        var first: [String: Int] = [:]
        var distinct: [Int] = []
        let right = words.indices.map { index -> Int in
            if let known = first[words[index]] { return known }
            first[words[index]] = distinct.count
            distinct.append(index)
            return distinct.count - 1
        }
        if distinct.count < words.count {
            let among = Retrieval(queries: motions, candidates: texts.picking(distinct), right: right)
            all += [1, 5, 10].map { recall($0, among, "distinct R") }
        }
        let groups = Retrieval.grouped(queries: texts, candidates: motions, seed: seed)
        all += [1, 2, 3].map { recall($0, groups, "R-precision") }
        var cosine = 0.0
        for i in words.indices { for j in 0..<texts.shape[1] { cosine += Double(texts[i, j]) * Double(motions[i, j]) } }
        all.append(plain("text cosine", 1 - cosine / Double(words.count)))
        if discrepancies.count > 1 { all.append(plain("MMD, median width", discrepancies[1].unbiased)) }
        measures = all + further
    }

    /// The value of a measure.
    public subscript(name: String) -> Double? { measures.first { $0.name == name }?.value }
}

extension NDArray where Element == Float {
    /// Rows divided by their lengths; rows of zeros stay as they are.
    var unitRows: NDArray<Float> {
        var result = self
        let width = shape[1]
        for i in 0..<shape[0] {
            let length = row(i).reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            if length > 1e-12 { for j in 0..<width { result.elements[i * width + j] = Float(Double(elements[i * width + j]) / length) } }
        }
        return result
    }
}
