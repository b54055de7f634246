// Attention can be looked into and changed, layer by layer, and is the same when nobody does.
import Learning
import Testing

@Suite struct AttentionHookTests {
    private final class Recorder: AttentionHook {
        var layers: [String] = []
        var weights: [Tensor] = []
        func didWeigh(_ layer: String, _ weights: inout Tensor) {
            layers.append(layer)
            self.weights.append(weights)
        }
    }

    /// Lets the second item look where the first does.
    private final class SameLook: AttentionHook {
        func didWeigh(_ layer: String, _ weights: inout Tensor) {
            let half = weights.count / 2
            weights = Tensor(Array(weights.elements[..<half]) + weights.elements[..<half], shape: weights.shape)
        }
    }

    private final class OtherQueries: AttentionHook {
        func willAttend(_ layer: String, _ inputs: inout AttentionInputs) { inputs.queries = inputs.queries * 0 }
        func wantsWeights(_ layer: String) -> Bool { false }
    }

    private func layer() -> (TransformerEncoderLayer, Tensor) {
        var random = RandomNumbers(seed: 6)
        let book = ParameterBook(seed: 5)
        return (TransformerEncoderLayer(book.scope("layers.0"), width: 24, heads: 3, hidden: 16), random.normals([2, 7, 24]))
    }

    @Test func lookingChangesNothing() {
        let (layer, x) = layer()
        let recorder = Recorder()
        let seen = layer(x, mask: AttentionMask(), hook: recorder)
        #expect(seen.elements == layer(x, mask: AttentionMask()).elements)
        #expect(
            layer(x, mask: AttentionMask(), leading: 2, hook: recorder).elements == layer(x, mask: AttentionMask(), leading: 2).elements)
        #expect(recorder.layers == ["layers.0.self_attn", "layers.0.self_attn"])
        #expect(recorder.weights[0].shape == [2, 3, 7, 7])
        #expect(
            stride(from: 0, to: recorder.weights[0].count, by: 7).allSatisfy {
                abs(recorder.weights[0].elements[$0..<$0 + 7].reduce(0, +) - 1) < 1e-5
            })
    }

    @Test func whatIsChangedIsUsed() {
        let (layer, x) = layer()
        let plain = layer(x, mask: AttentionMask()).elements
        let same = layer(x, mask: AttentionMask(), hook: SameLook()).elements
        #expect(Array(same[..<168]) == Array(plain[..<168]) && same[168...] != plain[168...])
        // Without queries every key weighs the same: the mean of all values, at all times.
        var random = RandomNumbers(seed: 8)
        let (q, k, v) = (random.normals([1, 3, 4]), random.normals([1, 5, 4]), random.normals([1, 5, 4]))
        let even = Tensor.attention(queries: q, keys: k, values: v, heads: 2, layer: "one", hook: OtherQueries()).elements
        for i in 0..<12 {
            let mean = (0..<5).reduce(Float(0)) { $0 + v.elements[$1 * 4 + i % 4] } / 5
            #expect(abs(even[i] - mean) < 1e-6)
        }
    }

    @Test func gradientsPassAWatchedLayer() {
        let (layer, x) = layer()
        func gradient(_ hook: (any AttentionHook)?) -> [Float] {
            let input = Tensor(x.array, requiresGradient: true)
            (layer(input, mask: AttentionMask(), hook: hook) * layer(input, mask: AttentionMask(), hook: hook)).sum().backward()
            return input.gradient?.elements ?? []
        }
        let (plain, watched) = (gradient(nil), gradient(Recorder()))
        #expect(plain.count == watched.count && zip(plain, watched).allSatisfy { abs($0 - $1) < 1e-4 })
    }
}
