// MoMask's residual transformer and length estimator against the numbers of the released code.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct ResidualTransformerTests {
    private let model: ResidualTransformer
    private static let heads = 6

    init() throws {
        model = try ResidualTransformer(from: try GoldenFile("momask/res_forward.npz"), heads: Self.heads)
    }

    @Test(arguments: [1, 3, 5])
    func hiddenStatesAndLogitsAreTheReferences(_ quantizer: Int) throws {
        let golden = try GoldenFile("momask/res_forward.npz")
        let codes = try golden["codes"]
        let (items, places, width) = (codes.shape[0], codes.shape[1], codes.shape[2])
        let lengths = try golden.integers("m_lens")
        let inputs = model.inputRows(codes.reshaped([items * places, width]))
        let conditions = model.conditionRows(try golden["cond"])
        let sequences = (0..<items).map { [ResidualTransformer.Sequence(start: $0 * places, count: lengths[$0], condition: $0)] }
        let (hidden, starts) = model.hidden(sequences, inputs: inputs, quantizer: quantizer, conditions: conditions)
        let logits = model.logits(hidden, quantizer: quantizer)
        for (name, found, scale) in [("hidden", hidden, Float(1e-4)), ("logits", logits, 1e-4)] {
            let expected = try golden.array("q\(quantizer).\(name)")
            let largest = max(1, expected.elements.map(abs).max() ?? 0)
            let columns = expected.shape[1]
            let numbers = found.elements
            var worst: Float = 0
            for item in 0..<items {
                var row = starts[item][0]
                for place in 0..<lengths[item] {
                    for column in 0..<columns {
                        worst = max(
                            worst,
                            abs(numbers[row * found.shape[1] + column] - expected.elements[(item * columns + column) * places + place]))
                    }
                    row += 1
                }
            }
            #expect(worst <= scale * largest, "q\(quantizer).\(name): \(worst)")
        }
    }

    @Test(arguments: ["cs5", "cs2", "cs2_layers3"])
    func generationReplaysTheReferencesTokens(_ kind: String) throws {
        let golden = try GoldenFile("momask/res_generate.npz")
        let noise = try golden.array("\(kind).noise")
        let (layers, items, places, outputs) = (noise.shape[0], noise.shape[1], noise.shape[2], noise.shape[3])
        let lengths = try golden.integers("m_lens"), base = try golden.integers("base_ids")
        var motions = (0..<items).map { item in
            ResidualSequence(
                base: Array(base[item * places..<item * places + lengths[item]]), condition: item,
                noise: TokenNoise { layer, place, token in noise.elements[((layer * items + item) * places + place) * outputs + token] })
        }
        let scale: Float = kind == "cs5" ? 5 : 2
        let logits = kind == "cs5" ? try golden.array("cs5.step_logits") : nil
        var worst: Float = 0
        model.generate(
            &motions, conditions: try golden["cond"], options: ResidualGenerationOptions(guidanceScale: scale, layers: layers),
            observe: { layer, item, found in
                guard let logits else { return }
                for place in 0..<lengths[item] {
                    for token in 0..<outputs {
                        worst = max(
                            worst,
                            abs(
                                found[place * outputs + token]
                                    - logits.elements[((layer * items + item) * outputs + token) * places + place]))
                    }
                }
            })
        if let logits { #expect(worst <= 5e-4 * max(1, logits.elements.map(abs).max() ?? 0)) }
        let expected = try golden.array("\(kind).all_ids")
        let all = try golden.integers("\(kind).all_ids")
        for item in 0..<items {
            for place in 0..<lengths[item] {
                let start = (item * places + place) * expected.shape[2]
                #expect(motions[item].tokens[place] == Array(all[start..<start + expected.shape[2]]), "item \(item), place \(place)")
            }
        }
    }

    @Test func aMotionIsTheSameAloneAndInABatch() throws {
        let golden = try GoldenFile("momask/res_generate.npz")
        let conditions = try golden["cond"]
        let base = try golden.integers("base_ids").filter { $0 >= 0 }
        func tokens(_ items: [Int]) -> [[Float]] {
            var motions = items.map { item in
                ResidualSequence(
                    base: Array(base.prefix(2 + item)), condition: item % conditions.shape[0],
                    noise: TokenNoise(key: UInt64(item), sampling: .gumbel))
            }
            var logits = [[Float]](repeating: [], count: items.count)
            model.generate(&motions, conditions: conditions, options: ResidualGenerationOptions(), observe: { logits[$1] += $2 })
            return logits
        }
        let together = tokens(Array(0..<7))
        for item in 0..<7 {
            let isSame = tokens([item])[0] == together[item]
            #expect(isSame, "motion \(item)")
        }
        expectSameBitsOnAnyThreads { tokens([5, 1]) }
    }

    @Test func withoutSharedWeightsTheProductCountsTwice() throws {
        let golden = try GoldenFile("momask/res_noshare_project.npz")
        let weights = try golden["output_proj_weight"], biases = try golden["output_proj_bias"]
        let hidden = try golden.array("hidden"), expected = try golden.array("logits"), quantizers = try golden.integers("qids")
        let (items, width, places) = (hidden.shape[0], hidden.shape[1], hidden.shape[2])
        let rows = weights.shape[1]
        for item in 0..<items {
            let own = Tensor(
                (0..<places).flatMap { place in (0..<width).map { hidden.elements[(item * width + $0) * places + place] } },
                shape: [places, width])
            let projection = Tensor(
                Array(weights.elements[(quantizers[item] - 1) * rows * width..<quantizers[item] * rows * width]), shape: [rows, width])
            let bias = Tensor(Array(biases.elements[(quantizers[item] - 1) * rows..<quantizers[item] * rows]), shape: [rows])
            let found = ResidualTransformer.unsharedLogits(own, projection: projection, bias: bias).elements
            let largest = max(1, expected.elements.map(abs).max() ?? 0)
            for place in 0..<places {
                for row in 0..<rows {
                    #expect(abs(found[place * rows + row] - expected.elements[(item * rows + row) * places + place]) <= 1e-4 * largest)
                }
            }
        }
    }

    @Test func lengthsAreDrawnAsTheReferenceDrawsThem() throws {
        let golden = try GoldenFile("momask/length_estimator.npz")
        let estimator = try LengthEstimator(from: golden)
        let logits = estimator.logits(try golden["x"])
        let expected = try golden["logits"]
        expectNear(logits.elements, expected.elements, abs: 1e-4 * max(1, expected.elements.map(abs).max() ?? 0))
        let noise = try golden.array("noise").elements
        let classes = expected.shape[1]
        let drawn = logits.withElements { all in
            (0..<expected.shape[0]).map { row in
                LengthEstimator.draw(UnsafeBufferPointer(rebasing: all[row * classes..<(row + 1) * classes])) { noise[row * classes + $0] }
            }
        }
        #expect(drawn == (try golden.integers("token_lens")))
    }
}
