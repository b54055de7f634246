// Results do not depend on how many threads there are.
import Learning
import TestSupport
import Testing
import Workers

@Suite(.serialized) struct SameBitsTests {
    @Test func aTransformerLayerComputesTheSameWithAnyNumberOfThreads() {
        var random = RandomNumbers(seed: 1)
        let x = (0..<8 * 70 * 64).map { _ in random.normal() }
        let arrays = expectSameBitsOnAnyThreads {
            let book = ParameterBook(seed: 2)
            let layer = TransformerEncoderLayer(book.scope(), width: 64, heads: 4, hidden: 128)
            book.setLearning(true)
            let input = Tensor(x, shape: [8, 70, 64], requiresGradient: true)
            let out = layer(input, mask: AttentionMask(), dropout: DropoutSource(rate: 0.1, seed: 3))
            (out * out).sum().backward()
            return ([out, input.gradient ?? out] + book.parameters.compactMap(\.gradient)).map(\.elements)
        }
        #expect(arrays.count == 14)
    }

    @Test(
        "A group of rows comes out the same whatever other groups there are",
        arguments: [(1152, 384), (1024, 384), (384, 1024), (150, 64), (512, 1030)])
    func rowsDoNotDependOnOthers(_ outputs: Int, _ inputs: Int) {
        var random = RandomNumbers(seed: 7)
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in random.normal() } }
        let rows = 1200
        let x = numbers(rows * inputs)
        let weight = Tensor(numbers(outputs * inputs), shape: [outputs, inputs]), bias = Tensor(numbers(outputs), shape: [outputs])
        let back = Tensor(numbers(outputs * inputs), shape: [inputs, outputs]), backBias = Tensor(numbers(inputs), shape: [inputs])
        func results(_ range: Range<Int>) -> (linear: [Float], both: [Float]) {
            let part = Tensor(Array(x[range.lowerBound * inputs..<range.upperBound * inputs]), shape: [range.count, inputs])
            return (part.linear(weight, bias: bias).elements, part.feedForward(weight, bias, back, backBias, activation: .gelu).elements)
        }
        let whole = results(0..<rows)
        for range in [0..<12, 24..<84, 108..<216, 300..<660, 12..<1200] {
            let part = results(range)
            let linearIsSame = part.linear == Array(whole.linear[range.lowerBound * outputs..<range.upperBound * outputs])
            let bothAreSame = part.both == Array(whole.both[range.lowerBound * inputs..<range.upperBound * inputs])
            #expect(linearIsSame && bothAreSame, "rows \(range)")
        }
    }

    @Test func dropoutDropsItsShareAndIsTheSameEachTime() {
        let x = Tensor(repeating: 1, shape: [100_000])
        let a = x.dropped(Dropout(rate: 0.3, seed: 4)).elements, b = x.dropped(Dropout(rate: 0.3, seed: 4)).elements
        #expect(a == b && a != x.dropped(Dropout(rate: 0.3, seed: 5)).elements)
        let dropped = Double(a.count { $0 == 0 }) / Double(a.count)
        #expect(abs(dropped - 0.3) < 0.01, "\(dropped)")
        #expect(a.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    }

    @Test func loopsWithinLoopsAndInForkedProcessesEnd() {
        // The inner loop finds the team busy, and is run by its caller.
        let counts = Tensor(repeating: 0, shape: [64])
        counts.update { counts in
            let base = counts.baseAddress.map { UInt(bitPattern: $0) } ?? 0
            ThreadTeam.forEachUnchecked(pieces: 8) { outer in
                ThreadTeam.forEachUnchecked(pieces: 8) { inner in
                    UnsafeMutablePointer<Float>(bitPattern: base)?[outer * 8 + inner] += 1
                }
            }
        }
        #expect(counts.elements.allSatisfy { $0 == 1 })
    }
}
