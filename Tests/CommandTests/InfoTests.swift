// `smog info`, `smog doctor`, `smog demo`, and help: what tells people about files, machines and the program itself.
import ArrayFiles
import Foundation
import TestSupport
import Testing

struct InfoTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func info(_ path: String, mentions words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let run = try Program.run(["info", path], sourceLocation: sourceLocation)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)", sourceLocation: sourceLocation)
        for word in words { #expect(run.output.contains(word), "'\(word)' is not in: \(run.output)", sourceLocation: sourceLocation) }
    }

    @Test func itPrintsWhatAMotionHolds() throws {
        try info(
            Project.clip, mentions: ["poses", "(251, 156)", "trans", "(251, 3)", "mocap_framerate", "120", "gender", "neutral", "float"])
    }

    @Test func itPrintsWhatABodyHolds() throws {
        try info(Project.openBody, mentions: ["v_template", "(6890, 3)", "posedirs", "kintree_table", "J_regressor", "shapedirs"])
    }

    @Test func itPrintsWhatAPickleHolds() throws {
        try info(Fixtures.path("arrayfiles/body_python2_protocol2.pkl"), mentions: ["v_template", "(20, 3)", "posedirs", "kintree_table"])
    }

    @Test func itPrintsWhatAnArrayHolds() throws {
        try info(
            folder.write(Bytes.npy(shape: "(5, 2)", content: Array(repeating: 0, count: 80)), "a.npy"), mentions: ["(5, 2)", "float64"])
    }

    @Test func itTellsWhichModelACheckpointIsOfAndHowBigItsPartsAre() throws {
        func zeros(_ shape: Int...) -> TensorData { TensorData(shape: shape, [Float](repeating: 0.25, count: shape.reduce(1, *))) }
        let weights: [(String, TensorData)] = [
            ("encoder.muQuery", zeros(1, 8)), ("encoder.skelEmbedding.base_weight", zeros(8, 150)),
            ("encoder.skelEmbedding.spline_weight", zeros(8, 150, 8)),
            ("encoder.skelEmbedding.grid", zeros(150, 12)), ("encoder.seqTransEncoder.layers.0.linear1.weight", zeros(16, 8)),
            ("decoder.seqTransDecoder.layers.0.linear1.weight", zeros(16, 8)), ("decoder.finallayer.spline_weight", zeros(150, 8, 8)),
        ]
        let path = folder.file("checkpoint_0003.pth.tar")
        try TorchFile.write(.tensors(weights.map { (name: $0.0, data: $0.1) }), to: path)
        try info(
            path,
            mentions: [
                "PyTorch checkpoint (zip), SMoG, 7 tensors, 20664 parameters", "latent size", "150 numbers\n", "needs CLIP weights",
                "spline_weight  ",
            ])
        try OptionsFile.write(
            [.init("pose_rep", "rot6d"), .init("num_frames", 60), .init("translation", true)], to: folder.file("opt.yaml"))
        try info(
            path, mentions: ["25 joints × 6 features", "frames", "3 in opt.yaml", "encoder", "10936 parameters", "1800 numbers in tables"])
        try TorchFile.write(
            [
                "state_dict": .tensors(weights.map { (name: $0.0, data: $0.1) } + [(name: "clip_model.logit_scale", data: zeros(1))]),
                "epoch": 3,
            ], to: path)
        try info(path, mentions: ["SMoG, 8 tensors", "inside (clip_model.…)", "epoch", "clip_model"])
        try SafeTensorsFile.write(
            [("encoder.skelEmbedding.weight", zeros(8, 150)), ("encoder.muQuery", zeros(1, 8))], metadata: ["made by": "a test"],
            to: folder.file("m.safetensors"))
        try info(folder.file("m.safetensors"), mentions: ["safetensors, MotionCLIP, 2 tensors", "made by", "a test"])
    }

    @Test func itPrintsWhatADatabaseOfMotionsHolds() throws {
        let writer = try JoblibListsWriter(folder.file("amass_30fps_train.pt"), keys: ["vid_names", "thetas"])
        for frames in [60, 90] {
            try writer.append([
                .strings(Array(repeating: "CMU_02_02_01", count: frames)),
                .array(TensorData(shape: [frames, 72], [Double](repeating: 1, count: 72 * frames))),
            ])
        }
        try writer.finish()
        try info(
            folder.file("amass_30fps_train.pt"),
            mentions: ["database of motions (joblib, zlib), 2 sequences, 150 frames", "CMU_02_02_01", "thetas", "(90, 72)"])
    }

    @Test func aDamagedCheckpointIsRefusedInOneLine() throws {
        let path = folder.file("weights.pt")
        try TorchFile.write(.tensors([("w", TensorData(shape: [64], [Float](repeating: 1, count: 64)))]), to: path)
        let whole = try folder.bytes("weights.pt")
        var flipped = whole
        // The first element, behind its aligned beginning.
        let place = try #require(
            whole.indices.first { $0 % 64 == 0 && Array(whole[$0..<min($0 + 8, whole.count)]) == [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f] })
        flipped[place] = 7
        try expectRefused(["info", folder.write(flipped, "flipped.pt")], in: folder, saying: ["flipped.pt", "archive/data/0", "checksum"])
        try expectRefused(["info", folder.write(Array(whole.dropLast(40)), "cut.pt")], in: folder, saying: ["cut.pt", "without its end"])
        try expectRefused(
            ["info", folder.write([0x78, 0x9c] + Array(repeating: 0, count: 100), "zlib.pt")], in: folder, saying: ["zlib.pt", "damaged"])
    }

    @Test func oneBadFileAmongSeveralIsReportedAndTheOthersArePrinted() throws {
        let bad = try folder.write([], "bad.npz")
        let run = try Program.run(["info", Project.clip, bad, Project.openBody])
        #expect(run.status == 2)
        #expect(run.output.contains("poses") && run.output.contains("v_template"))
        #expect(run.errorLines.count == 2 && run.errorLines[0].contains(bad), "\(run.errors)")
    }

    @Test func aMissingFileIsRefused() throws {
        try expectRefused(["info", folder.file("nothing")], in: folder, saying: [folder.file("nothing"), "no such file"])
    }

    @Test func aReaderThatGoesAwayIsNoError() throws {
        let files = Array(repeating: "'\(Project.openBody)'", count: 300).joined(separator: " ")
        let run = try Program.run(["--version"], shell: "'\(Program.path)' info \(files) | head -1")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }
}

struct DoctorTests {
    @Test func itNamesWhatThisMachineHas() throws {
        let run = try Program.run(["doctor"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        for word in [
            "processors", "context", "llvmpipe", "libpng", "giflib", "zlib", "OpenBLAS", "open_body_neutral.npz", "6890 vertices",
            "sample motions",
        ] {
            #expect(run.output.contains(word), "'\(word)' is not in: \(run.output)")
        }
        #expect(!run.output.contains("FIX"))
    }

    @Test func itSaysWhatToDoWhereBodiesAreMissing() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(["doctor", "--model-dir", folder.path])
        #expect(run.status == 1)
        #expect(run.output.contains("FIX") && run.output.contains(folder.path) && run.output.contains("--model-dir"), "\(run.output)")
        expectOneLine(run, saying: ["1 thing"])
    }

    /// A damaged body is a line of the report, not its end.
    @Test func itReportsADamagedBody() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("smpl"), withIntermediateDirectories: true)
        let body = try folder.write([1, 2, 3], "smpl/SMPL_NEUTRAL.pkl")
        let run = try Program.run(["doctor", "--model-dir", folder.path])
        #expect(run.signal == nil)
        #expect(run.output.contains(body) && run.output.contains("sample motions"), "\(run.output)")
    }
}

struct DemoTests {
    @Test func itMakesItsPicturesAndSaysSo() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(["demo", "-o", folder.file("new/demo"), "--size", "32x32"], limit: 240)
        #expect(run.status == 0, "\(run.errors)")
        let made = try FileManager.default.contentsOfDirectory(atPath: folder.file("new/demo"))
        #expect(made.contains("texts.gif") && made.contains("motions-grid.gif") && made.contains { $0.hasSuffix(".png") })
        #expect(run.output.contains("\(made.count) pictures in \(folder.file("new/demo"))"), "\(run.output)")
        for name in made { #expect(run.errors.contains(name), "\(run.errors)") }
    }
}

struct HelpTests {
    @Test func withoutArgumentsTheProgramExplainsItself() throws {
        for arguments in [[], ["--help"], ["-h"], ["help"]] {
            let run = try Program.run(arguments)
            #expect(run.status == 0 && run.errors.isEmpty)
            for command in [
                "render", "convert", "compare", "snapshot", "info", "clip", "doctor", "demo", "dataset", "evaluate", "classify",
            ] { #expect(run.output.contains("  \(command) ")) }
        }
    }

    static let time = ["--fps", "--start", "--end", "--source-fps", "--up", "--mean", "--std"]
    static let body = ["--body", "--model-dir", "--model_dir", "--gender", "--betas", "--hands"]
    static let picture = [
        "--camera", "--azimuth", "--elevation", "--distance", "--ortho", "--color", "--color-by", "--look", "--light", "--path",
        "--as-captured", "--columns", "--size", "--background", "--floor", "--aa", "--camera-position", "--camera-target", "--fov",
        "--workers",
    ]

    static let calibration = ["--intrinsics", "--extrinsics", "--camera-up", "--over"]
    static let passes = ["--pass", "--normals"]
    static let generated = [
        "--output", "-o", "--singles", "--save-motions", "--save_motions", "--num_frames", "--pose_rep", "--keep-root",
        "--ae_after_generation", "--vertstrans", "--clip", "--fps", "--look", "--quiet",
    ]
    static let heldOut = [
        "--datapath", "--split", "--babel_dir", "--dataset_name", "--batch_size", "--num_frames", "--pose_rep", "--compat", "--clip",
        "--text-heads", "--body", "--model-dir", "--quiet",
    ]

    @Test(arguments: [
        (
            "render",
            [
                "<motion>", "--output", "-o", "--layout", "--preset", "--title", "--titles", "--babel-dir", "--babel_dir", "--count",
                "--frame", "--quiet",
            ] + time + body + picture + calibration + passes
        ),
        (
            "convert",
            ["<motion>", "<output>", "--as", "mesh", "amass", "joints", "humanml3d", "--skeleton", "--frame", "--quiet"] + time + body
        ),
        ("compare", ["<a>", "<b>", "--metric", "--tolerance", "--diff", "--json", "--quiet", "max", "outliers", "ssim", "flip"]),
        ("snapshot", ["record", "check", "accept"]),
        ("clip", ["encode", "tokens"]), ("dataset", ["gallery", "images", "parse", "pack", "check", "stats"]), ("info", ["<file>"]),
        ("doctor", ["--model-dir"]), ("demo", ["--output", "-o", "--size", "--quiet"]),
        ("text2motion", ["<model>", "--input_file", "--prompt"] + generated),
        ("edit", ["latent", "inpaint"]), ("edit latent", ["<model>", "--input_file", "--datapath"] + generated),
        (
            "edit inpaint",
            [
                "<model>", "--source-motion", "--section", "--prompt", "--seed", "--repeat_times", "--force_mask", "--use_res_model",
                "--compat",
            ]
        ),
        ("interpolate", ["<model>", "--input_file", "--datapath", "--stops", "--source"] + generated),
        (
            "train",
            [
                "--datapath", "--folder", "--resume", "--latent_dim", "--num_layers", "--lambda_rc", "--clip_text_losses",
                "--clip_training", "--optimiser", "--seed", "--half",
            ]
        ),
        ("evaluate", ["<checkpoint>", "--sample_size", "--n_runs", "--seed", "--output", "-o"] + heldOut),
        ("classify", ["<checkpoint>", "--classes", "--seed"] + heldOut),
    ])
    func everyCommandExplainsEveryOption(command: String, options: [String]) throws {
        let words = command.split(separator: " ").map(String.init)
        let run = try Program.run(words + ["--help"])
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.contains("USAGE: smog \(command)"))
        expectExplained(options, in: run.output)
        #expect(try Program.run(["help"] + words).output == run.output)
    }

    @Test func theImageSetExplainsEveryOption() throws {
        let run = try Program.run(["dataset", "images", "--help"])
        #expect(run.status == 0 && run.errors.isEmpty)
        for option in [
            "--input_dir", "--input-dir", "--output_dir", "--babel_dir", "--target_fps", "--target-fps", "--size", "--look", "--gender",
            "--betas", "--hands", "--views",
            "--frames", "--seed", "--camera", "--azimuth", "--elevation", "--fov", "--floor", "--light", "--body", "--model-dir", "--shard",
            "--workers", "--resume", "--overwrite",
            "--dry-run", "--verify", "--quiet",
        ] { expectExplained([option], in: run.output) }
    }

    @Test(arguments: [
        (
            "parse",
            [
                "--dataset_name", "--dataset-name", "--input_dir", "--output_dir", "--clip_images_dir", "--target_fps", "--babel_dir",
                "--quick_run", "--compat", "--compress", "--body", "--model-dir", "--quiet",
            ]
        ),
        (
            "gallery",
            [
                "<folder>", "--output", "-o", "--compare", "--title", "--babel_dir", "--babel-dir", "--look", "--camera", "--size", "--fps",
                "--seconds", "--pages", "--workers", "--quiet",
            ] + body
        ),
        ("pack", ["--input_dir", "--output_dir", "--babel_dir", "--target_fps", "--quiet"]),
        ("check", ["<folder>", "--only", "--json", "--strict", "--body", "--model-dir", "--workers", "--quiet"]),
        ("stats", ["<folder>", "--output", "-o", "--json", "--babel_dir", "--body", "--model-dir", "--workers", "--quiet"]),
    ])
    func theMakersOfDatabasesExplainEveryOption(command: String, options: [String]) throws {
        let run = try Program.run(["dataset", command, "--help"])
        #expect(run.status == 0 && run.errors.isEmpty)
        expectExplained(options, in: run.output)
    }

    @Test func itKnowsItsVersion() throws {
        let run = try Program.run(["--version"])
        #expect(run.status == 0 && run.output.wholeMatch(of: /smog [0-9]+\.[0-9]+\.[0-9]+\n/) != nil, "\(run.output)")
    }
}

/// `_` and `-` are the same in names of options: help has one of them.
private func expectExplained(_ options: [String], in help: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let text = help.replacingOccurrences(of: "_", with: "-")
    for option in options {
        #expect(
            text.contains(option.replacingOccurrences(of: "_", with: "-")), "\(option) is not explained", sourceLocation: sourceLocation)
    }
}
