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
