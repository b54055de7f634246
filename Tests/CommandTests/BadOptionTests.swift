// Command lines that cannot be meant: told in one line, with what to do, and exit status 64 where the options are at fault.
import Foundation
import TestSupport
import Testing

struct BadOptionTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// - Parameter status: 64 for what is wrong whatever the files hold, 1 for what this motion cannot do.
    private func expectRefused(
        _ options: [String], output: String = "OUT/out.png", saying words: [String], status: Int32 = 64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let frame = output.hasSuffix(".png") && !options.contains("--frame") ? ["--frame", "3"] : []
        try CommandTests.expectRefused(
            ["render", Project.clip, "-o", output] + frame + options, in: folder, saying: words, status: status,
            sourceLocation: sourceLocation)
    }

    @Test(arguments: ["251", "99999999"])
    func aFrameBeyondTheEnd(frame: String) throws {
        try expectRefused(["--frame", frame], saying: [Project.clip, "no frame \(frame)", "0 to 250"], status: 1)
        try CommandTests.expectRefused(
            ["convert", Project.clip, "OUT/out.obj", "--frame", frame], in: folder, saying: [Project.clip, "no frame \(frame)", "0 to 250"])
    }

    @Test func aFrameBeforeTheBeginning() throws {
        try expectRefused(["--frame", "-1"], saying: ["--frame is -1", "from 0"])
        try CommandTests.expectRefused(
            ["convert", Project.clip, "OUT/out.obj", "--frame", "-1"], in: folder, saying: ["--frame is -1", "from 0"], status: 64)
    }

    @Test func startAfterEnd() throws {
        try expectRefused(["--start", "1.5", "--end", "1"], output: "OUT/out.gif", saying: ["--start", "--end", "after"])
        try expectRefused(["--start", "1", "--end", "1"], output: "OUT/out.gif", saying: ["--start", "--end", "after"])
    }

    @Test func timesBeyondTheMotion() throws {
        try expectRefused(["--start", "30"], output: "OUT/out.gif", saying: [Project.clip, "30 s", "lasts 2.09"], status: 1)
        try expectRefused(["--start", "0.0001", "--end", "0.0002"], output: "OUT/out.gif", saying: [Project.clip, "no frame"], status: 1)
    }

    @Test(arguments: ["-1", "nan", "inf"])
    func timesThatAreNone(time: String) throws {
        try expectRefused(["--start", time], output: "OUT/out.gif", saying: ["--start"])
        try expectRefused(["--end", time], output: "OUT/out.gif", saying: ["--end"])
    }

    @Test(arguments: ["0", "-30", "nan", "inf", "100000", "thirty"])
    func frameRatesThatCannotBe(rate: String) throws {
        try expectRefused(["--fps", rate], output: "OUT/out.gif", saying: ["--fps"])
        try expectRefused(["--source-fps", rate], output: "OUT/out.gif", saying: ["--source-fps"])
    }

    @Test(arguments: ["0x0", "0", "99999x1", "1x99999", "-5x5", "axb", "10x10x10", "", "x"])
    func sizesThatAreNone(size: String) throws { try expectRefused(["--size", size], saying: ["'\(size)'", "--size", "WxH"]) }

    @Test func theSmallestSizeWorks() throws {
        let run = try Program.run(["render", Project.clip, "-o", folder.file("out.png"), "--frame", "3", "--size", "1x1", "--quiet"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func aSizeBeyondWhatTheRendererCanDraw() throws {
        try expectRefused(["--size", "16384x16384"], saying: ["16384"], status: 1)
        try expectRefused(["--size", "16384x16384"], output: "OUT/out.gif", saying: ["16384"], status: 1)
    }

    @Test(arguments: ["xyz", "#12", "#GGGGGG", "", "#12345678"])
    func backgroundsThatAreNoColour(color: String) throws {
        try expectRefused(["--background", color], saying: ["'\(color)'", "--background", "#RRGGBB"])
    }

    @Test(arguments: ["text", "1,,2", "1,2,x", "nan", "1e30", ""])
    func shapesThatAreNoNumbers(betas: String) throws {
        try expectRefused(["--betas", betas], saying: ["'\(betas)'", "--betas", "numbers"])
    }

    @Test func anUnknownChoiceIsAnsweredWithTheKnownOnes() throws {
        try expectRefused(["--floor", "marble"], saying: ["'marble'", "none", "plain"])
        try expectRefused(["--gender", "x"], saying: ["'x'", "neutral", "male", "female"])
        try expectRefused(["--aa", "3"], saying: ["'3'", "1", "4"])
        try expectRefused(["--camera", "below"], saying: ["'below'", "fit, front, side, top"])
        try expectRefused(["--color", "plaid"], saying: ["'plaid'", "#RRGGBB", "viridis"])
        try expectRefused(["--layout", "pile"], saying: ["'pile'", "single", "sequence"])
    }

    @Test func halfACamera() throws {
        try expectRefused(["--fov", "30", "--ortho"], saying: ["--ortho", "--fov"])
        try expectRefused(
            ["--camera", "top", "--camera-position", "1,2,3", "--camera-target", "0,0,0"], saying: ["--camera", "--camera-position"])
        try expectRefused(["--camera-position", "1,2,3"], saying: ["--camera-position", "--camera-target"])
        try expectRefused(["--camera-target", "1,2,3"], saying: ["--camera-position", "--camera-target"])
        try expectRefused(["--camera-position", "1,2,3", "--camera-target", "1,2,3"], saying: ["same point"])
    }

    @Test func viewsThatCannotBe() throws {
        try expectRefused(["--azimuth", "nan"], saying: ["--azimuth", "degrees"])
        try expectRefused(["--elevation", "-91"], saying: ["--elevation is -91", "-90 to 90"])
        try expectRefused(["--distance", "-1"], saying: ["--distance is -1", "above 0"])
    }

    @Test func figuresThatCannotBe() throws {
        for count in ["0", "-3", "1000000"] {
            try CommandTests.expectRefused(
                ["render", Project.clip, "-o", "OUT/out.png", "--layout", "sequence", "--count", count], in: folder,
                saying: ["--count is \(count)", "1 to 200"], status: 64)
        }
        try expectRefused(["--count", "4"], saying: ["--count", "--layout sequence"])
        try CommandTests.expectRefused(
            ["render", Project.clip, "-o", "OUT/out.gif", "--layout", "sequence"], in: folder, saying: ["sequence", ".png"], status: 64)
    }

    @Test(arguments: ["1,2", "1,2,3,4", "a,b,c", "nan,0,0", "1e30,0,0", ""])
    func pointsThatAreNone(point: String) throws {
        try expectRefused(["--camera-position", point, "--camera-target", "0,0,1"], saying: ["'\(point)'", "--camera-position", "x,y,z"])
    }

    @Test(arguments: ["0", "180", "-20", "nan"])
    func anglesOfViewThatCannotBe(angle: String) throws {
        try expectRefused(["--camera-position", "1,2,3", "--camera-target", "0,0,1", "--fov", angle], saying: ["--fov", "180"])
    }

    @Test(arguments: ["0", "-1", "100000", "two"])
    func numbersOfWorkersThatCannotBe(count: String) throws { try expectRefused(["--workers", count], saying: ["--workers"]) }

    @Test(arguments: ["OUT/out.jpg", "OUT/out.gif.txt"])
    func aKindOfPictureNobodyCanWrite(output: String) throws { try expectRefused([], output: output, saying: [".gif, .png"]) }

    @Test func aKindOfMeshNobodyCanWrite() throws {
        for name in ["out.stl", "out"] {
            try CommandTests.expectRefused(
                ["convert", Project.clip, "OUT/" + name], in: folder, saying: [name, ".glb, .bvh, .npz, .npy, .smpl, .obj or .ply"],
                status: 64)
        }
    }

    @Test func aPNGNeedsAFrameAndAGIFTakesNone() throws {
        try CommandTests.expectRefused(["render", Project.clip, "-o", "OUT/out.png"], in: folder, saying: ["--frame"], status: 64)
        try CommandTests.expectRefused(
            ["render", Project.clip, "-o", "OUT/out.gif", "--frame", "3"], in: folder, saying: ["--frame", ".png"], status: 64)
        try CommandTests.expectRefused(
            ["convert", Project.clip, "OUT/out.npz", "--frame", "3"], in: folder, saying: ["--frame", ".obj"], status: 64)
    }

    @Test func severalMotionsIntoOneFile() throws {
        try CommandTests.expectRefused(
            ["render", Project.clip, Project.sample("90/90_08"), "-o", "OUT/out.gif"], in: folder, saying: ["2 motions", "folder"],
            status: 64)
    }

    @Test func twoMotionsThatWouldBecomeTheSameFile() throws {
        let other = try MotionInput().write(folder, "49_04_poses.npz")
        try CommandTests.expectRefused(
            ["render", Project.clip, other, "-o", "OUT/pictures"], in: folder, saying: [Project.clip, other, "49_04_poses.gif"], status: 64)
    }

    @Test func aMotionIsNotWrittenOverItself() throws {
        let motion = try MotionInput().write(folder)
        let before = try folder.bytes("motion.npz")
        try CommandTests.expectRefused(["convert", motion, motion], in: folder, saying: [motion, "another file"], status: 64)
        #expect(try folder.bytes("motion.npz") == before)
    }

    @Test func anOutputWithoutAName() throws {
        try CommandTests.expectRefused(["render", Project.clip, "-o", ""], in: folder, saying: ["empty"], status: 64)
        try CommandTests.expectRefused(["convert", Project.clip, ""], in: folder, saying: ["empty"], status: 64)
    }

    @Test(arguments: [
        ["render", Project.clip, "-o", "x.gif", "--nope"], ["convert", "a", "b", "--nope"], ["info", "a", "--nope"], ["doctor", "--nope"],
        ["demo", "--nope"],
    ])
    func anUnknownOptionIsAnsweredWithTheUsage(arguments: [String]) throws {
        let run = try Program.run(arguments, in: folder.path)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errorLines.count == 2 && run.errorLines[0].hasPrefix("smog: Unknown option '--nope'"), "\(run.errors)")
        #expect(run.errorLines.last?.hasPrefix("usage: smog \(arguments[0])") == true, "\(run.errors)")
        #expect(run.errors.contains("'smog \(arguments[0]) --help'"), "\(run.errors)")
    }

    @Test(arguments: [["render"], ["render", Project.clip], ["convert", Project.clip], ["info"], ["doctor", "extra"]])
    func whatIsMissingOrTooMuchIsAnsweredWithTheUsage(arguments: [String]) throws {
        let run = try Program.run(arguments, in: folder.path)
        #expect(run.status == 64)
        #expect(run.errorLines.count == 2 && run.errorLines[0].hasPrefix("smog: "), "\(run.errors)")
        #expect(run.errorLines.last?.hasPrefix("usage: smog ") == true, "\(run.errors)")
    }

    @Test func lineBreaksInArgumentsStayOutOfTheMessage() throws {
        try CommandTests.expectRefused(["render", "no\nsuch\nfile.npz", "-o", "OUT/out.gif"], in: folder, saying: ["no such file"])
        try expectRefused(["--size", "1\n2"], saying: ["--size"])
        try CommandTests.expectRefused(
            ["render", "a\nb.npz", "c\na\nb.npz", "-o", "OUT/x\ny.gif"], in: folder, saying: ["folder"], status: 64)
    }
}
