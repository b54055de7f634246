// `smog text2motion` with MoMask: what it writes, that motions do not depend on each other, and what it says of files that do not fit.
import ArrayFiles
import Arrays
import CLIP
import Foundation
import Learning
import Motions
import TestSupport
import Testing

/// The small tree of the fixtures with a CLIP of its width, neither of them trained.
struct MoMaskTree {
    let folder: TemporaryFolder
    var tree: String { folder.file("t2m") }
    static let rvq = "rvq_nq6_dc512_nc512_noshare_qdp0.2"
    static let masked = "t2m_nlayer8_nhead6_ld384_ff1024_cdp0.1_rvq6ns"
    static let residual = "tres_nlayer8_ld384_ff1024_rvq6ns_cdp0.2_sw"

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Fixtures.path("momask/checkpoints/t2m"), toPath: folder.file("t2m"))
        try MoMaskTree.writeCLIP(to: folder.file("ViT-B-32.pt"))
    }

    static func writeCLIP(to path: String, embedding: Int = 32) throws {
        let clip = try CLIPModel(
            CLIPConfiguration(
                embedding: embedding, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 1), seed: 5)
        try TorchFile.write(
            .tensors(
                clip.parameters.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }), to: path)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

    /// Runs the command in the tree's folder.
    func run(_ arguments: [String], shell: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws -> Run {
        let bodies = ["--model-dir", Project.root + "/models"]
        return try Program.run(
            ["text2motion"] + arguments + ["--text-heads", "1"] + bodies, shell: shell, in: folder.path, sourceLocation: sourceLocation)
    }

    /// Runs a command that must fail with one line, and nothing left behind.
    func failure(
        _ arguments: [String], status: Int32 = 1, mentions words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = try run(arguments, sourceLocation: sourceLocation)
        #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
        let lines = run.errorLines.filter { !$0.contains("note:") && !$0.hasPrefix("usage:") }
        #expect(lines.count == 1, "\(run.errors)", sourceLocation: sourceLocation)
        for word in words { #expect(run.errors.contains(word), "'\(word)' is not in: \(run.errors)", sourceLocation: sourceLocation) }
        #expect(!exists("generation") && !exists("out.gif"), "something was written", sourceLocation: sourceLocation)
    }
}

@Suite struct MoMaskCommandTests {
    private let place: MoMaskTree
    private var folder: TemporaryFolder { place.folder }

    init() throws { place = try MoMaskTree() }

    @Test func picturesJointsAndBVHAreLaidOutAsTheReleasedProgramDoes() throws {
        let run = try place.run([
            "t2m", "--prompt", "a person walks", "--prompt", "jump#24", "--repeat_times", "2", "--seconds", "2", "--size", "40x48",
            "--save-motions", "kept",
        ])
        #expect(run.status == 0, "\(run.errors)")
        for (prompt, frames) in [(0, 40), (1, 24)] {
            for repetition in 0..<2 {
                let name = "sample\(prompt)_repeat\(repetition)_len\(frames)"
                for ending in ["", "_ik"] {
                    let joints = try StoredArray(contentsOf: folder.file("generation/text2motion/joints/\(prompt)/\(name)\(ending).npy"))
                    #expect(joints.shape == [frames, 22, 3])
                    let bvh = try Motion.read(path: folder.file("generation/text2motion/animations/\(prompt)/\(name)\(ending).bvh"))
                    #expect(bvh.frameCount == frames && abs(bvh.frameRate - 20) < 0.01)
                }
                #expect(place.exists("generation/text2motion/animations/\(prompt)/\(name).gif"))
                let kept = try Motion.read(path: folder.file("kept/\(name).npz"))
                #expect(kept.frameCount == frames && kept.frameRate == 20)
            }
        }
        #expect(place.exists("generation/text2motion/grid.gif"))
    }

    @Test func theReleasedProgramsSpellingsAreTaken() throws {
        try FileManager.default.createDirectory(atPath: folder.file("checkpoints"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: folder.file("t2m"), toPath: folder.file("checkpoints/t2m"))
        let clip = ["--clip", "ViT-B-32.pt"]
        let flags = [
            "--gpu_id", "-1", "--ext", "exp1", "--name", MoMaskTree.masked, "--res_name", MoMaskTree.residual, "--motion_length", "24",
            "--cond_scale", "3", "--temperature", "0.9", "--topkr", "0.8", "--time_steps", "4", "--gumbel_sample", "--seed", "-7",
            "--res_cond_scale", "2", "--look", "stick", "--size", "40x48", "--no-singles", "--dataset_name", "t2m",
        ]
        let named = try place.run(["--checkpoints_dir", "./checkpoints", "--text_prompt", "a person walks"] + flags + clip)
        #expect(named.status == 0, "\(named.errors)")
        #expect(place.exists("generation/exp1/joints/0/sample0_repeat0_len24_ik.npy") && place.exists("generation/exp1/grid.gif"))
        // Without any, the folder where the released program looks.
        try folder.write(Array("a person walks#28\n".utf8), "texts.txt")
        let found = try place.run(["--text_path", "texts.txt", "--ext", "exp2", "--no-grid", "--no-singles"] + clip)
        #expect(found.status == 0 && found.errors.contains("taking the one in checkpoints"), "\(found.errors)")
        #expect(place.exists("generation/exp2/joints/0/sample0_repeat0_len28.npy"))
    }

    @Test func aMotionIsTheSameAloneAmongOthersInAnyOrderAndOnOneProcessor() throws {
        let quiet = ["--no-grid", "--no-singles", "--quiet", "--no-joints", "--time_steps", "5"]
        func kept(_ lines: [String], _ name: String, shell: String? = nil) throws {
            try folder.write(Array((lines.joined(separator: "\n") + "\n").utf8), "\(name).txt")
            let run = try place.run(["t2m", "--input_file", "\(name).txt", "--save-motions", name] + quiet, shell: shell)
            #expect(run.status == 0, "\(run.errors)")
        }
        func bytes(_ name: String, _ index: Int, _ frames: Int) throws -> Data {
            try Data(contentsOf: URL(fileURLWithPath: folder.file("\(name)/sample\(index)_repeat0_len\(frames).npz")))
        }
        let lines = ["a person walks#40", "someone jumps#61", "a dance | a bow#3", "a person sits#NA"]
        try kept(lines, "all")
        try kept([lines[0]], "alone")
        try kept(Array(lines[0..<3].reversed()), "reversed")
        try kept(lines, "one", shell: "taskset -c 0")
        let walk = try bytes("all", 0, 40)
        #expect(try bytes("alone", 0, 40) == walk && bytes("reversed", 2, 40) == walk && bytes("one", 0, 40) == walk)
        #expect(try bytes("reversed", 1, 60) == bytes("all", 1, 60))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("all")).filter { $0.hasSuffix(".npz") }.sorted()
        let again = try FileManager.default.contentsOfDirectory(atPath: folder.file("one")).filter { $0.hasSuffix(".npz") }.sorted()
        #expect(names == again && names.count == 4)
        for name in names {
            let same = try Data(contentsOf: URL(fileURLWithPath: folder.file("all/\(name)")))
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("one/\(name)"))) == same, "\(name)")
        }
    }

    @Test func oneLineWithoutALengthIsEstimatedAloneAndInTheReleasedWayAllAre() throws {
        try folder.write(Array("a person walks#44\na person sits#NA\nturn around#2.4s\n\nwave\n".utf8), "texts.txt")
        let quiet = ["--no-grid", "--no-singles", "--text_path", "texts.txt", "--time_steps", "2"]
        func lengths(_ ext: String) throws -> [Int] {
            try (0..<4).map { prompt in
                let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("generation/\(ext)/joints/\(prompt)"))
                let name = try #require(names.first { !$0.contains("_ik") })
                return try #require(Int(name.dropFirst("sample0_repeat0_len".count).dropLast(4)))
            }
        }
        let run = try place.run(["t2m", "--ext", "own"] + quiet)
        #expect(run.status == 0 && run.errors.contains("1 blank line"), "\(run.errors)")
        let own = try lengths("own")
        #expect(own[0] == 44 && own[2] == 48 && own.allSatisfy { (40...196).contains($0) && $0 % 4 == 0 }, "\(own)")
        // The released program loses all lengths of files with several lines.
        #expect(try place.run(["t2m", "--ext", "released", "--compat"] + quiet).status == 0)
        let released = try lengths("released")
        #expect(released[1] == own[1] && released[3] == own[3] && released[0] != 44, "\(released)")
    }

    @Test func storiesAndMotionsOfHalfAMinuteAreMade() throws {
        try folder.write(Array("a person walks#4\nsits down#3.5\nstands up\n".utf8), "story.txt")
        let quiet = ["--no-grid", "--no-singles", "--time_steps", "2"]
        #expect(
            try place.run(["t2m", "--input_file", "story.txt", "--story", "--seconds", "10", "--ext", "story"] + quiet).status == 0)
        #expect(place.exists("generation/story/joints/0/sample0_repeat0_len200.npy"))
        #expect(try place.run(["t2m", "--prompt", "walk | run#5", "--seconds", "9", "--ext", "bars"] + quiet).status == 0)
        #expect(place.exists("generation/bars/joints/0/sample0_repeat0_len180.npy"))
        #expect(try place.run(["t2m", "--prompt", "walk", "--seconds", "30", "--ext", "long"] + quiet).status == 0)
        let joints = try StoredArray(contentsOf: folder.file("generation/long/joints/0/sample0_repeat0_len600.npy"))
        #expect(joints.shape == [600, 22, 3])
    }

    @Test(arguments: [
        ("walk#-3", "'-3' is no number of frames"), ("walk#5", "5 frames"), ("#", "no words before '#'"),
        ("walk#", "nothing stands behind"),
        ("walk#fast", "'fast' is no number"), ("walk || run", "no words between two bars"), ("walk#99999", "600 seconds at most"),
        ("#120", "no words before '#'"), ("walk#1e3s", "is no number of seconds"),
    ])
    func linesThatMakeNoSenseAreNamed(line: String, words: String) throws {
        try folder.write(Array("jump#40\n\(line)\n".utf8), "texts.txt")
        try place.failure(["t2m", "--input_file", "texts.txt", "-o", "out.gif"], mentions: [words])
        if !words.contains("frames") || words.contains("'-3'"), !words.contains("600") {
            try place.failure(["t2m", "--input_file", "texts.txt", "-o", "out.gif"], mentions: ["texts.txt, line 2"])
        }
    }

    @Test func optionsOfOtherEnginesAreRefusedByName() throws {
        try place.failure(["t2m", "--prompt", "walk", "--vertstrans"], status: 64, mentions: ["--vertstrans", "MoMask"])
        try place.failure(["t2m", "--prompt", "walk", "--num-frames", "60"], status: 64, mentions: ["--num-frames"])
        let bundled = Project.root + "/models/smog-cmu"
        for flag in [
            ["--cond_scale", "4"], ["--story"], ["--motion_length", "40"], ["--gumbel_sample"], ["--name", "x"], ["--compat"], ["--joints"],
        ] {
            try place.failure([bundled, "--prompt", "walk", "-o", "out.gif"] + flag, status: 64, mentions: [flag[0], "SMoG"])
        }
        try place.failure(["t2m", "--prompt", "walk", "--seconds", "3", "--motion_length", "40"], status: 64, mentions: ["both"])
        for flag in [["--temperature", "0"], ["--topkr", "1"], ["--time_steps", "0"], ["--repeat_times", "0"], ["--seconds", "-1"]] {
            try place.failure(["t2m", "--prompt", "walk"] + flag, status: 64, mentions: [flag[0]])
        }
        try place.failure(["--prompt", "walk"], status: 64, mentions: ["name a model"])
        try place.failure(
            ["t2m", "--prompt", "walk", "--name", "other"], mentions: ["no masked transformer called other", MoMaskTree.masked])
    }

    @Test func partsThatAreMissingAreNamedWithTheirPlaces() throws {
        let prompt = ["t2m", "--prompt", "walk", "-o", "out.gif", "--no-joints"]
        try FileManager.default.removeItem(atPath: folder.file("ViT-B-32.pt"))
        let without = try Program.run(
            ["text2motion"] + prompt + ["--model-dir", Project.root + "/models"], shell: "export HOME=/nowhere SMOG_CLIP=", in: folder.path)
        #expect(without.status == 1 && without.errorLines.filter { !$0.contains("note:") }.count == 1, "\(without.errors)")
        #expect(without.errors.contains("models/clip") && without.errors.contains("ViT-B-32.pt"))
        try MoMaskTree.writeCLIP(to: folder.file("ViT-B-32.pt"), embedding: 16)
        try place.failure(prompt, mentions: ["CLIP gives features of 16", "--clip"])
        try MoMaskTree.writeCLIP(to: folder.file("ViT-B-32.pt"))
        try FileManager.default.removeItem(atPath: folder.file("t2m/\(MoMaskTree.residual)"))
        let base = try place.run(prompt + ["--size", "40x48", "--seconds", "2", "--time_steps", "2"])
        #expect(base.status == 0 && base.errors.contains("base tokens alone"), "\(base.errors)")
        try FileManager.default.removeItem(atPath: folder.file("out.gif"))
        try FileManager.default.removeItem(atPath: folder.file("t2m/length_estimator"))
        try place.failure(prompt, mentions: ["no length estimator", "length_estimator/model/finest.tar", "--seconds"])
        try FileManager.default.removeItem(atPath: folder.file("t2m/\(MoMaskTree.masked)"))
        try place.failure(prompt, mentions: ["lacks MoMask's masked transformer", "\(MoMaskTree.masked)/model/latest.tar"])
    }

    @Test func damagedPartsAreNamed() throws {
        let prompt = ["t2m", "--prompt", "walk", "-o", "out.gif", "--seconds", "2"]
        func changed(_ file: String, _ bytes: [UInt8], mentions words: [String]) throws {
            let path = folder.file("t2m/" + file)
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            try place.failure(prompt, mentions: [file] + words)
            try before.write(to: URL(fileURLWithPath: path))
        }
        func bytes(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("t2m/" + file)))) }
        func npy(_ numbers: [Float]) throws -> [UInt8] {
            try NDArray(shape: [numbers.count], elements: numbers).write(npy: folder.file("numbers.npy"))
            return Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("numbers.npy"))))
        }
        for file in ["\(MoMaskTree.masked)/model/latest.tar", "\(MoMaskTree.rvq)/model/net_best_fid.tar"] {
            let whole = try bytes(file)
            try changed(file, Array(whole.prefix(whole.count / 2)), mentions: [])
        }
        try changed("\(MoMaskTree.masked)/opt.txt", [0xFF, 0xFE, 0x00], mentions: ["not UTF-8"])
        try changed("\(MoMaskTree.rvq)/meta/mean.npy", npy([Float](repeating: 0, count: 251)), mentions: ["251", "263"])
        var std = [Float](repeating: 1, count: 263)
        std[17] = 0
        try changed("\(MoMaskTree.rvq)/meta/std.npy", npy(std), mentions: ["column 17", "above 0"])
        std[17] = .nan
        try changed("\(MoMaskTree.rvq)/meta/std.npy", npy(std), mentions: ["not finite"])
        // A number that is none among the weights.
        let file = "length_estimator/model/finest.tar"
        let estimator = try TorchFile(contentsOf: folder.file("t2m/" + file)).stateDictionary(at: "estimator")
        let tensors = try estimator.names.map { name in
            let stored = try #require(estimator[name])
            var numbers = try stored.float32().elements
            if name == "output.4.weight" { numbers[3] = .nan }
            return (name: name, data: TensorData(shape: stored.shape, numbers))
        }
        try TorchFile.write(.dictionary([(.string("estimator"), .tensors(tensors))]), to: folder.file("t2m/" + file))
        try place.failure(prompt, mentions: ["output.4.weight", "not finite"])
    }

    @Test func longPromptsAreCutWithANote() throws {
        let words = (0..<500).map { "word\($0)" }.joined(separator: " ")
        let run = try place.run(["t2m", "--prompt", words, "--seconds", "2", "-o", "out.gif", "--size", "200x90", "--time_steps", "2"])
        #expect(run.status == 0 && run.errors.contains("longer than the 77 tokens CLIP reads"), "\(run.errors)")
    }
}
