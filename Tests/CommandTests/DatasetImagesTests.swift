// `smog dataset images`: names the parser finds, the same bytes however the work was split or cut short, and what is said about broken clips.
import Foundation
import Pictures
import TestSupport
import Testing

@Suite(.serialized) struct DatasetImagesTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let tree = Project.root + "/data/sample"
    /// Small pictures are quick, and as different from each other as large ones.
    private static let small = ["--size", "32", "--quiet"]

    @discardableResult
    private func images(
        _ output: String, _ options: [String] = [], input: String = tree, status: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Run {
        let run = try Program.run(
            ["dataset", "images", "--input_dir", input, "--output_dir", folder.file(output)] + Self.small + options,
            sourceLocation: sourceLocation)
        #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
        return run
    }

    /// The files of a set, hidden ones too, with their bytes.
    private func contents(_ output: String) throws -> [String: [UInt8]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.file(output)).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder.file(output + "/" + name), isDirectory: &isFolder) && !isFolder.boolValue
        }
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try folder.bytes(output + "/" + $0)) })
    }

    private func manifest(_ output: String) throws -> [[String: Any]] {
        try String(decoding: folder.bytes(output + "/manifest.jsonl"), as: UTF8.self).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// Clips of the sample and hostile files beside them.
    private func hostileTree() throws -> String {
        for (name, clip) in [("A/one/run_poses", "09/09_01"), ("A/two/two words_poses", "02/02_01"), ("B/x/punch_poses", "02/02_05")] {
            let target = folder.file("tree/\(name).npz")
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Project.sample(clip), toPath: target)
        }
        let whole = try Project.bytes(Project.sample("02/02_04"))
        try folder.write(Array(whole.prefix(whole.count / 2)), "tree/A/one/cut_poses.npz")
        try folder.write([], "tree/A/one/empty_poses.npz")
        try folder.write(Array("no archive".utf8), "tree/A/one/text_poses.npz")
        try folder.write(Array("no archive".utf8), "tree/A/one/shape.npz")
        var short = MotionInput()
        short.poses = .init(repeating: 0.01, shape: [4, 156])
        try FileManager.default.moveItem(atPath: short.write(folder), toPath: folder.file("tree/A/one/short_poses.npz"))
        return folder.file("tree")
    }

    @Test func imagesHaveTheNamesAndTheNumberThatTheParserWants() throws {
        try images("set")
        let names = try contents("set").keys.filter { $0.hasSuffix(".png") }.sorted()
        // 02_05 lasts 15.4 s: 464 frames at 30 a second. 09_01 lasts 1.2 s, too short.
        #expect(names.filter { $0.hasPrefix("CMU_02_02_05_poses") } == [150, 250, 350, 50].map { "CMU_02_02_05_poses_frame\($0).png" })
        #expect(names.filter { $0.hasPrefix("CMU_02_02_01_poses") } == ["CMU_02_02_01_poses_frame43.png"])
        #expect(!names.contains { $0.hasPrefix("CMU_09") })
        for name in names {
            let image = try PNG.decode(folder.bytes("set/" + name))
            #expect(image.width == 32 && image.height == 32 && image.format == .rgb8)
        }
        let lines = try manifest("set")
        let header = try #require(lines[0]["header"] as? [String: Any])
        #expect(
            header["size"] as? Int == 32 && header["frames"] as? String == "middle"
                && (header["program"] as? String)?.hasPrefix("smog ") == true)
        #expect(lines.compactMap { $0["file"] as? String }.sorted() == names)
        let punch = try #require(lines.first { $0["file"] as? String == "CMU_02_02_05_poses_frame150.png" })
        #expect(
            punch["clip"] as? String == "CMU/02/02_05_poses.npz" && punch["source_frame"] as? Int == 600 && punch["time"] as? Double == 5)
        let size = try folder.bytes("set/CMU_02_02_05_poses_frame150.png").count
        #expect(punch["label"] as? String == "punch and strike" && punch["bytes"] as? Int == size)
        #expect(
            lines.contains {
                $0["clip"] as? String == "CMU/09/09_01_poses.npz" && ($0["skipped"] as? String)?.contains("60 are needed") == true
            })
        #expect((lines.last?["summary"] as? [String: Int])?["images"] == names.count)
    }

    @Test func workersAndShardsMakeTheSameBytes() throws {
        try images("one", ["--workers", "1"])
        let one = try contents("one")
        try images("three", ["--workers", "3"])
        #expect(try contents("three") == one)
        for shard in ["2/3", "3/3", "1/3"] { try images("shards", ["--shard", shard]) }
        #expect(try contents("shards") == one)
        // A shard that is run again changes nothing, nor does the whole.
        try images("shards", ["--shard", "2/3"])
        #expect(try contents("shards") == one)
        try images("shards")
        #expect(try contents("shards") == one)
    }

    @Test func aRunThatIsKilledGoesOnWhereItWas() throws {
        let options = ["--frames", "every", "50", "--views", "2"]
        try images("whole", options)
        let whole = try contents("whole")
        #expect(
            whole.keys.contains("at50-view1/CMU_02_02_05_poses_frame150.png")
                && whole.keys.contains("view1/CMU_02_02_05_poses_frame100.png"))
        for delay in [0.05, 0.18, 0.25] {
            let running = try Running(
                ["dataset", "images", "--input_dir", Self.tree, "--output_dir", folder.file("set")] + Self.small + options)
            Thread.sleep(forTimeInterval: delay)
            // Stopped first: a worker that is started after they were counted would go on drawing beside the next run.
            running.send(SIGSTOP)
            #expect(Processes.waitUntil(within: 60) { Processes.isStopped(running.processID) })
            let workers = Processes.descendants(of: running.processID)
            running.send(SIGKILL)
            _ = running.end()
            #expect(Processes.haveEnded(workers, within: 60))
        }
        // Half of a line, as a loss of power leaves it, and an image that never reached the disk.
        if let handle = FileHandle(forWritingAtPath: folder.file("set/manifest.jsonl")) {
            handle.seekToEndOfFile()
            handle.write(Data(#"{"file":"CMU_02"#.utf8))
            handle.closeFile()
        }
        if let image = try contents("set").keys.first(where: { $0.hasSuffix(".png") && !$0.hasPrefix(".") }) {
            try folder.write([], "set/" + image)
        }
        try images("set", options)
        #expect(try contents("set") == whole)
    }

    @Test func whatIsThereIsNotDrawnAgain() throws {
        try images("set")
        let name = "set/CMU_02_02_01_poses_frame43.png"
        let before = try FileManager.default.attributesOfItem(atPath: folder.file(name))[.systemFileNumber] as? Int
        let whole = try contents("set")
        try folder.write([1, 2, 3], "set/CMU_02_02_05_poses_frame50.png")
        try images("set")
        #expect(try contents("set") == whole)
        #expect(try FileManager.default.attributesOfItem(atPath: folder.file(name))[.systemFileNumber] as? Int == before)
    }

    @Test func otherOptionsAreRefusedByNameUntilOverwritten() throws {
        try images("set")
        let run = try images("set", ["--frames", "first"], status: 1)
        expectOneLine(run, saying: ["manifest.jsonl", "frames is middle there, first now", "--overwrite"])
        try images("set", ["--frames", "first", "--overwrite"])
        let names = try contents("set").keys.filter { $0.hasPrefix("CMU_02_02_05") }.sorted()
        #expect(names == [0, 100, 200, 300].map { "CMU_02_02_05_poses_frame\($0).png" })
    }

    @Test func strangePicturesAreLeftAlone() throws {
        try FileManager.default.createDirectory(atPath: folder.file("set"), withIntermediateDirectories: true)
        try folder.write([1], "set/holiday.png")
        for options in [[], ["--overwrite"]] {
            expectOneLine(try images("set", options, status: 1), saying: ["holiday.png", "no manifest"])
        }
        #expect(try folder.bytes("set/holiday.png") == [1])
    }

    @Test func brokenClipsAreReportedAndTheOthersDrawn() throws {
        let tree = try hostileTree()
        let run = try images("set", input: tree, status: 2)
        for name in ["cut_poses.npz", "empty_poses.npz", "text_poses.npz"] {
            #expect(run.errorLines.contains { $0.hasPrefix("smog: failed: ") && $0.contains(name) })
        }
        #expect(run.errorLines.last == "smog: 3 of 7 clips failed; the others were drawn")
        let names = try contents("set").keys.filter { $0.hasSuffix(".png") }.sorted()
        #expect(names == ["A_two_two words_poses_frame43.png"] + [150, 250, 350, 50].map { "B_x_punch_poses_frame\($0).png" })
        let lines = try manifest("set")
        #expect(
            lines.filter { $0["failed"] != nil }.compactMap { $0["clip"] as? String } == [
                "A/one/cut_poses.npz", "A/one/empty_poses.npz", "A/one/text_poses.npz",
            ])
        // Failures are the same in every way of running it, and tried again.
        let whole = try contents("set")
        for shard in ["1/2", "2/2"] {
            _ = try Program.run(
                ["dataset", "images", "--input_dir", tree, "--output_dir", folder.file("halves"), "--shard", shard] + Self.small)
        }
        #expect(try contents("halves") == whole)
        try FileManager.default.removeItem(atPath: folder.file("tree/A/one/cut_poses.npz"))
        try FileManager.default.copyItem(atPath: Project.sample("02/02_04"), toPath: folder.file("tree/A/one/cut_poses.npz"))
        try images("set", input: tree, status: 2)
        #expect(try contents("set").keys.contains("A_one_cut_poses_frame50.png"))
    }

    @Test func nothingToDrawIsAFailure() throws {
        try FileManager.default.createDirectory(atPath: folder.file("tree/A/b"), withIntermediateDirectories: true)
        expectOneLine(try images("set", input: folder.file("tree"), status: 1), saying: ["holds no clips", "<Set>/<subject>"])
        try folder.write([1], "tree/A/b/c_poses.npz")
        let run = try images("set", input: folder.file("tree"), status: 1)
        #expect(run.errorLines.last == "smog: nothing was drawn: 1 of 1 clips failed")
        expectOneLine(try images("set", input: folder.file("none"), status: 1), saying: ["no such folder"])
    }

    @Test func withBabelOnlyItsMotionsAreDrawn() throws {
        let text = #"{"7": {"feat_p": "CMU/CMU/02/02_05_poses.npz", "seq_ann": {"labels": [{"raw_label": "box"}]}, "frame_ann": null}}"#
        try folder.write(Array(text.utf8), "train.json")
        try images("set", ["--babel_dir", folder.path])
        #expect(try contents("set").count == 5)
        #expect(try manifest("set")[1]["label"] as? String == "box")
        let dry = try Program.run(["dataset", "images", "--input_dir", Self.tree, "--babel_dir", folder.path, "--dry-run"])
        #expect(
            dry.output.hasPrefix("1 clips with 4 images of 224x224; 0 left out")
                && dry.output.contains("data/render/CMU_02_02_05_poses_frame50.png"), "\(dry.output)")
    }

    @Test func verifyFindsWhatIsWrongAndSaysWhatToRun() throws {
        try images("set")
        let verify = ["dataset", "images", "--output_dir", folder.file("set"), "--verify", "--quiet"]
        let sound = try Program.run(verify)
        #expect(sound.status == 0 && sound.output.hasSuffix("the set is complete\n"), "\(sound.output)")
        let whole = try contents("set")
        try FileManager.default.removeItem(atPath: folder.file("set/CMU_02_02_05_poses_frame50.png"))
        try folder.write(Array(try folder.bytes("set/CMU_02_02_05_poses_frame150.png").prefix(100)), "set/CMU_02_02_05_poses_frame150.png")
        let big = try PNG.encode(Image(width: 16, height: 16, format: .rgba8) { _ in })
        try folder.write(big, "set/CMU_02_02_05_poses_frame250.png")
        try folder.write(big, "set/CMU_77_1_poses_frame0.png")
        let broken = try Program.run(verify)
        #expect(broken.status == 2)
        for words in [
            "1 clips with too few images:\n  CMU_02_02_05_poses: 3 of 4", "1 images missing:\n  CMU_02_02_05_poses_frame50.png",
            "1 images that cannot be read:\n  CMU_02_02_05_poses_frame150.png",
            "1 images that are not what the manifest says:", "1 clips whose images differ in size", "1 images that are not opaque RGB",
            "1 images that belong to no clip:\n  CMU_77_1",
            "smog dataset images --input_dir \(Self.tree) --output_dir \(folder.file("set")) --size 32",
        ] { #expect(broken.output.contains(words), "\(words) is not in:\n\(broken.output)") }
        // Doing as it says mends it.
        try FileManager.default.removeItem(atPath: folder.file("set/CMU_77_1_poses_frame0.png"))
        try images("set")
        #expect(try contents("set") == whole)
    }

    @Test func aSetWithoutManifestIsComparedByTheParsersRulesAlone() throws {
        try images("set")
        try FileManager.default.removeItem(atPath: folder.file("set/manifest.jsonl"))
        let verify = ["dataset", "images", "--input_dir", Self.tree, "--output_dir", folder.file("set"), "--verify", "--quiet"]
        #expect(try Program.run(verify).status == 0)
        try FileManager.default.removeItem(atPath: folder.file("set/CMU_02_02_05_poses_frame50.png"))
        let run = try Program.run(verify)
        #expect(run.status == 2 && run.output.contains("3 of 4") && run.output.contains("not made by smog"), "\(run.output)")
    }

    @Test(arguments: [
        (["--shard", "3/2"], "--shard"), (["--shard", "0/2"], "--shard"), (["--frames", "last"], "--frames"),
        (["--frames", "every", "0"], "1 to 100"),
        (["--frames", "every"], "--frames"), (["--seed", "1"], "--frames random"), (["--views", "0"], "--views"),
        (["--size", "8"], "--size"), (["--target_fps", "25"], "10, 30 and 60"),
        (["--resume", "--overwrite"], "--resume"), (["--overwrite", "--shard", "1/2"], "other shards"),
        (["--verify", "--dry-run"], "--verify"), (["--nope"], "Unknown option"),
    ])
    func commandLinesThatCannotBeMeant(options: [String], words: String) throws {
        let run = try Program.run(["dataset", "images", "--output_dir", folder.file("set")] + options)
        #expect(run.status == 64 && run.errors.hasPrefix("smog: ") && run.errors.contains(words), "\(run.errors)")
        #expect(folder.everything.isEmpty)
    }

    @Test func twoRunsOfOneSetDoNotMeddle() throws {
        let arguments =
            ["dataset", "images", "--input_dir", Self.tree, "--output_dir", folder.file("set"), "--frames", "every", "10"] + Self.small
        let first = try Running(arguments)
        #expect(Processes.waitUntil(within: 60) { FileManager.default.fileExists(atPath: folder.file("set/manifest.jsonl")) })
        let second = try Program.run(arguments)
        if second.status != 0 { expectOneLine(second, saying: ["another run is writing it"]) }
        #expect(first.end().status == 0)
    }
}
