// Drawing, mirroring and loading: the same items whatever the timing, and a mirror that is one.
import Arrays
import Datasets
import Files
import Foundation
import Learning
import Motions
import Rotations
import Testing
import Training

@Suite struct BatchTests {
    private func items(_ change: (inout ItemOptions) -> Void = { _ in }) throws -> MotionItems {
        var options = ItemOptions()
        options.mirroring = 0.5
        options.timeShift = 10
        options.phrasings = Phrasings(["turn left and wave": ["a person turns left, waving", "wave while turning left"]])
        change(&options)
        return try MotionItems(
            MotionDatabase(sequences: [
                SoundDefaultsTests.made(frames: 250), SoundDefaultsTests.made(frames: 130, label: "jump"),
                SoundDefaultsTests.made(frames: 61, label: "sit"),
            ]),
            options)
    }

    private func equal(_ a: TrainingBatch, _ b: TrainingBatch) -> Bool {
        a.position == b.position && a.x == b.x && a.texts == b.texts && a.lengths == b.lengths && a.sources == b.sources
            && a.isLast == b.isLast
    }

    @Test func theLoaderGivesThePlansBatchesFromAnyPlaceOn() throws {
        let plan = BatchPlan(try items(), batchSize: 3, seed: 9)
        #expect(plan.batchesPerEpoch == 2)
        let loader = BatchLoader(plan, ahead: 2)
        var all: [TrainingBatch] = []
        for _ in 0..<7 { all.append(loader.next()) }
        #expect(
            all.map(\.position) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0)].map { BatchPosition(epoch: $0.0, index: $0.1) })
        #expect(all.map(\.isLast) == [false, true, false, true, false, true, false] && all.map(\.count) == [3, 1, 3, 1, 3, 1, 3])
        for batch in all { #expect(equal(batch, plan.batch(at: batch.position))) }
        let resumed = BatchLoader(plan, from: BatchPosition(epoch: 1, index: 1), ahead: 7)
        for batch in all[3...] { #expect(equal(resumed.next(), batch)) }
        // Other seeds and epochs give something else.
        #expect(all[0].x != all[2].x && BatchPlan(plan.items, batchSize: 3, seed: 10).batch(at: BatchPosition()).x != all[0].x)
    }

    @Test func everyItemComesOnceAnEpoch() throws {
        let plan = BatchPlan(try items(), batchSize: 3, seed: 2)
        for epoch in 0..<3 {
            let sampled = (0..<plan.batchesPerEpoch).flatMap { plan.batch(at: BatchPosition(epoch: epoch, index: $0)).sources.map(\.chunk) }
            #expect(sampled.sorted() == Array(0..<plan.items.count))
        }
    }

    @Test func inOrderEverythingIsTheSameEachTimeAndNothingMirrored() throws {
        let plan = BatchPlan(try items(), batchSize: 2, seed: 2, isShuffled: false)
        let (a, b) = (plan.batch(at: BatchPosition(epoch: 0, index: 1)), plan.batch(at: BatchPosition(epoch: 5, index: 1)))
        #expect(
            a.x == b.x && a.texts == b.texts && a.texts == ["jump", "sit"] && a.sources.allSatisfy { !$0.isMirrored }
                && a.sources.map(\.chunk) == [2, 3])
    }

    /// In all forms a mirrored pose is S R S of the other side's joint, twice mirrored the pose itself.
    @Test(arguments: PoseRepresentation.allCases) func aMirrorExchangesTheSides(pose: PoseRepresentation) throws {
        let items = try items { $0.pose = pose }
        var random = RandomNumbers(seed: 1)
        let frames = Array(5..<65)
        let plain = try #require(items.item(items.sample(0, frames: frames), random: &random)).values
        let mirrored = try #require(items.item(items.sample(0, frames: frames, isMirrored: true), random: &random)).values
        #expect(plain.shape == mirrored.shape)
        func row(_ values: NDArray<Float>, _ joint: Int, _ frame: Int) -> [Float] { (0..<items.features).map { values[joint, $0, frame] } }
        let (left, right) = pose == .xyz ? (5, 2) : (16, 17)
        for frame in [0, 31] {
            let (a, b) = (row(plain, left, frame), row(mirrored, right, frame))
            guard let form = pose.rotations else {
                #expect(zip([-a[0], a[1], a[2]], b).allSatisfy { abs($0 - $1) < 1e-6 })
                continue
            }
            var matrix = form.convert(a, to: .matrix)
            for i in [1, 2, 3, 6] { matrix[i] = -matrix[i] }
            #expect(zip(matrix, form.convert(b, to: .matrix)).allSatisfy { abs($0 - $1) < 1e-5 }, "\(pose)")
        }
        if pose != .xyz {
            let path = items.joints - 1
            for frame in [1, 59] {
                #expect(
                    abs(row(plain, path, frame)[0] + row(mirrored, path, frame)[0]) < 1e-6
                        && row(plain, path, frame)[2] == row(mirrored, path, frame)[2])
            }
        }
    }

    @Test(arguments: PoseRepresentation.allCases.filter { $0.rotations != nil }) func turnedToTheFrontTheBodyFacesTheViewer(
        pose: PoseRepresentation
    ) throws {
        let form = try #require(pose.rotations)
        let items = try items {
            $0.pose = pose
            $0.isTurnedToFront = true
        }
        let plain = try self.items { $0.pose = pose }
        var random = RandomNumbers(seed: 1)
        for isMirrored in [false, true] {
            let frames = Array(20..<80)
            let values = try #require(items.item(items.sample(1, frames: frames, isMirrored: isMirrored), random: &random)).values
            let before = try #require(plain.item(plain.sample(1, frames: frames, isMirrored: isMirrored), random: &random)).values
            func root(_ values: NDArray<Float>, _ frame: Int) -> [Float] {
                form.convert((0..<items.features).map { values[0, $0, frame] }, to: .matrix)
            }
            let first = root(values, 0)
            #expect(abs(first[2]) < 1e-5 && first[5] < 0, "\(pose)")
            // A turn about the vertical leaves all heights, and all other joints.
            for frame in [0, 40] { #expect(abs(root(values, frame)[8] - root(before, frame)[8]) < 1e-5) }
            #expect(values[7, 1, 30] == before[7, 1, 30])
            let path = items.joints - 1
            func length(_ v: NDArray<Float>) -> Float { v[path, 0, 50] * v[path, 0, 50] + v[path, 1, 50] * v[path, 1, 50] }
            #expect(abs(length(values) - length(before)) < 1e-5)
        }
    }

    @Test func mirroredTextsNameTheOtherSide() {
        #expect(MirroredText.of("turn left, raise the Right arm") == "turn right, raise the Left arm")
        #expect(MirroredText.of("counter-clockwise on the LEFT leg; upright, leftover") == "clockwise on the RIGHT leg; upright, leftover")
        #expect(MirroredText.of("поворот налево") == "поворот налево" && MirroredText.of("") == "")
        #expect(MirroredText.of("clockwise") == "counterclockwise")
    }

    @Test func phrasingsAndMirrorsMeetInTheTexts() throws {
        let plan = BatchPlan(try items(), batchSize: 4, seed: 1)
        var texts: Set<String> = []
        for epoch in 0..<60 {
            let batch = plan.batch(at: BatchPosition(epoch: epoch))
            for (text, source) in zip(batch.texts, batch.sources) where plan.items.chunks[source.chunk].sequence == 0 {
                #expect(text.contains(source.isMirrored ? "right" : "left"))
                texts.insert(text)
            }
        }
        #expect(texts.count == 6)
    }

    @Test func aShiftedWindowStaysInItsMotion() throws {
        let items = try items { $0.timeShift = 1000 }
        var random = RandomNumbers(seed: 4)
        for chunk in 0..<items.count {
            var starts: Set<Int> = []
            for _ in 0..<300 {
                let sample = items.sample(chunk, random: &random)
                #expect(sample.frames.count == 60 && sample.frames[0] >= 0)
                starts.insert(sample.frames[0])
            }
            #expect(starts.count > 1)
        }
    }

    @Test func contradictingOptionsAreRefused() throws {
        for change: (inout ItemOptions) -> Void in [
            { $0.frameCount = 0 }, { $0.frameCount = -3 }, { $0.frameCount = -2 }, { $0.samplingStep = 0 },
        ] {
            #expect(throws: FileProblem.self) { try items(change) }
        }
        var quick = SoundDefaultsTests.made(frames: 100)
        quick.joints = nil
        #expect(throws: FileProblem.self) { try MotionItems(MotionDatabase(sequences: [quick]), ItemOptions()) }
    }

    /// A batch of the paper's size must take far less than a step, which is hundreds of milliseconds.
    @Test func aBatchTakesNoTime() throws {
        let items = try items { $0.isTurnedToFront = true }
        let plan = BatchPlan(items, batchSize: 20, seed: 1)
        var random = RandomNumbers(seed: 1)
        var best = Duration.seconds(9)
        for _ in 0..<20 {
            let start = ContinuousClock.now
            let batch = plan.batch(of: (0..<20).map { items.sample($0 % items.count, random: &random) }, random: &random)
            best = min(best, ContinuousClock.now - start)
            #expect(batch.x.shape == [20, 25, 6, 60])
        }
        print("a batch of 20 in \(best)")
        #expect(best < .milliseconds(20))
    }
}
