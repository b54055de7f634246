// Sections as users write them, and the windows in which long motions are edited.
import MotionModels
import TestSupport
import Testing

@Suite struct EditSectionTests {
    private func frames(_ texts: [String], original: Bool = false, count: Int = 100, note: (String) -> Void = { _ in }) throws -> [Range<
        Int
    >] {
        try EditSection.frames(
            of: texts.map { try original ? EditSection(original: $0) : EditSection($0) }, frameCount: count, frameRate: 20, of: "walk.npy",
            note: note)
    }

    @Test func secondsFramesAndSharesWithOpenEnds() throws {
        #expect(try frames(["1.2,3.0"]) == [24..<60] && frames(["1.2s, 3s"]) == [24..<60])
        #expect(try frames(["24f,60f"]) == [24..<60] && frames(["30%,60%"]) == [30..<60])
        #expect(try frames([",2"]) == [0..<40] && frames(["2,"]) == [40..<100] && frames(["1,60f"]) == [20..<60])
        // In order, and joined where they meet.
        #expect(try frames(["3,4", "1,2", "2,2.5"]) == [20..<50, 60..<80])
    }

    @Test func theOriginalsAreTokensAndSharesOfItsLongestMotion() throws {
        #expect(try frames(["24,63"], original: true) == [24..<60])
        // int(0.3 · 49) and int(0.6 · 49) tokens of four frames.
        #expect(try frames(["0.3,0.6"], original: true, count: 196) == [56..<116])
        #expect(try frames(["0.3,0.6"], original: true, count: 100) == [56..<100])
        #expect(try frames(["0.3,1.0"], original: true, count: 300) == [88..<300])
        #expect(problem { _ = try frames(["0.6,0.8"], original: true, count: 100) }.contains("beyond its end"))
    }

    @Test func aSectionThatReachesBeyondTheEndIsEditedToItsEndAndSaysSo() throws {
        var notes: [String] = []
        #expect(try frames(["4,9"], note: { notes.append($0) }) == [80..<100])
        #expect(notes.count == 1 && notes[0].contains("ends after 5 s (100 frames)"), "\(notes)")
    }

    @Test(arguments: [
        ("", "is no stretch"), (",", "neither a start nor an end"), ("1", "is no stretch"), ("1,2,3", "is no stretch"),
        ("3,1", "ends before it begins"), ("2,2", "is empty"), ("a,b", "is no stretch"), ("nan,2", "is no stretch"),
        ("1,inf", "is no stretch"), ("-1,2", "is no stretch"), ("1.5f,3f", "is no stretch"), ("5,6", "beyond its end"),
        ("1,1.01", "no frame"), ("60f,2", "no frame"), ("1e300,", "beyond its end"),
    ])
    func sectionsThatCannotBeMeant(_ text: String, _ words: String) {
        let said = problem { _ = try frames([text]) }
        #expect(said.contains(words) && said.contains("expected"), "\(said)")
        for original in ["0.6,0.3", "0.2,1.5", "60,24", "x,1"] { problem { _ = try frames([original], original: true) } }
    }

    @Test func shortClipsAreOneWindowAndLongOnesAreEditedAroundWhatChanges() {
        func windows(_ count: Int, _ edited: [Range<Int>]) -> [Range<Int>] {
            MoMask.editingWindows((0..<count).map { token in edited.contains { $0.contains(token) } })
        }
        #expect(windows(49, [10..<20]) == [0..<49] && windows(49, []) == [])
        // In the middle of its window; at the clip's ends as far as there is something.
        #expect(windows(200, [100..<110]) == [80..<129])
        #expect(windows(200, [0..<10]) == [0..<49] && windows(200, [190..<200]) == [151..<200])
        // Two stretches that one window holds are found together; what it would cut waits for a window of its own.
        #expect(windows(200, [100..<105, 110..<115]) == [78..<127])
        #expect(windows(200, [100..<105, 120..<150]) == [78..<120, 110..<159])
        // Longer than a window, in parts none of which is a stump, each of which sees sixteen tokens of what is before it.
        let long = windows(200, [50..<150])
        #expect(long.count == 4 && long[0] == 34..<75, "\(long)")
        var found = Set(0..<50)
        for window in long {
            #expect(window.count <= MoMask.longestPass && (0..<8).allSatisfy { found.contains(window.lowerBound + $0) })
            found.formUnion(window)
        }
        #expect(found.isSuperset(of: 0..<150))
        #expect(long.last?.upperBound ?? 0 >= 158, "the last sees what follows")
    }
}
