// Motion files that cannot be drawn: refused in one line that names the file, and nothing is left behind.
import Arrays
import Foundation
import TestSupport
import Testing

struct BadMotionTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Every command that reads a motion must refuse it in the same words.
    private func expectRefused(_ motion: String, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let words = words + [motion]
        let drawing = try CommandTests.expectRefused(
            ["render", motion, "-o", "OUT/out.gif", "--size", "32x32"], in: folder, saying: words, sourceLocation: sourceLocation)
        let converting = try CommandTests.expectRefused(
            ["convert", motion, "OUT/out.npz"], in: folder, saying: words, sourceLocation: sourceLocation)
        #expect(drawing == converting, sourceLocation: sourceLocation)
    }

    private func expectRefused(
        saying words: [String], sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout MotionInput) -> Void
    ) throws {
        try expectRefused(MotionInput.with(change).write(folder), saying: words, sourceLocation: sourceLocation)
    }

    @Test func theMadeUpMotionIsFineBeforeAnythingIsWrongWithIt() throws {
        let run = try Program.run(["render", MotionInput().write(folder), "-o", folder.file("out.gif"), "--size", "32x32", "--quiet"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.file("out.gif")))
    }

    @Test func missing() throws { try expectRefused(folder.file("nothing.npz"), saying: ["no such file"]) }

    @Test func empty() throws { try expectRefused(folder.write([], "empty.npz"), saying: ["is empty"]) }

    @Test func aFolder() throws { try expectRefused(folder.path, saying: ["is a folder"]) }

    @Test func aPipe() throws {
        let pipe = folder.file("pipe.npz")
        #expect(mkfifo(pipe, 0o600) == 0)
        try expectRefused(pipe, saying: ["not a regular file"])
    }

    @Test func cutShortAnywhere() throws {
        let whole = try Project.bytes(Project.clip)
        for part in 1...20 {
            // From the first bytes to one byte before the end.
            let length = part == 20 ? whole.count - 1 : part * part * whole.count / 400
            let motion = try folder.write(Array(whole[..<length]), "cut.npz")
            try CommandTests.expectRefused(
                ["render", motion, "-o", "OUT/out.gif", "--size", "32x32"], in: folder, saying: [motion, "complete"])
        }
    }

    @Test func text() throws {
        try expectRefused(folder.write(Array(String(repeating: "walk\n", count: 100).utf8), "text.npz"), saying: ["unknown kind", ".npz"])
    }

    @Test func aPicture() throws {
        let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Array(repeating: 7, count: 500)
        try expectRefused(folder.write(png, "picture.npz"), saying: [".npz"])
    }

    @Test func randomBytes() throws {
        var dice = SeededGenerator(7)
        for size in [1, 10, 4000] {
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &dice) }
            try expectRefused(folder.write(noise, "noise\(size).npz"), saying: [".npz"])
        }
    }

    @Test func damagedBytesNeverCrash() throws {
        var dice = SeededGenerator(11)
        let whole = try Project.bytes(MotionInput().write(folder, "whole.npz"))
        for number in 0..<25 {
            var bytes = whole
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice) }
            let motion = try folder.write(bytes, "damaged.npz")
            let run = try Program.run(["convert", motion, folder.file("out.npy"), "--quiet"])
            // Damage may hit what nobody reads; then the motion is converted.
            #expect(run.signal == nil, "\(number): \(run.errors)")
            if run.status != 0 { expectOneLine(run, saying: [motion]) }
            #expect(folder.unfinished.isEmpty)
        }
    }

    @Test func withoutPoses() throws { try expectRefused(saying: ["no poses", "_poses.npz"]) { $0.poses = nil } }

    @Test func anotherKindOfArchive() throws {
        try expectRefused(Fixtures.path("motions/bad_no_poses.npz"), saying: ["no key 'poses'", "'a', 'b'", "'root_orient'"])
    }

    @Test func posesOfSevenColumns() throws {
        try expectRefused(saying: ["'poses'", "(4, 7)", "(frames, 156)"]) { $0.poses = NDArray(repeating: 0, shape: [4, 7]) }
    }

    @Test func posesOfOneAxis() throws {
        try expectRefused(saying: ["'poses'", "(156,)", "(frames, 156)"]) { $0.poses = NDArray(repeating: 0, shape: [156]) }
    }

    @Test func translationsOfOtherLength() throws {
        try expectRefused(saying: ["'trans' has 3 frames", "'poses' has 4"]) { $0.translations = NDArray(repeating: 0, shape: [3, 3]) }
    }

    @Test func translationsOfTwoColumns() throws {
        try expectRefused(saying: ["'trans'", "(4, 2)", "(4, 3)"]) { $0.translations = NDArray(repeating: 0, shape: [4, 2]) }
    }

    @Test func noFrames() throws {
        try expectRefused(saying: ["no frames"]) {
            $0.poses = NDArray(repeating: 0, shape: [0, 156])
            $0.translations = NDArray(repeating: 0, shape: [0, 3])
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
    func numbersThatAreNone(value: Double) throws {
        try expectRefused(saying: ["'poses'", "frame 2"]) { $0.poses?[2, 5] = value }
        try expectRefused(saying: ["'trans'", "frame 3"]) { $0.translations?[3, 1] = value }
    }

    @Test(arguments: [0, -120, Double.nan, .infinity, 1e9])
    func frameRatesThatCannotBe(rate: Double) throws {
        try expectRefused(saying: ["'mocap_framerate'", "--source-fps"]) { $0.frameRate = rate }
    }

    @Test func withoutFrameRate() throws {
        try expectRefused(saying: ["frame rate", "--source-fps"]) { $0.frameRate = nil }
    }

    @Test func aFrameRateGivenByTheUserHelps() throws {
        let motion = try MotionInput.with { $0.frameRate = 0 }.write(folder)
        let run = try Program.run(["convert", motion, folder.file("out.npy"), "--source-fps", "60", "--quiet"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func oneAmongSeveralIsReportedAndTheOthersAreDrawn() throws {
        let good = try MotionInput().write(folder, "good.npz")
        let also = try MotionInput().write(folder, "also.npz")
        let bad = try folder.write([], "bad.npz")
        let run = try Program.run(["render", good, bad, also, "-o", folder.file("pictures"), "--size", "32x32", "--quiet"])
        #expect(run.status == 2)
        #expect(run.errorLines.count == 2 && run.errorLines[0].contains(bad) && run.errorLines[1].contains("1 of 3"), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("pictures")).sorted() == ["also.gif", "good.gif"])
    }

    @Test func whereAllAreBadNoFolderIsMade() throws {
        let bad = try folder.write([], "bad.npz"), worse = try folder.write([1], "worse.npz")
        let run = try Program.run(["render", bad, worse, "-o", folder.file("pictures"), "--size", "32x32"])
        #expect(run.status == 1 && run.errorLines.count == 3, "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("pictures")))
    }
}
