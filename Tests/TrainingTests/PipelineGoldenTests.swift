// The parser and data set of MotionCLIP/SMoG's Python code, number by number: databases and items in compatible mode.
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

/// What the reference made of the fixtures' tree.
struct Pipeline {
    let folder: String

    init() throws { folder = try #require(Fixtures.find("pipeline")) }

    /// - Parameter folder: of the project's own files, for tests that know their labels.
    init(folder: String) { self.folder = folder }

    /// The body of the golden files as a file of its own.
    static func body() throws -> BodyModel {
        let folder = try TestFolder()
        return try BodyModel(contentsOf: writeGoldenBody(NamedArrays(contentsOf: Fixtures.path("smpl/smplh_lbs.npz")), in: folder))
    }

    func database(isCompatible: Bool, rule: SplitRule = .amass, split: DataSplit = .train, withImages: Bool = true) throws -> MotionDatabase
    {
        var options = ParsingOptions()
        options.isCompatible = isCompatible
        let stems = isCompatible ? nil : try AmassTree(folder + "/amass").clips.map(\.stem)
        return try MotionDatabase(
            amass: folder + "/amass", babel: folder + "/babel", rule: rule, split: split, options: options, body: try Pipeline.body(),
            images: withImages ? try ImageIndex(folder + "/render", stems: stems) : nil)
    }

    /// The file that the reference wrote.
    func reference() throws -> MotionDatabase { try MotionDatabase(contentsOf: folder + "/amass_30fps_train.pt") }
}

@Suite struct PipelineGoldenTests {
    let pipeline: Pipeline
    init() throws { pipeline = try Pipeline() }

    @Test func inCompatibleModeTheDatabaseIsTheReferences() throws {
        let own = try pipeline.database(isCompatible: true)
        let reference = try pipeline.reference()
        try #require(own.sequences.count == reference.sequences.count)
        for (a, b) in zip(own.sequences, reference.sequences) {
            #expect(a.name == b.name)
            #expect(a.thetas == b.thetas, "\(a.name)")
            let (joints, expected) = (try #require(a.joints), try #require(b.joints))
            #expect(joints.shape == expected.shape)
            #expect(zip(joints.elements, expected.elements).allSatisfy { abs($0 - $1) <= 1e-5 }, "\(a.name)")
            #expect(try a.images?.pixels() == b.images?.pixels(), "\(a.name)")
            #expect(a.imagePaths.map { $0.split(separator: "/").suffix(2).joined(separator: "/") } == b.imagePaths, "\(a.name)")
            #expect(a.labels.raw.frames == b.labels.raw.frames, "\(a.name)")
            #expect(a.labels.processed.frames == b.labels.processed.frames, "\(a.name)")
            #expect(a.labels.categories.frames == b.labels.categories.frames, "\(a.name)")
        }
    }

    @Test func theReferencesFileHoldsWhatItsArraysSay() throws {
        let reference = try pipeline.reference()
        let arrays = try NamedArrays(contentsOf: pipeline.folder + "/db_arrays.npz")
        for (i, sequence) in reference.sequences.enumerated() {
            #expect(sequence.thetas == (try arrays.float64("thetas.\(i)", shape: [nil, 72])))
            #expect(sequence.joints == (try arrays.float32("joints3d.\(i)", shape: [nil, 18, 3])))
        }
    }

    @Test func splittingByBabelsFilesKeepsTheSameSequences() throws {
        let strings = try JSONValue(contentsOf: pipeline.folder + "/db_strings.json")
        let expected = try #require(strings["vid_names_of_babel_split"])
        for split in [DataSplit.train, .vald] {
            let names = (expected[split.rawValue]?.elements ?? []).map { $0.text ?? $0.elements.first?.text ?? "" }
            #expect(try pipeline.database(isCompatible: true, rule: .babel, split: split, withImages: false).sequences.map(\.name) == names)
        }
        #expect(throws: FileProblem.self) { try pipeline.database(isCompatible: true, rule: .babel, split: .test, withImages: false) }
    }

    /// Items of the reference's configurations, its frames taken as given.
    @Test(arguments: [
        ("rot6d_tr_glob", PoseRepresentation.rot6d, true, true), ("rot6d_notr_glob", .rot6d, false, true),
        ("rot6d_tr_noglob", .rot6d, true, false),
        ("rot6d_notr_noglob", .rot6d, false, false), ("rotmat_tr_glob", .rotmat, true, true), ("rotquat_tr_glob", .rotquat, true, true),
        ("rotvec_tr_glob", .rotvec, true, true), ("xyz_tr_glob", .xyz, true, true),
    ])
    func itemsAreTheReferences(name: String, pose: PoseRepresentation, hasTranslation: Bool, hasRoot: Bool) throws {
        var options = ItemOptions()
        options.isCompatible = true
        options.pose = pose
        options.hasTranslation = hasTranslation
        options.hasRoot = hasRoot
        let items = try MotionItems(pipeline.reference(), options)
        let golden = try NamedArrays(contentsOf: pipeline.folder + "/items.npz")
        let texts = try #require(JSONValue(contentsOf: pipeline.folder + "/items.json")["items"])
        #expect(items.count == Int(try golden.scalar("num_items")))
        var random = RandomNumbers(seed: 1)
        var compared = 0
        for i in 0..<items.count where golden.contains("\(name).\(i).inp") {
            let frames = try golden.int64("\(name).\(i).frames", shape: [nil]).elements
            let item = try #require(items.item(items.sample(i, frames: frames), random: &random))
            let expected = try golden.array("\(name).\(i).inp").float32()
            #expect(item.values.shape == expected.shape && [items.joints, items.features, 60] == expected.shape)
            #expect(zip(item.values.elements, expected.elements).allSatisfy { abs($0 - $1) <= 1e-6 }, "\(name) \(i)")
            #expect(item.text == texts["\(name).\(i)"]?["clip_text"]?.text)
            #expect(items.picture(of: i)?.path == texts["\(name).\(i)"]?["clip_path"]?.elements.first?.text)
            compared += 1
        }
        #expect(compared > 0)
    }

    @Test func collatingIsTheReferences() throws {
        var options = ItemOptions()
        options.isCompatible = true
        let items = try MotionItems(pipeline.reference(), options)
        let golden = try NamedArrays(contentsOf: pipeline.folder + "/items.npz")
        let samples = try (0..<3).map { items.sample($0, frames: try golden.int64("rot6d_tr_glob.\($0).frames", shape: [nil]).elements) }
        var random = RandomNumbers(seed: 1)
        let batch = BatchPlan(items, batchSize: 3, seed: 1).batch(of: samples, random: &random)
        let x = try golden.array("collate.x").float32()
        #expect(batch.x.shape == x.shape)
        #expect(zip(batch.x.elements, x.elements).allSatisfy { abs($0 - $1) <= 1e-6 })
        #expect(batch.mask.map { $0 ? 1 : 0 } == (try golden.array("collate.mask").int64().elements))
        #expect(batch.lengths == (try golden.int64("collate.lengths", shape: [3]).elements))
        #expect(batch.y == (try golden.int64("collate.y", shape: [3]).elements))
    }

    /// Frames of every sampling are among those that could be sampled, and where nothing is to be sampled, exactly these.
    @Test(arguments: [
        ("frames_conseq_step2_30", 30, ItemOptions.Sampling.conseq, 2, -1, -1), ("frames_conseq_step2_60", 60, .conseq, 2, -1, -1),
        ("frames_conseq_stepmax_30", 30, .conseq, -1, -1, -1), ("frames_conseq_100", 100, .conseq, 1, -1, -1),
        ("frames_conseq_99", 99, .conseq, 1, -1, -1),
        ("frames_padded_120", 120, .conseq, 1, -1, -1), ("frames_random_conseq_20", 20, .randomConseq, 1, -1, -1),
        ("frames_random_40", 40, .random, 1, -1, -1), ("frames_whole", -1, .conseq, 1, -1, -1),
        ("frames_whole_maxlen_50", -1, .conseq, 1, 50, -1),
        ("frames_between_30_80", -2, .conseq, 1, 80, 30),
    ])
    func framesAreAsTheReferenceChoosesThem(name: String, count: Int, sampling: ItemOptions.Sampling, step: Int, most: Int, least: Int)
        throws
    {
        var options = ItemOptions()
        options.isCompatible = true
        options.frameCount = count
        options.sampling = sampling
        options.samplingStep = step
        options.maximumLength = most
        options.minimumLength = least
        let golden = try NamedArrays(contentsOf: pipeline.folder + "/items.npz")
        for i in 0..<2 {
            let expected = try golden.int64("\(name).\(i).frames", shape: [nil]).elements
            // With a length that is chosen by chance, the plan is the one of the length that the reference chose.
            var fixed = options
            if count == -2 {
                #expect((least...most).contains(expected.count))
                fixed.frameCount = expected.count
            }
            var random = RandomNumbers(seed: 1)
            switch FramePlan(frames: 100, fixed, random: &random) {
            case .padded: #expect(FramePlan(frames: 100, fixed, random: &random).frames(isCompatible: true, random: &random) == expected)
            case .strided(let wanted, let steps, _):
                let found = expected[1] - expected[0]
                #expect(wanted == expected.count && steps.contains(found), "\(name): \(steps)")
                let plan = FramePlan(frames: 100, fixed, random: &random)
                #expect((0..<plan.starts(step: found, isCompatible: true)).contains(expected[0]))
                #expect(expected == (0..<wanted).map { expected[0] + found * $0 })
            case .scattered(let wanted, _):
                #expect(wanted == expected.count && Set(expected).count == wanted && expected == expected.sorted())
                #expect(FramePlan(frames: 100, fixed, random: &random).frames(isCompatible: true, random: &random).count == wanted)
            }
        }
    }

    @Test(arguments: [
        ("cat", CategoryChoice()), ("cat60", CategoryChoice(onlySixty: true)), ("cat15", CategoryChoice(onlyFifteen: true)),
        ("cat_without15", CategoryChoice(leavesOutFifteen: true)),
    ])
    func categoriesAreTheReferences(name: String, choice: CategoryChoice) throws {
        var options = ItemOptions()
        options.isCompatible = true
        options.text = .category(choice)
        let items = try MotionItems(pipeline.reference(), options)
        let golden = try NamedArrays(contentsOf: pipeline.folder + "/items.npz")
        let expected = try #require(JSONValue(contentsOf: pipeline.folder + "/items.json")["items"])
        var random = RandomNumbers(seed: 3)
        for i in 0..<items.count {
            let item = items.item(items.sample(i, frames: try golden.int64("\(name).\(i).frames", shape: [nil]).elements), random: &random)
            guard let all = expected["\(name).\(i)"]?["all_categories"]?.elements.compactMap(\.text) else {
                #expect(item == nil, "\(name) \(i)")
                continue
            }
            let found = try #require(item)
            #expect(found.categories == all && all.contains(found.text) && found.category == ActionCategories.number(of: found.text))
            // What the reference drew has the number it says.
            let sampled = try #require(expected["\(name).\(i)"])
            #expect(sampled["clip_text"]?.text.flatMap(ActionCategories.number(of:)) == sampled["y"]?.whole)
        }
    }
}
