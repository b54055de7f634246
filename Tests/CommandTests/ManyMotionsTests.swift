// Several motions in one picture, captions, looks and moving formats, as users ask for them; odd input too.
import ArrayFiles
import Arrays
import Foundation
import Motions
import Pictures
import TestSupport
import Testing

struct ManyMotionsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let two = ["09/09_01", "49/49_04"].map(Project.sample)

    @discardableResult
    private func render(
        _ motions: [String], _ options: [String], to name: String, status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Run {
        let run = try Program.run(["render"] + motions + ["-o", folder.file(name)] + options, limit: 240, sourceLocation: sourceLocation)
        #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
        #expect(folder.unfinished.isEmpty, sourceLocation: sourceLocation)
        return run
    }

    private func size(_ name: String) throws -> [Int] {
        let image = try PNG.read(folder.file(name))
        return [image.width, image.height]
    }

    @Test func aGridHasACellAndACaptionForEachMotion() throws {
        let motions = ["02/02_01", "09/09_01", "49/49_04"].map(Project.sample)
        try render(motions, ["--layout", "grid", "--size", "60x64", "--columns", "3", "--frame", "5", "--title", "none"], to: "bare.png")
        #expect(try size("bare.png") == [180, 64])
        try render(motions, ["--layout", "grid", "--size", "60x64", "--columns", "3", "--frame", "5"], to: "labelled.png")
        let labelled = try PNG.read(folder.file("labelled.png"))
        #expect(labelled.width == 180 && labelled.height > 74)
        // What labels.json calls them: "walk forward" takes more ink than "run".
        try render(
            motions,
            ["--layout", "grid", "--size", "60x64", "--columns", "3", "--frame", "5", "--title", "i", "--title", "i", "--title", "i"],
            to: "short.png")
        func ink(_ image: Image) throws -> Int {
            try image.cropped(x: 0, y: 0, width: 60, height: image.height - 64).pixels.count { $0 < 128 }
        }
        #expect(try ink(labelled) > 2 * ink(try PNG.read(folder.file("short.png"))))
    }

    @Test func aMovingGridLastsAsLongAsTheLongestMotionAndRestsAtTheEnd() throws {
        try render(ManyMotionsTests.two, ["--layout", "grid", "--size", "32x32", "--fps", "8", "--look", "stick"], to: "grid.gif")
        let (_, delays) = try AnimatedGIF.read(folder.file("grid.gif"))
        // 251 frames at 120 a second are 17 at 8; two more rest.
        #expect(abs(Double(delays.reduce(0, +)) / 100 - 19.0 / 8) < 0.03)
    }

    @Test func anOverlayIsOnePictureAndACompareTwo() throws {
        try render(ManyMotionsTests.two, ["--layout", "overlay", "--size", "80x60", "--frame", "3"], to: "overlay.png")
        #expect(try size("overlay.png") == [80, 60])
        try render(ManyMotionsTests.two, ["--layout", "compare", "--size", "80x60", "--frame", "3", "--title", "none"], to: "compare.png")
        #expect(try size("compare.png") == [160, 60])
        // Two people of two colours: blue and orange.
        let overlay = try PNG.read(folder.file("overlay.png"))
        var blue = 0, orange = 0
        for i in stride(from: 0, to: overlay.pixels.count, by: 3) {
            let r = Int(overlay.pixels[i]), b = Int(overlay.pixels[i + 2])
            if b > r + 40 { blue += 1 }
            if r > b + 40 { orange += 1 }
        }
        #expect(blue > 20 && orange > 20, "\(blue), \(orange)")
    }

    @Test func motionsOfDifferentRatesAndBodiesGoTogether() throws {
        let odd = try MotionInput.with {
            $0.frameRate = 25
            $0.poses = NDArray(repeating: 0.02, shape: [40, 72])
            $0.translations = NDArray(repeating: 0, shape: [40, 3])
        }.write(folder, "smpl.npz")
        for layout in ["grid", "overlay", "compare"] {
            let run = try render(
                [odd, Project.sample("09/09_01")], ["--layout", layout, "--size", "40x40", "--fps", "5"], to: "\(layout).gif")
            #expect(run.errors.contains("frames"))
            let (images, _) = try AnimatedGIF.read(folder.file("\(layout).gif"))
            #expect(images.count >= 7)
        }
    }

    @Test func oneMotionThatCannotBeReadIsLeftOutOfTheGrid() throws {
        let broken = folder.file("broken.npz")
        try Data("nothing".utf8).write(to: URL(fileURLWithPath: broken))
        let run = try render(
            [broken] + ManyMotionsTests.two, ["--layout", "grid", "--size", "30x30", "--frame", "0", "--title", "none"], to: "grid.png",
            status: 2)
        #expect(try size("grid.png") == [60, 30])
        #expect(run.errors.contains("broken.npz") && run.errors.contains("1 of 3"))
        let none = try render([broken, broken], ["--layout", "grid", "--frame", "0"], to: "none.png", status: 1)
        #expect(none.errorLines.last?.contains("none of 2") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.file("none.png")))
    }

    @Test func shorterMotionsGoAsFarAsTheyGo() throws {
        try render(
            ManyMotionsTests.two, ["--layout", "grid", "--size", "24x24", "--fps", "10", "--end", "1.5", "--title", "none"], to: "grid.gif")
        let (_, delays) = try AnimatedGIF.read(folder.file("grid.gif"))
        #expect(delays.reduce(0, +) >= 150)
    }

    @Test(arguments: [
        String(repeating: "a very long caption ", count: 25), "🤸‍♀️ cartwheel 🎉", "Ходьба, τρέξιμο, 走る", "", "line\nbreak\ttab \u{7}bell",
        "ﷺ\u{202e}right to left",
    ])
    func anyCaptionIsDrawnWithoutHarm(caption: String) throws {
        try render(
            ManyMotionsTests.two, ["--layout", "grid", "--size", "70x50", "--frame", "0", "--title", caption, "--title", "b"],
            to: "grid.png")
        let image = try PNG.read(folder.file("grid.png"))
        #expect(image.width == 140 && image.height < 50 + 80, "a caption takes a few lines at most: \(image.height)")
    }

    @Test func captionsComeFromATextFileLineByLine() throws {
        let file = folder.file("prompts.txt")
        try Data("first\r\n\r\nthird\n".utf8).write(to: URL(fileURLWithPath: file))
        try render(ManyMotionsTests.two, ["--layout", "grid", "--size", "50x40", "--frame", "0", "--titles", file], to: "grid.png")
        #expect(try size("grid.png")[1] > 48)
        try Data([0xff, 0xfe, 0x00]).write(to: URL(fileURLWithPath: file))
        let run = try render(ManyMotionsTests.two, ["--layout", "grid", "--frame", "0", "--titles", file], to: "no.png", status: 1)
        #expect(run.errors.contains("UTF-8"))
        #expect(
            try render(ManyMotionsTests.two, ["--layout", "grid", "--titles", file, "--title", "x"], to: "no.gif", status: 64).errors
                .contains("--titles"))
    }

    @Test func hundredsOfMotionsFitIntoOneGrid() throws {
        let one = try MotionInput().write(folder)
        try render([String](repeating: one, count: 300), ["--layout", "grid", "--frame", "0", "--quiet"], to: "many.png")
        let image = try PNG.read(folder.file("many.png"))
        #expect(image.width * image.height < 14_000_000 && image.width > 1000)
    }

    @Test(
        arguments: ["clay", "clothed", "stick", "skeleton", "wire", "parts"], ["single", "sequence", "strip", "grid", "overlay", "compare"])
    func anyLookGoesWithAnyLayout(look: String, layout: String) throws {
        let isFigure = layout == "sequence" || layout == "strip"
        let isAlone = isFigure || layout == "single"
        try render(
            isAlone ? [Project.clip] : ManyMotionsTests.two,
            ["--look", look, "--layout", layout, "--size", "48x48", "--quiet"] + (isFigure ? ["--count", "3"] : ["--frame", "20"]),
            to: "picture.png")
        #expect(Set(try PNG.read(folder.file("picture.png")).pixels).count > 20)
    }

    @Test func theSameGridIsTheSameBytesWhateverTheWorkers() throws {
        let options = ["--layout", "grid", "--size", "40x40", "--fps", "6", "--look", "clothed", "--quiet"]
        try render(ManyMotionsTests.two, options + ["--workers", "1"], to: "one.gif")
        try render(ManyMotionsTests.two, options + ["--workers", "3"], to: "three.gif")
        #expect(try Project.bytes(folder.file("one.gif")) == Project.bytes(folder.file("three.gif")))
    }

    @Test func anAnimatedPNGAndRawFramesHoldEveryFrame() throws {
        try render([Project.clip], ["--size", "30x20", "--fps", "5", "--quiet"], to: "walk.apng")
        try render([Project.clip], ["--size", "30x20", "--fps", "5", "--quiet"], to: "walk.rgb")
        let raw = try Project.bytes(folder.file("walk.rgb"))
        #expect(raw.count == 11 * 30 * 20 * 3)
        let (frames, delays) = try AnimatedPNG.read(folder.file("walk.apng"))
        let seconds: Double = delays.map(\.seconds).reduce(0, +)
        #expect(abs(seconds - 2.2) < 1e-6)
        #expect(Array(raw[0..<1800]) == frames[0].converted(to: .rgb8).pixels)
    }

    @Test func rawFramesGoToStandardOutput() throws {
        let run = try Program.run([
            "render", Project.clip, "-o", "-", "--size", "16x16", "--fps", "2", "--background", "black", "--floor", "none", "--color",
            "black", "--light", "flat", "--quiet",
        ])
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.utf8.count == 5 * 16 * 16 * 3)
    }

    @Test func withoutFFmpegTheFramesStay() throws {
        let run = try Program.run(
            ["render", Project.clip, "-o", folder.file("walk.mp4"), "--size", "16x16", "--fps", "5", "--quiet"], shell: "PATH=/nowhere")
        #expect(run.status == 1)
        #expect(run.errorLines.count == 1 && run.errors.contains("ffmpeg") && run.errors.contains("walk-frames"), "\(run.errors)")
        #expect(try NumberedFrames.paths(in: folder.file("walk-frames")).count == 11)
        #expect(!FileManager.default.fileExists(atPath: folder.file("walk.mp4")))
    }

    @Test func presetsAreWhatTheyStandFor() throws {
        try render([Project.clip], ["--preset", "clip", "--frame", "9"], to: "clip.png")
        #expect(try size("clip.png") == [224, 224])
        try render([Project.clip], ["--preset", "temos", "--size", "120x100"], to: "temos.png")
        try render([Project.clip], ["--layout", "sequence", "--path", "--size", "120x100"], to: "sequence.png")
        #expect(try Project.bytes(folder.file("temos.png")) == Project.bytes(folder.file("sequence.png")))
        #expect(
            try render([Project.clip], ["--preset", "temos", "--layout", "grid"], to: "no.png", status: 64).errors.contains("sequence"))
    }

    @Test func coloursByPersonTimeAndSpeedDiffer() throws {
        func picture(_ options: [String]) throws -> [UInt8] {
            try render(ManyMotionsTests.two, ["--layout", "overlay", "--frame", "30", "--size", "60x40", "--quiet"] + options, to: "p.png")
            return try Project.bytes(folder.file("p.png"))
        }
        let pictures = try [
            [], ["--color", "tomato"], ["--color", "viridis"], ["--color", "viridis", "--color-by", "person"],
            ["--color", "viridis", "--color-by", "speed"],
        ].map(picture)
        #expect(Set(pictures).count == 5)
        #expect(
            try render([Project.clip], ["--color", "tomato", "--color-by", "speed", "--frame", "1"], to: "no.png", status: 64).errors
                .contains("scale"))
    }

    @Test func handsAreRelaxedUnlessAskedOtherwise() throws {
        func picture(_ options: [String]) throws -> [UInt8] {
            try render([Project.clip], ["--frame", "30", "--size", "200x200", "--camera", "follow", "--quiet"] + options, to: "p.png")
            return try Project.bytes(folder.file("p.png"))
        }
        #expect(try picture([]) == picture(["--hands", "relaxed"]))
        #expect(try picture([]) != picture(["--hands", "flat"]))
        #expect(try picture(["--hands", "own"]) == picture(["--hands", "flat"]), "the clip has no hands of its own")
    }

    @Test func aFileOfManyMotionsBecomesManyFilesInAFolderOrOneGrid() throws {
        let path = folder.file("joints.npy")
        let rest = RestSkeleton.average.joints
        var values: [Float] = []
        for moment in 0..<36 {
            for joint in rest { values += [Float(joint.x), Float(joint.y) + 1.2, Float(joint.z) + Float(moment) * 0.01] }
        }
        let joints = NDArray<Float>(shape: [3, 12, 22, 3], elements: values)
        try joints.write(npy: path)
        try render([path], ["--size", "24x24", "--fps", "5", "--quiet"], to: "all/")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("all")).count == 3)
        try render(
            [path], ["--size", "24x24", "--frame", "0", "--layout", "grid", "--title", "none", "--columns", "3", "--quiet"], to: "grid.png")
        #expect(try size("grid.png") == [72, 24])
    }
}
