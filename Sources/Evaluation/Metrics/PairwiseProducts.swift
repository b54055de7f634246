// Inner products of all pairs of two sets of features, a row at a time: exact enough that equal features tie.
import Arrays
import Workers

/// Features in double precision, to be multiplied in pairs.
///
/// In doubles and always in the same order, so that two equal texts get bit-equal products with every motion, which a
/// library's matrix product does not promise, and so that no pair of numbers depends on threads or processors.
struct PairwiseProducts {
    let count: Int
    let width: Int
    private let elements: [Double]
    /// Squared lengths.
    let squares: [Double]

    /// - Parameter features: `(count, width)`.
    init(_ features: NDArray<Float>) {
        precondition(features.shape.count == 2, "features \(features.shape), expected (count, width)")
        count = features.shape[0]
        // A multiple of eight, padded with zeros.
        let given = features.shape[1]
        width = (given + 7) & ~7
        var elements = [Double](repeating: 0, count: count * width)
        for i in 0..<count {
            for j in 0..<given { elements[i * width + j] = Double(features.elements[i * given + j]) }
        }
        self.elements = elements
        let width = width
        squares = elements.withUnsafeBufferPointer { all in
            (0..<features.shape[0]).map { PairwiseProducts.product(all, $0 * width, all, $0 * width, width) }
        }
    }

    /// Calls `body` with each row's index and its products with all rows of `other`, several rows at once.
    ///
    /// - Parameter body: may write only to what belongs to its row.
    func forEachRow(with other: PairwiseProducts, _ body: (Int, UnsafeBufferPointer<Double>) -> Void) {
        precondition(width == other.width, "features of different widths")
        let pieces = min(count, 64)
        ThreadTeam.forEachUnchecked(pieces: pieces) { piece in
            var products = [Double](repeating: 0, count: other.count)
            elements.withUnsafeBufferPointer { own in
                other.elements.withUnsafeBufferPointer { others in
                    for row in count * piece / pieces..<count * (piece + 1) / pieces {
                        for j in 0..<other.count { products[j] = Self.product(own, row * width, others, j * width, width) }
                        products.withUnsafeBufferPointer { body(row, $0) }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func product(
        _ a: UnsafeBufferPointer<Double>, _ i: Int, _ b: UnsafeBufferPointer<Double>, _ j: Int, _ width: Int
    ) -> Double {
        guard width > 0, let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        var sum = SIMD8<Double>.zero
        let (x, y) = (UnsafeRawPointer(first + i), UnsafeRawPointer(second + j))
        for k in stride(from: 0, to: width * 8, by: 64) {
            sum += x.loadUnaligned(fromByteOffset: k, as: SIMD8<Double>.self) * y.loadUnaligned(fromByteOffset: k, as: SIMD8<Double>.self)
        }
        return sum.sum()
    }
}
