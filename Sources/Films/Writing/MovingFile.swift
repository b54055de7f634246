// The kinds of files that hold a moving picture, and how frames get into them.
import Files
import Foundation
import Pictures
import Visualization

/// A kind of file that moves.
public enum MovingFormat: Sendable, Equatable {
    case gif
    case animatedPNG
    case video(VideoFormat)
    /// Red, green, blue (and alpha) of all pixels of all frames, nothing else; `-` is standard output.
    case raw

    /// By the ending of a name; nil if it has none of these.
    public init?(_ path: String) {
        if path == "-" {
            self = .raw
            return
        }
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "gif": self = .gif
        case "apng": self = .animatedPNG
        case "rgb", "rgba", "raw": self = .raw
        default:
            guard let format = VideoFormat(path: path) else { return nil }
            self = .video(format)
        }
    }

    /// - Throws: if a file of that name cannot be made.
    func check(_ path: String) throws {
        if path == "-" { return }
        if case .video = self { _ = try ProgramSearch.find(VideoFile.program) }
        try OutputFile(path).abandon()
    }
}

/// A file that frames are added to.
struct MovingFile {
    let append: (Image) throws -> Void
    /// Ends the file and says what became of it.
    let finish: () throws -> Summary

    /// What became of a file.
    struct Summary {
        /// Frames in the file; nil where they are those that were drawn.
        var frames: Int?
        /// How long it shows something, seconds.
        let seconds: Double
        /// Its size; nil for what went to standard output.
        let bytes: Int?
        /// What else a reader of it must know.
        let form: String?
    }

    /// - Parameters:
    ///   - samples: frames for a palette.
    ///   - background: what a palette must keep exactly.
    init(_ path: String, _ format: MovingFormat, sheet: Sheet, samples: [Image], background: Color) throws {
        let seconds = Double(sheet.frameCount) / sheet.frameRate
        let (width, height, rate, hasAlpha) = (sheet.width, sheet.height, sheet.frameRate, sheet.format.hasAlpha)
        switch format {
        case .gif:
            let palette = Palette.build(from: samples, exact: hasAlpha ? [] : [background])
            let gif = try AnimatedGIF(path: path, width: width, height: height, frameRate: rate, palette: palette, options: GIFOptions())
            append = { try gif.append($0) }
            finish = {
                let summary = try gif.finish()
                return Summary(frames: summary.framesWritten, seconds: Double(summary.duration) / 100, bytes: summary.bytes, form: nil)
            }
        case .animatedPNG:
            let png = try AnimatedPNG(path: path, width: width, height: height, frameRate: rate, hasAlpha: hasAlpha)
            append = { try png.append($0) }
            finish = {
                let summary = try png.finish()
                return Summary(frames: summary.framesWritten, seconds: seconds, bytes: summary.bytes, form: nil)
            }
        case .video:
            let video = try VideoFile(
                path: path, width: width, height: height, frameRate: rate, hasAlpha: hasAlpha,
                background: background.alpha == 0 ? .white : background)
            append = { try video.append($0) }
            finish = { Summary(seconds: seconds, bytes: try video.finish().bytes, form: nil) }
        case .raw:
            let frames =
                try path == "-"
                ? RawFrames(width: width, height: height, hasAlpha: hasAlpha)
                : RawFrames(path: path, width: width, height: height, hasAlpha: hasAlpha)
            append = { try frames.append($0) }
            finish = {
                try frames.finish()
                return Summary(
                    seconds: seconds, bytes: nil, form: "\(hasAlpha ? "rgba" : "rgb24") at \(NumberText.short(rate)) frames a second")
            }
        }
    }
}
