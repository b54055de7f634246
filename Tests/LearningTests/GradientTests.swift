// Every operation's gradient against what a small change of each input does.
import Learning
import Testing

@Suite struct GradientTests {
    static let cases: [OperationCase] = [
        OperationCase("sum", [[3, 4], [3, 4]]) { $0[0] + $0[1] },
        OperationCase("sum with a row", [[2, 3, 4], [4]]) { $0[0] + $0[1] },
        OperationCase("difference", [[3, 4], [3, 4]]) { $0[0] - $0[1] },
        OperationCase("product", [[3, 5], [3, 5]]) { $0[0] * $0[1] },
        OperationCase("scaled by a number", [[3, 5], []]) { $0[0].scaled(by: $0[1]) },
        OperationCase("exponential", [[3, 5]]) { $0[0].exponential() },
        OperationCase("gelu", [[3, 11]]) { $0[0].activated(.gelu) },
        OperationCase("quick gelu", [[3, 11]]) { $0[0].activated(.quickGELU) },
        OperationCase("silu", [[3, 11]]) { $0[0].activated(.silu) },
        OperationCase("linear", [[5, 7], [3, 7], [3]]) { $0[0].linear($0[1], bias: $0[2]) },
        OperationCase("feed-forward", [[5, 6], [9, 6], [9], [4, 9], [4]]) {
            $0[0].feedForward($0[1], $0[2], $0[3], $0[4], activation: .gelu)
        },
        OperationCase("feed-forward with dropout", [[5, 6], [16, 6], [16], [4, 16], [4]]) {
            $0[0].feedForward($0[1], $0[2], $0[3], $0[4], activation: .gelu, dropout: Dropout(rate: 0.3, seed: 5))
        },
        OperationCase("layer normalisation", [[4, 9], [9], [9]]) { $0[0].layerNormalized(weight: $0[1], bias: $0[2]) },
        OperationCase("layer normalisation without weights", [[4, 9]]) { $0[0].layerNormalized() },
        OperationCase("normalised rows", [[4, 9]]) { $0[0].normalizedRows() },
        OperationCase("self-attention", [[2, 5, 24]]) { $0[0].selfAttention(heads: 2) },
        OperationCase("self-attention, padded", [[2, 5, 24]]) {
            $0[0].selfAttention(heads: 2, mask: AttentionMask(keys: [true, true, true, false, false, true, true, true, true, true]))
        },
        OperationCase("self-attention, causal, with dropout", [[2, 5, 24]]) {
            $0[0].selfAttention(heads: 2, mask: AttentionMask(causal: true), dropout: Dropout(rate: 0.2, seed: 3))
        },
        OperationCase("cross-attention", [[2, 5, 8], [2, 3, 16]]) { $0[0].crossAttention(to: $0[1], heads: 2) },
        OperationCase("attention to one token", [[2, 8], [8, 8], [8]]) {
            $0[0].singleTokenAttention(time: 4, heads: 2, weight: $0[1], bias: $0[2])
        },
        OperationCase("attention to one token, with dropout", [[2, 8], [8, 8], [8]]) {
            $0[0].singleTokenAttention(time: 4, heads: 2, weight: $0[1], bias: $0[2], dropout: Dropout(rate: 0.3, seed: 9))
        },
        OperationCase("joined", [[1, 4], [2, 3, 4]]) { Tensor.joined([$0[0], $0[1]], batch: 2) },
        OperationCase("one time", [[3, 4, 5]]) { $0[0].taking(times: [0, 3, 1]) },
        OperationCase("first times", [[3, 4, 5]]) { $0[0].leading(times: 2) },
        OperationCase("rows of a table", [[6, 4]]) { $0[0].rows([1, 5, 1], shape: [3]) },
        OperationCase("items of a batch", [[3, 2, 4]]) { $0[0].items([2, 0, 2]) },
        OperationCase("added to items", [[3, 2, 4], [2, 2, 4]]) { $0[0].adding($0[1], toItems: [2, 0]) },
        OperationCase("first columns", [[3, 7]]) { $0[0].firstColumns(4) },
        OperationCase("axes exchanged", [[2, 3, 4, 5]]) { $0[0].exchangingMiddleAxes() },
        OperationCase("differences", [[3, 6]]) { $0[0].differences() },
        OperationCase("patches", [[2, 3, 4, 4]]) { $0[0].patches(2) },
        OperationCase("cross-entropy", [[4, 5]]) { $0[0].crossEntropy(targets: [1, 0, 4, 2]) },
        OperationCase("mean squared error", [[3, 4], [3, 4]]) {
            Tensor.meanSquaredError($0[0], $0[1], weights: [1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1])
        },
    ]

    @Test("A gradient is the slope", arguments: GradientTests.cases) func slope(_ item: OperationCase) { item.expectSlopes() }

    @Test func gradientsAddUpUntilTheyAreCleared() {
        let x = Tensor([1, 2], shape: [2], requiresGradient: true)
        (x * x).sum().backward()
        (x * 3).sum().backward()
        #expect(x.gradient?.elements == [5, 7])
        x.clearGradient()
        #expect(x.gradient == nil)
    }

    @Test func whatIsUsedTwiceGetsBothGradients() {
        let x = Tensor([2], shape: [1], requiresGradient: true)
        let y = x * 3
        (y * y + y).sum().backward()
        #expect(x.gradient?.elements == [39])
    }

    @Test func nothingIsRecordedWithoutNeed() {
        let x = Tensor([1, 2], shape: [2])
        #expect(!(x * x).sum().requiresGradient)
    }
}
