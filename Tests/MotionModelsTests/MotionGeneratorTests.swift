// Generation through the seam that all engines share, and how a model is recognised.
import ArrayFiles
import CLIP
import Files
import Learning
import MotionModels
import Motions
import TestSupport
import Testing

@Suite struct MotionGeneratorTests {
    private let folder: TestFolder

    /// Two small checkpoints with CLIPs of their own, not trained.
    init() throws {
        folder = try TestFolder()
        let network = MotionNetwork(MotionNetworkConfiguration(kind: .smog, latentDim: 16, layers: 1, hidden: 32, positions: 64), seed: 1)
        let clip = try CLIPModel(
            CLIPConfiguration(
                embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 1), seed: 5)
        let tensors =
            network.book.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }
            + clip.parameters.entries.map { (name: "clip_model." + $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }
        for epoch in ["0090", "0100"] { try TorchFile.write(.tensors(tensors), to: folder.file("checkpoint_\(epoch).pth.tar")) }
        try folder.write("pose_rep: rot6d\ntranslation: true\nglob: true\nnum_frames: 4\n", "opt.yaml")
    }

    private func generator() throws -> AutoEncoderGenerator {
        AutoEncoderGenerator(
            try TrainedModel(
                folder.file("checkpoint_0100.pth.tar"), clip: TextTower(heads: 1) { throw FileProblem("clip", "is not asked for") },
                note: { _ in }))
    }

    @Test func `a motion is the same to the last bit, whatever else is asked for`() throws {
        let generator = try generator()
        let alone = try generator.generate(GenerationRequest(prompts: ["a person walks"]))
        let among = try generator.generate(
            GenerationRequest(prompts: ["jump", "a person walks", "someone does a cartwheel"], frameCounts: [9, nil, 2], repeats: 2))
        #expect(among.map(\.prompt) == [0, 0, 1, 1, 2, 2] && among.map(\.repetition) == [0, 1, 0, 1, 0, 1])
        #expect(among.map { $0.motion?.frameCount } == [9, 9, 4, 4, 2, 2])
        #expect(among[2].caption == "a person walks")
        #expect(among[2].motion?.poses.elements.map(\.bitPattern) == alone[0].motion?.poses.elements.map(\.bitPattern))
        #expect(among[3].motion?.translations.elements.map(\.bitPattern) == alone[0].motion?.translations.elements.map(\.bitPattern))
    }

    @Test func `options of other engines and impossible lengths are refused by name`() throws {
        let generator = try generator()
        var request = GenerationRequest(prompts: ["walk"], options: GenerationOptions(own: ["cond_scale": .number(4)]))
        #expect(problem { _ = try generator.generate(request) }.contains("no option cond_scale"))
        request = GenerationRequest(prompts: ["walk"], frameCounts: [65])
        #expect(problem { _ = try generator.generate(request) }.contains("1 to 64 frames, not 65"))
        request = GenerationRequest(prompts: ["walk"], frameCounts: [0])
        #expect(problem { _ = try generator.generate(request) }.contains("not 0"))
    }

    @Test func `generation tells how far it is and can be ended`() throws {
        let generator = try generator()
        var told: [Int] = []
        let observer = GenerationObserver(progress: { done, _ in told.append(done) }, isCancelled: { told.count == 2 })
        #expect(throws: CancellationError.self) { try generator.generate(GenerationRequest(prompts: ["a", "b", "c"]), observer: observer) }
        #expect(told == [1, 2])
    }

    @Test func `a folder means its newest checkpoint, a name a folder of models`() throws {
        let found = try FoundModel.at(folder.path, folders: [])
        #expect(found.engine == .smog && found.path == folder.file("checkpoint_0100.pth.tar"))
        #expect(found.remark?.contains("newest checkpoint is checkpoint_0100.pth.tar") == true)
        #expect(try FoundModel.at(folder.file("checkpoint_0090.pth.tar"), folders: []).remark == nil)
        let named = try FoundModel.at("smog-cmu", folders: [folder.file("none"), Project.root + "/models"])
        #expect(named.path.hasPrefix(Project.root + "/models/smog-cmu/checkpoint_"))
        let words = problem { _ = try FoundModel.at("smog-cmu", folders: [folder.file("one"), folder.file("two")]) }
        #expect(words.contains(folder.file("one") + "/smog-cmu") && words.contains(folder.file("two") + "/smog-cmu"))
    }

    @Test func `weights behind a wrapper's name, and of two sets the moving average, are used and said`() throws {
        let plain = try StateDictionary(contentsOf: folder.file("checkpoint_0100.pth.tar"))
        let tensors = try plain.names.map { name in (name: name, data: TensorData(try #require(plain[name]))) }
        let wrapped = TorchValue.tensors(tensors.map { ("module." + $0.name, $0.data) })
        let other = TorchValue.tensors(
            tensors.map {
                ("module." + $0.name, TensorData(shape: $0.data.shape, [Float](repeating: 0, count: $0.data.shape.reduce(1, *))))
            })
        try Folders.makeAll(folder.file("sets"))
        try TorchFile.write(["model": other, "model_ema": wrapped], to: folder.file("sets/checkpoint_0001.pth.tar"))
        try folder.write(folder.text("opt.yaml"), "sets/opt.yaml")
        #expect(try FoundModel.at(folder.file("sets"), folders: []).engine == .smog)
        var notes: [String] = []
        let clip = TextTower(heads: 1) { throw FileProblem("clip", "is not asked for") }
        let found = try TrainedModel(folder.file("sets/checkpoint_0001.pth.tar"), clip: clip) { notes.append($0) }
        #expect(notes.contains { $0.contains("'model_ema'") && $0.contains("'model'") } && notes.contains { $0.contains("'module.'") })
        let request = GenerationRequest(prompts: ["a person walks"])
        let same = try AutoEncoderGenerator(found).generate(request)[0].motion?.poses.elements
        #expect(try same == generator().generate(request)[0].motion?.poses.elements)
    }

    @Test func `models of MotionCLR are recognised, and what is no model is told`() throws {
        try folder.write("text_latent_dim: 256\n", "clr/release/opt.txt")
        try folder.write("", "empty/notes.txt")
        #expect(try FoundModel.at(folder.file("clr/release"), folders: []).engine == .motionCLR)
        #expect(problem { _ = try FoundModel.at(folder.file("empty"), folders: []) }.contains("holds no model"))
        let weights = TensorData(shape: [1], [1] as [Float])
        try TorchFile.write(.tensors([(name: "unet.downs.0.0.conv1d.blocks.0.block.weight", data: weights)]), to: folder.file("clr.tar"))
        #expect(try FoundModel.at(folder.file("clr.tar"), folders: []).engine == .motionCLR)
        try TorchFile.write(.tensors([(name: "other", data: weights)]), to: folder.file("other.pt"))
        #expect(problem { _ = try FoundModel.at(folder.file("other.pt"), folders: []) }.contains("no tensor encoder.skelEmbedding"))
    }
}
