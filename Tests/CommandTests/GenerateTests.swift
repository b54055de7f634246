// `smog text2motion`, `edit`, `interpolate` and `train`: what they write, and what they say of files that do not fit.
import ArrayFiles
import BodyModels
import CLIP
import Foundation
import Learning
import MotionModels
import Motions
import Rotations
import TestSupport
import Testing

struct GenerateTests {
    let folder: TemporaryFolder
    private var checkpoint: String { folder.file("checkpoint_0100.pth.tar") }
    private static let small = ["--size", "40x48", "--text-heads", "1"]

    /// A small model with its own small CLIP, neither of them trained.
    init() throws {
        folder = try TemporaryFolder()
        try write()
        try folder.write(Array("pose_rep: rot6d\ntranslation: true\nglob: true\nnum_frames: 4\n".utf8), "opt.yaml")
    }

    @discardableResult
    private func write(latent: Int = 16, hasCLIP: Bool = true, change: (inout [(name: String, data: TensorData)]) -> Void = { _ in }) throws
        -> String
    {
        let network = MotionNetwork(
            MotionNetworkConfiguration(kind: .smog, latentDim: latent, layers: 1, hidden: 32, positions: 64), seed: 1)
        var tensors = network.book.entries.map { (name: $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements)) }
        if hasCLIP {
            let clip = try CLIPModel(
                CLIPConfiguration(
                    embedding: 16, resolution: 32, patch: 16, imageWidth: 64, imageLayers: 1, imageHeads: 1, context: 77,
                    vocabulary: CLIPTokenizer.vocabularySize, textWidth: 8, textLayers: 1, textHeads: 1), seed: 5)
            tensors += clip.parameters.entries.map {
                (name: "clip_model." + $0.name, data: TensorData(shape: $0.tensor.shape, $0.tensor.elements))
            }
        }
        change(&tensors)
        try TorchFile.write(.tensors(tensors), to: checkpoint)
        return checkpoint
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

    /// Runs a command that must fail, and its one line.
    private func failure(_ arguments: [String], mentions words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let run = try Program.run(arguments, sourceLocation: sourceLocation)
        #expect(run.status != 0 && run.status != nil, "\(run.output)", sourceLocation: sourceLocation)
        #expect(
            run.errorLines.filter { !$0.contains("note:") && !$0.hasPrefix("usage:") }.count == 1, "\(run.errors)",
            sourceLocation: sourceLocation)
        for word in words { #expect(run.errors.contains(word), "'\(word)' is not in: \(run.errors)", sourceLocation: sourceLocation) }
    }

    @Test func promptsBecomeAGridAndSinglePicturesUnderTheOriginalsNames() throws {
        // A byte order mark, Windows line ends, and a blank line that keeps its place in the grid.
        try folder.write([0xEF, 0xBB, 0xBF] + Array("walk forward\r\n\r\na person jumps\r\n".utf8), "texts.txt")
        let run = try Program.run(["text2motion", checkpoint, "--input_file", folder.file("texts.txt")] + Self.small)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 blank line"))
        #expect(exists("clip_text_texts_fig_100.gif"))
        #expect(exists("clip_text_subfigures_fig_100/gen_0_0.gif") && exists("clip_text_subfigures_fig_100/gen_0_2.gif"))
        #expect(!exists("clip_text_subfigures_fig_100/gen_0_1.gif"))
    }

    @Test func aPlaceThatCannotBeWrittenToIsToldBeforeMotionsAreMade() throws {
        let saved = folder.file("saved/")
        for options in [["-o", folder.file("none/grid.gif"), "--save-motions", saved], ["--save-motions", folder.file("none/all.npy")]] {
            try failure(
                ["text2motion", checkpoint, "--prompt", "walk", "--size", "32"] + options, mentions: ["does not exist", "mkdir -p"])
        }
        #expect(!exists("saved"))
    }

    @Test func motionsAreKeptInBothForms() throws {
        let keep = [
            "text2motion", checkpoint, "--prompt", "walk", "--prompt", "sit down", "--text-heads", "1", "--no-grid", "--no-singles",
            "--quiet",
        ]
        #expect(try Program.run(keep + ["--save-motions", folder.file("motions")]).status == 0)
        let walk = try Motion.read(path: folder.file("motions/gen_0_0.npz"))
        #expect(walk.frameCount == 4 && walk.frameRate == 30)
        #expect(try Program.run(keep + ["--save-motions", folder.file("results.npy"), "--no-keep-root"]).status == 0)
        // Models of the Python code say nothing of the root that means anything; ours do.
        try folder.write(
            Array("pose_rep: rot6d\ntranslation: true\nglob: true\nnum_frames: 4\ntranslation_joint: pelvis\n".utf8), "opt.yaml")
        for (name, options) in [("own", []), ("kept", ["--keep-root"]), ("upright", ["--no-keep-root"])] {
            #expect(try Program.run(keep + options + ["--save-motions", folder.file(name)]).status == 0)
        }
        let roots = try ["own", "kept", "upright"].map { try Motion.read(path: folder.file($0 + "/gen_0_0.npz")).poses.elements.prefix(3) }
        #expect(roots[0] == roots[1] && roots[0] != roots[2])
        let all = try Motion.readAll(path: folder.file("results.npy"))
        // MDM's results have 20 frames a second.
        #expect(all.count == 2 && all[1].label == "sit down" && all[0].frameCount == 3 && all[0].frameRate == 20)
        var labels = MotionLabels()
        #expect(try labels.label(ofFile: folder.file("motions/gen_0_1.npz"))?.text == "sit down")
        // Both on the floor.
        let model = try BodyModel(contentsOf: Project.root + "/models/open/open_body_neutral.npz")
        func lowest(_ motion: Motion) -> Float {
            let posed = model.shaped().pose(axisAngles: motion.converted(to: model.layout).poses, translations: motion.translations)
            return stride(from: 2, to: posed.vertices.count, by: 3).map { posed.vertices.elements[$0] }.min() ?? .nan
        }
        // The world of MDM's file is turned about a pelvis as SMPL's, which the open body's is some centimetres off.
        #expect(abs(lowest(walk)) < 0.05 && abs(lowest(all[0])) < 0.12, "\(lowest(walk)) \(lowest(all[0]))")
        // The same rotations of joints other than the root, in whichever file; a rotation has more than one vector.
        let (kept, other) = (walk.converted(to: all[0].layout).poses.elements, all[0].poses.elements)
        for joint in 1..<22 {
            let vectors = [kept, other].map { SIMD3(Double($0[joint * 3]), Double($0[joint * 3 + 1]), Double($0[joint * 3 + 2])) }
            let quaternions = vectors.map { Quaternion(axisAngle: $0) }
            #expect(abs(quaternions[0].dot(quaternions[1])) > 0.99999, "joint \(joint)")
        }
    }

    @Test func aPNGIsOnePictureAndAFolderMeansItsNewestCheckpoint() throws {
        let run = try Program.run(
            ["text2motion", folder.path, "--prompt", "walk", "--prompt", "jump", "-o", folder.file("x.png")] + Self.small)
        #expect(run.status == 0 && run.errors.contains("newest checkpoint is checkpoint_0100.pth.tar"), "\(run.errors)")
        #expect(try folder.bytes("x.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func fewerFramesLeaveNoneOfAnEarlierAnimation() throws {
        let render = ["render", Project.clip, "-o", folder.file("numbered") + "/", "--size", "16x16", "--quiet", "--fps"]
        #expect(try Program.run(render + ["10"]).status == 0)
        try folder.write("kept", "numbered/notes.txt")
        #expect(try Program.run(render + ["5"]).status == 0)
        let names = try folder.names("numbered")
        #expect(names.contains("notes.txt") && names.filter { $0.hasSuffix(".png") }.count == 11, "\(names)")
    }

    @Test func editsAndInterpolationsFollowTheirTables() throws {
        try folder.write(
            Array(
                "motion_source,base,v_start,v_end\ntext,walk,\"walk, slowly\",run\ndata,\(Project.clip),\(Project.clip),\(Project.longerClip)\n"
                    .utf8), "edits.csv")
        let edit = try Program.run(
            [
                "edit", checkpoint, "--input_file", folder.file("edits.csv"), "-o", folder.file("edit.gif"), "--save-motions",
                folder.file("edits"),
            ] + Self.small)
        #expect(edit.status == 0, "\(edit.errors)")
        #expect(exists("edit.gif") && exists("edits/gen_3_1.npz"))
        // Base minus itself plus something is that something.
        let result = try Motion.read(path: folder.file("edits/gen_3_1.npz")), end = try Motion.read(path: folder.file("edits/gen_2_1.npz"))
        #expect(zip(result.poses.elements, end.poses.elements).allSatisfy { abs($0 - $1) < 1e-3 })

        try folder.write(Array("start,end\n\(Project.clip),\(Project.longerClip)\n".utf8), "interps.csv")
        let between = try Program.run(
            ["interpolate", checkpoint, "--input_file", folder.file("interps.csv"), "--stops", "3", "-o", folder.file("between.gif")]
                + Self.small)
        #expect(between.status == 0, "\(between.errors)")
        #expect(exists("between.gif"))
    }

    @Test func tablesThatDoNotFitAreToldByLineAndColumn() throws {
        try folder.write(Array("base,v_start\na,b\n".utf8), "edits.csv")
        try failure(["edit", checkpoint, "--input_file", folder.file("edits.csv")], mentions: ["no column 'motion_source'"])
        try folder.write(Array("motion_source,base,v_start,v_end\nvideo,a,b,c\n".utf8), "edits.csv")
        try failure(["edit", checkpoint, "--input_file", folder.file("edits.csv")], mentions: ["line 2", "'video'", "text or data"])
        try folder.write(Array("motion_source,base,v_start,v_end\ntext,a,b\n".utf8), "edits.csv")
        try failure(["edit", checkpoint, "--input_file", folder.file("edits.csv")], mentions: ["line 2 has 3 values"])
        try folder.write(Array("start,end\nwalk,run\n".utf8), "interps.csv")
        try failure(
            ["interpolate", checkpoint, "--input_file", folder.file("interps.csv")], mentions: ["'walk' is a label", "--datapath"])
        try failure(
            ["interpolate", checkpoint, "--input_file", folder.file("interps.csv"), "--datapath", Project.root + "/data/sample"],
            mentions: ["no motion labelled 'walk'", "walk forward"])
    }

    @Test func promptsThatCannotBeMeant() throws {
        try folder.write([], "empty.txt")
        try failure(["text2motion", checkpoint, "--input_file", folder.file("empty.txt")], mentions: ["holds no prompts"])
        try folder.write([0xFF, 0xFE, 0x00], "binary.txt")
        try failure(["text2motion", checkpoint, "--input_file", folder.file("binary.txt")], mentions: ["not UTF-8"])
        try failure(["text2motion", checkpoint], mentions: ["--prompt TEXT or --input_file FILE"])
        try failure(["text2motion", checkpoint, "--prompt", " "], mentions: ["--prompt is empty"])
        let long = String(repeating: "walk and ", count: 60)
        let run = try Program.run([
            "text2motion", checkpoint, "--prompt", long, "--text-heads", "1", "--no-grid", "--no-singles", "--save-motions",
            folder.file("m"),
        ])
        #expect(run.status == 0 && run.errors.contains("longer than the 77 tokens"), "\(run.errors)")
    }

    @Test func checkpointsThatDoNotFitAreToldByTheirTensors() throws {
        let command = ["text2motion", checkpoint, "--prompt", "walk", "--text-heads", "1", "-o", folder.file("out.gif")]
        try write { $0.removeAll { $0.name == "decoder.finallayer.base_bias" } }
        try failure(command, mentions: ["decoder.finallayer.base_bias is missing", "(150)"])
        try write { $0.append((name: "decoder.more", data: TensorData(shape: [2], [Float](repeating: 0, count: 2)))) }
        try failure(command, mentions: ["decoder.more is not part of this model"])
        try write { tensors in
            for i in tensors.indices where tensors[i].name == "encoder.muQuery" {
                tensors[i].data = TensorData(shape: [1, 8], [Float](repeating: 0, count: 8))
            }
        }
        try failure(command, mentions: ["encoder.muQuery has shape (1, 8)", "(1, 16)"])
        try write { tensors in
            for i in tensors.indices where tensors[i].name == "encoder.muQuery" {
                tensors[i].data = TensorData(shape: [1, 16], [Float](repeating: .nan, count: 16))
            }
        }
        try failure(command, mentions: ["encoder.muQuery", "not finite"])
        try write(latent: 32)
        try failure(command, mentions: ["latent of 32", "16", "--clip"])
        try write()
        try folder.write(Array("pose_rep: rotmat\ntranslation: true\nglob: true\n".utf8), "opt.yaml")
        try failure(command, mentions: ["150", "9"])
        try folder.write(Array("pose_rep: rot6d\ntranslation: false\nglob: true\n".utf8), "opt.yaml")
        try failure(command, mentions: ["25 joints"])
        #expect(!exists("out.gif"))
    }

    @Test("A checkpoint cut anywhere is refused in one line", arguments: [0, 3, 100, 5000, 60_000]) func cutShort(_ length: Int) throws {
        let whole = try folder.bytes("checkpoint_0100.pth.tar")
        try folder.write(Array(whole.prefix(length)), "cut_0100.pth.tar")
        try failure(["text2motion", folder.file("cut_0100.pth.tar"), "--prompt", "walk"], mentions: ["cut_0100.pth.tar"])
    }

    @Test func aMissingCLIPIsToldWithWhereToGetIt() throws {
        try write(hasCLIP: false)
        let run = try Program.run(["text2motion", checkpoint, "--prompt", "walk"], shell: "export HOME=\(folder.path) SMOG_CLIP=")
        #expect(run.status == 1 && run.errors.contains("ViT-B-32.pt") && run.errors.contains("--clip"), "\(run.errors)")
    }

    @Test func trainingIsStoppedAndGoneOnWith() throws {
        let words = [
            "--datapath", Project.root + "/data/sample", "--latent_dim", "8", "--num_layers", "1", "--batch_size", "4", "--num_frames",
            "20", "--snapshot", "1",
            "--num_epochs", "40", "--seed", "3", "--no-translation", "--preview", "0",
        ]
        let whole = try Program.run(["train", "--folder", folder.file("whole")] + words)
        #expect(whole.status == 0, "\(whole.errors)")
        for name in ["checkpoint_0001.pth.tar", "checkpoint_0040.pth.tar", "opt.yaml", "training.log", "training_state.pt", "loss.png"] {
            #expect(exists("whole/" + name), "\(name)")
        }
        // Begun again in the same folder nothing is overwritten.
        try failure(["train", "--folder", folder.file("whole")] + words, mentions: ["holds a training already", "--resume"])

        let running = try Running(["train", "--folder", folder.file("parts")] + words)
        while !exists("parts/checkpoint_0002.pth.tar") { usleep(2000) }
        kill(running.processID, SIGTERM)
        let stopped = running.end(limit: 120)
        // On a fast machine all may have been done before the signal came.
        if stopped.status != 0 {
            #expect(stopped.status == 130 && stopped.errors.contains("smog train --resume"), "\(stopped.errors)")
            let rest = try Program.run(["train", "--resume", folder.file("parts")])
            #expect(rest.status == 0, "\(rest.errors)")
        }
        #expect(try folder.bytes("parts/checkpoint_0040.pth.tar") == folder.bytes("whole/checkpoint_0040.pth.tar"))
        let log = try String(decoding: folder.bytes("parts/training.log"), as: UTF8.self)
        #expect(log == (try String(decoding: folder.bytes("whole/training.log"), as: UTF8.self)) || stopped.status == 130)

        let saved = try Program.run(["info", folder.file("whole/checkpoint_0040.pth.tar")])
        #expect(saved.status == 0 && saved.output.contains("SMoG"), "\(saved.errors)")
    }

    /// A database of the sample's motions: the same pieces, by label, as from the files; and what is said of a label it does not have.
    @Test func labelsAreFoundInDatabases() throws {
        try folder.write(
            Array("pose_rep: rot6d\ntranslation: true\nglob: true\nnum_frames: 20\ntranslation_joint: pelvis\nface_front: true\n".utf8),
            "opt.yaml")
        let parsed = try Program.run([
            "dataset", "parse", "--dataset_name", "babel", "--input_dir", Project.root + "/data/sample", "--babel_dir",
            Project.root + "/data/sample",
            "--output_dir", folder.file("db"), "--quiet",
        ])
        #expect(parsed.status == 0 || parsed.status == 2, "\(parsed.errors)")
        try folder.write(Array("start,end\nwalk forward,cartwheel\n".utf8), "interps.csv")
        let words = [
            "interpolate", checkpoint, "--input_file", folder.file("interps.csv"), "--text-heads", "1", "--no-grid", "--no-singles",
            "--stops", "2",
        ]
        let database = ["--datapath", folder.file("db/babel_30fps_db.pt")]
        let run = try Program.run(words + database + ["--save-motions", folder.file("made")])
        #expect(run.status == 0, "\(run.errors)")
        let made = try ["gen_0_0", "gen_1_0"].map { try Motion.read(path: folder.file("made/\($0).npz")) }
        #expect(made[0].frameCount == 20 && made[0].poses.elements != made[1].poses.elements)
        try folder.write(Array("start,end\nwalk forward,fly\n".utf8), "interps.csv")
        try failure(words + database, mentions: ["no motion labelled 'fly'", "babel_30fps_train.pt"])
    }

    @Test func aTrainingShowsHeldOutLabelsAtItsCheckpoints() throws {
        let words = [
            "--datapath", Project.root + "/data/sample", "--latent_dim", "64", "--num_layers", "1", "--batch_size", "8", "--num_frames",
            "8",
            "--clip_training", "text", "--clip_layers", "1", "--clip-width", "64", "--num_epochs", "2",
        ]
        let run = try Program.run(["train", "--folder", folder.file("shown"), "--snapshot", "1", "--preview", "2"] + words, limit: 120)
        // Nothing is held out of so few clips, which is said; nothing else is.
        let said = run.errors.replacingOccurrences(of: "previews show labels of the training data", with: "")
        #expect(run.status == 0 && !said.contains("preview"), "\(run.errors)")
        for name in ["preview_0001.gif", "preview_0002.gif"] {
            #expect(try folder.bytes("shown/" + name).starts(with: Array("GIF89a".utf8)), "\(name)")
        }
        // A picture that cannot be made is told, and the training goes on.
        try FileManager.default.createDirectory(
            atPath: folder.file("blocked/preview_0002.gif/in the way"), withIntermediateDirectories: true)
        let blocked = try Program.run(
            ["train", "--folder", folder.file("blocked"), "--snapshot", "2", "--preview", "1"] + words, limit: 120)
        #expect(blocked.status == 0 && blocked.errors.contains("preview_0002.gif"), "\(blocked.errors)")
        #expect(exists("blocked/checkpoint_0002.pth.tar"))
    }

    @Test func trainingsThatCannotBeMeant() throws {
        try failure(["train", "--folder", folder.file("t")], mentions: ["--datapath"])
        try failure(
            ["train", "--datapath", folder.path, "--folder", folder.file("t"), "--latent_dim", "10"], mentions: ["--latent_dim is 10"])
        try failure(
            ["train", "--datapath", folder.path, "--folder", folder.file("t"), "--clip_text_losses", "cosinus"],
            mentions: ["cosinus", "mse, ce and cosine"])
        try failure(["train", "--resume", folder.path], mentions: ["opt.yaml", "smog_arguments"])
        try failure(["train", "--datapath", folder.file("nothing.pt"), "--folder", folder.file("t")], mentions: ["nothing.pt"])
    }
}
