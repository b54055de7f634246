// How small, how true and how fast our GIFs are, beside those of other programs, on three clips drawn for the purpose.
import Comparison
import Files
import Foundation
import Pictures

/// Draws a following camera, a fixed camera and a grid, 480×480 at 30 frames a second, and lets every encoder there is make a GIF of
/// each.
///
///     smog-benchmark-gif [--frames 90] [--python python3] [--folder FOLDER] [--large]
///
/// With `--folder` the drawn frames and the GIFs stay there, and the frames are used again by the next run. With `--large` only
/// our own encoder is timed, on a grid of 1560×1120.
@main
struct GIFBenchmark {
    static func main() throws {
        let options = Options(CommandLine.arguments)
        let folder = options.folder ?? NSTemporaryDirectory() + "smog-benchmark-gif-\(ProcessInfo.processInfo.processIdentifier)"
        try Folders.makeAll(folder)
        defer { if options.folder == nil { try? FileManager.default.removeItem(atPath: folder) } }

        for clip in options.large ? [Clip.large] : Clip.all {
            let frames = try clip.frames(options.frames, in: folder)
            print("\(clip.name): \(frames.images.count) frames of \(clip.width)x\(clip.height)")
            var rows: [Row] = []
            for encoder in Encoder.all(options, large: options.large) {
                do {
                    let (path, seconds) = try encoder.encode(frames, folder)
                    rows.append(try Row(encoder.name, path, seconds: seconds, frames: frames))
                } catch let missing as Missing {
                    print("  \(encoder.name): left out, \(missing.what)")
                }
            }
            let standard = rows.first { $0.name == Encoder.standard } ?? rows[0]
            for row in rows { print(row.text(beside: standard)) }
        }
    }
}

struct Options {
    var frames = 90
    var python = "python3"
    var folder: String?
    var large = false

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            if name == "--large" {
                large = true
                continue
            }
            guard let value = rest.popFirst() else { break }
            switch name {
            case "--frames": frames = max(2, Int(value) ?? frames)
            case "--python": python = value
            case "--folder": folder = value
            default: break
            }
        }
    }
}

/// What one encoder made of one clip.
struct Row {
    let name: String
    let bytes: Int
    let milliseconds: Double
    /// Mean over the frames, on luma.
    let similarity: Double
    let frameCount: Int

    init(_ name: String, _ path: String, seconds: Double, frames: Frames) throws {
        self.name = name
        bytes = try MappedFile(path: path).bytes.count
        frameCount = frames.images.count
        milliseconds = seconds * 1000 / Double(frameCount)
        // By time, not by number: encoders merge equal frames. The moment asked for is the middle of a frame's own time.
        let next = try Row.player(path)
        var shown = try next(), end = shown?.seconds ?? 0
        var total = 0.0, last: (frame: Image, shown: Image, value: Double)?
        for (index, frame) in frames.images.enumerated() {
            let moment = (Double(index) + 0.5) / frames.rate
            while end <= moment, let following = try next() {
                shown = following
                end += following.seconds
            }
            guard let image = shown?.image else { break }
            if let last, last.frame == frame, last.shown == image {
                total += last.value
                continue
            }
            let value = try StructuralSimilarity(frame, image).mean
            last = (frame, image, value)
            total += value
        }
        similarity = total / Double(frameCount)
    }

    /// Gives the frames of a GIF or an animated PNG one after another.
    private static func player(_ path: String) throws -> () throws -> (image: Image, seconds: Double)? {
        if path.hasSuffix(".png") {
            let reader = try AnimatedPNGReader(path: path)
            return { try reader.next().map { ($0.image, $0.delay.seconds) } }
        }
        let reader = try GIFReader(path: path)
        return { try reader.next().map { ($0.image, Double($0.delay) / 100) } }
    }

    func text(beside other: Row) -> String {
        "  " + name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + String(
                format: "%8d bytes (%.3f)  SSIM %.5f (%+.5f)  %8.2f ms a frame", bytes, Double(bytes) / Double(other.bytes), similarity,
                similarity - other.similarity, milliseconds)
    }
}

/// An encoder that is not installed.
struct Missing: Error {
    let what: String
}
