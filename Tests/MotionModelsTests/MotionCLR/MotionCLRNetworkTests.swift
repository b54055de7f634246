// MotionCLR's networks against the numbers of the released code.
import Arrays
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MotionCLRNetworkTests {
    @Test func theTextEncoderIsTheReferences() throws {
        let golden = try GoldenFile("motionclr/text_encoder.npz")
        expectNear(
            try MotionCLRGolden.textEncoder(golden)(try golden["clip_tokens"]), try golden["xf_out"], abs: 1e-4, rel: 0)
    }

    @Test func timesAreEmbeddedAsByTheReference() throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let found = try MotionCLRGolden.unet().embedded(try golden.integers("temb_in_t"))
        expectNear(found.table, try golden["temb_pe"], abs: 1e-5, rel: 0, "table")
        expectNear(found.embedded, try golden["temb_out"], abs: 5e-5, rel: 0, "embedded")
        // Fresh networks have the same table.
        let small = DenoisingUNetConfiguration(
            features: 4, width: 16, levels: 1, timeWidth: try golden["temb_pe"].shape[1], times: 1000, textWidth: 8)
        let fresh = DenoisingUNet(ParameterBook(seed: 1).scope("unet"), small)
        expectNear(fresh.embedded(try golden.integers("temb_in_t")).table, try golden["temb_pe"], abs: 1e-4, rel: 0, "fresh table")
    }

    /// The lengths in the file: one is no multiple of what the levels halve.
    static let lengths = ((try? GoldenFile("motionclr/unet.npz").file.keys) ?? []).compactMap { key in
        key.hasPrefix("T") && key.hasSuffix(".x") ? String(key.dropLast(2)) : nil
    }

    @Test(arguments: lengths) func outputsAreTheReferences(_ length: String) throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let unet = try MotionCLRGolden.unet()
        let (x, memory) = (try golden[length + ".x"], try golden["enc_text"])
        let times = unet.prepare(times: try golden.integers(length + ".t")), words = unet.prepare(words: memory)
        expectNear(unet(x, times: times, words: words), try golden[length + ".cond"], abs: 1e-4, rel: 0, "with texts")
        expectNear(unet(x, times: times, words: nil), try golden[length + ".uncond_flag"], abs: 1e-4, rel: 0, "without attention")
        let guided = unet.guided(x, times: times, words: words, scale: 2.5)
        expectNear(guided, try golden[length + ".cfg"], abs: 2e-4, rel: 0, "guided")
        if golden.file.contains(length + ".half_cond") {
            let halves = unet.halves(x, times: times, words: words)
            expectNear(halves.told, try golden[length + ".half_cond"], abs: 1e-4, rel: 0, "half with texts")
            expectNear(halves.untold, try golden[length + ".half_uncond"], abs: 1e-4, rel: 0, "half without")
        }
    }

    @Test(arguments: lengths) func attentionOfEveryLayerIsTheReferences(_ length: String) throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let unet = try MotionCLRGolden.unet()
        let (x, memory) = (try golden[length + ".x"], try golden["enc_text"])
        let control = AttentionControl(unet, batch: x.shape[0], recording: Array(0..<x.shape[0]), steps: 0...1)
        _ = unet.guided(
            x, times: unet.prepare(times: try golden.integers(length + ".t")), words: unet.prepare(words: memory), scale: 2.5, hook: control
        )
        #expect(
            control.maps.count == 2 * x.shape[0] * unet.crossAttentionNames.count
                && unet.selfAttentionNames.count == unet.crossAttentionNames.count)
        for map in control.maps {
            let key = "\(length).\(map.kind == .frames ? "self" : "cross")_map.\(map.layer)"
            let expected = MotionCLRGolden.step(map.motion, of: try golden[key])
            expectNear(Tensor(map.weights), expected, abs: 1e-4, rel: 0, "\(key), motion \(map.motion)")
        }
    }

    /// Keeps the first weights of each kind.
    private final class Keeper: AttentionHook {
        var first: [String: Tensor] = [:]
        func didWeigh(_ layer: String, _ weights: inout Tensor) {
            let kind = layer.split(separator: ".").last.map(String.init) ?? ""
            if first[kind] == nil { first[kind] = weights }
        }
    }

    @Test func weightsOfAllHeadsAreTheReferences() throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let unet = try MotionCLRGolden.unet()
        let length = try #require(Self.lengths.first { golden.file.contains($0 + ".self_full.0") })
        let keeper = Keeper()
        _ = unet.guided(
            try golden[length + ".x"], times: unet.prepare(times: try golden.integers(length + ".t")),
            words: unet.prepare(words: try golden["enc_text"]), scale: 2.5, hook: keeper)
        for (kind, key) in [("self_attention", ".self_full.0"), ("cross_attention", ".cross_full.0")] {
            let found = try #require(keeper.first[kind]), expected = try golden[length + key]
            // The file has the heads last.
            let (batch, heads, rows, columns) = (found.shape[0], found.shape[1], found.shape[2], found.shape[3])
            let turned = found.reshaped([batch, heads, rows * columns, 1]).exchangingMiddleAxes().reshaped([batch, rows, columns, heads])
            #expect(turned.shape == expected.shape)
            expectNear(turned, expected, abs: 1e-4, rel: 0, "\(key)")
        }
    }

    @Test func oneMotionAmongOthersIsTheSameButForRounding() throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let unet = try MotionCLRGolden.unet()
        let length = try #require(Self.lengths.first), x = try golden[length + ".x"], memory = try golden["enc_text"]
        let times = try golden.integers(length + ".t")
        let all = unet.guided(x, times: unet.prepare(times: times), words: unet.prepare(words: memory), scale: 2.5)
        for item in 0..<x.shape[0] {
            let alone = unet.guided(
                x.items([item]), times: unet.prepare(times: [times[item]]), words: unet.prepare(words: memory.items([item])), scale: 2.5)
            expectNear(alone, all.items([item]), abs: 2e-4, rel: 0, "motion \(item)")
        }
    }

    @Test func resultsDoNotDependOnThreads() throws {
        let golden = try GoldenFile("motionclr/unet.npz")
        let length = try #require(Self.lengths.last)
        let unet = try MotionCLRGolden.unet(), x = try golden[length + ".x"], memory = try golden["enc_text"]
        expectSameBitsOnAnyThreads {
            let times = unet.prepare(times: [Int](repeating: 500, count: x.shape[0]))
            return [unet.guided(x, times: times, words: unet.prepare(words: memory), scale: 2.5).elements]
        }
    }

    private func length(_ numbers: [Float]) -> Double {
        numbers.reduce(0.0) { sum, number in sum + Double(number) * Double(number) }.squareRoot()
    }

    @Test func aTrainingStepIsTheReferences() throws {
        let golden = try GoldenFile("motionclr/train.npz")
        let weights = try GoldenFile("motionclr/unet.npz")
        let book = ParameterBook(from: weights)
        let unet = DenoisingUNet(book.scope("unet"), try DenoisingUNetConfiguration(from: weights))
        try book.finish()
        let text = try MotionCLRGolden.textEncoder(try GoldenFile("motionclr/text_encoder.npz"))
        let network = MotionCLRNetwork(text: text, unet: unet)
        book.setLearning(true)
        let (clean, times) = (try golden["x_start"], try golden.integers("t"))
        let noisy = NoiseSchedule().noised(clean, noise: try golden["noise"], times: times)
        expectNear(noisy, try golden["x_t"], abs: 1e-5, rel: 1e-5, "noisy")
        let prediction = network.predicted(
            noisy, times: times, memory: try golden["enc_text"], told: try golden.integers("cond_indices"))
        expectNear(prediction, try golden["prediction"], abs: 1e-4, rel: 0, "prediction")
        let loss = MotionCLRNetwork.loss(prediction, clean: clean, lengths: try golden.integers("lens"))
        expectNear(Double(loss.item), try golden.number("loss"), abs: 0, rel: 1e-4, "loss")
        loss.backward()
        var compared = 0
        for entry in book.entries where entry.isLearned {
            guard golden.file.contains("gradnorm." + entry.name) else { continue }
            compared += 1
            let found = entry.tensor.gradient?.elements ?? []
            let norm = length(found), expected = try golden.number("gradnorm." + entry.name)
            // The gradient of a key's bias is nothing but rounding.
            let isZero = entry.name.hasSuffix(".key.bias")
            expectNear(norm, expected, abs: isZero ? 1e-6 : 1e-9, rel: isZero ? 0 : 1e-3, "\(entry.name): \(norm), expected \(expected)")
            guard golden.file.contains("grad." + entry.name), !isZero else { continue }
            let reference = try golden.array("grad." + entry.name).elements
            let error = length(zip(found, reference).map { $0 - $1 })
            #expect(found.count == reference.count && error <= 1e-3 * max(expected, 1e-12), "\(entry.name): \(error) of \(expected)")
        }
        #expect(compared > 100)
    }

    @Test func aFreshNetworkPredictsNothingYetAndLearns() throws {
        let book = ParameterBook(seed: 3)
        let network = MotionCLRNetwork(
            book, text: TextMemoryConfiguration(clipWidth: 12, width: 8, hidden: 16, layers: 1, heads: 2),
            unet: DenoisingUNetConfiguration(features: 6, width: 16, levels: 2, timeWidth: 8, times: 1000, textWidth: 8))
        var random = RandomNumbers(seed: 5)
        let clean = random.normals([2, 9, 6]), tokens = random.normals([2, 5, 12])
        book.setLearning(true)
        let prediction = network.predicted(clean, times: [3, 900], memory: network.text(tokens), told: [1])
        #expect(prediction.elements.allSatisfy { $0 == 0 })
        MotionCLRNetwork.loss(prediction, clean: clean, lengths: [9, 4]).backward()
        let moved = book.entries.filter { ($0.tensor.gradient?.elements ?? []).contains { $0 != 0 } }.map(\.name)
        #expect(moved.contains("unet.final_conv.bias"))
    }

    @Test func networksWithoutAdaptiveNormAreRead() throws {
        let configuration = DenoisingUNetConfiguration(
            features: 6, width: 16, levels: 1, timeWidth: 8, times: 50, textWidth: 8, isAdaptive: false, hasSelfAttention: false)
        let book = ParameterBook(seed: 3)
        let unet = DenoisingUNet(book.scope("unet"), configuration)
        var random = RandomNumbers(seed: 5)
        for entry in book.entries { entry.tensor.update { numbers in for i in numbers.indices { numbers[i] += 0.1 * random.normal() } } }
        let x = random.normals([1, 7, 6]), words = unet.prepare(words: random.normals([1, 4, 8]))
        let early = unet(x, times: unet.prepare(times: [1]), words: words).elements
        let late = unet(x, times: unet.prepare(times: [40]), words: words).elements
        #expect(early.count == 42 && early != late && early.allSatisfy(\.isFinite))
        #expect(unet.selfAttentionNames.isEmpty && book.names.contains("unet.downs.0.0.conv1d.blocks.0.norm.weight"))
    }
}
