// `smog text2motion` with MotionCLR: its options under the released names, motions that do not depend on each other, and refusals.
import ArrayFiles
import Arrays
import CLIP
import Foundation
import Learning
import MotionModels
import TestSupport
import Testing

@Suite struct MotionCLRCommandTests {
    private let folder: TemporaryFolder

    /// A small network that makes whole motions, and a CLIP of its width, neither of them trained. Of groups of two channels the normalisation
    /// would make signs, and of rounding other motions.
    init() throws {
        folder = try TemporaryFolder()
        let book = ParameterBook(seed: 3)
        _ = MotionCLRNetwork(
            book, text: TextMemoryConfiguration(clipWidth: 16, width: 8, hidden: 16, layers: 1, heads: 4),
            unet: DenoisingUNetConfiguration(features: 263, width: 64, levels: 2, timeWidth: 8, times: 1000, textWidth: 8))
        var random = RandomNumbers(seed: 3)
        let weights = book.entries.map { entry in
            let numbers = entry.tensor.elements.map { entry.isLearned ? $0 + 0.05 * random.normal() : $0 }
            return (TorchValue.string(entry.name), TorchValue.tensor(TensorData(shape: entry.tensor.shape, numbers)))
        }
        for name in ["release/model", "release/meta"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try TorchFile.write(.dictionary([(.string("encoder"), .orderedDictionary(weights))]), to: folder.file("release/model/latest.tar"))
        try folder.write(Array("------------ Options -------------\ndim_mults: [2, 2, 2, 2]\n".utf8), "release/opt.txt")
        try NDArray<Float>(repeating: 0.1, shape: [263]).write(npy: folder.file("release/meta/mean.npy"))
        try NDArray<Float>(repeating: 0.2, shape: [263]).write(npy: folder.file("release/meta/std.npy"))
        let clip = try CLIPModel(
            CLIPConfiguration(
                embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 16, textLayers: 1, textHeads: 1), seed: 5)
        try TorchFile.write(
            .tensors(clip.parameters.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }),
            to: folder.file("ViT-B-32.pt"))
    }

    private func run(_ arguments: [String]) throws -> Run {
        try Program.run(
            ["text2motion", "release", "--clip", "ViT-B-32.pt", "--text-heads", "1", "--model-dir", Project.root + "/models"] + arguments,
            in: folder.path)
    }

    private func poses(_ name: String) throws -> NDArray<Float> {
        try NamedArrays(contentsOf: folder.file(name)).float32("poses", shape: [nil, nil])
    }

    @Test func motionsHaveTheirLengthsAndDoNotDependOnEachOther() throws {
        let kept = ["--no-grid", "--no-singles", "--no-joints", "--num_inference_steps", "3", "--seed", "4"]
        let both = try run(["--prompt", "walk#2s", "--prompt", "jump", "--motion_length", "1.5", "--save-motions", "both/"] + kept)
        #expect(both.status == 0, "\(both.errors)")
        let alone = try run(["--prompt", "jump", "--seconds", "1.5", "--save-motions", "alone/"] + kept)
        #expect(alone.status == 0, "\(alone.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("both")).filter { $0.hasSuffix(".npz") }.sorted()
        let single = try FileManager.default.contentsOfDirectory(atPath: folder.file("alone")).filter { $0.hasSuffix(".npz") }
        #expect(names.count == 2 && single.count == 1)
        let (walk, jump, own) = (try poses("both/" + names[0]), try poses("both/" + names[1]), try poses("alone/" + single[0]))
        #expect(walk.shape[0] == 40 && jump.shape[0] == 30)
        #expect(jump == own)
    }

    @Test func aPictureIsDrawnUnderTheReleasedCommandsOptions() throws {
        let run = try run([
            "--text_prompt", "a person jumps", "--motion_length", "1", "--num_inference_steps", "2", "--diffuser_name", "ddim", "--no_ema",
            "--self_attention", "--no_eff", "-o", "jump.gif", "--size", "48",
        ])
        #expect(run.status == 0 && FileManager.default.fileExists(atPath: folder.file("jump.gif")), "\(run.errors)")
    }

    @Test func infoSaysWhatTheFolderHolds() throws {
        let run = try Program.run(["info", "release"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        for words in ["release: MotionCLR", "release/model/latest.tar", "263 features a frame", "10 steps of dpmsolver", "CLIP: none here"]
        {
            #expect(run.output.contains(words), "\(run.output)")
        }
    }

    @Test(
        "What MotionCLR does not do is refused in one line",
        arguments: [
            (["--prompt", "walk#20s"], 1, "9.8 s"), (["--prompt", "walk#0.2s"], 1, "0.8"), (["--prompt", "walk | jump"], 1, "without |"),
            (["--prompt", "walk", "--diffuser_name", "pndm"], 1, "pndm"), (["--prompt", "walk", "--topkr", "0.5"], 64, "--topkr"),
            (["--prompt", "walk", "--num_inference_steps", "0"], 64, "1 to 1000"), (["--prompt", "walk", "--name", "x"], 64, "--name"),
        ] as [([String], Int32, String)])
    func refusals(options: [String], status: Int32, words: String) throws {
        let run = try run(options + ["-o", "out.gif"])
        #expect(run.status == status && run.errors.contains(words), "\(run.status ?? -1) \(run.errors)")
        #expect(run.errorLines.filter { !$0.contains("note:") && !$0.hasPrefix("usage:") }.count == 1, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("out.gif")))
    }
}
