// Every operation's gradient against what a small change of each input does.
import Learning
import Testing

@Suite struct GradientTests {
    private static func random(_ shape: [Int], seed: UInt64) -> Tensor {
        var random = RandomNumbers(seed: seed)
        return Tensor((0..<shape.reduce(1, *)).map { _ in random.normal() }, shape: shape)
    }

    /// Operations of several tensors, by name, with the shapes of their inputs.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let shapes: [[Int]]
        let run: @Sendable ([Tensor]) -> Tensor
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "sum", shapes: [[3, 4], [3, 4]]) { $0[0] + $0[1] },
        Case(name: "sum with a row", shapes: [[2, 3, 4], [4]]) { $0[0] + $0[1] },
        Case(name: "difference", shapes: [[3, 4], [3, 4]]) { $0[0] - $0[1] },
        Case(name: "product", shapes: [[3, 5], [3, 5]]) { $0[0] * $0[1] },
        Case(name: "scaled by a number", shapes: [[3, 5], []]) { $0[0].scaled(by: $0[1]) },
        Case(name: "exponential", shapes: [[3, 5]]) { $0[0].exponential() },
        Case(name: "gelu", shapes: [[3, 11]]) { $0[0].activated(.gelu) },
        Case(name: "quick gelu", shapes: [[3, 11]]) { $0[0].activated(.quickGELU) },
        Case(name: "silu", shapes: [[3, 11]]) { $0[0].activated(.silu) },
        Case(name: "linear", shapes: [[5, 7], [3, 7], [3]]) { $0[0].linear($0[1], bias: $0[2]) },
        Case(name: "feed-forward", shapes: [[5, 6], [9, 6], [9], [4, 9], [4]]) { $0[0].feedForward($0[1], $0[2], $0[3], $0[4], activation: .gelu) },
        Case(name: "feed-forward with dropout", shapes: [[5, 6], [16, 6], [16], [4, 16], [4]]) {
            $0[0].feedForward($0[1], $0[2], $0[3], $0[4], activation: .gelu, dropout: Dropout(rate: 0.3, seed: 5))
        },
        Case(name: "layer normalisation", shapes: [[4, 9], [9], [9]]) { $0[0].layerNormalized(weight: $0[1], bias: $0[2]) },
        Case(name: "layer normalisation without weights", shapes: [[4, 9]]) { $0[0].layerNormalized() },
        Case(name: "normalised rows", shapes: [[4, 9]]) { $0[0].normalizedRows() },
        Case(name: "self-attention", shapes: [[2, 5, 24]]) { $0[0].selfAttention(heads: 2) },
        Case(name: "self-attention, padded", shapes: [[2, 5, 24]]) {
            $0[0].selfAttention(heads: 2, mask: AttentionMask(keys: [true, true, true, false, false, true, true, true, true, true]))
        },
        Case(name: "self-attention, causal, with dropout", shapes: [[2, 5, 24]]) {
            $0[0].selfAttention(heads: 2, mask: AttentionMask(causal: true), dropout: Dropout(rate: 0.2, seed: 3))
        },
        Case(name: "cross-attention", shapes: [[2, 5, 8], [2, 3, 16]]) { $0[0].crossAttention(to: $0[1], heads: 2) },
        Case(name: "attention to one token", shapes: [[2, 8], [8, 8], [8]]) { $0[0].singleTokenAttention(time: 4, heads: 2, weight: $0[1], bias: $0[2]) },
        Case(name: "attention to one token, with dropout", shapes: [[2, 8], [8, 8], [8]]) {
            $0[0].singleTokenAttention(time: 4, heads: 2, weight: $0[1], bias: $0[2], dropout: Dropout(rate: 0.3, seed: 9))
        },
        Case(name: "joined", shapes: [[1, 4], [2, 3, 4]]) { Tensor.joined([$0[0], $0[1]], batch: 2) },
        Case(name: "one time", shapes: [[3, 4, 5]]) { $0[0].taking(times: [0, 3, 1]) },
        Case(name: "first times", shapes: [[3, 4, 5]]) { $0[0].leading(times: 2) },
        Case(name: "rows of a table", shapes: [[6, 4]]) { $0[0].rows([1, 5, 1], shape: [3]) },
        Case(name: "first columns", shapes: [[3, 7]]) { $0[0].firstColumns(4) },
        Case(name: "axes exchanged", shapes: [[2, 3, 4, 5]]) { $0[0].exchangingMiddleAxes() },
        Case(name: "differences", shapes: [[3, 6]]) { $0[0].differences() },
        Case(name: "patches", shapes: [[2, 3, 4, 4]]) { $0[0].patches(2) },
        Case(name: "cross-entropy", shapes: [[4, 5]]) { $0[0].crossEntropy(targets: [1, 0, 4, 2]) },
        Case(name: "mean squared error", shapes: [[3, 4], [3, 4]]) {
            Tensor.meanSquaredError($0[0], $0[1], weights: [1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1])
        },
    ]

    @Test("A gradient is the slope", arguments: GradientTests.cases) func slope(_ item: Case) {
        let inputs = item.shapes.enumerated().map { GradientTests.random($1, seed: UInt64($0) + 1) }
        for input in inputs { input.setRequiresGradient(true) }
        let out = item.run(inputs)
        let weights = GradientTests.random(out.shape, seed: 77)
        (out * weights).sum().backward()
        let step: Float = 1e-2
        for (number, input) in inputs.enumerated() {
            guard let gradient = input.gradient?.elements else {
                Issue.record("no gradient for input \(number)")
                continue
            }
            for i in stride(from: 0, to: input.count, by: max(1, input.count / 12)) {
                func value(_ change: Float) -> Float {
                    let old = input.elements[i]
                    input.update { $0[i] = old + change }
                    defer { input.update { $0[i] = old } }
                    return (item.run(inputs).detached() * weights).sum().item
                }
                let slope = (value(step) - value(-step)) / (2 * step)
                #expect(abs(slope - gradient[i]) <= 5e-3 + 0.02 * abs(slope), "input \(number), element \(i): \(gradient[i]) against \(slope)")
            }
        }
    }

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
