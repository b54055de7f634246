// Pictures and films in other formats than PNG, by way of the `ffmpeg` that the user has.
import Files
import Foundation
import Pictures

/// What ffmpeg makes of a file: its frames as PNG, one after the other in a file without a name that goes away with the object.
final class DecodedFilm: Sendable {
    private let path: String
    private let file: MappedFile
    private let frames: [Range<Int>]

    var count: Int { frames.count }

    /// - Parameter limit: frames that are wanted at most.
    /// - Throws: `FileProblem` in ffmpeg's own words if it cannot read the file, or that ffmpeg is missing.
    init(_ path: String, limit: Int) throws {
        self.path = path
        let program: String
        do {
            program = try ProgramSearch.find(VideoFile.program)
        } catch {
            throw FileProblem(
                path, "is not a PNG file, and ffmpeg, which reads other formats, cannot be started (\(error))",
                advice: "Install it (apt-get install ffmpeg), or convert to PNG.")
        }
        let output = try NamelessFile()
        let end = try ChildProgram(
            program,
            // Only local files: a play list must not make ffmpeg look elsewhere.
            [
                "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + path, "-map", "0:v:0", "-frames:v",
                "\(max(limit, 1))",
                "-pix_fmt", "rgb24", "-c:v", "png", "-f", "image2pipe", "pipe:1",
            ], output: output.descriptor
        ).finish()
        file = try MappedFile(path: output.path)
        frames = file.withBytes(DecodedFilm.pictures)
        guard end.isSuccess, !frames.isEmpty else {
            let said =
                end.lastLine?.replacing("file:" + path, with: path) ?? end.signal.map { "ended by signal \($0)" } ?? "no reason given"
            throw FileProblem(path, "cannot be read by ffmpeg (\(said))", expected: "a picture or a film")
        }
    }

    func image(_ number: Int) throws -> Image {
        guard frames.indices.contains(number) else {
            throw FileProblem(path, "has no frame \(number)", expected: "0 to \(frames.count - 1)")
        }
        return try PNG.decode(file.withBytes { Array($0[frames[number]]) }, name: path)
    }

    /// Where the PNG files of a stream begin and end, by the lengths of their chunks.
    private static func pictures(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0, at = 8
        while at + 12 <= bytes.count {
            let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            let isEnd = bytes[at + 4..<at + 8].elementsEqual(Array("IEND".utf8))
            guard length <= bytes.count - at - 12 else { break }
            at += 12 + length
            if isEnd {
                found.append(start..<at)
                start = at
                at += 8
            }
        }
        return found
    }
}

/// A file that no other program sees and that is gone when it is closed.
private final class NamelessFile {
    let descriptor: Int32
    /// For opening it again.
    var path: String { "/proc/self/fd/\(descriptor)" }

    init() throws {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var name = Array((folder + "/smog-XXXXXX").utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw FileProblem(
                folder, "takes no temporary files: \(String(cString: strerror(errno)))", advice: "Set TMPDIR to a folder that does.")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(name)
    }

    deinit { close(descriptor) }
}
