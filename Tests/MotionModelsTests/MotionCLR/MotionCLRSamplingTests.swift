// Samplers, edits and exports of MotionCLR against the numbers of the released code.
import ArrayFiles
import Arrays
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MotionCLRSamplingTests {
    @Test func noiseLevelsAndTimesAreTheReferences() throws {
        let golden = try GoldenFile("motionclr/sample.npz")
        let schedule = NoiseSchedule()
        expectNear(schedule.kept, try golden.doubles("alphas_cumprod"), abs: 0, rel: 1e-6)
        for key in golden.file.keys where key.hasPrefix("timesteps") {
            let suffix = key.dropFirst("timesteps".count)
            let times = try golden.integers(key)
            let steps = SamplingSteps(.dpmSolver, count: times.count, schedule: schedule)
            #expect(steps.times == times, "\(key)")
            expectNear(steps.sigmas, try golden.doubles("sigmas" + suffix), abs: 0, rel: 3e-6, "\(key)")
        }
        #expect(SamplingSteps(.dpmSolver, count: 1).times == [999])
    }

    @Test func aWholeRunIsTheReferences() throws {
        let golden = try GoldenFile("motionclr/sample.npz")
        let network = try MotionCLRGolden.network()
        let (begin, added) = (try golden["x_T"], try golden["step_noise"])
        let (predictions, trajectory) = (try golden["predictions"], try golden["trajectory"])
        let steps = SamplingSteps(.dpmSolver, count: try golden.integers("timesteps").count)
        let scale = Float(try golden.number("cfg_scale"))
        let made = try network.sample(
            memory: try golden["enc_text"], frames: begin.shape[1], steps: steps, guidance: scale,
            noise: MotionCLRGolden.noise(begin: begin, added: added),
            observe: { step, prediction, x in
                expectNear(prediction, MotionCLRGolden.step(step, of: predictions), abs: 1e-3, rel: 0, "prediction \(step)")
                expectNear(x, MotionCLRGolden.step(step, of: trajectory), abs: 1e-3, rel: 0, "step \(step)")
            })
        expectNear(made, MotionCLRGolden.step(steps.count - 1, of: trajectory), abs: 1e-3, rel: 0)
        // Step by step, each from where the reference was.
        let unet = network.unet, times = unet.prepare(times: steps.times), words = unet.prepare(words: try golden["enc_text"])
        for step in 1..<steps.count {
            let prediction = unet.guided(
                MotionCLRGolden.step(step - 1, of: trajectory), times: times.items([Int](repeating: step, count: begin.shape[0])),
                words: words,
                scale: scale)
            expectNear(prediction, MotionCLRGolden.step(step, of: predictions), abs: 2e-4, rel: 0, "prediction \(step) alone")
        }
    }

    @Test(arguments: [DiffusionSampler.ddpm, .ddim, .deis]) func otherSamplersAreTheReferences(_ sampler: DiffusionSampler) throws {
        let golden = try GoldenFile("motionclr/schedulers.npz")
        let name = sampler.rawValue
        let trajectory = try golden[name + ".trajectory"], times = try golden.integers(name + ".timesteps")
        let noise = golden.file.contains(name + ".noise") ? try golden[name + ".noise"] : nil
        let steps = SamplingSteps(sampler, count: times.count)
        #expect(steps.times == times)
        var run = SamplerRun(steps)
        var x = try golden["x_T"]
        let weights = try golden["W"]
        // tanh(x W) stands for the network.
        let turned = weights.reshaped([1] + weights.shape + [1]).exchangingMiddleAxes().reshaped(weights.shape.reversed())
        for step in 0..<steps.count {
            let prediction = x.linear(turned).activated(.tanh)
            x = run.advance(step, x, prediction: prediction) { noise.map { MotionCLRGolden.step(step, of: $0) } ?? x * 0 }
            expectNear(x, MotionCLRGolden.step(step, of: trajectory), abs: 1e-3, rel: 1e-4, "\(name), step \(step)")
        }
    }

    @Test func samplersThatCannotWorkAreRefused() throws {
        #expect(problem { _ = try DiffusionSampler(named: "pndm", path: "release") }.contains("predicts the motion"))
        #expect(problem { _ = try DiffusionSampler(named: "euler", path: "release") }.contains("dpmsolver, ddpm, ddim, deis"))
        let found = try DiffusionSampler(named: "ddim", path: "release")
        #expect(found == .ddim)
    }

    @Test func ordersOfNumbersAreTorchs() throws {
        let golden = try GoldenFile("motionclr/edit.npz")
        var compared = 0
        for key in golden.file.keys where key.hasPrefix("randperm.seed") {
            let parts = key.split(separator: ".")
            let seed = try #require(Int(parts[1].dropFirst(4))), count = try #require(Int(parts[2].dropFirst(1)))
            #expect(TorchPermutation.of(count, seed: seed) == (try golden.integers(key)), "\(key)")
            compared += 1
        }
        #expect(compared > 0 && TorchPermutation.of(0, seed: 1).isEmpty)
    }

    // MARK: Edits

    private func run(_ edits: [AttentionEdit], recording: [Int] = [], steps recorded: ClosedRange<Int> = AttentionEdit.always) throws -> (
        predictions: [Tensor], made: Tensor, control: AttentionControl
    ) {
        let golden = try GoldenFile("motionclr/edit.npz")
        let network = try MotionCLRGolden.network()
        let (begin, added) = (try golden["x_T"], try golden["step_noise"])
        let control = AttentionControl(network.unet, batch: begin.shape[0], edits: edits, recording: recording, steps: recorded)
        var predictions: [Tensor] = []
        let made = try network.sample(
            memory: try golden["enc_text"], frames: begin.shape[1], steps: SamplingSteps(.dpmSolver, count: added.shape[0]), guidance: 2.5,
            noise: MotionCLRGolden.noise(begin: begin, added: added), control: control,
            observe: { _, prediction, _ in predictions.append(prediction) })
        return (predictions, made, control)
    }

    @Test(arguments: ["reweight", "erase", "replace", "shift", "example", "style"]) func editsAreTheReferences(_ name: String) throws {
        let golden = try GoldenFile("motionclr/edit.npz")
        let bytes = try golden.array(name + ".config_json").elements.map { UInt8($0) }
        let folder = try TestFolder()
        let (edits, words) = try AttentionEdit.original(contentsOf: try folder.write(bytes, "edit.yaml"))
        #expect(!edits.isEmpty && words > 0)
        let found = try run(edits)
        let expected = try golden[name + ".predictions"]
        for (step, prediction) in found.predictions.enumerated() {
            expectNear(prediction, MotionCLRGolden.step(step, of: expected), abs: 1e-3, rel: 0, "\(name), step \(step + 1)")
        }
        expectNear(found.made, try golden[name + ".final"], abs: 1e-3, rel: 0, "\(name)")
    }

    @Test func exportedMapsAreTheReferencesAndRecordingChangesNothing() throws {
        let golden = try GoldenFile("motionclr/edit.npz")
        let found = try run([], recording: [0])
        expectNear(found.made, try golden["none.final"], abs: 1e-3, rel: 0)
        var compared = 0
        for map in found.control.maps {
            let key = "none.\(map.kind == .frames ? "self" : "cross").step\(map.step).layer\(map.layer)"
            guard golden.file.contains(key) else { continue }
            compared += 1
            let expected = try golden.array(key)
            let exported = map.exported(words: map.kind == .frames ? 0 : expected.shape[1])
            #expect(exported.shape == expected.shape)
            expectNear(exported.elements, expected.elements.map { Double($0) }, abs: 1e-4, rel: 0, "\(key)")
        }
        #expect(compared == golden.file.keys.filter { $0.hasPrefix("none.") && $0.contains(".layer") }.count && compared > 0)
        let folder = try TestFolder()
        try AttentionMap.write(found.control.maps.filter { $0.step == 1 && $0.layer == 0 }, words: 3, to: folder.path)
        let time = try golden["x_T"].shape[1]
        #expect(try folder.names("vis-self/step1") == ["layer0_heatmap_\(time)_\(time).npy"])
        #expect(try folder.names("vis-cross/step1") == ["layer0_lines_\(time)_3.npy"])
    }

    @Test func editsLeaveTheReferenceMotionAsItIs() throws {
        let plain = try run([]).made
        for change: AttentionEdit.Change in [
            .reweigh(columns: [2], by: 0.5), .erase(columns: [2], factor: 0, from: 0, to: 1), .takeFrameWeights,
            .takeWordWeights(except: [3]),
            .shift(0.3), .takeQueries,
        ] {
            let made = try run([AttentionEdit(change)]).made
            let reference =
                made.items([0]).elements == plain.items([0]).elements
                || excess(made.items([0]).elements, plain.items([0]).elements, abs: 1e-4, rel: 0) == 0
            #expect(reference, "\(change)")
            let isEdited = excess(made.items([1]).elements, plain.items([1]).elements, abs: 0.01, rel: 0) > 0
            #expect(isEdited, "\(change)")
        }
    }

    @Test(arguments: [
        ("reweighting_attn: {use: true, weight: 1}", "weight"), ("blur: {use: true}", "blur"),
        ("reweighting_attn: {use: true, idx: -1}", "idx: -1"), ("time_shift: {use: true, time_shift_ratio: 3}", "time_shift_ratio"),
        ("example_based: {use: true, chunk_size: 0}", "chunk_size"), ("grounded_generation: {use: true}", "grounded_generation"),
        ("indexnum: 0", "indexnum"),
    ])
    func filesOfEditsThatCannotBeMeantAreRefused(_ text: String, _ words: String) throws {
        let folder = try TestFolder()
        let path = try folder.write(text + "\n", "edit.yaml")
        let said = problem { _ = try AttentionEdit.original(contentsOf: path) }
        #expect(said.contains(words), "\(said)")
    }

    @Test func wordsAreFoundByTheirTokens() throws {
        let prompt = PromptWords("A man jumps twice, then somersaultingly jumps.")
        #expect(prompt.words.map(\.text).contains("somersaultingly"))
        let long = try prompt.word("Somersaultingly")
        #expect(long.columns.count > 1)
        let man = try prompt.word("man"), second = try prompt.word("jumps#2")
        #expect(man.columns == 2..<3 && second.columns.lowerBound > long.columns.lowerBound)
        #expect(problem { _ = try prompt.word("jumps") }.contains("2 times"))
        #expect(problem { _ = try prompt.word("walk") }.contains("one of a, man"))
        #expect(problem { _ = try prompt.word("") }.contains("is no word"))
    }
}
