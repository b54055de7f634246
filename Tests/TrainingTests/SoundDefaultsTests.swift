// What we do otherwise than the Python code of MotionCLIP/SMoG: each difference next to what `isCompatible` gives.
import ArrayFiles
import Arrays
import BodyModels
import Datasets
import Files
import Foundation
import Learning
import Motions
import TestSupport
import Testing
import Training

@Suite struct SoundDefaultsTests {
    /// These tests know the labels of the project's own files; another set has others.
    let pipeline = Pipeline(folder: Fixtures.own + "/pipeline")

    private func sequence(_ name: String, isCompatible: Bool) throws -> MotionSequence {
        try #require(try pipeline.database(isCompatible: isCompatible).sequences.first { $0.name == name })
    }

    @Test func theTranslationIsThePelvisPathAndNotTheRightAnkles() throws {
        let own = try sequence("KIT_3_turn_poses", isCompatible: false)
        let file = try NamedArrays(contentsOf: pipeline.folder + "/amass/KIT/3/turn_poses.npz")
        let trans = try file.float32("trans", shape: [nil, 3])
        let joints = try #require(own.joints)
        for frame in [0, 7, 100] {
            for axis in 0..<3 {
                let moved = joints[frame, 0, axis] - joints[0, 0, axis]
                #expect(abs(moved - (trans[frame * 4, axis] - trans[0, axis])) < 1e-5)
            }
        }
        let theirs = try #require(try sequence("KIT_3_turn_poses", isCompatible: true).joints)
        #expect(theirs != joints)
    }

    @Test func categoriesAreThinnedOutWithThePoses() throws {
        let own = try sequence("KIT_3_turn_poses", isCompatible: false)
        #expect(own.labels.categories.count == own.frameCount)
        // "turn left" from 2.3 to 4.05 s, at 30 frames a second.
        #expect(own.labels.categories[75] == "turn" && own.labels.categories[10] == "walk,forward movement")
        #expect(try sequence("KIT_3_turn_poses", isCompatible: true).labels.categories.count == 4 * own.frameCount)
    }

    @Test func labelsOfAWholeMotionAreJoinedWithBlanks() throws {
        #expect(try sequence("CMU_01_seq60_poses", isCompatible: false).labels.raw[0] == "run and stop and sit")
        #expect(try sequence("CMU_01_seq60_poses", isCompatible: true).labels.raw[0] == "runand stopand sit")
    }

    @Test func unlabelledFramesAddNothingToAText() throws {
        var random = RandomNumbers(seed: 1)
        for (isCompatible, text) in [(false, "bow and поклон"), (true, " and bow and поклон")] {
            var options = ItemOptions()
            options.isCompatible = isCompatible
            options.hasTranslation = false
            let items = try MotionItems(pipeline.database(isCompatible: isCompatible), options)
            let chunk = try #require((0..<items.count).first { items.name(of: $0) == "CMU_01_odd100_poses" })
            #expect(items.item(items.sample(chunk, frames: Array(2..<62)), random: &random)?.text == text)
        }
    }

    @Test func noFrameIsThrownAway() throws {
        let database = try pipeline.database(isCompatible: false)
        let items = try MotionItems(database, ItemOptions())
        for (number, sequence) in database.sequences.enumerated() {
            let frames = items.chunks.filter { $0.sequence == number }.flatMap { Array($0.frames) }
            #expect(frames == Array(0..<sequence.frameCount))
        }
        var options = ItemOptions()
        options.isCompatible = true
        #expect(try MotionItems(pipeline.reference(), options).chunks.allSatisfy { $0.frames.count == 100 })
    }

    @Test func theLastWindowOfAChunkIsDrawnToo() throws {
        var random = RandomNumbers(seed: 1)
        let options = ItemOptions()
        let plan = FramePlan(frames: 100, options, random: &random)
        #expect(plan.starts(step: 1, isCompatible: false) == 41 && plan.starts(step: 1, isCompatible: true) == 40)
        var seen: Set<Int> = []
        for _ in 0..<2000 { seen.insert(plan.frames(isCompatible: false, random: &random)[0]) }
        #expect(seen == Set(0...40))
    }

    @Test func repeatedFramesAreNotCountedAsReal() throws {
        let database = MotionDatabase(sequences: [Self.made(frames: 40)])
        for (isCompatible, length) in [(false, 40), (true, 60)] {
            var options = ItemOptions()
            options.isCompatible = isCompatible
            options.hasTranslation = false
            guard let items = try? MotionItems(database, options) else {
                // Chunks of exactly 100 frames: nothing is left.
                #expect(isCompatible)
                continue
            }
            let batch = BatchPlan(items, batchSize: 1, seed: 1).batch(at: BatchPosition())
            #expect(batch.x.shape == [1, 24, 6, 60])
            #expect(batch.lengths == [length] && batch.mask.filter { $0 }.count == length)
            #expect((40..<60).allSatisfy { batch.x.elements[$0] == 0 })
        }
    }

    @Test func picturesOfALongerNameAreNotMistakenForOnesOwn() throws {
        let folder = try TemporaryFolder()
        for name in [
            "A_1_walk_1_frame50.png", "A_1_walk_10_frame20.png", "A_1_walk_1_b_frame9.png", "A_1_walk_1_frame150.png",
            "A_1_walk_1_noframe.png",
        ] {
            try Data().write(to: URL(fileURLWithPath: folder.file(name)))
        }
        let stems = ["A_1_walk_1", "A_1_walk_1_b"]
        func names(_ index: ImageIndex, _ stem: String) -> [String] {
            index.paths(of: stem).compactMap { $0.split(separator: "/").last.map(String.init) }
        }
        let own = try ImageIndex(folder.path, stems: stems)
        #expect(names(own, "A_1_walk_1") == ["A_1_walk_1_frame50.png", "A_1_walk_1_frame150.png"])
        #expect(names(own, "A_1_walk_1_b") == ["A_1_walk_1_b_frame9.png"])
        let theirs = try ImageIndex(folder.path, stems: nil)
        #expect(names(theirs, "A_1_walk_1").contains("A_1_walk_10_frame20.png"))
    }

    @Test func theDatabaseIsWrittenAndReadBack() throws {
        let folder = try TemporaryFolder()
        let database = try pipeline.database(isCompatible: false)
        for compression in [JoblibCompression.none, .zlib(level: 3)] {
            try database.write(to: folder.file("db.pt"), compression: compression)
            let read = try MotionDatabase(contentsOf: folder.file("db.pt"))
            try #require(read.sequences.count == database.sequences.count)
            for (a, b) in zip(read.sequences, database.sequences) {
                #expect(a.name == b.name && a.thetas == b.thetas && a.joints == b.joints && a.imagePaths == b.imagePaths)
                #expect(try a.images?.pixels() == b.images?.pixels())
                #expect(a.labels.raw.frames == b.labels.raw.frames && a.labels.categories.frames == b.labels.categories.frames)
            }
        }
    }

    /// A motion in which everything turns.
    static func made(frames: Int, name: String = "Set_1_made_poses", label: String = "turn left and wave") -> MotionSequence {
        let thetas = (0..<frames * 72).map { i in Double((i * 7919) % 997) / 997 * 2 - 1 }
        let joints = (0..<frames * 54).map { i in Float((i * 104_729) % 883) / 883 }
        let track = LabelTrack(repeating: label, count: frames)
        return MotionSequence(
            name: name, thetas: NDArray(shape: [frames, 72], elements: thetas), joints: NDArray(shape: [frames, 18, 3], elements: joints),
            labels: FrameLabels(raw: track, processed: track, categories: LabelTrack(repeating: "turn,wave", count: frames), captions: []))
    }
}

@Suite struct BadLabelTests {
    @Test func nothingInALabelStopsTheParser() throws {
        let folder = try TemporaryFolder()
        try Data(
            """
            {"1": {"feat_p": "A/A/1/a_poses.npz", "dur": null, "seq_ann": null, "frame_ann": {"labels": [
               {"raw_label": null, "proc_label": "walk", "act_cat": null, "start_t": 0, "end_t": 1},
               {"raw_label": "", "proc_label": "", "act_cat": [], "start_t": 0.2, "end_t": 0.4},
               {"raw_label": "歩く", "proc_label": "歩く", "act_cat": ["walk", null], "start_t": 1, "end_t": 1e9},
               {"raw_label": "back", "proc_label": "back", "act_cat": ["step"], "start_t": 3, "end_t": 2},
               {"raw_label": "early", "proc_label": "early", "act_cat": ["step"], "start_t": -5, "end_t": 0.1}]}},
             "2": {"feat_p": "A/A/1/a_poses.npz", "dur": 2.0, "seq_ann": {"labels": [{"raw_label": "twice"}]}, "frame_ann": null},
             "3": {"feat_p": "A/A/1/b_poses.npz"}, "4": {}, "5": null}
            """.utf8
        ).write(to: URL(fileURLWithPath: folder.file("train.json")))
        let annotations = try BabelAnnotations(folder.path)
        #expect(annotations.count == 2 && annotations.repeated.count == 1)
        #expect(annotations.annotation(of: "A/1/a_poses.npz")?.whole.map(\.raw) == ["twice"])
        #expect(annotations.annotation(of: "A/1/a_stageii.npz")?.whole.count == 1)
        #expect(annotations.annotation(of: "A/1/a_stageii.npz", isStrict: true) == nil)
        let empty = FrameLabels(try #require(annotations.annotation(of: "A/1/b_poses.npz")), frames: 10, rate: 30)
        #expect(empty.raw.frames == Array(repeating: "", count: 10))
    }

    @Test(
        "Frame labels that say nothing leave a clip what the whole of it is called",
        arguments: [
            #"{"labels": null}"#, #"{"labels": []}"#, #"{"labels": [null]}"#,
            #"{"labels": [{"raw_label": null, "proc_label": null, "act_cat": null, "start_t": 0, "end_t": 1}]}"#,
            #"{"labels": [{"raw_label": "", "act_cat": [], "start_t": 0, "end_t": 1}]}"#,
        ])
    func emptyFrameLabelsKeepTheWhole(frames: String) throws {
        let folder = try TemporaryFolder()
        try Data(
            """
            {"1": {"feat_p": "A/A/1/a_poses.npz", "dur": 2.0, "seq_ann": {"labels": [{"raw_label": "walk", "proc_label": "walk", "act_cat": ["walk"]}]},
                   "frame_ann": \(frames)}}
            """.utf8
        ).write(to: URL(fileURLWithPath: folder.file("train.json")))
        let annotation = try #require(try BabelAnnotations(folder.path).annotation(of: "A/1/a_poses.npz"))
        let labels = FrameLabels(annotation, frames: 20, rate: 10)
        #expect(
            labels.raw.frames == Array(repeating: "walk", count: 20) && labels.processed == labels.raw && labels.categories == labels.raw)
    }

    @Test func timesAreCutOffAtTheMotionsEnds() throws {
        let folder = try TemporaryFolder()
        try Data(
            """
            {"1": {"feat_p": "A/A/1/a_poses.npz", "dur": 2.0, "frame_ann": {"labels": [
               {"raw_label": null, "proc_label": "walk", "act_cat": ["walk"], "start_t": -1, "end_t": 1},
               {"raw_label": "歩く", "act_cat": null, "start_t": 1.05, "end_t": 1e300}]}}}
            """.utf8
        ).write(to: URL(fileURLWithPath: folder.file("train.json")))
        let annotation = try #require(try BabelAnnotations(folder.path).annotation(of: "A/1/a_poses.npz"))
        // 10 frames a second; 10.5 rounds to the even 10.
        let labels = FrameLabels(annotation, frames: 20, rate: 30)
        #expect(labels.raw.frames == Array(repeating: "walk", count: 10) + Array(repeating: "歩く", count: 10))
        #expect(labels.processed[12] == "歩く" && labels.categories[9] == "walk" && labels.categories[10] == "")
    }
}
