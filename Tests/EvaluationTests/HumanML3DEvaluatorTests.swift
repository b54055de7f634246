// The evaluator of HumanML3D and the measures of text-to-motion papers against the reference's numbers.
import ArrayFiles
import Arrays
import Evaluation
import Files
import GoldenTensors
import HumanML3D
import Learning
import TestSupport
import Testing

@Suite struct HumanML3DEvaluatorTests {
    @Test func pointsOfMotionsAndTextsAreTheReferences() throws {
        let golden = try GoldenFile("humanml3d/evaluator.npz")
        let evaluator = try TextMotionEvaluator(golden)
        let lengths = try golden.integers("m_lens"), order = try golden.integers("align_idx"), motions = try golden["motion"]
        #expect(evaluator.features == motions.shape[2] - TextMotionEvaluator.contacts)
        func sorted(_ x: Tensor) -> Tensor {
            let width = x.count / x.shape[0]
            return x.reshaped([x.shape[0], width]).rows(order, shape: [order.count])
        }
        expectNear(sorted(evaluator.movements(motions)), try golden["movement"], abs: 1e-4, rel: 0, "movements")
        let points = evaluator.points(ofMotions: motions, lengths: lengths)
        expectNear(sorted(points), try golden["motion_emb"], abs: 1e-4, rel: 0, "motions")
        let texts = evaluator.points(
            ofWords: try golden["word_embs"], tags: try golden["pos_onehot"], lengths: try golden.integers("cap_lens"))
        expectNear(texts, try golden["text_emb"], abs: 1e-4, rel: 0, "texts")
        expectNear(sorted(texts), try golden["text_emb_aligned"], abs: 1e-4, rel: 0, "texts in the motions' order")
        // Alone as among others.
        let frames = motions.shape[1] * motions.shape[2]
        for item in lengths.indices {
            let alone = evaluator.points(
                ofMotions: motions.reshaped([lengths.count, frames]).rows([item], shape: [1]).reshaped([1] + motions.shape.dropFirst()),
                lengths: [lengths[item]])
            expectNear(alone.elements, points.rows([item], shape: [1]).elements, abs: 1e-6)
        }
    }

    @Test func motionsOfAllLengthsAreTheirPointsInTheOrderGiven() throws {
        let golden = try GoldenFile("humanml3d/evaluator.npz")
        let evaluator = try TextMotionEvaluator(golden)
        let folder = try TestFolder()
        var random = RandomNumbers(seed: 6)
        let mean = random.normals([263]).array, deviation = NDArray<Float>(shape: [263], elements: mean.elements.map { 0.5 + abs($0) })
        try mean.write(npy: folder("mean.npy"))
        try deviation.write(npy: folder("std.npy"))
        let statistics = try FeatureStatistics(mean: folder("mean.npy"), deviation: folder("std.npy"))
        let motions = [41, 196, 60, 40, 163, 60].map { random.normals([$0, 263]).array }
        let points = evaluator.points(ofMotions: motions, statistics: statistics)
        for (index, motion) in motions.enumerated() {
            // As in training: zeros up to the longest motion there is.
            var padded = [Float](repeating: 0, count: 196 * 263)
            for i in 0..<motion.count { padded[i] = (motion.elements[i] - mean.elements[i % 263]) / deviation.elements[i % 263] }
            let alone = evaluator.points(ofMotions: Tensor(padded, shape: [1, 196, 263]), lengths: [motion.shape[0]])
            expectNear(Array(points.row(index)), alone.elements, abs: 1e-5)
        }
    }

    @Test func theReleasedFileIsReadAndOthersAreRefused() throws {
        let golden = try GoldenFile("humanml3d/evaluator.npz")
        let width = try golden.array("motion_emb").shape[1]
        let folder = try TestFolder()
        func data(_ name: String) throws -> TensorData {
            let array = try golden.array("param." + name)
            return TensorData(shape: array.shape, array.elements)
        }
        func network(_ key: String) throws -> TorchValue {
            .orderedDictionary(
                try golden.names.filter { $0.hasPrefix(key + ".") }.map {
                    (.string(String($0.dropFirst(key.count + 1))), .tensor(try data($0)))
                })
        }
        // As the data set's code saves it, optimisers and all.
        let keys = ["movement_encoder", "text_encoder", "motion_encoder"]
        var entries = try keys.map { (key: TorchValue.string($0), value: try network($0)) }
        entries.append((.string("opt_motion_encoder"), .dictionary([(.string("state"), .dictionary([]))])))
        entries.append((.string("epoch"), .integer(115)))
        try Folders.makeAll(folder("t2m/text_mot_match/model"))
        try TorchFile.write(.dictionary(entries), to: folder("t2m/text_mot_match/model/finest.tar"))
        for path in ["t2m/text_mot_match/model/finest.tar", "t2m/text_mot_match", "t2m", ""] {
            let found = try TextMotionEvaluator(contentsOf: folder(path)).width
            #expect(found == width, "\(path)")
        }
        let tensors = try golden.names.map { (name: $0, data: try data($0)) }
        try SafeTensorsFile.write(tensors, to: folder("evaluator.safetensors"))
        let found = try TextMotionEvaluator(contentsOf: folder("evaluator.safetensors")).width
        #expect(found == width)
        try SafeTensorsFile.write(tensors.filter { !$0.name.hasPrefix("text_encoder") }, to: folder("part.safetensors"))
        #expect(problem { _ = try TextMotionEvaluator(contentsOf: folder("part.safetensors")) }.contains("text_encoder"))
        #expect(problem { _ = try TextMotionEvaluator(contentsOf: folder("t2m/text_mot_match/model")) }.contains("finest.tar"))
    }

    @Test func captionsAreMarkedCutAndPadded() {
        let line = CaptionLine("a person walks.#a/DET person/NOUN walk/VERB slowly/ADV zzz/XYZ#0.0#0.0")
        let text = EvaluatorText(line?.tokens ?? [])
        #expect(text.words.count == 22 && text.count == 7)
        #expect(text.words[0].word == "sos" && text.words[6].word == "eos" && text.words[7].word == "unk")
        #expect(text.words.map(\.tag).prefix(7) == [.other, .determiner, .noun, .action, .description, .other, .other])
        let long = EvaluatorText([CaptionLine.Token](repeating: (line?.tokens ?? [])[0], count: 50))
        #expect(long.count == 22 && long.words[21].word == "eos")
    }

    @Test func wordsHaveTheirVectorsAndTheirKinds() throws {
        let folder = try TestFolder()
        try NDArray<Float>(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6]).write(npy: folder("our_vab_data.npy"))
        // {'walk': 0, 'unk': 1, 'person': 2}, pickled.
        let words: [[UInt8]] = [("walk", 0), ("unk", 1), ("person", 2)].map { word, row in
            [0x58, UInt8(word.utf8.count), 0, 0, 0] + Array(word.utf8) + [0x4B, row]
        }
        let begin: [UInt8] = [0x80, 2, 0x7D, 0x28], end: [UInt8] = [0x75, 0x2E]
        try folder.write(begin + words.flatMap { $0 } + end, "our_vab_idx.pkl")
        let vectors = try WordVectors(folder: folder.path)
        #expect(Array(vectors["person"]) == [5, 6] && Array(vectors["yak"]) == [3, 4] && vectors.width == 2)
        let walk = EvaluatorText(CaptionLine("x#walk/VERB yak/NOUN#0#0")?.tokens ?? [], isKnown: vectors.knows)
        #expect(walk.words[1].tag == .action && walk.words[2].tag == .other)
        #expect(problem { _ = try WordVectors(folder: folder("nowhere")) }.contains("our_vab_data.npy"))
    }
}

@Suite struct TextToMotionMeasureTests {
    private let golden: GoldenFile
    init() throws { golden = try GoldenFile("humanml3d/metrics.npz") }

    @Test(arguments: ["gt", "pred"]) func retrievalAndMatchingAreTheReferences(_ name: String) throws {
        let (text, motion) = (try golden.array("text"), try golden.array("motion_" + name))
        let size = try golden.integer("batch")
        let found = Retrieval.grouped(queries: text, candidates: motion, by: .distance, size: size, seed: nil)
        for (k, share) in try golden.doubles(name + ".r_precision").enumerated() { #expect(abs(found.recall(at: k + 1) - share) < 1e-9) }
        expectNear(PointDistances.matching(text, motion), try golden.number(name + ".matching"), abs: 1e-4)
        let moments = FeatureMoments(motion)
        expectNear(moments.mean, try golden.doubles(name + ".mu"), abs: 1e-6)
        expectNear(moments.covariance.elements, try golden.doubles(name + ".cov"), abs: 1e-6)
    }

    @Test func distancesOfABatchAreTheReferences() throws {
        let size = try golden.integer("batch")
        func first(_ x: NDArray<Float>) -> NDArray<Float> { x.picking(0..<size) }
        // Of the texts to the motions that one of the two sets has.
        let expected = try golden.array("dist_first_batch").elements
        let tables = try ["gt", "pred"].map {
            PointDistances.table(first(try golden.array("text")), first(try golden.array("motion_" + $0))).elements
        }
        #expect(tables.contains { excess($0, expected, abs: 1e-4, rel: 0) <= 0 })
    }

    @Test func frechetDistancesAreTheReferences() throws {
        let (real, made) = (try golden.array("motion_gt"), try golden.array("motion_pred"))
        expectNear(FrechetDistance.between(real, made), try golden.number("fid"), abs: 0, rel: 1e-4)
        expectNear(
            FrechetDistance.between(real.picking(0..<10), made.picking(0..<10)), try golden.number("fid_rank_deficient"), abs: 0, rel: 1e-3)
    }

    @Test func diversityAndMultimodalityAreTheReferences() throws {
        let diversities = try ["gt", "pred"].map {
            PointDistances.diversity(
                try golden.array("motion_" + $0), first: try golden.integers("div_first"), second: try golden.integers("div_second"))
        }
        let expected = try golden.number("diversity")
        #expect(diversities.contains { abs($0 - expected) < 1e-4 }, "\(diversities), expected \(expected)")
        expectNear(
            PointDistances.multimodality(
                try golden.array("mm_act"), first: try golden.integers("mm_first"), second: try golden.integers("mm_second")),
            try golden.number("multimodality"), abs: 1e-4)
    }

    @Test func jointErrorsAndIntervalsAreTheReferences() throws {
        expectNear(
            JointDistances.perPose(try golden.array("mpjpe_a"), try golden.array("mpjpe_b")), try golden.doubles("mpjpe"), abs: 1e-5)
        let summary = SampleSummary(try golden.doubles("repeats"))
        expectNear(summary.mean, try golden.number("repeats_mean"), abs: 1e-9)
        expectNear(summary.repeatInterval, try golden.number("repeats_conf"), abs: 1e-9)
    }

    @Test(arguments: [1, 20]) func smoothingAlongTimeIsTheReferences(_ deviation: Int) throws {
        let numbers = try golden.array("filter_in")
        let found = TimeFilter.gaussian(numbers.elements.map(Double.init), columns: numbers.shape[1], deviation: Double(deviation))
        expectNear(found, try golden.doubles("filter_sigma\(deviation)"), abs: 1e-5)
    }

    @Test func pairsAreDrawnWithoutReplacement() {
        var random = RandomNumbers(seed: 3)
        let pairs = PointDistances.pairs(10, of: 12, random: &random)
        #expect(Set(pairs.first).count == 10 && Set(pairs.second).count == 10 && pairs.first != pairs.second)
        #expect(PointDistances.pairs(10, of: 4, random: &random).first.sorted() == [0, 1, 2, 3])
    }
}
