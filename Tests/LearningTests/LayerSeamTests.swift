// Gradients of what the engines are made of, at odd widths and on any number of threads.
import Learning
import Testing

@Suite struct LayerSeamTests {
    static func cases(_ width: Int) -> [OperationCase] {
        let groups = width % 4 == 0 ? 4 : 1
        let rows = 300
        let recurrent = min(width, 13)
        return [
            OperationCase("group normalisation", [[2, 60, width], [width], [width]]) {
                $0[0].groupNormalized(groups: groups, weight: $0[1], bias: $0[2])
            },
            OperationCase("group normalisation of frames", [[2, 60, 2 * width], [2 * width], [2 * width]]) {
                $0[0].groupNormalized(groups: groups, weight: $0[1], bias: $0[2], epsilon: 0.1, over: .frame)
            },
            OperationCase("modulated", [[3, 40, width], [3, width], [3, width]]) { $0[0].modulated(scale: $0[1], shift: $0[2]) },
            OperationCase("side by side and apart", [[2, 30, width], [2, 30, 5]]) {
                Tensor.sideBySide([$0[0], $0[1], $0[0]]).channels(1..<width + 3)
            },
            OperationCase("upsampled", [[2, 30, width]]) { $0[0].upsampled(2) },
            OperationCase("padded", [[2, 5, width]]) { $0[0].padded(toTime: 8) },
            OperationCase("mish", [[rows, width]]) { $0[0].activated(.mish) },
            OperationCase("leaky", [[rows, width]], gap: 0.1) { $0[0].activated(.leakyReLU(0.2)) },
            OperationCase("rectified", [[rows, width]], gap: 0.1) { $0[0].activated(.relu) },
            OperationCase("silu", [[rows, width]]) { $0[0].activated(.silu) },
            OperationCase("tanh", [[rows, width]]) { $0[0].activated(.tanh) },
            OperationCase("sigmoid", [[rows, width]]) { $0[0].activated(.sigmoid) },
            OperationCase("softmax", [[rows, width]]) { $0[0].softmax() * 5 },
            OperationCase("cross-entropy, ignoring and smoothed", [[rows, width]]) {
                $0[0].crossEntropy(targets: (0..<rows).map { $0 % 3 == 0 ? -1 : $0 % width }, ignoring: -1, smoothing: 0.2) * Float(rows)
            },
            OperationCase("smooth L1", [[rows, width + 2], [rows, width + 2]]) {
                Tensor.smoothL1($0[0], $0[1], channels: 1..<width + 1, beta: 0.7) * Float(rows)
            },
            OperationCase("attention", [[2, 9, width], [2, 7, width], [2, 7, width]]) {
                Tensor.attention(queries: $0[0], keys: $0[1], values: $0[2], heads: groups, dropout: Dropout(rate: 0.2, seed: 4))
            },
            OperationCase("attention of one tensor", [[2, 9, width]]) {
                Tensor.attention(queries: $0[0], keys: $0[0], values: $0[0], heads: groups)
            },
            OperationCase("attention in two halves", [[2, 9, width], [2, 7, width], [2, 7, width]]) {
                Tensor.attentionWeights(queries: $0[0], keys: $0[1], heads: groups).weightedMean(of: $0[2])
            },
            OperationCase("gated recurrence", [[4, 6, 3 * recurrent], [3 * recurrent, recurrent], [3 * recurrent], [4, recurrent]]) {
                $0[0].gatedRecurrence(weight: $0[1], bias: $0[2], initial: $0[3], lengths: [4, 6, 0, 1], reversed: false)
            },
            OperationCase(
                "gated recurrence backwards", [[4, 6, 3 * recurrent], [3 * recurrent, recurrent], [3 * recurrent], [4, recurrent]]
            ) {
                $0[0].gatedRecurrence(weight: $0[1], bias: $0[2], initial: $0[3], lengths: [4, 6, 0, 1], reversed: true)
            },
        ]
    }

    @Test("A gradient is the slope", arguments: WidthTests.widths) func slopes(_ width: Int) {
        for item in Self.cases(width) { item.expectSlopes(samples: 6, step: 5e-3) }
    }

    @Test("Results and gradients are the same bits for any number of threads", arguments: WidthTests.widths) func bits(_ width: Int) {
        for item in Self.cases(width) { item.expectSameBits() }
    }

    @Test func aPassThatKeepsNothingGivesTheSameNumbers() {
        var random = RandomNumbers(seed: 1)
        let (x, weight, bias) = (random.normals([2, 9, 24]), random.normals([24]), random.normals([24]))
        let (scale, shift) = (random.normals([2, 24]), random.normals([2, 24]))
        func run(_ scale: Tensor?, _ shift: Tensor?) -> [Float] {
            x.groupNormalized(groups: 4, weight: weight, bias: bias, over: .frame, scale: scale, shift: shift, activation: .mish).elements
        }
        let (modulated, plain) = (run(scale, shift), run(nil, nil))
        x.setRequiresGradient(true)
        #expect(run(scale, shift) == modulated && run(nil, nil) == plain)
    }

    @Test func mishIsItsDefinitionFarOutAsWell() {
        let x: [Float] = [-90, -20, -3, -0.5, 0, 0.5, 3, 19, 21, 88, 1000]
        let found = Tensor(x, shape: [x.count]).activated(.mish).elements
        for (x, y) in zip(x, found) {
            let exact = Double(x) * tanhOfSoftplus(Double(x))
            #expect(abs(exact - Double(y)) <= 1e-6 * max(1, abs(exact)), "\(x): \(y) against \(exact)")
        }
    }

    @Test func aStraightThroughGradientPassesTheChoice() {
        let x = Tensor([1, 2], shape: [2], requiresGradient: true)
        let y = x.straightThrough(to: Tensor([5, 7], shape: [2]))
        #expect(y.elements == [5, 7])
        (y * y).sum().backward()
        #expect(x.gradient?.elements == [10, 14])
    }

    @Test func crossEntropyOverNothingIsZero() {
        let x = Tensor([1, 2, 3, 4], shape: [2, 2], requiresGradient: true)
        let loss = x.crossEntropy(targets: [9, 9], ignoring: 9)
        loss.backward()
        #expect(loss.item == 0 && x.gradient?.elements == [0, 0, 0, 0])
    }

    @Test func ignoredRowsDoNotCount() {
        let all = Tensor([0.5, 2, -1, 3, 3, 3], shape: [2, 3]), one = Tensor([0.5, 2, -1], shape: [1, 3])
        #expect(all.crossEntropy(targets: [1, -100], ignoring: -100).item == one.crossEntropy(targets: [1]).item)
    }
}

private func tanhOfSoftplus(_ x: Double) -> Double {
    let e = exponential(min(x, 40))
    return x > 40 ? 1 : ((1 + e) * (1 + e) - 1) / ((1 + e) * (1 + e) + 1)
}

private func exponential(_ x: Double) -> Double {
    // The test's own, by halving: (e^(x / 1024))^1024 with a long series.
    let y = x / 1024
    var (sum, term) = (1.0, 1.0)
    for n in 1..<20 {
        term *= y / Double(n)
        sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
}
