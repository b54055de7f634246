// `smog dataset parse` and `pack`: files that appear whole, and what is said about clips that are none.
import ArrayFiles
import Arrays
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct DatasetParseTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let sample = Project.root + "/data/sample"

    private func parse(_ options: [String], status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws -> Run {
        let run = try Program.run(
            ["dataset", "parse", "--output_dir", folder.file("db"), "--model-dir", Project.root + "/models"] + options,
            sourceLocation: sourceLocation)
        #expect(run.status == status && run.signal == nil, "\(run.errors)", sourceLocation: sourceLocation)
        return run
    }

    /// Small pictures for every chunk of the sample.
    private func pictures() throws -> String {
        let run = try Program.run([
            "dataset", "images", "--input_dir", Self.sample, "--output_dir", folder.file("render"), "--size", "32", "--quiet",
        ])
        #expect(run.status == 0, "\(run.errors)")
        return folder.file("render")
    }

    @Test func aTreeBecomesADatabaseForEachSplit() throws {
        let run = try parse([
            "--dataset_name", "babel", "--input_dir", Self.sample, "--babel_dir", Self.sample, "--clip_images_dir", try pictures(),
        ])
        #expect(
            run.errors.contains("babel_30fps_train.pt: 13 sequences") && run.errors.contains("babel_30fps_test.pt: 0 sequences"),
            "\(run.errors)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("db")).sorted()
                == ["test", "train", "vald"].map { "babel_30fps_\($0).pt" })
        let root = try JoblibFile(contentsOf: folder.file("db/babel_30fps_train.pt")).root
        let keys = ["vid_names", "thetas", "joints3d", "clip_images", "clip_pathes", "text_raw_labels", "text_proc_labels", "action_cat"]
        #expect(root.pairs?.compactMap(\.key.string) == keys)
        #expect(try root["thetas"]?.elements?[2].array().shape == [464, 72])
        #expect(try root["joints3d"]?.elements?[2].array().shape == [464, 18, 3])
        #expect(try root["clip_images"]?.elements?[2].array().shape == [4, 32, 32, 3])
        #expect(try root["text_raw_labels"]?.elements?[0].array().strings().first == "walk forward")
        // The same input, the same bytes.
        let before = try folder.bytes("db/babel_30fps_train.pt")
        _ = try parse([
            "--dataset_name", "babel", "--input_dir", Self.sample, "--babel_dir", Self.sample, "--clip_images_dir", folder.file("render"),
            "--quiet",
        ])
        #expect(try folder.bytes("db/babel_30fps_train.pt") == before)
    }

    @Test func clipsThatAreNoneAreNamedAndTheOthersParsed() throws {
        for (name, clip) in [("CMU/1/run_poses", "09/09_01"), ("CMU/1/walk_poses", "02/02_01"), ("SFU/x/punch_poses", "02/02_05")] {
            let target = folder.file("tree/\(name).npz")
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Project.sample(clip), toPath: target)
        }
        let whole = try Project.bytes(Project.sample("02/02_04"))
        try folder.write(Array(whole.prefix(whole.count / 2)), "tree/CMU/1/cut_poses.npz")
        try folder.write([], "tree/CMU/1/empty_poses.npz")
        var broken = MotionInput()
        broken.poses = .init(repeating: .nan, shape: [300, 156])
        broken.translations = .init(repeating: 0, shape: [300, 3])
        try FileManager.default.moveItem(atPath: broken.write(folder), toPath: folder.file("tree/CMU/1/nan_poses.npz"))
        try folder.write(
            Array(
                #"{"CMU/1/run_poses.npz": "run", "CMU/1/walk_poses.npz": "walk", "SFU/x/punch_poses.npz": "punch", "CMU/1/cut_poses.npz": "a", "CMU/1/empty_poses.npz": "b", "CMU/1/nan_poses.npz": "c"}"#
                    .utf8), "tree/labels.json")
        let run = try parse(["--dataset_name", "amass", "--input_dir", folder.file("tree")], status: 2)
        let lines = run.errorLines
        for (clip, words) in [("cut_poses", "without its end"), ("empty_poses", "is empty"), ("nan_poses", "NaN")] {
            #expect(lines.contains { $0.contains("failed") && $0.contains(clip) && $0.contains(words) }, "\(run.errors)")
        }
        #expect(lines.contains { $0.contains("left out") && $0.contains("run_poses") && $0.contains("60 are needed") })
        #expect(
            run.errors.contains("amass_30fps_train.pt: 1 sequences") && run.errors.contains("amass_30fps_vald.pt: 1 sequences"),
            "\(run.errors)")
        #expect(folder.unfinished.isEmpty)
        #expect(try JoblibFile(contentsOf: folder.file("db/amass_30fps_train.pt")).root["clip_images"]?.elements?.map(\.isNone) == [true])
    }

    @Test func aQuickRunWritesNothing() throws {
        let run = try parse(["--dataset_name", "amass", "--input_dir", Self.sample, "--babel_dir", Self.sample, "--quick_run"])
        #expect(run.errors.contains("13 sequences") && run.errors.contains("not written"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("db")))
    }

    @Test(arguments: [
        (["--dataset_name", "kit"], "kit"), (["--dataset_name", "amass", "--target_fps", "25"], "10, 30 or 60"),
        (["--dataset_name", "amass", "--compress", "10"], "0 to 9"),
    ])
    func wrongOptionsAreRefused(options: [String], words: String) throws {
        let run = try Program.run(["dataset", "parse"] + options)
        #expect(run.status == 64)
        expectOneLine(run, saying: [words])
    }

    @Test func missingFoldersAreNamed() throws {
        let nowhere = folder.file("nowhere")
        for options in [
            ["--input_dir", nowhere], ["--input_dir", Self.sample, "--babel_dir", nowhere],
            ["--input_dir", Self.sample, "--clip_images_dir", nowhere],
        ] {
            let run = try parse(["--dataset_name", "amass", "--quiet"] + options, status: 1)
            expectOneLine(run, saying: [nowhere])
        }
    }

    @Test func aPackedTreeHoldsTheSameFrames() throws {
        let run = try Program.run([
            "dataset", "pack", "--input_dir", Self.sample, "--babel_dir", Self.sample, "--output_dir", folder.file("copy"),
        ])
        #expect(run.status == 0 && run.errors.contains("14 clips"), "\(run.errors)")
        let (all, few) = (
            try NamedArrays(contentsOf: Project.sample("02/02_01")), try NamedArrays(contentsOf: folder.file("copy/CMU/02/02_01_poses.npz"))
        )
        let (poses, kept) = (try all.float32("poses", shape: [nil, 156]), try few.float32("poses", shape: [nil, 156]))
        #expect(kept.shape[0] == 86 && (0..<86).allSatisfy { Array(kept.row($0)) == Array(poses.row($0 * 4)) })
        #expect(try few.scalar("mocap_framerate") == 30)
        #expect(try folder.bytes("copy/train.json") == Project.bytes(Self.sample + "/train.json"))
        let again = try Program.run(["dataset", "pack", "--input_dir", folder.file("copy"), "--output_dir", folder.file("copy")])
        #expect(again.status == 1)
        expectOneLine(again, saying: [folder.file("copy")])
    }
}
