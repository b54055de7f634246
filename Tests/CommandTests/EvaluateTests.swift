// `smog evaluate` and `smog classify`: tables, results, and what is said when model or data are missing.
import ArrayFiles
import CLIP
import Foundation
import Learning
import MotionModels
import TestSupport
import Testing

struct EvaluateTests {
    let folder: TemporaryFolder
    private var checkpoint: String { folder.file("checkpoint_0001.npz") }
    private static let data = Project.root + "/data/sample"

    /// A small model with its own small CLIP, neither of them trained.
    init() throws {
        folder = try TemporaryFolder()
        let network = MotionNetwork(MotionNetworkConfiguration(kind: .smog, latentDim: 16, layers: 1, hidden: 32, joints: 24), seed: 1)
        let clip = try CLIPModel(
            CLIPConfiguration(
                embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 2), seed: 5)
        let archive = try NPZWriter(checkpoint, compression: .stored)
        for entry in network.book.entries { try archive.add(entry.name, entry.tensor.array) }
        for entry in clip.parameters.entries { try archive.add("clip_model." + entry.name, entry.tensor.array) }
        try archive.finish()
        try folder.write(Array("pose_rep: rot6d\ntranslation: false\nglob: true\nnum_frames: 60\n".utf8), "opt.yaml")
    }

    private func run(_ command: String, _ arguments: [String] = []) throws -> Run {
        try Program.run([command, checkpoint, "--datapath", Self.data, "--split", "train", "--text-heads", "2"] + arguments, limit: 60)
    }

    private func results(_ name: String = "evaluation_results/results.json") throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(try folder.bytes(name))) as? [String: Any])
    }

    @Test func measuresArePrintedAndWrittenInTheOriginalsLayout() throws {
        let run = try run("evaluate", ["--n_runs", "2", "--sample_size", "-1"])
        #expect(run.status == 0, "\(run.errors)")
        for word in [
            "motions and texts, 2 runs", "R@1 ", "R@5 ", "MMD ", "FCD ", "R-precision@3", "median rank", "95 % interval", "chance",
        ] {
            #expect(run.output.contains(word), "'\(word)' is not in: \(run.output)")
        }
        let results = try results()
        let runs = try #require(results["runs"] as? [String: [Double]])
        #expect(runs.keys.sorted() == ["FCD", "MMD", "R@1", "R@5"])
        #expect(runs.values.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isFinite) })
        let summary = try #require(results["summary"] as? [String: Double])
        #expect(summary.count == 16 && abs((summary["FCD_mean"] ?? .nan) - ((runs["FCD"]?[0] ?? 0) + (runs["FCD"]?[1] ?? 0)) / 2) < 1e-9)
        let config = try #require(results["config"] as? [String: Any])
        #expect(config["n_runs"] as? Int == 2 && config["seed"] as? Int == 42 && config["sample_size"] as? Int == -1)
        #expect(config["checkpoint"] as? String == checkpoint)
    }

    @Test func theSameSeedGivesTheSameBytesAndAnotherDoesNot() throws {
        for (name, seed) in [("a", "1"), ("b", "1"), ("c", "2")] {
            let run = try run(
                "evaluate",
                [
                    "--n_runs", "1", "--seed", seed, "--sample_size", "6", "--batch_size", name == "b" ? "2" : "64", "-o",
                    folder.file(name), "--quiet",
                ])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        }
        func runs(_ name: String) throws -> [String: [Double]] {
            try #require(try results(name + "/results.json")["runs"] as? [String: [Double]])
        }
        // However many are encoded at once.
        #expect(abs((try runs("a")["FCD"]?[0] ?? 0) - (try runs("b")["FCD"]?[0] ?? 1)) < 1e-5)
        #expect(try runs("a")["FCD"] != runs("c")["FCD"])
        func errors(_ name: String) throws -> [Double] {
            let more = try #require(try results(name + "/results.json")["more"] as? [String: Any])
            let runs = try #require(more["runs"] as? [String: [Double]])
            return try ["rc", "vel", "rcxyz"].map { try #require(runs[$0]?.first) }
        }
        // Untrained, every joint is some way off: rotations by up to 2, places by centimetres to metres.
        let (a, b) = (try errors("a"), try errors("b"))
        #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-4 * $0 } && a[0] > 0.01 && a[0] < 10 && a[2] > 1e-4 && a[2] < 10, "\(a) \(b)")
        #expect(try errors("c") != a)
    }

    @Test func placesOfSkinAreLeftOutWithoutABodyOfSMPLsJoints() throws {
        let run = try run(
            "evaluate", ["--n_runs", "1", "--sample_size", "2", "--body", Project.root + "/models/open/open_body_neutral.npz"])
        #expect(run.status == 0 && run.output.contains("rc ") && !run.output.contains("rcxyz"), "\(run.output)")
        #expect(run.errors.contains("52 joints"), "\(run.errors)")
    }

    @Test func actionsAreRecognisedSomehow() throws {
        let run = try run("classify")
        #expect(run.status == 0, "\(run.errors)")
        for word in ["top-1", "top-5", " % ", " of ", "always the same"] {
            #expect(run.output.contains(word), "'\(word)' is not in: \(run.output)")
        }
    }

    @Test func withoutDataItSaysHowToNameThem() throws {
        try expectRefused(["evaluate", checkpoint], in: folder, saying: ["--datapath", checkpoint])
        try expectRefused(
            ["evaluate", checkpoint, "--datapath", folder.file("none_db.pt")], in: folder, saying: ["none_vald.pt", "no such file"])
        try expectRefused(["classify", checkpoint, "--datapath", Self.data, "--split", "test"], in: folder, saying: [Self.data, "'test'"])
    }

    @Test func aModelOfOtherPosesIsRefused() throws {
        try folder.write(Array("pose_rep: rot6d\ntranslation: true\nglob: true\nnum_frames: 60\n".utf8), "opt.yaml")
        try expectRefused(
            ["evaluate", checkpoint, "--datapath", Self.data, "--split", "train"], in: folder, saying: ["checkpoint_0001.npz", "24 joints"])
    }

    @Test func numbersThatMakeNoSenseAreRefused() throws {
        for (option, value) in [("--n_runs", "0"), ("--sample_size", "0"), ("--batch_size", "-4"), ("--num_frames", "0")] {
            try expectRefused(["evaluate", checkpoint, "--datapath", Self.data, option, value], in: folder, saying: [value], status: 64)
        }
        try expectRefused(["classify", checkpoint, "--classes", "61"], in: folder, saying: ["--classes", "61", "60 or 120"], status: 64)
    }
}
