// MoMask's masked transformer and its generation against the numbers of the released code.
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MaskedTransformerTests {
    private let model: MaskedTransformer
    private static let heads = 6

    init() throws {
        model = try MaskedTransformer(from: try GoldenFile("momask/mask_forward.npz"), heads: Self.heads)
    }

    /// Logits of all places of all items, with their texts or without, as the golden file lays them out: `(items, codes, places)`.
    private func logits(_ golden: GoldenFile, hasText: Bool) throws -> (found: [Float], valid: [Bool], shape: [Int]) {
        let shape = try golden.array("ids").shape
        let (items, places) = (shape[0], shape[1])
        let ids = try golden.integers("ids"), lengths = try golden.integers("m_lens")
        let sequences = (0..<items).map { item in
            let own = Array(ids[item * places..<item * places + lengths[item]])
            return [MaskedTransformer.Sequence(tokens: own, condition: hasText ? item : nil, wanted: Array(own.indices))]
        }
        let (logits, starts) = model.logits(sequences, conditions: model.conditionRows(try golden["cond"]), table: model.inputTable())
        let codes = model.configuration.codes
        var found = [Float](repeating: 0, count: items * codes * places), valid = [Bool](repeating: false, count: items * codes * places)
        let numbers = logits.elements
        for item in 0..<items {
            var row = starts[item][0]
            for place in 0..<lengths[item] {
                for code in 0..<codes {
                    found[(item * codes + code) * places + place] = numbers[row * codes + code]
                    valid[(item * codes + code) * places + place] = true
                }
                row += 1
            }
        }
        return (found, valid, [items, codes, places])
    }

    @Test(arguments: [true, false])
    func logitsAreTheReferencesWhereNothingIsPadded(_ hasText: Bool) throws {
        let golden = try GoldenFile("momask/mask_forward.npz")
        let (found, valid, shape) = try logits(golden, hasText: hasText)
        let expected = try golden[hasText ? "logits_cond" : "logits_uncond"]
        #expect(expected.shape == shape)
        let largest = max(1, expected.elements.map(abs).max() ?? 0)
        let pairs = zip(zip(found, expected.elements), valid).filter(\.1).map(\.0)
        expectNear(pairs.map(\.0), pairs.map(\.1), abs: 1e-4 * largest)
    }

    @Test(arguments: ["gumbel", "categorical"])
    func generationReplaysTheReferencesTokensStepByStep(_ kind: String) throws {
        let golden = try GoldenFile("momask/mask_generate.npz")
        let noise = try golden.array("\(kind).noise")
        let (steps, items, places, codes) = (noise.shape[0], noise.shape[1], noise.shape[2], noise.shape[3])
        let lengths = try golden.integers("m_lens")
        var motions = (0..<items).map { item in
            MaskedSequence.new(
                length: lengths[item], mask: model.maskToken, condition: item,
                noise: TokenNoise { step, place, code in
                    noise.elements[((step * items + item) * places + place) * codes + code]
                })
        }
        let options = MaskedGenerationOptions(
            steps: steps, guidanceScale: Float(try golden.number("cond_scale")),
            sampler: TokenSampler(
                sampling: kind == "gumbel" ? .gumbel : .categorical, temperature: Float(try golden.number("temperature")),
                topkRatio: Double(Float(try golden.number("topk")).description) ?? 0))
        let seen = try golden.integers("\(kind).step_ids")
        let logits = try golden.array("\(kind).step_logits")
        let logged = [0, steps / 2, steps - 1]
        var wrong: [String] = []
        var worst: Float = 0
        model.generate(
            &motions, conditions: try golden["cond"], options: options,
            observe: { step, item, tokens, wanted, found in
                let start = (step * items + item) * places
                if tokens != Array(seen[start..<start + tokens.count]) { wrong.append("step \(step), item \(item): \(tokens)") }
                guard let at = logged.firstIndex(of: step) else { return }
                for (row, place) in wanted.enumerated() {
                    for code in 0..<codes {
                        worst = max(
                            worst, abs(found[row * codes + code] - logits.elements[((at * items + item) * codes + code) * places + place]))
                    }
                }
            })
        #expect(wrong == [])
        #expect(worst <= 5e-4 * max(1, logits.elements.map(abs).max() ?? 0))
        let expected = try golden.integers("\(kind).ids")
        for item in 0..<items { #expect(motions[item].tokens == Array(expected[item * places..<item * places + lengths[item]])) }
    }

    @Test(arguments: ["masked", "free"])
    func editingReplaysTheReferencesTokens(_ kind: String) throws {
        let golden = try GoldenFile("momask/mask_edit.npz")
        let noise = try golden.array("\(kind).noise")
        let (steps, items, places, codes) = (noise.shape[0], noise.shape[1], noise.shape[2], noise.shape[3])
        let lengths = try golden.integers("m_lens"), tokens = try golden.integers("tokens"), edited = try golden.flags("edit_mask")
        var motions = (0..<items).map { item in
            let range = item * places..<item * places + lengths[item]
            let replay = TokenNoise { step, place, code in noise.elements[((step * items + item) * places + place) * codes + code] }
            return kind == "free"
                ? MaskedSequence.free(Array(tokens[range]), condition: item, noise: replay)
                : MaskedSequence.inpainting(
                    Array(tokens[range]), where: Array(edited[range]), mask: model.maskToken, condition: item, noise: replay)
        }
        let seen = try golden.integers("\(kind).step_ids")
        var wrong: [String] = []
        let options = MaskedGenerationOptions(
            steps: steps, guidanceScale: Float(try golden.number("cond_scale")), sampler: TokenSampler(sampling: .gumbel))
        model.generate(
            &motions, conditions: try golden["cond"], options: options,
            observe: { step, item, tokens, _, _ in
                let start = (step * items + item) * places
                if tokens != Array(seen[start..<start + tokens.count]) { wrong.append("step \(step), item \(item): \(tokens)") }
            })
        #expect(wrong == [])
        let expected = try golden.integers("\(kind).ids")
        for item in 0..<items { #expect(motions[item].tokens == Array(expected[item * places..<item * places + lengths[item]])) }
    }

    @Test func aMotionIsTheSameAloneInABatchAndInAnyOrder() throws {
        let golden = try GoldenFile("momask/mask_generate.npz")
        let conditions = try golden["cond"]
        let places = try golden.array("gumbel.ids").shape[1]
        func sequence(_ item: Int) -> MaskedSequence {
            MaskedSequence.new(
                length: 3 + (item * 5) % places, mask: model.maskToken, condition: item % conditions.shape[0],
                noise: TokenNoise(key: UInt64(item), sampling: .categorical))
        }
        func scores(_ items: [Int]) -> [[Float]] {
            var motions = items.map(sequence)
            var logits = [[Float]](repeating: [], count: items.count)
            model.generate(
                &motions, conditions: conditions, options: MaskedGenerationOptions(steps: 7),
                observe: { _, item, _, _, found in
                    logits[item] += found
                })
            return logits
        }
        let together = scores(Array(0..<9))
        let backwards = scores((0..<9).reversed())
        for item in 0..<9 {
            let alone = scores([item])[0] == together[item], inAnotherOrder = backwards[8 - item] == together[item]
            #expect(alone, "motion \(item)")
            #expect(inAnotherOrder, "motion \(item)")
        }
        expectSameBitsOnAnyThreads { scores([4, 2, 7]) }
    }

    @Test func schedulesAndTablesAreTheReferences() throws {
        let golden = try GoldenFile("momask/schedules.npz")
        for key in golden.file.keys where key.hasPrefix("cos_") {
            let expected = try golden.array(key).elements
            let schedule = MaskSchedule(steps: expected.count)
            expectNear((0..<expected.count).map { schedule.share(step: $0) }, expected, abs: 1e-6)
        }
        for key in golden.file.keys where key.hasPrefix("num_masked_") {
            let parts = key.split(separator: "_")
            let steps = Int(parts[2])!, length = Int(parts[3])!
            let schedule = MaskSchedule(steps: steps)
            #expect((0..<steps).map { schedule.masked(step: $0, of: length) } == (try golden.integers(key)), "\(key)")
        }
        for key in golden.file.keys where key.hasPrefix("k_") {
            let tokens = Int(key.dropFirst(2))!
            #expect(TokenSampler().keptCount(of: tokens) == (try golden.integer(key)))
        }
        let input = try golden.array("topk_in"), output = try golden.array("topk_out").elements
        let width = input.shape[1]
        for row in 0..<input.shape[0] {
            let own = Array(input.elements[row * width..<(row + 1) * width])
            let kept = own.withUnsafeBufferPointer { TokenSampler().kept($0) }
            #expect(Set(kept) == Set((0..<width).filter { output[row * width + $0] > -.infinity }))
        }
    }
}
