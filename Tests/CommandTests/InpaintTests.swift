// `smog edit inpaint` with a small MoMask: what stays, what changes, what is written, and what is said of what cannot be meant.
import ArrayFiles
import Arrays
import BodyModels
import CLIP
import Foundation
import Motions
import Pictures
import TestSupport
import Testing

struct InpaintTests {
    let folder: TemporaryFolder
    private let tree = Fixtures.path("momask/checkpoints/t2m")
    private var clip: String { folder.file("clip.pt") }

    /// The tree's sentence vectors have 32 numbers; so have those of this CLIP.
    init() throws {
        folder = try TemporaryFolder()
        let tower = try CLIPModel(
            CLIPConfiguration(
                embedding: 32, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 64, textLayers: 1, textHeads: 1), seed: 5)
        try TorchFile.write(
            .tensors(tower.parameters.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }),
            to: clip)
    }

    /// The words of an edit that draws nothing.
    private func words(_ source: String, _ more: [String], prompt: String = "a person jumps", out: String = "out") -> [String] {
        [
            "edit", "inpaint", tree, "--clip", clip, "--source-motion", source, "--prompt", prompt, "--no-grid", "--no-singles", "--quiet",
            "-o", folder.file(out) + "/",
        ] + more
    }

    private func edited(_ source: String, _ more: [String], prompt: String = "a person jumps", out: String = "out", shell: String? = nil)
        throws
    {
        let run = try Program.run(words(source, more, prompt: prompt, out: out), shell: shell)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    private func array(_ name: String) throws -> NDArray<Float> { try StoredArray(contentsOf: folder.file(name)).float32() }

    private func row(_ array: NDArray<Float>, _ frame: Int) -> [Float] {
        let width = array.count / array.shape[0]
        return Array(array.elements[frame * width..<(frame + 1) * width])
    }

    @Test func framesOutsideTheSectionsAreTheSourcesOwn() throws {
        // 58 frames at 20 a second.
        let walk = Project.sample("02/02_01")
        try edited(walk, ["--section", "0.6,1.2", "48f,", "--save-motions", folder.file("kept/")])
        let sections = [12..<24, 48..<58]
        func isInside(_ frame: Int) -> Bool { sections.contains { $0.contains(frame) } }
        let before = try array("out/features/0/sample0_source_len58.npy")
        let after = try array("out/features/0/sample0_repeat0_len58.npy")
        #expect(before.shape == [58, 263] && after.shape == before.shape)
        for frame in 0..<58 { #expect((row(before, frame) == row(after, frame)) == !isInside(frame), "frame \(frame)") }
        // The body's rotations, fingers too; its place as well before the first section.
        let source = try Motion.read(path: walk).resampled(to: 20)
        let made = try Motion.read(path: folder.file("kept/sample0_repeat0_len58.npz"))
        #expect(made.frameCount == 58 && made.layout == source.layout && made.frameRate == 20)
        for frame in 0..<58 {
            let isSame = row(source.poses, frame).dropFirst(3) == row(made.poses, frame).dropFirst(3)
            #expect(isSame == !isInside(frame), "frame \(frame)")
            guard frame < 12 else { continue }
            #expect(row(source.poses, frame) == row(made.poses, frame) && row(source.translations, frame) == row(made.translations, frame))
        }
        // Behind a section the path goes on with the source's steps.
        func step(_ motion: Motion, _ frame: Int) -> Float {
            zip(row(motion.translations, frame), row(motion.translations, frame - 1)).reduce(Float(0)) {
                $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
            }.squareRoot()
        }
        for frame in 25..<48 { #expect(abs(step(source, frame) - step(made, frame)) < 1e-4, "frame \(frame)") }
        for ending in ["", "_ik"] {
            let joints = try array("out/joints/0/sample0_repeat0_len58\(ending).npy")
            #expect(joints.shape == [58, 22, 3] && joints.isFinite)
            let bvh = try Motion.read(path: folder.file("out/animations/0/sample0_repeat0_len58\(ending).bvh"))
            #expect(bvh.frameCount == 58)
        }
    }

    @Test func featuresAreEditedAsTheyAreAndKeepTheirBytes() throws {
        try edited(Project.sample("02/02_01"), ["--section", "0,0.5"], out: "first")
        let features = folder.file("first/features/0/sample0_source_len58.npy")
        try edited(features, ["--section", "50%,"])
        let source = try StoredArray(contentsOf: features).float32()
        let made = try array("out/features/0/sample0_repeat0_len58.npy")
        for frame in 0..<58 { #expect((row(source, frame) == row(made, frame)) == (frame < 29), "frame \(frame)") }
        // The released command's sections: whole tokens of four frames.
        try edited(features, ["-msec", "23,42"], out: "a")
        try edited(features, ["--section", "20f,40f"], out: "b")
        let name = "features/0/sample0_repeat0_len58.npy"
        #expect(try folder.bytes("a/" + name) == folder.bytes("b/" + name))
        // Shares of 196 frames, of 49 tokens.
        try edited(features, ["--mask_edit_section", "0.0,0.1", "0.2,1.0"], out: "c")
        try edited(features, ["--section", ",16f", "36f,"], out: "d")
        #expect(try folder.bytes("c/" + name) == folder.bytes("d/" + name))
    }

    @Test func theSameSeedMakesTheSameFilesWhateverElseIsAskedForAndOnAnyNumberOfThreads() throws {
        let section = ["--section", "0.5,1.5", "--seed", "7"]
        try edited(Project.clip, section, out: "a")
        try edited(Project.clip, section + ["--repeat_times", "3", "--prompt", "a person sits"], out: "b")
        try edited(Project.clip, section, out: "c", shell: "taskset -cp 0 $$ > /dev/null 2>&1")
        try edited(Project.clip, ["--section", "0.5,1.5", "--seed", "8"], out: "d")
        let names = [
            "features/0/sample0_repeat0_len42.npy", "joints/0/sample0_repeat0_len42_ik.npy", "animations/0/sample0_repeat0_len42.bvh",
        ]
        func bytes(_ out: String, _ name: String) throws -> [UInt8] { try folder.bytes("\(out)/\(name)") }
        for name in names {
            let one = try bytes("a", name)
            #expect(try bytes("b", name) == one && bytes("c", name) == one && bytes("d", name) != one)
        }
        #expect(try bytes("b", "features/0/sample0_repeat1_len42.npy") != bytes("a", names[0]))
        #expect(try bytes("b", "features/1/sample1_repeat0_len42.npy") != bytes("a", names[0]))
        // The other way round, the prompts' edits are the same under other numbers.
        try edited(Project.clip, section + ["--prompt", "a person jumps"], prompt: "a person sits", out: "e")
        #expect(try bytes("e", "features/1/sample1_repeat0_len42.npy") == bytes("a", names[0]))
    }

    @Test func theReleasedWayChangesAllFramesAndRoundsTheLengthToTokens() throws {
        try edited(Project.clip, ["-msec", "8,24", "--compat", "--use_res_model"])
        let made = try array("out/features/0/sample0_repeat0_len40.npy")
        let source = try array("out/features/0/sample0_source_len40.npy")
        #expect(made.shape == [40, 263] && (0..<40).allSatisfy { row(made, $0) != row(source, $0) })
        try edited(Project.clip, ["-msec", "8,24", "--compat"], out: "base")
        #expect(
            try folder.bytes("base/features/0/sample0_repeat0_len40.npy")
                != folder.bytes("out/features/0/sample0_repeat0_len40.npy"))
        for more in [["--force_mask"], ["--no-use_res_model"], ["--cond_scale", "1"], ["--res_cond_scale", "5"], ["--gumbel_sample"]] {
            try edited(Project.clip, ["--section", "0.5,1.5"] + more, out: more[0])
        }
    }

    @Test func longMotionsAreEditedAndShortOnesGoOn() throws {
        // 20 seconds: 400 frames.
        var long = try Motion.read(path: Project.sample("02/02_01")).resampled(to: 20)
        let frames = 400, own = long.frameCount
        let there = { (frame: Int) in own - 1 - abs(frame % (2 * own - 2) - (own - 1)) }
        long.poses = NDArray(
            shape: [frames, long.layout.jointCount, 3], elements: (0..<frames).flatMap { row(long.poses, there($0)) })
        long.translations = NDArray(shape: [frames, 3], elements: (0..<frames).flatMap { row(long.translations, there($0)) })
        try long.writeAmass(to: folder.file("long.npz"))
        try edited(folder.file("long.npz"), ["--section", "1,2", "6,17"])
        let before = try array("out/features/0/sample0_source_len400.npy")
        let after = try array("out/features/0/sample0_repeat0_len400.npy")
        for frame in 0..<400 {
            let isInside = (20..<40).contains(frame) || (120..<340).contains(frame)
            #expect((row(before, frame) == row(after, frame)) == !isInside, "frame \(frame)")
        }
        try edited(Project.clip, ["--motion_length", "80"], out: "on")
        #expect(try array("on/joints/0/sample0_repeat0_len80.npy").shape == [80, 22, 3])
        try edited(Project.clip, ["--motion_length", "30", "--section", "1,"], out: "less")
        #expect(try array("less/joints/0/sample0_repeat0_len30.npy").shape == [30, 22, 3])
    }

    @Test func beforeAndAfterStandBesideEachOtherWithATimeLine() throws {
        let picture = ["--size", "60x60", "--look", "stick", "--fps", "5"]
        let base = ["edit", "inpaint", tree, "--clip", clip, "--source_motion", Project.clip, "--text_prompt", "jump", "--section", "1,2"]
        let run = try Program.run(base + picture + ["--repeat_times", "2", "-o", folder.file("x.gif"), "--singles"])
        #expect(run.status == 0, "\(run.errors)")
        let gif = try folder.bytes("x.gif")
        let (width, height) = (Int(gif[6]) + 256 * Int(gif[7]), Int(gif[8]) + 256 * Int(gif[9]))
        #expect(width == 180 && height > 90, "\(width)x\(height)")
        for name in ["sample0_source_len42", "sample0_repeat0_len42", "sample0_repeat1_len42"] {
            #expect(FileManager.default.fileExists(atPath: folder.file("editing/text2motion/animations/0/\(name).gif")))
        }
        let still = try Program.run(base + picture + ["-o", folder.file("x.png"), "--quiet"])
        #expect(still.status == 0 && still.errors.isEmpty, "\(still.errors)")
        let image = try PNG.read(folder.file("x.png"))
        // The orange of what was made anew.
        let orange = (0..<image.width).count { x in (0..<image.height).contains { image.color(x: x, y: $0) == Color(0xe0, 0x7b, 0x2c) } }
        #expect(image.width == 120 && orange > 15, "\(orange)")
    }

    @Test func sectionsThatCannotBeMeantAreUsage() throws {
        for (more, said) in [
            ([], ["--section 1.2,3.0"]), (["--section", ""], ["section ''"]), (["--section", ","], ["neither a start nor an end"]),
            (["--section", "2,1"], ["ends before it begins"]), (["--section", "1,1"], ["is empty"]),
            (["--section", "one,two"], ["is no stretch of time", "24f,60f"]), (["-msec", "0.6,0.3"], ["ends before it begins"]),
            (["--section", "1,2", "--motion_length", "0"], ["--motion_length is 0"]),
            (["--section", "1,2", "--ext", "a/b"], ["--ext is 'a/b'"]), (["--section", "1,2", "--prompt", " "], ["--prompt is empty"]),
            (["--section", "1,2", "--cond_scale", "nan"], ["--cond_scale"]),
            (["--section", "1,2", "--repeat_times", "0"], ["--repeat_times"]),
        ] as [([String], [String])] {
            try expectRefused(words(Project.clip, more), in: folder, saying: said, status: 64)
        }
        try expectRefused(
            ["edit", "inpaint", tree, "--source-motion", Project.clip, "--section", "1,2"], in: folder, saying: ["--prompt TEXT"],
            status: 64)
        // Beyond the clip, or between two frames.
        try expectRefused(words(Project.clip, ["--section", "5,6"]), in: folder, saying: ["lasts 2.1 s (42 frames)", "'5,6'", "beyond"])
        try expectRefused(words(Project.clip, ["--section", "1,1.01"]), in: folder, saying: ["no frame in the section '1,1.01'"])
        try expectRefused(words(Project.clip, ["-msec", "0.9,1.0"]), in: folder, saying: ["beyond its end", "196 frames"])
        let run = try Program.run(words(Project.clip, ["--section", "1,9"]).filter { $0 != "--quiet" })
        #expect(run.status == 0 && run.errors.contains("edited to its end"), "\(run.errors)")
    }

    @Test func sourcesThatCannotBeEditedAreToldInALine() throws {
        try edited(Project.clip, ["--section", "0,1"])
        let good = try array("out/features/0/sample0_source_len42.npy")
        let section = ["--section", "0,1"]
        func refused(_ array: NDArray<Float>, _ said: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
            let path = folder.file("bad.npy")
            try array.write(npy: path)
            try expectRefused(words(path, section, out: "none"), in: folder, saying: ["bad.npy"] + said, sourceLocation: sourceLocation)
        }
        try refused(NDArray(shape: [1, 263], elements: row(good, 0)), ["has 1 frame", "two frames or more"])
        var broken = good
        broken[7, 100] = .nan
        try refused(broken, ["holds NaN in frame 7"])
        broken[7, 100] = 1e30
        try refused(broken, ["frame 7", "numbers of a moving body"])
        try refused(NDArray(repeating: 0, shape: [40, 251]), ["(40, 251)", "KIT's features", "(frames, 263)"])
        try refused(NDArray(repeating: 0, shape: [40, 100]), ["(40, 100)", "(frames, 263)"])
        try refused(NDArray(repeating: 0, shape: [40, 263]), ["look standardised"])
        try refused(NDArray(repeating: 0, shape: [0, 263]), ["has 0 frames"])
        // Files of motions, in the words of their readers.
        let still = try MotionInput.with {
            $0.poses = NDArray(repeating: 0.01, shape: [1, 156])
            $0.translations = NDArray(repeating: 0, shape: [1, 3])
        }
        .write(folder, "still.npz")
        try expectRefused(words(still, section, out: "none"), in: folder, saying: ["still.npz", "1 frame", "two frames or more"])
        let nan = try MotionInput.with { $0.poses?.elements[200] = .nan }.write(folder, "nan.npz")
        try expectRefused(words(nan, section, out: "none"), in: folder, saying: ["nan.npz", "NaN"])
        try expectRefused(words(folder.file("nothing.npz"), section, out: "none"), in: folder, saying: ["nothing.npz"])
        // Nothing is written over what is edited.
        try expectRefused(
            ["edit", "inpaint", tree, "--source-motion", nan, "--prompt", "x", "-o", "OUT/nan.npz"] + section, in: folder,
            saying: ["nan.npz"],
            status: 64)
    }

    @Test func modelsThatAreNoMoMaskAreToldWhatDoes() throws {
        let smog = Project.root + "/models/smog-cmu/checkpoint_0200.pth.tar"
        try expectRefused(
            ["edit", "inpaint", smog, "--source-motion", Project.clip, "--section", "0,1", "--prompt", "jump", "-o", "OUT/none/"],
            in: folder,
            saying: ["is SMoG", "expected MoMask", "smog edit latent"])
        try folder.write(Array("motion_source,base,v_start,v_end\ntext,a,b,c\n".utf8), "edits.csv")
        for words in [["edit"], ["edit", "latent"]] {
            try expectRefused(
                words + [tree, "--input-file", folder.file("edits.csv")], in: folder, saying: ["is MoMask", "smog edit inpaint"])
        }
        // A slip of the fingers, and a model that is not there.
        try expectRefused(["edit", "inpant", tree], in: folder, saying: ["did you mean 'smog edit inpaint'"], status: 64)
        try expectRefused(["edit", folder.file("none.pth.tar"), "--input_file", "x.csv"], in: folder, saying: ["none.pth.tar"])
    }

    @Test func aPromptOfFiveHundredWordsIsCutAndSaysSo() throws {
        let long = String(repeating: "walk and ", count: 250)
        let run = try Program.run(words(Project.clip, ["--section", "0,1"], prompt: long).filter { $0 != "--quiet" })
        #expect(run.status == 0 && run.errors.contains("longer than the 77 tokens"), "\(run.errors)")
        // A CLIP of another size.
        let other = folder.file("other.pt")
        let tower = try CLIPModel(
            CLIPConfiguration(
                embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize, textWidth: 64, textLayers: 1, textHeads: 1), seed: 5)
        try TorchFile.write(
            .tensors(tower.parameters.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }),
            to: other)
        try expectRefused(
            [
                "edit", "inpaint", tree, "--clip", other, "--source-motion", Project.clip, "--section", "0,1", "--prompt", "jump",
                "--quiet",
                "-o", "OUT/none/",
            ], in: folder, saying: ["32 numbers", "16"])
    }
}
