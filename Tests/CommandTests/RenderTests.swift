// What `smog render` makes when all is well.
import Foundation
import Pictures
import TestSupport
import Testing

struct RenderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func render(
        _ options: [String], to name: String, motion: String = Project.clip, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let run = try Program.run(["render", motion, "-o", folder.file(name), "--quiet"] + options, sourceLocation: sourceLocation)
        #expect(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
        #expect(
            run.errors.isEmpty && run.output.isEmpty, "--quiet prints nothing, but: \(run.output)\(run.errors)",
            sourceLocation: sourceLocation)
        #expect(folder.unfinished.isEmpty, sourceLocation: sourceLocation)
        return folder.file(name)
    }

    @Test(arguments: [("64x48", "white", PixelFormat.rgb8), ("31x77", "#102030", .rgb8), ("64x48", "transparent", .rgba8)])
    func aStillHasTheSizeAskedForAndAnAlphaChannelOnlyWhereTransparent(size: String, background: String, format: PixelFormat) throws {
        let image = try PNG.read(render(["--frame", "70", "--size", size, "--background", background], to: "out.png"))
        #expect("\(image.width)x\(image.height)" == size)
        #expect(image.format == format)
        // Somebody is in the picture.
        #expect(Set(image.pixels).count > 30)
        if background == "#102030", case let corner = image.pixels[0..<3] { #expect(Array(corner) == [0x10, 0x20, 0x30]) }
        if background == "transparent" { #expect(image.pixels[3] == 0) }
    }

    @Test func framesDiffer() throws {
        let one = try render(["--frame", "0", "--size", "48x48"], to: "a.png"),
            other = try render(["--frame", "200", "--size", "48x48"], to: "b.png")
        #expect(try Project.bytes(one) != Project.bytes(other))
    }

    @Test(arguments: [(Double?.none, 63), (10, 21), (25, 53), (120, 251)])
    func aGIFHasAsManyFramesAsItsRateAsksForAndLastsAsLongAsTheMotion(rate: Double?, frames: Int) throws {
        let options = rate.map { ["--fps", "\($0)"] } ?? []
        let (images, delays) = try AnimatedGIF.read(render(["--size", "40x32"] + options, to: "out.gif"))
        // A GIF shows at most 50 frames a second, and equal frames become one.
        #expect(images.count <= frames && (rate ?? 30 > 50 || images.count >= frames * 9 / 10), "\(images.count)")
        #expect(images.allSatisfy { $0.width == 40 && $0.height == 32 })
        let seconds = Double(delays.reduce(0, +)) / 100
        #expect(abs(seconds - Double(frames) / (rate ?? 30)) <= 0.011, "\(seconds)")
    }

    @Test(arguments: ["60", "15", "1"]) func theFramesThatAreReportedAreThoseInTheFile(rate: String) throws {
        let run = try Program.run(["render", Project.clip, "-o", folder.file("said.gif"), "--size", "40x32", "--fps", rate])
        let frames = try AnimatedGIF.read(folder.file("said.gif")).frames.count
        #expect(run.errors.contains("said.gif: \(frames) frame\(frames == 1 ? "" : "s"), "), "\(frames): \(run.errors)")
    }

    @Test func aPictureThatNobodyIsInIsSaid() throws {
        let away = ["--camera-position", "0,-4,1", "--camera-target", "0,-8,1", "--fov", "40", "--size", "32x32"]
        let still = try Program.run(["render", Project.clip, "-o", folder.file("away.png"), "--frame", "3"] + away)
        #expect(still.status == 0 && still.errors.contains("note: nobody is in the picture"), "\(still.errors)")
        let film = try Program.run(["render", Project.clip, "-o", folder.file("away.gif"), "--fps", "5"] + away)
        #expect(film.errors.contains("note: nobody is in the picture in any of the"), "\(film.errors)")
        let near = try Program.run(["render", Project.clip, "-o", folder.file("near.png"), "--frame", "3", "--size", "32x32"])
        #expect(!near.errors.contains("nobody"))
    }

    @Test func aFolderGetsNumberedFrames() throws {
        let frames = try NumberedFrames.paths(in: render(["--size", "24x24", "--fps", "5"], to: "frames/"))
        #expect(frames.map { URL(fileURLWithPath: $0).lastPathComponent } == (0..<11).map { "0000" + ($0 < 10 ? "0" : "") + "\($0).png" })
        for frame in frames { #expect(try PNG.read(frame).width == 24) }
    }

    @Test func severalMotionsGetAFileEach() throws {
        let names = ["49/49_04", "09/09_01"].map(Project.sample)
        let run = try Program.run(["render"] + names + ["-o", folder.file("pictures"), "--size", "24x24", "--fps", "5", "--quiet"])
        #expect(run.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("pictures")).sorted() == ["09_01_poses.gif", "49_04_poses.gif"])
        let stills = try Program.run(["render"] + names + ["-o", folder.file("stills"), "--size", "24x24", "--frame", "9", "--quiet"])
        #expect(stills.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("stills")).sorted() == ["09_01_poses.png", "49_04_poses.png"])
    }

    /// Half a second from 0.5 s on, at 30 a second: 15 frames, the first of them the motion's frame 60.
    @Test func startAndEndCutTheMotion() throws {
        let frames = try NumberedFrames.paths(in: render(["--size", "32x32", "--start", "0.5", "--end", "1"], to: "part/"))
        #expect(frames.count == 15)
        let rest = try NumberedFrames.paths(in: render(["--size", "32x32", "--start", "1.5", "--fps", "10"], to: "rest/"))
        #expect(rest.count == 6)
        // Frame numbers of stills count within the part.
        let still = try render(["--size", "32x32", "--start", "0.5", "--end", "1", "--fps", "30", "--frame", "0"], to: "still.png")
        #expect(try PNG.read(still) == PNG.read(frames[0]))
    }

    @Test func theSameCommandGivesTheSameBytesWithAnyNumberOfWorkers() throws {
        let options = ["--size", "64x64", "--fps", "10"]
        let gif = try Project.bytes(render(options, to: "first.gif"))
        let frames = try NumberedFrames.paths(in: render(options, to: "first/")).map(Project.bytes)
        #expect(try Project.bytes(render(options, to: "again.gif")) == gif)
        for workers in ["1", "2", "3"] {
            #expect(try Project.bytes(render(options + ["--workers", workers], to: "w\(workers).gif")) == gif, "\(workers) workers")
            let again = try NumberedFrames.paths(in: render(options + ["--workers", workers], to: "w\(workers)/")).map(Project.bytes)
            #expect(again == frames, "\(workers) workers")
        }
        // More than there is work for.
        #expect(try Project.bytes(render(options + ["--workers", "12"], to: "many.gif")) == gif)
    }

    @Test func aStillIsTheFrameOfTheAnimation() throws {
        let frames = try NumberedFrames.paths(in: render(["--size", "64x64", "--fps", "10"], to: "frames/"))
        let still = try render(["--size", "64x64", "--fps", "10", "--frame", "7"], to: "still.png")
        #expect(try PNG.read(still).pixels == PNG.read(frames[7]).pixels)
    }

    @Test func anExactCameraMayStandAnywhere() throws {
        let camera = ["--camera-target", "0,-0.5,1", "--fov", "40", "--frame", "0", "--size", "48x48"]
        let front = try render(["--camera-position", "-0.5,-4,1.5"] + camera, to: "a.png")
        let side = try render(["--camera-position", "-4,-.5,1.5"] + camera, to: "b.png")
        #expect(try Project.bytes(front) != Project.bytes(side))
    }

    @Test func bodyShapeAndGenderChangeThePicture() throws {
        let options = ["--frame", "0", "--size", "96x96"]
        let plain = try Project.bytes(render(options, to: "plain.png"))
        #expect(try Project.bytes(render(options + ["--gender", "female"], to: "female.png")) != plain)
        #expect(try Project.bytes(render(options + ["--betas", "-3,2"], to: "shape.png")) != plain)
        #expect(try Project.bytes(render(options + ["--betas", "zero"], to: "zero.png")) == plain)
        #expect(try Project.bytes(render(options + ["--body", Project.openBody], to: "named.png")) == plain)
    }

    @Test func withoutQuietItSaysWhatItMade() throws {
        let run = try Program.run(["render", Project.clip, "-o", folder.file("out.gif"), "--size", "32x32"])
        #expect(run.output.isEmpty)
        #expect(run.errorLines.count == 1 && run.errors.contains(/out.gif: 6[0-3] frames,\s/), "\(run.errors)")
    }

    /// Programs are started from anywhere; the open body and the samples lie beside the program.
    @Test func itFindsTheBodyFromAnotherFolder() throws {
        let run = try Program.run(["render", Project.clip, "-o", "out.png", "--frame", "3", "--size", "32x32", "--quiet"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.file("out.png")))
    }
}
