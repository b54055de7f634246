// MotionCLR as a whole: its files as released, and motions that do not depend on each other.
import ArrayFiles
import Arrays
import CLIP
import Files
import GoldenTensors
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MotionCLRTests {
    private static let release = "motionclr/checkpoints/t2m/release"

    @Test func theReleasedFolderIsReadAsItIs() throws {
        let folder = Fixtures.path(Self.release)
        for path in [
            folder, folder + "/", Fixtures.path("motionclr/checkpoints/t2m"), Fixtures.path("motionclr"), folder + "/model/latest.tar",
        ] {
            let files = try MotionCLRFiles(path)
            #expect(files.weights == folder + "/model/latest.tar", "\(path)")
        }
        let model = try MotionCLR(try MotionCLRFiles(folder))
        #expect(MotionCLRFiles.areIn(folder) && !MoMaskFiles.areIn(folder))
        // The networks are those of the golden numbers.
        let golden = try GoldenFile("motionclr/text_encoder.npz")
        expectNear(model.network.text(try golden["clip_tokens"]), try golden["xf_out"], abs: 1e-4, rel: 0)
        let network = try GoldenFile("motionclr/unet.npz")
        let length = try #require(MotionCLRNetworkTests.lengths.first), unet = model.network.unet
        let found = unet.guided(
            try network[length + ".x"], times: unet.prepare(times: try network.integers(length + ".t")),
            words: unet.prepare(words: try network["enc_text"]), scale: model.files.options.guidance)
        expectNear(found, try network[length + ".cfg"], abs: 2e-4, rel: 0)
        #expect(model.mean.count == unet.configuration.features)
    }

    // MARK: A model of a test's own

    /// Weights of a small network that makes whole motions, none of them zero. Of groups of two channels the normalisation would make signs,
    /// and of rounding other motions.
    private func weights(features: Int = 263, seed: UInt64 = 3) -> [(name: String, data: TensorData)] {
        let book = ParameterBook(seed: seed)
        _ = MotionCLRNetwork(
            book, text: TextMemoryConfiguration(clipWidth: 16, width: 8, hidden: 16, layers: 1, heads: 4),
            unet: DenoisingUNetConfiguration(features: features, width: 64, levels: 2, timeWidth: 8, times: 1000, textWidth: 8))
        var random = RandomNumbers(seed: seed)
        return book.entries.map { entry in
            let numbers = entry.tensor.elements.map { entry.isLearned ? $0 + 0.05 * random.normal() : $0 }
            return (entry.name, TensorData(shape: entry.tensor.shape, numbers))
        }
    }

    private func dictionary(_ tensors: [(name: String, data: TensorData)], prefix: String = "") -> TorchValue {
        .orderedDictionary(tensors.map { (.string(prefix + $0.name), .tensor($0.data)) })
    }

    private func statistics(_ folder: TestFolder, _ mean: String, _ std: String, count: Int = 263) throws {
        let path = folder(mean)
        if let slash = path.lastIndex(of: "/") { try Folders.makeAll(String(path[..<slash])) }
        try NDArray<Float>(repeating: 0.1, shape: [count]).write(npy: path)
        try NDArray<Float>(repeating: 0.2, shape: [count]).write(npy: folder(std))
    }

    /// A folder as released; the tar at the top or in `model`.
    private func released(_ entries: [(key: TorchValue, value: TorchValue)], at place: String = "model/latest.tar", options: String = "")
        throws -> TestFolder
    {
        let folder = try TestFolder()
        try Folders.makeAll(folder("model"))
        try TorchFile.write(.dictionary(entries), to: folder(place))
        try folder.write(
            "------------ Options -------------\ndim_mults: [2, 2, 2, 2]\n\(options)-------------- End ----------------\n", "opt.txt")
        try statistics(folder, "meta/mean.npy", "meta/std.npy")
        return folder
    }

    private func clip(_ folder: TestFolder) throws -> TextTower {
        let model = try CLIPModel(
            CLIPConfiguration(
                embedding: 12, resolution: 32, patch: 32, imageWidth: 16, imageLayers: 1, imageHeads: 2, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 16, textLayers: 1, textHeads: 2), seed: 4)
        return TextTower { model }
    }

    @Test func theAverageIsPreferredAndTheTarMayLieAtTheTop() throws {
        let (own, average) = (weights(seed: 3), weights(seed: 8))
        func bias(_ model: MotionCLR) -> [Float] {
            model.network.unet(
                Tensor(repeating: 0, shape: [1, 16, 263]), times: model.network.unet.prepare(times: [0]), words: nil
            ).elements
        }
        let encoder = (key: TorchValue.string("encoder"), value: dictionary(own))
        let plain = try released(
            [(.string("opt_encoder"), .dictionary([])), (.string("total_it"), .integer(5)), encoder], at: "latest.tar")
        let last = bias(try MotionCLR(try MotionCLRFiles(plain.path)))
        // As torch.optim.swa_utils.AveragedModel saves it, too.
        for prefix in ["", "module."] {
            var tensors = average
            tensors.insert(("n_averaged", TensorData(shape: [], [Float(3)])), at: 0)
            let entries = tensors.map {
                (key: TorchValue.string(($0.name == "n_averaged" ? "" : prefix) + $0.name), value: TorchValue.tensor($0.data))
            }
            let folder = try released([encoder, (.string("model_ema"), .orderedDictionary(entries))])
            let files = try MotionCLRFiles(folder.path)
            let (averaged, stepped) = (bias(try MotionCLR(files)), bias(try MotionCLR(files, usesAverage: false)))
            #expect(stepped == last && averaged != last, "\(prefix)")
        }
    }

    @Test func motiusFolderIsRead() throws {
        if Fixtures.has("motionclr/motius/model.safetensors") {
            let model = try MotionCLR(try MotionCLRFiles(Fixtures.path("motionclr/motius")))
            let golden = try GoldenFile("motionclr/text_encoder.npz")
            expectNear(model.network.text(try golden["clip_tokens"]), try golden["xf_out"], abs: 1e-4, rel: 0)
        }
        let folder = try motius()
        let files = try MotionCLRFiles(folder.path)
        #expect(files.options.samplingSteps == 3 && files.options.guidance == 2.5 && files.weights.hasSuffix("model.safetensors"))
        #expect(MotionCLRFiles.areIn(folder.path))
    }

    private func motius(network: String = "\"text_num_heads\": 4", features: Int = 263) throws -> TestFolder {
        let folder = try TestFolder()
        try SafeTensorsFile.write(weights(features: features), to: folder("model.safetensors"))
        try folder.write(
            "{\"format\": \"motius-motionclr-v1\", \"network\": {\(network)}, \"weights\": \"model.safetensors\", \"statistics\": {\"mean\": \"Mean.npy\", \"std\": \"Std.npy\"}, \"text_encoder\": {\"path\": null}, \"inference\": {\"diffuser_name\": \"dpmsolver\", \"num_inference_steps\": 3, \"guidance_scale\": 2.5}}",
            "motionclr_config.json")
        try statistics(folder, "Mean.npy", "Std.npy")
        return folder
    }

    @Test func motionsDoNotDependOnEachOther() throws {
        let folder = try motius()
        let generator = MotionCLRGenerator(try MotionCLR(try MotionCLRFiles(folder.path)), clip: try clip(folder))
        func joints(_ request: GenerationRequest) throws -> [[Float]] {
            try generator.generate(request).map { $0.fittedJoints?.elements ?? [] }
        }
        let prompts = ["a person walks", "a person jumps high", "a person walks"]
        let together = try joints(GenerationRequest(prompts: prompts, frameCounts: [40, 61, 40], seed: 7, repeats: 2))
        #expect(together.count == 6 && together.map { $0.count / 66 } == [40, 40, 61, 61, 40, 40])
        let alone = try joints(GenerationRequest(prompts: ["a person jumps high"], frameCounts: [61], seed: 7, repeats: 2))
        #expect(alone[0] == together[2] && alone[1] == together[3])
        // The same words again are further repeats, and repeats differ; so do seeds.
        #expect(Set(together).count == 6)
        let other = try joints(GenerationRequest(prompts: ["a person jumps high"], frameCounts: [61], seed: 8))
        #expect(other[0] != alone[0])
        #expect(together.allSatisfy { $0.allSatisfy(\.isFinite) })
    }

    @Test func theReleasedWayMakesMotionsTogether() throws {
        let folder = try motius()
        let generator = MotionCLRGenerator(try MotionCLR(try MotionCLRFiles(folder.path)), clip: try clip(folder))
        func joints(_ prompts: [String], _ frames: [Int], compat: Bool) throws -> [[Float]] {
            let options = GenerationOptions(own: [MotionCLRGenerator.isCompatible: .bool(compat)])
            return try generator.generate(GenerationRequest(prompts: prompts, frameCounts: frames, seed: 7, options: options)).map {
                $0.fittedJoints?.elements ?? []
            }
        }
        let prompts = ["a person walks", "a person jumps high"]
        let together = try joints(prompts, [40, 61], compat: true), own = try joints(prompts, [40, 61], compat: false)
        #expect(together.map { $0.count / 66 } == [40, 61])
        // The shorter one is another motion for the longer one beside it; the longer one is the same but for rounding.
        #expect(excess(together[0], own[0], abs: 1e-3, rel: 0) > 0)
        #expect(excess(together[1], own[1], abs: 2e-2, rel: 1e-2) == 0)
    }

    @Test func anEditBeginsWithTheReferencesNoise() throws {
        let folder = try motius()
        let generator = MotionCLRGenerator(try MotionCLR(try MotionCLRFiles(folder.path)), clip: try clip(folder))
        let settings = try MotionCLRGenerator.Settings([:], for: generator.model)
        let prompts = ["a person jumps", "a person jumps"]
        let jumps = try PromptWords(prompts[0]).word("jumps")
        func made(_ edits: [AttentionEdit], sharesNoise: Bool = true, recording: [Int] = []) throws -> (
            joints: [[Float]], maps: [AttentionMap]
        ) {
            let found = try generator.edited(
                MotionCLRGenerator.EditRequest(
                    prompts: prompts, frames: 50, seed: 7, edits: edits, sharesNoise: sharesNoise, recording: recording),
                settings: settings)
            return (found.motions.map { $0.fittedJoints?.elements ?? [] }, found.maps)
        }
        let plain = try made([])
        #expect(excess(plain.joints[0], plain.joints[1], abs: 1e-3, rel: 0) == 0)
        let alone = try generator.generate(GenerationRequest(prompts: [prompts[0]], frameCounts: [50], seed: 7))
        #expect(excess(plain.joints[0], alone[0].fittedJoints?.elements ?? [], abs: 1e-2, rel: 1e-2) == 0)
        let louder = try made([AttentionEdit(.reweigh(columns: Array(jumps.columns), by: 1))], recording: [0, 1])
        #expect(excess(louder.joints[0], plain.joints[0], abs: 1e-3, rel: 0) == 0)
        #expect(excess(louder.joints[1], plain.joints[1], abs: 1e-3, rel: 0) > 0)
        // The word's curve is higher by what was added.
        let curves = [0, 1].map { motion in
            louder.maps.first { $0.kind == .words && $0.motion == motion }.map { $0.weights[0, jumps.columns.lowerBound] } ?? 0
        }
        expectNear(Double(curves[1] - curves[0]), 1, abs: 1e-4)
        #expect(try made([], sharesNoise: false).joints[0] != made([], sharesNoise: false).joints[1])
        #expect(problem { _ = try made([AttentionEdit(.takeQueries, target: 2)]) }.contains("motion 3 of 2"))
    }

    @Test func lengthsProgressAndOptionsAreTold() throws {
        let folder = try motius()
        let generator = MotionCLRGenerator(try MotionCLR(try MotionCLRFiles(folder.path)), clip: try clip(folder))
        var notes: [String] = [], shares: [Double] = []
        let made = try generator.generate(
            GenerationRequest(prompts: ["a person walks"], options: GenerationOptions()),
            observer: GenerationObserver(note: { notes.append($0) }, share: { shares.append($0) }))
        #expect(made[0].motion?.frameCount == 80 && notes.count == 1 && shares.count == 3 && shares.last == 1)
        for frames in [0, -3, 15, 197, 4000] {
            let said = problem { _ = try generator.generate(GenerationRequest(prompts: ["x"], frameCounts: [frames])) }
            #expect(said.contains("0.8 to 9.8 s"), "\(said)")
        }
        #expect(
            problem { _ = try generator.generate(GenerationRequest(prompts: [MotionPrompt(parts: [.init("a"), .init("b")])])) }.contains(
                "one text"))
        #expect(throws: CancellationError.self) {
            _ = try generator.generate(GenerationRequest(prompts: ["x"]), observer: GenerationObserver(isCancelled: { true }))
        }
        for (name, value) in [
            (MotionCLRGenerator.steps, OptionValue.integer(0)), (MotionCLRGenerator.sampler, .string("pndm")),
            (MotionCLRGenerator.guidance, .string("x")),
        ] {
            problem { _ = try MotionCLRGenerator.Settings([name: value], for: generator.model) }
        }
    }

    @Test func filesThatDoNotFitAreToldInALine() throws {
        let good = dictionary(weights())
        #expect(problem { _ = try MotionCLRFiles("/nowhere") }.contains("holds no MotionCLR"))
        let efficient = try released([(.string("encoder"), good)], options: "no_eff: False\n")
        #expect(problem { _ = try MotionCLRFiles(efficient.path) }.contains("no_eff"))
        let cosine = try released([(.string("encoder"), good)], options: "beta_schedule: cosine\n")
        #expect(problem { _ = try MotionCLRFiles(cosine.path) }.contains("beta_schedule"))
        let narrow = try released([(.string("encoder"), good)])
        try statistics(narrow, "meta/mean.npy", "meta/std.npy", count: 251)
        #expect(problem { _ = try MotionCLR(try MotionCLRFiles(narrow.path)) }.contains("KIT-ML"))
        let swapped = try released([(.string("encoder"), dictionary([("encoder.model.0.weight", TensorData(shape: [1], [Float(1)]))]))])
        #expect(problem { _ = try MotionCLR(try MotionCLRFiles(swapped.path)) }.contains("MotionCLR"))
        let without = try released([(.string("encoder"), good)])
        try write(Array(try bytes(of: without("model/latest.tar")).dropLast(1000)), to: without("model/latest.tar"))
        problem { _ = try MotionCLR(try MotionCLRFiles(without.path)) }
        // A network of another size whose mean fits is simply a small one; one that makes no bodies says so.
        let small = try motius(features: 20)
        try statistics(small, "Mean.npy", "Std.npy", count: 20)
        let generator = MotionCLRGenerator(try MotionCLR(try MotionCLRFiles(small.path)), clip: try clip(small))
        #expect(problem { _ = try generator.generate(GenerationRequest(prompts: ["x"])) }.contains("no body"))
    }
}
