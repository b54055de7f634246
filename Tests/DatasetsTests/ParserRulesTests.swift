// The parser's rules: which clips count, how many images they have, and which frames those show.
import Datasets
import TestSupport
import Testing

@Suite struct ParserRulesTests {
    /// Rates, frames, and Python's `round(rate / 30)` and `len(range(0, frames, step))`.
    @Test(arguments: [
        (120.0, 343, 4, 86), (120, 344, 4, 86), (120, 345, 4, 87), (100, 500, 3, 167), (60, 119, 2, 60), (59.94, 600, 2, 300),
        (250, 1000, 8, 125),
        (30, 60, 1, 60), (25, 100, 1, 100), (35, 99, 1, 99), (150, 1000, 5, 200), (90, 270, 3, 90), (1000, 6000, 33, 182),
        // Halves go to the even number, as in Python.
        (75, 1000, 2, 500),
    ])
    func framesAreThinnedOutAsInPython(rate: Double, count: Int, step: Int, frames: Int) {
        let verdict = ParserRules().verdict(frameCount: count, frameRate: rate)
        // 75 / 2 is 37.5: too far off.
        if abs(rate / Double(step) - 30) > 5 {
            guard case .skipped = verdict else { return #expect(Bool(false), "\(verdict)") }
        } else {
            #expect(verdict == .accepted(step: step, frames: frames))
        }
    }

    @Test(arguments: [(120.0, 236), (30, 59), (24, 1000), (45, 5000), (10, 5000), (0.5, 5000), (36, 4000)])
    func whatIsTooShortOrOfAnUnfitRateIsLeftOut(rate: Double, count: Int) {
        guard case .skipped(let reason) = ParserRules().verdict(frameCount: count, frameRate: rate) else {
            #expect(Bool(false), "\(rate), \(count)")
            return
        }
        #expect(reason.contains(count < 300 ? "60 are needed" : "frames a second"), "\(reason)")
    }

    @Test func anotherTargetHasOtherSteps() {
        #expect(ParserRules(targetRate: 10).verdict(frameCount: 1200, frameRate: 120) == .accepted(step: 12, frames: 100))
        #expect(ParserRules(targetRate: 60).verdict(frameCount: 1200, frameRate: 120) == .accepted(step: 2, frames: 600))
    }

    @Test(arguments: [(60, 1), (99, 1), (100, 1), (199, 1), (200, 2), (1234, 12)])
    func thereIsOneImageForAHundredFramesAndAtLeastOne(frames: Int, images: Int) {
        #expect(ParserRules().imageCount(frames: frames) == images)
    }

    @Test(
        arguments: [60, 99, 100, 150, 200, 643, 10_000],
        [FrameChoice.middle, .first, .random(seed: 0), .random(seed: 7), .every(25), .every(100), .every(33), .every(1)])
    func theKthImageInTheOrderOfNumbersIsOfTheKthHundred(frames: Int, choice: FrameChoice) {
        let sets = choice.frames(in: frames, of: "CMU/01/01_01_poses.npz")
        #expect(sets.count == choice.setCount)
        for set in sets {
            #expect(set.count == max(1, frames / 100))
            for (chunk, frame) in set.enumerated() { #expect(frame >= chunk * 100 && frame < min(chunk * 100 + 100, frames)) }
        }
    }

    @Test func chanceIsTheSameEveryTimeAndOtherwiseForOtherSeedsAndClips() {
        let one = FrameChoice.random(seed: 1).frames(in: 3000, of: "A/b/c.npz")[0]
        #expect(one == FrameChoice.random(seed: 1).frames(in: 3000, of: "A/b/c.npz")[0])
        #expect(one != FrameChoice.random(seed: 2).frames(in: 3000, of: "A/b/c.npz")[0])
        #expect(one != FrameChoice.random(seed: 1).frames(in: 3000, of: "A/b/d.npz")[0])
        // Spread over the hundred, and the same on every machine.
        #expect(Set(one.map { $0 % 100 }).count > 15)
        #expect(Array(one.prefix(3)) == FrameChoice.random(seed: 1).frames(in: 300, of: "A/b/c.npz")[0])
    }

    @Test func everyTwentyFifthIsFourWholeSets() {
        #expect(FrameChoice.every(25).frames(in: 250, of: "x") == [[0, 100], [25, 125], [50, 150], [75, 175]])
        // A clip of less than a hundred frames has an image in each.
        #expect(FrameChoice.every(25).frames(in: 60, of: "x") == [[0], [25], [50], [59]])
    }
}
