// Gradients at widths that are no multiple of what the vector unit takes, with dropout, on one, two and three threads.
import Learning
import Testing

@Suite(.serialized) struct WidthTests {
    /// Enough rows that the work is spread over threads.
    private static let rows = 700

    static func cases(_ width: Int) -> [OperationCase] {
        let heads = width % 4 == 0 ? 4 : 1
        @Sendable func drop(_ seed: UInt64) -> Dropout { Dropout(rate: 0.3, seed: seed) }
        return [
            OperationCase("sum with a row", [[rows, width], [width]]) { $0[0] + $0[1] },
            OperationCase("product", [[rows, width], [rows, width]]) { $0[0] * $0[1] },
            OperationCase("gelu", [[rows, width]]) { $0[0].activated(.gelu) },
            OperationCase("dropped", [[rows, width]]) { $0[0].dropped(drop(5)) },
            OperationCase("dropped twice", [[rows, width]]) { $0[0].dropped(drop(5)) + $0[0].dropped(drop(6)) },
            OperationCase("linear", [[rows, width], [5, width], [5]]) { $0[0].linear($0[1], bias: $0[2]) },
            OperationCase("linear to it", [[rows, 5], [width, 5], [width]]) { $0[0].linear($0[1], bias: $0[2]) },
            OperationCase("feed-forward with dropout", [[rows, 6], [width, 6], [width], [4, width], [4]]) {
                $0[0].feedForward($0[1], $0[2], $0[3], $0[4], activation: .gelu, dropout: drop(7))
            },
            OperationCase("layer normalisation", [[rows, width], [width], [width]]) { $0[0].layerNormalized(weight: $0[1], bias: $0[2]) },
            OperationCase("normalised sum", [[rows, width], [rows, width], [width], [width]]) {
                $0[0].normalizedSum(consuming: $0[1] * 1, weight: $0[2], bias: $0[3])
            },
            OperationCase("normalised sum with dropout", [[rows, width], [rows, width], [width], [width]]) {
                $0[0].normalizedSum(consuming: $0[1] * 1, dropout: drop(8), weight: $0[2], bias: $0[3])
            },
            OperationCase("self-attention with dropout", [[2, width + 2, 3 * width]]) {
                $0[0].selfAttention(heads: heads, dropout: drop(9))
            },
            OperationCase("cross-attention with dropout", [[2, 9, width], [2, 7, 2 * width]]) {
                $0[0].crossAttention(to: $0[1], heads: heads, dropout: drop(10))
            },
            OperationCase("attention within lengths", [[13, 3 * width]]) { $0[0].selfAttention(heads: heads, lengths: [5, 1, 7]) },
            OperationCase("attention to one token with dropout", [[3, width], [width, width], [width]]) {
                $0[0].singleTokenAttention(time: 5, heads: heads, weight: $0[1], bias: $0[2], dropout: drop(11))
            },
            OperationCase("normalised rows", [[rows, width]], gap: 0.3) { $0[0].normalizedRows() },
            OperationCase("cross-entropy", [[rows, width]]) { $0[0].crossEntropy(targets: (0..<rows).map { $0 % width }) * Float(rows) },
            OperationCase("mean squared error", [[3, width], [3, width]]) { Tensor.meanSquaredError($0[0], $0[1]) * Float(3 * width) },
            OperationCase("motion error", [[2, 3, 5, width], [2, 3, 5, width]]) { Tensor.motionError($0[0], $0[1]) * 30 },
            OperationCase("velocity error", [[2, 9, width], [2, 9, width]]) {
                Tensor.motionError($0[0], $0[1], axis: .second, velocities: true) * 30
            },
            OperationCase("joined and cut", [[width], [3, 4, width]]) { Tensor.joined([$0[0], $0[1]], batch: 3).leading(times: 4) },
            OperationCase("rows of a table", [[6, width]]) { $0[0].rows([1, 5, 1], shape: [3]) },
            OperationCase("discrepancy", [[5, width]]) {
                var random = RandomNumbers(seed: 3)
                return Tensor.discrepancy(of: $0[0], from: random.normals([4, width])) * 30
            },
        ]
    }

    static let widths = [1, 3, 7, 13, 36, 100]

    @Test("A gradient is the slope at any width", arguments: WidthTests.widths) func slopes(_ width: Int) {
        for item in Self.cases(width) { item.expectSlopes(samples: 6) }
    }

    @Test("Results and gradients are the same bits for any number of threads", arguments: WidthTests.widths) func bits(_ width: Int) {
        for item in Self.cases(width) { item.expectSameBits() }
    }

    @Test("Whether a number is dropped follows from its place alone, however it is reached") func dropoutFollowsFromThePlace() {
        let dropout = Dropout(rate: 0.4, seed: 3)
        let x = [Float](repeating: 1, count: 300)
        let whole = applied(dropout, x, at: 0)
        for start in [0, 1, 5, 7, 8, 9, 15, 16, 17, 33, 100] {
            for count in [0, 1, 3, 7, 8, 9, 15, 16, 31, 64, 150] {
                #expect(applied(dropout, Array(x[..<count]), at: start) == Array(whole[start..<start + count]), "from \(start), \(count)")
            }
        }
    }

    private func applied(_ dropout: Dropout, _ x: [Float], at start: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: max(1, x.count)) { buffer, filled in
            x.withUnsafeBufferPointer { x in
                if let from = x.baseAddress, let to = buffer.baseAddress { dropout.apply(from, into: to, at: start, count: x.count) }
            }
            filled = x.count
        }
    }
}
