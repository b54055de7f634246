// `smog render --pass`, calibrated cameras and photographs, as their users run them.
import ArrayFiles
import Arrays
import BodyModels
import Foundation
import Motions
import Pictures
import TestSupport
import Testing

struct PassTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func render(
        _ options: [String], to name: String, motions: [String] = [Project.clip], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = try Program.run(["render"] + motions + ["-o", folder.file(name), "--quiet"] + options, sourceLocation: sourceLocation)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)", sourceLocation: sourceLocation)
        #expect(folder.unfinished.isEmpty, sourceLocation: sourceLocation)
    }

    private func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
    }

    @Test func aStillGetsAFileForEachPass() throws {
        try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: false)
        try render(
            ["--frame", "70", "--size", "64x48", "--pass", "depth,normal", "--pass", "mask", "--pass", "parts,position"],
            to: "out/still.png")
        #expect(
            try names("out") == [
                "still_depth.npy", "still_depth.png", "still_mask.png", "still_normal.npy", "still_normal.png", "still_parts.json",
                "still_parts.png",
                "still_position.npy", "still_position.png",
            ])
        let depth = try StoredArray(contentsOf: folder.file("out/still_depth.npy")),
            positions = try StoredArray(contentsOf: folder.file("out/still_position.npy"))
        #expect(depth.shape == [48, 64] && positions.shape == [48, 64, 3])
        let metres = try depth.float32().elements
        let millimetres = try PNG.read(folder.file("out/still_depth.png")), mask = try PNG.read(folder.file("out/still_mask.png"))
        let parts = try PNG.read(folder.file("out/still_parts.png"))
        #expect(millimetres.format == .gray16 && mask.format == .gray8 && parts.format == .gray8)
        #expect(mask.pixels.contains(255))
        for i in metres.indices {
            #expect((mask.pixels[i] == 255) == (metres[i] > 0) && (mask.pixels[i] == 255) == (parts.pixels[i] > 0))
            #expect((metres[i] * 1000 - Float(millimetres.samples[i])).magnitude < 0.51)
        }
        let legend =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.file("out/still_parts.json"))))
            as? [String: String]
        #expect(legend?.count == 25 && legend?["0"] == "background" && legend?["16"] == "head" && legend?["24"] == "right_hand")
    }

    @Test func framesGetTheirPassesAndTheSameBytesFromAnyNumberOfWorkers() throws {
        let options = ["--size", "32x32", "--fps", "5", "--pass", "color,depth,parts"]
        try render(options, to: "frames/")
        let found = try names("frames")
        #expect(
            found.count == 11 * 4 + 1 && found.contains("000010_depth.npy") && found.contains("000000.png") && found.contains("parts.json"))
        try render(options + ["--workers", "1"], to: "again/")
        for name in found { #expect(try folder.bytes("again/" + name) == folder.bytes("frames/" + name), "\(name)") }
        // A still is the frame of the film.
        try render(options + ["--frame", "4"], to: "still.png")
        #expect(try folder.bytes("still_depth.npy") == folder.bytes("frames/000004_depth.npy"))
        #expect(try PNG.read(folder.file("still.png")) == PNG.read(folder.file("frames/000004.png")))
        // Without the picture.
        try render(["--size", "32x32", "--fps", "5", "--pass", "mask"], to: "masks")
        #expect(try names("masks") == (0..<11).map { "0000" + ($0 < 10 ? "0" : "") + "\($0)_mask.png" })
    }

    @Test func severalMotionsGetAFolderEachAndSeveralPeopleANumberEach() throws {
        let motions = ["49/49_04", "09/09_01"].map(Project.sample)
        try render(["--size", "24x24", "--fps", "2", "--pass", "mask"], to: "set", motions: motions)
        #expect(try names("set") == ["09_01_poses", "49_04_poses"])
        #expect(try names("set/09_01_poses").first == "000000_mask.png")
        try render(["--layout", "overlay", "--frame", "3", "--size", "64x64", "--pass", "mask"], to: "both.png", motions: motions)
        #expect(Set(try PNG.read(folder.file("both_person.png")).pixels) == [0, 1, 2])
    }

    @Test func whatPassesCannotBeMadeOfIsRefused() throws {
        func refused(_ options: [String], _ output: String, saying words: [String]) throws {
            try expectRefused(["render", Project.clip, "-o", output] + options, in: folder, saying: words, status: 64)
        }
        try refused(["--pass", "depth"], "OUT/a.gif", saying: ["--pass depth", ".gif"])
        try refused(["--pass", "depth", "--layout", "strip"], "OUT/a.png", saying: ["--layout strip", "one scene"])
        try refused(["--pass", "mask", "--layout", "grid"], "OUT/a", saying: ["--layout grid"])
        try refused(["--pass", "mask,depht", "--frame", "3"], "OUT/a.png", saying: ["'mask,depht'", "--pass"])
        try refused(["--pass", "", "--frame", "3"], "OUT/a.png", saying: ["--pass"])
        try refused(["--pass", "mask", "--title", "x", "--frame", "3"], "OUT/a.png", saying: ["--title"])
        try refused(["--normals", "world", "--frame", "3"], "OUT/a.png", saying: ["--normals", "--pass normal"])
    }

    // Calibrated cameras. The camera at (0.5, -4, 1) that looks along +Y has the axes x, -z, y.
    private static let extrinsics = "1 0 0 -0.5\n0 0 -1 1\n0 1 0 4\n"

    @Test func aCameraByExtrinsicsIsTheExactCamera() throws {
        // Half the height, 30, over the tangent of half of 60°.
        let lens = "51.961524,51.961524,40,30", shared = ["--frame", "70", "--size", "80x60", "--pass", "color,depth"]
        try folder.write(Array(Self.extrinsics.utf8), "camera.txt")
        try NDArray<Double>(shape: [4, 4], elements: [1, 0, 0, -0.5, 0, 0, -1, 1, 0, 1, 0, 4, 0, 0, 0, 1]).write(
            npy: folder.file("camera.npy"))
        try render(shared + ["--camera-position", "0.5,-4,1", "--camera-target", "0.5,0,1", "--fov", "60"], to: "exact.png")
        try render(shared + ["--camera-position", "0.5,-4,1", "--camera-target", "0.5,0,1", "--intrinsics", lens], to: "lens.png")
        try render(shared + ["--extrinsics", folder.file("camera.txt"), "--intrinsics", lens], to: "text.png")
        try render(shared + ["--extrinsics", folder.file("camera.npy"), "--intrinsics", lens], to: "array.png")
        let depth = try folder.bytes("lens_depth.npy")
        #expect(try folder.bytes("text_depth.npy") == depth && folder.bytes("array_depth.npy") == depth)
        let other = try StoredArray(contentsOf: folder.file("exact_depth.npy")).float32().elements
        let own = try StoredArray(contentsOf: folder.file("lens_depth.npy")).float32().elements
        let differing = zip(own, other).count { ($0 > 0) != ($1 > 0) }
        #expect(own.contains { $0 > 0 } && differing <= 2, "\(differing)")
        // Upside down.
        try render(
            shared + ["--camera-position", "0.5,-4,1", "--camera-target", "0.5,0,1", "--camera-up", "0,0,-1", "--intrinsics", lens],
            to: "down.png")
        let down = try StoredArray(contentsOf: folder.file("down_depth.npy")).float32().elements
        let agreeing = own.indices.count { (own[$0] > 0) == (down[down.count - 1 - $0] > 0) }
        #expect(agreeing >= own.count - 4)
    }

    /// The same motion told in the camera's coordinates, and nothing said of where the camera is.
    @Test func aMotionInCameraCoordinatesIsSeenAsFromThatCamera() throws {
        let motion = try Motion.read(path: Project.clip)
        let rest = try BodyModel(contentsOf: Project.openBody).shaped().restJoints
        // Turned upright, a motion goes from the camera's axes to the world's; three times that is the way back: a quarter turn.
        var own = motion
        for _ in 0..<3 { own = own.turnedUpright(fromCameraWithPelvisAt: [rest[0], rest[1], rest[2]]) }
        // The camera stands at (0.5, -4, 1): y down and z forward of it.
        for frame in 0..<own.frameCount {
            own.translations[frame, 0] -= 0.5
            own.translations[frame, 1] += 1
            own.translations[frame, 2] += 4
        }
        try own.writeAmass(to: folder.file("own.npz"))
        try folder.write(Array(Self.extrinsics.utf8), "camera.txt")
        let shared = ["--frame", "70", "--size", "80x60", "--intrinsics", "60,60,38,31", "--pass", "color,depth,position"]
        try render(shared + ["--extrinsics", folder.file("camera.txt"), "--floor", "none"], to: "world.png")
        try render(shared, to: "own.png", motions: [folder.file("own.npz")])
        func numbers(_ name: String) throws -> [Float] { try StoredArray(contentsOf: folder.file(name)).float32().elements }
        let world = try numbers("world_depth.npy"), seen = try numbers("own_depth.npy")
        #expect(world.contains { $0 > 0 })
        let differing = zip(world, seen).count { ($0 > 0) != ($1 > 0) }
        #expect(differing <= 2, "\(differing)")
        for (a, b) in zip(world, seen) where a > 0 && b > 0 { #expect((a - b).magnitude < 1e-3) }
        // Its places are the camera's: the third number is the depth.
        let places = try numbers("own_position.npy")
        for i in seen.indices { #expect((places[3 * i + 2] - seen[i]).magnitude < 1e-4) }
        // The light stands alike too.
        let a = try PNG.read(folder.file("world.png")), b = try PNG.read(folder.file("own.png"))
        let far = zip(a.pixels, b.pixels).count { abs(Int($0) - Int($1)) > 12 }
        #expect(far < 40, "\(far)")
    }

    @Test(arguments: [
        ("1 2 3", "3 numbers"), ("1 0 0 0 0 1 0 0 0 0 2 0", "not a rotation"), ("1 0 0 0 0 1 0 0 0 0 -1 0", "not a rotation"),
        ("1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 2", "last row"), ("1 0 0 0 0 1 0 0 0 0 1 inf", "numbers"), ("a b", "'a'"), ("", "0 numbers"),
        ("1 0 0 1e30 0 1 0 0 0 0 1 0", "numbers"),
    ])
    func matricesThatAreNoCameras(text: String, words: String) throws {
        let file = try folder.write(Array(text.utf8), "camera.txt")
        try expectRefused(
            ["render", Project.clip, "-o", "OUT/a.png", "--frame", "3", "--extrinsics", file], in: folder,
            saying: [file, words, "world to camera"])
    }

    @Test func camerasThatContradictThemselvesAreRefused() throws {
        func refused(_ options: [String], saying words: [String]) throws {
            try expectRefused(["render", Project.clip, "-o", "OUT/a.png", "--frame", "3"] + options, in: folder, saying: words, status: 64)
        }
        for wrong in ["1,2,3", "0,5,1,1", "-5,5,1,1", "nan,5,1,1", "a", ""] {
            try refused(["--intrinsics", wrong], saying: ["--intrinsics", "'\(wrong)'"])
        }
        try refused(["--intrinsics", "5,5,1,1", "--fov", "30"], saying: ["--fov"])
        try refused(["--intrinsics", "5,5,1,1", "--camera", "top"], saying: ["--camera"])
        try refused(["--intrinsics", "5,5,1,1", "--up", "y"], saying: ["--up"])
        try refused(["--extrinsics", "x", "--camera-position", "0,0,1", "--camera-target", "0,1,1"], saying: ["--camera-position"])
        try refused(["--camera-up", "0,1,0"], saying: ["--camera-up", "--camera-position"])
    }
}

struct PhotographTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let camera = ["--intrinsics", "70,70,40,30", "--camera-position", "0.5,-4,1", "--camera-target", "0.5,0,1"]

    private func photograph(_ name: String, _ color: Color = Color(40, 90, 60), width: Int = 80, height: Int = 60) throws -> String {
        try PNG.write(try Image(width: width, height: height, format: .rgb8, fill: color), to: folder.file(name))
        return folder.file(name)
    }

    private func render(_ options: [String], to name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let run = try Program.run(["render", Project.clip, "-o", folder.file(name), "--quiet"] + options, sourceLocation: sourceLocation)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)", sourceLocation: sourceLocation)
        return folder.file(name)
    }

    @Test func theBodyIsDrawnOverThePhotographAtItsSize() throws {
        let photo = try photograph("photo.png")
        let over = try PNG.read(render(["--frame", "70", "--over", photo, "--pass", "color,mask"] + Self.camera, to: "over.png"))
        let mask = try PNG.read(folder.file("over_mask.png"))
        #expect(over.width == 80 && over.height == 60 && over.format == .rgb8 && mask.width == 80)
        let untouched = Color(40, 90, 60)
        var shadow = 0, hidden = 0
        for y in 0..<60 {
            for x in 0..<80 {
                guard let color = over.color(x: x, y: y) else { continue }
                if mask.color(x: x, y: y)?.red == 255 { hidden += color == untouched ? 1 : 0 } else if color.green < 86 { shadow += 1 }
            }
        }
        // A pixel may have the body at its centre and none at its four samples, at a fingertip.
        #expect(hidden <= 2, "\(hidden) pixels of the body show the photograph")
        #expect(over.color(x: 0, y: 0) == untouched && shadow > 10, "the shadow falls on the photograph: \(shadow)")
        // Half the size shows the same.
        let half = try PNG.read(
            render(["--frame", "70", "--over", photo, "--size", "40x30", "--pass", "color,mask"] + Self.camera, to: "half.png"))
        #expect(half.width == 40)
        let small = try PNG.read(folder.file("half_mask.png")).pixels.count { $0 == 255 }, large = mask.pixels.count { $0 == 255 }
        #expect(abs(small * 4 - large) < large / 4, "\(small) \(large)")
    }

    @Test func aFolderHasAPhotographForEachFrame() throws {
        try FileManager.default.createDirectory(atPath: folder.file("photos"), withIntermediateDirectories: false)
        for k in 0..<6 { _ = try photograph("photos/\(k).png", Color(UInt8(40 * k), 0, 200)) }
        let options = ["--over", folder.file("photos"), "--end", "0.05"] + Self.camera
        let frames = try NumberedFrames.paths(in: render(options, to: "frames/"))
        #expect(frames.count == 6)
        for (k, frame) in frames.enumerated() { #expect(try PNG.read(frame).color(x: 0, y: 0) == Color(UInt8(40 * k), 0, 200)) }
        #expect(try AnimatedGIF.read(render(options, to: "over.gif")).frames.first?.width == 80)
        #expect(try PNG.read(render(options + ["--frame", "3"], to: "still.png")) == PNG.read(frames[3]))
        let before = folder.everything
        let run = try Program.run(["render", Project.clip, "-o", folder.file("no.gif"), "--over", folder.file("photos")])
        expectOneLine(run, saying: ["photos", "6 pictures for 251 frames"])
        #expect(run.status == 1 && folder.everything == before)
    }

    @Test func picturesThatCannotBeUsedAreRefused() throws {
        func refused(_ photo: String, _ options: [String] = [], saying words: [String], status: Int32 = 1, shell: String? = nil) throws {
            try expectRefused(
                ["render", Project.clip, "-o", "OUT/a.png", "--frame", "3", "--over", photo] + options, in: folder, saying: words,
                status: status, shell: shell)
        }
        let photo = try photograph("photo.png")
        try refused(photo, ["--size", "64x64"], saying: [photo, "80x60", "64x48"])
        try refused(folder.file("none.png"), saying: ["none.png", "no such file"])
        try refused(try folder.write(Array(try folder.bytes("photo.png").prefix(60)), "cut.png"), saying: ["cut.png", "cut short"])
        try refused(try folder.write([], "empty.png"), saying: ["empty.png", "empty"])
        try FileManager.default.createDirectory(atPath: folder.file("nothing"), withIntermediateDirectories: false)
        try refused(folder.file("nothing"), saying: ["nothing", "no pictures"])
        try refused(photo, ["--layout", "compare"], saying: ["--over", "--layout compare"], status: 64)
        // Another format, and nobody to read it.
        let jpeg = try folder.write([0xff, 0xd8, 0xff, 0xe0, 0, 0x10], "photo.jpg")
        try refused(jpeg, saying: [jpeg, "ffmpeg", "PNG"], shell: "PATH=/nowhere")
        try refused("", saying: ["--over", "empty"])
    }

    /// Only where the machine has ffmpeg.
    @Test(.enabled(if: ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains(where: FileManager.default.isExecutableFile(atPath:))))
    func filmsAndOtherFormatsComeThroughFFmpeg() throws {
        func make(_ arguments: [String]) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["ffmpeg", "-v", "error", "-nostdin", "-y"] + arguments
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
        }
        let source = ["-f", "lavfi", "-i", "color=c=0x2060a0:s=80x60:r=10"]
        try make(source + ["-frames:v", "1", folder.file("photo.jpg")])
        try make(source + ["-frames:v", "4", "-c:v", "mjpeg", folder.file("film.avi")])
        func isNear(_ image: Image) -> Bool {
            guard let c = image.color(x: 0, y: 0) else { return false }
            return abs(Int(c.red) - 0x20) < 8 && abs(Int(c.green) - 0x60) < 8 && abs(Int(c.blue) - 0xa0) < 8
        }
        #expect(isNear(try PNG.read(render(["--frame", "70", "--over", folder.file("photo.jpg")] + Self.camera, to: "a.png"))))
        #expect(isNear(try PNG.read(render(["--frame", "2", "--over", folder.file("film.avi")] + Self.camera, to: "b.png"))))
        let run = try Program.run(["render", Project.clip, "-o", folder.file("c"), "--over", folder.file("film.avi")])
        expectOneLine(run, saying: ["film.avi", "4 pictures for 251 frames"])
        let broken = try folder.write([0xff, 0xd8, 0xff, 0xe0, 0, 0x10], "broken.jpg")
        try expectRefused(
            ["render", Project.clip, "-o", "OUT/d.png", "--frame", "0", "--over", broken], in: folder, saying: [broken, "ffmpeg"])
    }
}
