// Videos through another program's hands: what it is given, what becomes of the file when it fails. Most use a script in ffmpeg's place.
import Comparison
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("Video", .serialized)
struct VideoTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A program that takes ffmpeg's place: keeps its arguments in `arguments`, then does what the script says; `$out` is the file to
    /// write.
    private func fake(_ script: String) throws -> String {
        let path = folder("ffmpeg")
        let text = """
            #!/bin/sh
            printf '%s\\n' "$@" > '\(folder("arguments"))'
            for last; do :; done
            out="${last#file:}"
            \(script)
            """
        // Written by another process: one that a test forks meanwhile would hold the file open, and it could not be started ("text file busy").
        let writer = try ChildProgram("/bin/sh", ["-c", "cat > '\(path)' && chmod 755 '\(path)'"])
        try writer.write(Array(text.utf8))
        try #require(try writer.finish().isSuccess)
        return path
    }

    private func frames(_ count: Int = 3, width: Int = 6, height: Int = 4, format: PixelFormat = .rgb8) throws -> [Image] {
        try (0..<count).map { try Image(width: width, height: height, format: format, fill: Color(UInt8($0), 100, 200, 128)) }
    }

    /// Files of the video, finished or not.
    private var videos: [String] { folder.contents.filter { $0 != "ffmpeg" && $0 != "arguments" } }

    private func make(
        _ frames: [Image], _ name: String = "a.mp4", fps: Double = 30, hasAlpha: Bool = false, ffmpeg: String?
    ) throws -> VideoFile.Summary {
        let video = try VideoFile(
            path: folder(name), width: frames[0].width, height: frames[0].height, frameRate: fps, hasAlpha: hasAlpha, ffmpeg: ffmpeg)
        for frame in frames { try video.append(frame) }
        return try video.finish()
    }

    @Test("the program gets every byte of every frame, and its file appears under its name")
    func handsOver() throws {
        let images = try frames()
        let summary = try make(images, ffmpeg: fake(#"cat > "$out""#))
        #expect(try bytes(of: folder("a.mp4")) == images.flatMap(\.pixels))
        #expect(summary.frames == 3 && summary.bytes == 3 * 6 * 4 * 3)
        #expect(videos == ["a.mp4"])
        let arguments = String(decoding: try bytes(of: folder("arguments")), as: UTF8.self).split(separator: "\n").map(String.init)
        for pair in [["-pixel_format", "rgb24"], ["-video_size", "6x4"], ["-framerate", "30/1"], ["-c:v", "libx264"], ["-f", "mp4"]] {
            #expect(zip(arguments, arguments.dropFirst()).contains { [$0, $1] == pair }, "\(pair)")
        }
    }

    @Test("odd sides get a copy of the last column and row in MP4, and stay in WebM")
    func oddSides() throws {
        let image = try Image(width: 3, height: 1, format: .gray8, pixels: [1, 2, 3])
        let program = try fake(#"cat > "$out""#)
        _ = try make([image], "a.mp4", ffmpeg: program)
        #expect(try bytes(of: folder("a.mp4")) == [1, 2, 3, 3, 1, 2, 3, 3].flatMap { [$0, $0, $0] as [UInt8] })
        _ = try make([image], "a.webm", ffmpeg: program)
        #expect(try bytes(of: folder("a.webm")) == [1, 2, 3].flatMap { [$0, $0, $0] as [UInt8] })
    }

    @Test("transparency goes into WebM; MP4 gets it laid over white")
    func alpha() throws {
        let images = try frames(1, format: .rgba8)
        let program = try fake(#"cat > "$out""#)
        _ = try make(images, "a.webm", hasAlpha: true, ffmpeg: program)
        #expect(try bytes(of: folder("a.webm")) == images[0].pixels)
        #expect(String(decoding: try bytes(of: folder("arguments")), as: UTF8.self).contains("yuva420p"))
        _ = try make(images, "a.mp4", hasAlpha: true, ffmpeg: program)
        #expect(try bytes(of: folder("a.mp4")) == images[0].flattened(over: .white).pixels)
    }

    @Test(
        "what the program says last is what the user is told, and nothing is left",
        arguments: [
            // At once, after all frames, and in the middle of a frame far larger than any buffer.
            "echo first >&2; echo \"Unknown encoder 'libx264'\" >&2; exit 1",
            "cat > \"$out\"; echo first >&2; echo \"Unknown encoder 'libx264'\" >&2; echo >&2; exit 1",
            "head -c 100000 > \"$out\"; echo \"Unknown encoder 'libx264'\" >&2; exit 1",
        ])
    func fails(script: String) throws {
        let images = try frames(4, width: 600, height: 400)
        let problem = try #require(throws: FileProblem.self) { try make(images, ffmpeg: fake(script)) }
        #expect(problem.file == folder("a.mp4") && problem.problem.contains("ffmpeg says 'Unknown encoder 'libx264''"), "\(problem)")
        #expect(videos.isEmpty)
    }

    @Test(
        "a program that says nothing, dies of a signal or writes nothing is an error too",
        arguments: [
            ("cat > /dev/null; exit 3", "status 3"), ("kill -9 $$", "signal 9"), ("cat > /dev/null", "status 0"),
        ])
    func silent(script: String, words: String) throws {
        let problem = try #require(throws: FileProblem.self) { try make(frames(2, width: 900, height: 900), ffmpeg: fake(script)) }
        #expect(problem.problem.contains(words), "\(problem)")
        #expect(videos.isEmpty)
    }

    @Test("a program that talks much is listened to")
    func talkative() throws {
        let script =
            #"i=0; while [ $i -lt 3000 ]; do echo "a line of which there are very many, number $i" >&2; i=$((i+1)); done; cat > "$out""#
        #expect(try make(frames(3, width: 500, height: 500), ffmpeg: fake(script)).frames == 3)
    }

    @Test("a video that is given up ends the program, whatever it started, and leaves nothing")
    func givenUp() throws {
        let program = try fake("echo $$ > '\(folder("pid"))'; sleep 100 & cat > \"$out\"; sleep 100")
        do {
            let video = try VideoFile(path: folder("a.mp4"), width: 6, height: 4, frameRate: 30, ffmpeg: program)
            for frame in try frames() { try video.append(frame) }
            for _ in 0..<6000 where (try? bytes(of: folder("pid")).last) != 0x0A { usleep(10_000) }
        }
        let text = String(decoding: try bytes(of: folder("pid")), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        let group = try #require(Int32(text))
        // The orphans are init's to bury.
        for _ in 0..<6000 where kill(-group, 0) == 0 && isAnyRunning(group) { usleep(10_000) }
        #expect(!isAnyRunning(group))
        #expect(videos == ["pid"])
    }

    /// Whether a process of a group is more than a zombie.
    private func isAnyRunning(_ group: Int32) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { Int($0) != nil } ?? []
        return processes.contains { process in
            guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = stat.lastIndex(of: ")") else {
                return false
            }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            return fields.count > 2 && fields[2] == "\(group)" && fields[0] != "Z"
        }
    }

    @Test("a missing program is an error of its own, before anything is written")
    func missing() throws {
        let problem = try #require(throws: MissingProgram.self) {
            try ProgramSearch.find("ffmpeg", path: "relative:\(folder.path):\(folder("nowhere"))", advice: "Install it")
        }
        #expect(problem.description == "ffmpeg is not on the PATH. Install it")
        _ = try fake("")
        #expect(try ProgramSearch.find("ffmpeg", path: "/nowhere:\(folder.path)") == folder("ffmpeg"))
        #expect(throws: FileProblem.self) { try make(frames(), ffmpeg: folder("none")) }
        #expect(videos.isEmpty)
    }

    @Test("names, sizes, rates and frames that cannot be are refused")
    func refused() throws {
        let program = try fake(#"cat > "$out""#)
        func open(_ name: String, _ w: Int = 6, _ h: Int = 4, _ fps: Double = 30) throws -> VideoFile {
            try VideoFile(path: folder(name), width: w, height: h, frameRate: fps, ffmpeg: program)
        }
        for name in ["a.avi", "mp4", "a"] { #expect(throws: PictureProblem.self) { try open(name) } }
        for (w, h) in [(0, 4), (6, -1), (16385, 4), (Int.max, Int.max)] { #expect(throws: PictureProblem.self) { try open("a.mp4", w, h) } }
        for fps in [0, .nan, 1e9] as [Double] { #expect(throws: PictureProblem.self) { try open("a.mp4", 6, 4, fps) } }
        #expect(throws: FileProblem.self) { try open("no/a.mp4") }
        #expect(throws: FileProblem.self) { try open("a.mp4").finish() }
        #expect(throws: PictureProblem.self) { try open("a.mp4").append(frames(1, width: 5)[0]) }
        #expect(videos.isEmpty)
        let finished = try open("a.MP4")
        try finished.append(frames(1)[0])
        try finished.finish()
        #expect(throws: FileProblem.self) { try finished.finish() }
        #expect(throws: FileProblem.self) { try finished.append(frames(1)[0]) }
        #expect(videos == ["a.MP4"])
    }

    private static let ffmpeg = try? ProgramSearch.find("ffmpeg")

    @Test("the real program's videos show the frames", .enabled(if: VideoTests.ffmpeg != nil), arguments: VideoFormat.allCases)
    func real(format: VideoFormat) throws {
        let program = try #require(VideoTests.ffmpeg)
        let scene = SyntheticScene(size: 101, frames: 8, hues: SyntheticScene.crowd).all
        let name = "a:b." + format.rawValue
        do {
            _ = try make(scene, name, ffmpeg: nil)
        } catch let problem as FileProblem where problem.problem.contains("ncoder") {
            // An ffmpeg without this encoder.
            return
        }
        let first = try bytes(of: folder(name))
        _ = try make(scene, name, ffmpeg: nil)
        #expect(try bytes(of: folder(name)) == first)
        let decoder = Process()
        decoder.executableURL = URL(fileURLWithPath: program)
        decoder.arguments = [
            "-v", "error", "-nostdin", "-i", "file:" + folder(name), "-vf", "scale=flags=full_chroma_int+accurate_rnd", "-f", "rawvideo",
            "-pix_fmt", "rgb24", folder("raw"),
        ]
        try decoder.run()
        decoder.waitUntilExit()
        let side = format == .mp4 ? 102 : 101, raw = try bytes(of: folder("raw"))
        #expect(raw.count == 8 * side * side * 3)
        for (index, frame) in scene.enumerated() where raw.count == 8 * side * side * 3 {
            let size = side * side * 3
            let shown = try Image(width: side, height: side, format: .rgb8, pixels: Array(raw[index * size..<(index + 1) * size]))
            let part = try shown.cropped(x: 0, y: 0, width: 101, height: 101)
            // Half the resolution in colour, so edges of colour differ; with the wrong matrix the mean is past 3.
            #expect(try ImageDifference(frame, part).mean < 2, "\(index)")
            #expect(try StructuralSimilarity(frame, part).mean > 0.97, "\(index)")
        }
    }

    @Test("raw frames are the bytes of the pixels, in a file or to an open one")
    func raw() throws {
        let images = try frames(format: .rgba8)
        for hasAlpha in [false, true] {
            let expected = images.flatMap { hasAlpha ? $0.pixels : $0.flattened(over: .white).pixels }
            let file = try RawFrames(path: folder("raw"), width: 6, height: 4, hasAlpha: hasAlpha)
            for image in images { try file.append(image) }
            try file.finish()
            #expect(try bytes(of: folder("raw")) == expected)
            let descriptor = open(folder("stream"), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            let stream = RawFrames(descriptor: descriptor, width: 6, height: 4, hasAlpha: hasAlpha)
            for image in images { try stream.append(image) }
            try stream.finish()
            close(descriptor)
            #expect(try bytes(of: folder("stream")) == expected)
        }
        #expect(throws: FileProblem.self) { try RawFrames(path: folder("x"), width: 6, height: 4).finish() }
        #expect(throws: PictureProblem.self) { try RawFrames(path: folder("x"), width: 6, height: 5).append(images[0]) }
        #expect(throws: FileProblem.self) { try RawFrames(descriptor: -1, width: 6, height: 4).append(images[0]) }
        #expect(!folder.contents.contains("x"))
    }
}
