// `smog clip`: features, similarities, tokens, and what is said when weights or pictures are missing.
import ArrayFiles
import Arrays
import CLIP
import Foundation
import Pictures
import TestSupport
import Testing

struct CLIPTests {
    let folder: TemporaryFolder
    let weights: String

    /// A small model with fresh weights and the real vocabulary.
    init() throws {
        folder = try TemporaryFolder()
        weights = folder.file("tiny.npz")
        try CLIPTests.write(try CLIPTests.model(), to: weights)
        try PNG.write(try Image(width: 40, height: 30, format: .rgb8, fill: Color(200, 90, 30)), to: folder.file("a.png"))
        try PNG.write(try Image(width: 30, height: 50, format: .gray8, fill: Color(gray: 20)), to: folder.file("b.png"))
    }

    private static func model() throws -> CLIPModel {
        let sizes = CLIPConfiguration(
            embedding: 8, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
            vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 2)
        return try CLIPModel(sizes, seed: 5)
    }

    private static func write(_ model: CLIPModel, to path: String, prefix: String = "", leavingOut: String? = nil) throws {
        let archive = try NPZWriter(path, compression: .stored)
        for entry in model.parameters.entries where entry.name != leavingOut { try archive.add(prefix + entry.name, entry.tensor.array) }
        try archive.finish()
    }

    private func encode(_ arguments: [String]) throws -> Run {
        try Program.run(["clip", "encode", "--clip", weights, "--text-heads", "2"] + arguments)
    }

    @Test func featuresAreWrittenAsTheModelGivesThem() throws {
        let output = folder.file("texts.npy")
        let run = try encode(["--text", "a person walks", "café", "-o", output])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let features = try StoredArray(contentsOf: output).float32()
        #expect(features == (try CLIPTests.model().encode(texts: ["a person walks", "café"]).array))
        #expect(try encode(["--text", "a", "--normalize", "-o", output, "--quiet"]).output.isEmpty)
        let unit = try StoredArray(contentsOf: output).float32()
        #expect(abs(unit.elements.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test func picturesAndTextsGiveATable() throws {
        let output = folder.file("both.npz")
        let pictures = [folder.file("a.png"), folder.file("b.png")]
        let run = try encode(["--text", "a person walks", "a dog", "--image"] + pictures + ["-o", output])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.components(separatedBy: "probability  cosine").count == 3)
        for name in pictures { #expect(run.output.contains(name + "\n")) }
        let archive = try NamedArrays(contentsOf: output)
        #expect(archive.keys == ["text", "text_names", "image", "image_names", "cosine", "probability"])
        #expect(try archive.array("image").shape == [2, 8])
        let probability = try archive.array("probability").float32()
        #expect(probability.shape == [2, 2])
        for i in 0..<2 {
            #expect(abs(probability.row(i).reduce(0, +) - 1) < 1e-5)
            // The best comes first.
            let lines = run.output.split(separator: "\n").dropFirst(4 * i + 2).prefix(2)
            let best = probability[i, 0] >= probability[i, 1] ? "a person walks" : "a dog"
            #expect(lines.first?.hasSuffix(best) == true, "\(run.output)")
        }
    }

    @Test func aCheckpointWithItsCLIPInsideWillDo() throws {
        let inside = folder.file("motion.npz")
        try CLIPTests.write(try CLIPTests.model(), to: inside, prefix: "clip_model.")
        let run = try Program.run(["clip", "encode", "--clip", inside, "--text-heads", "2", "--text", "a", "b"])
        #expect(run.status == 0 && run.output.contains("2 × 8 numbers"), "\(run.errors)")
        let variable = try Program.run(["clip", "encode", "--text-heads", "2", "--text", "a"], shell: "export SMOG_CLIP='\(inside)'")
        #expect(variable.status == 0 && variable.output.hasPrefix("1 × 8 numbers"), "\(variable.errors)")
    }

    @Test func longTextsAreCutWithANote() throws {
        let run = try encode(["--text", String(repeating: "walk\n", count: 90)])
        #expect(run.status == 0)
        #expect(run.errorLines.count == 1 && run.errors.contains("92 tokens is cut at 77"), "\(run.errors)")
    }

    @Test func tokensNeedNoWeights() throws {
        let run = try Program.run(["clip", "tokens", "a person walks", "naïve"])
        #expect(run.status == 0)
        #expect(
            run.output
                == "3 tokens: a person walks\n    320  a\n   2533  person\n   8192  walks\n3 tokens: naïve\n   1097  na…\n  35689  ï…\n    563  ve\n"
        )
    }

    @Test func whatIsMissingIsSaidInOneLine() throws {
        let damaged = folder.file("damaged.npz")
        try CLIPTests.write(try CLIPTests.model(), to: damaged, leavingOut: "visual.ln_post.bias")
        let picture = folder.file("a.png")
        let cases: [(arguments: [String], words: String)] = [
            (["--clip", folder.file("none.pt"), "--text", "a"], "no such file"),
            (["--clip", damaged, "--text-heads", "2", "--image", picture], "visual.ln_post.bias is missing; expected shape (64)"),
            (["--clip", weights, "--text", "a"], "number of attention heads"),
            (["--clip", weights, "--text-heads", "3", "--text", "a"], "cannot have 3 attention heads"),
            (["--clip", picture, "--text", "a"], "expected a PyTorch checkpoint"),
            (["--clip", weights, "--text-heads", "2", "--image", weights], "is not a PNG file"),
            (["--clip", weights, "--text-heads", "2", "--text", "a", "-o", folder.path + "/no/such.npy"], "does not exist"),
        ]
        for (arguments, words) in cases {
            let run = try Program.run(["clip", "encode"] + arguments)
            #expect(
                run.status == 1 && run.output.isEmpty && run.errorLines.count == 1 && run.errors.contains(words),
                "\(arguments): \(run.errors)")
        }
        // The text tower alone does not miss what the image tower lacks.
        #expect(try Program.run(["clip", "encode", "--clip", damaged, "--text-heads", "2", "--text", "a"]).status == 0)
        let nowhere = try Program.run(
            ["clip", "encode", "--text", "a"], shell: "export HOME='\(folder.path)'; unset SMOG_CLIP", in: folder.path)
        if nowhere.status != 0 { #expect(nowhere.errorLines.count == 1 && nowhere.errors.contains("ViT-B-32.pt"), "\(nowhere.errors)") }
    }

    @Test(arguments: [
        [], ["--text", "a", "-o", "x.txt"], ["--text", "a", "--image", "b.png", "-o", "x.npy"], ["--text", "a", "--text-heads", "0"],
    ])
    func commandLinesThatMakeNoSenseAreRefused(_ arguments: [String]) throws {
        #expect(try Program.run(["clip", "encode"] + arguments).status == 64)
    }

    @Test func encodeExplainsEveryOption() throws {
        let run = try Program.run(["clip", "encode", "--help"])
        for option in [
            "--text", "--image", "--output", "-o", "--normalize", "--clip", "--text-heads", "--image-heads", "--quiet", "$SMOG_CLIP",
        ] {
            #expect(run.status == 0 && run.output.contains(option), "\(option) is not explained")
        }
    }
}
