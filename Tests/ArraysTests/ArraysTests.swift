// Arrays keep their order; matrix products are right, and the same whatever else is in the batch.
import Arrays
import Testing

@Suite struct ArraysTests {
    @Test func theLastIndexMovesFastest() {
        let a = NDArray(shape: [2, 3, 2], elements: Array(0..<12).map(Float.init))
        #expect(a[1, 2, 1] == 11)
        #expect(a[1, 0, 0] == 6)
        #expect(Array(a.row(1)) == [6, 7, 8, 9, 10, 11])
        #expect(a.rows(1..<2).shape == [1, 3, 2])
        #expect(a.reshaped([4, 3])[1, 0] == 3)
        #expect(NDArray<Float>(repeating: 2, shape: []).count == 1)
        #expect(NDArray<Float>(shape: [0, 3], elements: []).rows(0..<0).shape == [0, 3])
    }

    @Test func infinityAndNaNAreFound() {
        #expect(NDArray<Float>(repeating: 1, shape: [4]).isFinite)
        #expect(!NDArray(shape: [2], elements: [1, Float.nan]).isFinite)
        #expect(!NDArray(shape: [2], elements: [-Float.infinity, 1]).isFinite)
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 24) - 0.5
        }
    }

    @Test(arguments: [(1, 1, 1), (8, 300, 207), (3, 5, 7), (8, 41, 459), (2, 4, 0)])
    func productsEqualPlainLoops(m: Int, n: Int, k: Int) {
        let a = numbers(m * (k + 3), seed: 1), b = numbers(n * (k + 2), seed: 2)
        var fast = [Float](repeating: .nan, count: m * n), plain = fast
        LinearAlgebra.productWithTransposed(a, leadingA: k + 3, b, leadingB: k + 2, into: &fast, m: m, n: n, k: k)
        LinearAlgebra.plainProductWithTransposed(a, leadingA: k + 3, b, leadingB: k + 2, into: &plain, m: m, n: n, k: k)
        for (x, y) in zip(fast, plain) { #expect((x - y).magnitude < 1e-4) }
    }

    @Test func aRowOfAProductDoesNotDependOnTheOtherRows() {
        let k = 207, n = 500
        let b = numbers(n * k, seed: 3), row = numbers(k, seed: 4)
        var results: Set<[Float]> = []
        for place in 0..<8 {
            var a = numbers(8 * k, seed: UInt64(10 + place))
            a.replaceSubrange(place * k..<(place + 1) * k, with: row)
            var c = [Float](repeating: 0, count: 8 * n)
            LinearAlgebra.productWithTransposed(a, leadingA: k, b, leadingB: k, into: &c, m: 8, n: n, k: k)
            results.insert(Array(c[place * n..<(place + 1) * n]))
        }
        #expect(results.count == 1)
    }
}
