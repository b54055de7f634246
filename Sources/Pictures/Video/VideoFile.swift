// Writes MP4 and WebM by handing the frames to the user's ffmpeg.
import Files

/// A video being written.
///
/// The encoding is done by the program `ffmpeg`, which the user has or has not: without it the initialiser throws
/// `MissingProgram`, and a caller can keep the frames in another way. Frames go to it as they are appended, so memory does not
/// grow with their number.
///
/// The file appears when ``finish()`` succeeds. If ffmpeg fails, the object goes away before, or the program is interrupted
/// (`PendingFiles.removeAll()`), ffmpeg is ended and nothing is left behind. The same frames give the same bytes from one version of
/// ffmpeg and its encoders.
///
/// ```swift
/// let frames = try (0..<3).map { try Image(width: 48, height: 48, format: .rgb8, fill: Color(gray: UInt8($0 * 100))) }
/// do {
///     let video = try VideoFile(path: "shades.mp4", width: 48, height: 48, frameRate: 30)
///     for frame in frames { try video.append(frame) }
///     try video.finish()
/// } catch is MissingProgram {
///     let folder = try NumberedFrames(folder: "shades")
///     for (index, frame) in frames.enumerated() { try folder.write(frame, index: index) }
/// }
/// print(Folders.exists("shades.mp4") || Folders.exists("shades/000002.png"))  // true
/// ```
public final class VideoFile {
    /// What became of the frames.
    public struct Summary: Sendable, Equatable {
        public var frames: Int
        /// Size of the file.
        public var bytes: Int
    }

    /// The program that does the work.
    public static let program = "ffmpeg"
    private static let advice =
        "Install it (Debian, Ubuntu: sudo apt install ffmpeg), or write a GIF, an animated PNG or a folder of frames."

    public let path: String
    private let width: Int
    private let height: Int
    private let paddedWidth: Int
    private let paddedHeight: Int
    private let pixels: PixelFormat
    private let background: Color
    private let file: OutputFile
    private let child: ChildProgram
    private var frames = 0
    private var isFinished = false

    /// Begins a file. Its folder must exist.
    /// - Parameters:
    ///   - width: 1...16384 pixels; all frames have this size. H.264 wants even sides: odd ones get one more column or row, a copy of
    ///     the last.
    ///   - height: 1...16384 pixels.
    ///   - frameRate: frames per second, 0.001...10,000.
    ///   - hasAlpha: whether transparency is kept, where the format can (WebM). Elsewhere see-through frames are laid over `background`.
    ///   - format: by the path's ending if nil.
    ///   - ffmpeg: the path of the program; searched for on `PATH` if nil.
    /// - Throws: `MissingProgram` if there is no ffmpeg; ``PictureProblem`` for a size, rate or ending that cannot be; `FileProblem` if
    ///   the file cannot be made or ffmpeg not be started.
    public init(
        path: String, width: Int, height: Int, frameRate: Double, hasAlpha: Bool = false, background: Color = .white,
        format: VideoFormat? = nil, ffmpeg: String? = nil
    ) throws {
        guard (1...16384).contains(width), (1...16384).contains(height) else {
            throw PictureProblem("a video cannot be \(width)×\(height) pixels", expected: "sides from 1 to 16384")
        }
        guard let format = format ?? VideoFormat(path: path) else {
            throw PictureProblem("'\(path)' does not say what kind of video it is to be", expected: "a name ending in .mp4 or .webm")
        }
        let rate = try RateFraction(frameRate)
        self.path = path
        self.width = width
        self.height = height
        self.background = background
        let keepsAlpha = hasAlpha && format == .webm
        pixels = keepsAlpha ? .rgba8 : .rgb8
        paddedWidth = format == .mp4 ? width + width % 2 : width
        paddedHeight = format == .mp4 ? height + height % 2 : height
        let program = try ffmpeg ?? ProgramSearch.find(VideoFile.program, advice: VideoFile.advice)
        file = try OutputFile(path)
        child = try ChildProgram(
            program,
            format.arguments(
                width: paddedWidth, height: paddedHeight, rate: rate, hasAlpha: keepsAlpha, output: file.temporaryPath))
    }

    deinit { cancel() }

    /// Adds a frame of any pixel format.
    /// - Throws: ``PictureProblem`` if its size is not the video's; `FileProblem` in ffmpeg's words if it has given up.
    public func append(_ image: Image) throws {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        guard image.width == width, image.height == height else {
            throw PictureProblem("frame \(frames) is \(image.width)×\(image.height) pixels", expected: "\(width)×\(height) like the others")
        }
        var image = image
        if image.format != pixels { image = image.format == .rgba8 ? image.flattened(over: background) : image.converted(to: pixels) }
        do {
            if paddedWidth == width, paddedHeight == height {
                try image.pixels.withUnsafeBytes { try child.write($0) }
            } else {
                try child.write(padded(image))
            }
        } catch is ChildStopped {
            isFinished = true
            throw try failure(child.finish())
        }
        frames += 1
    }

    /// Waits for ffmpeg to finish and puts the file in place.
    /// - Throws: `FileProblem` if there was no frame, or in ffmpeg's words if it failed; then nothing is left behind.
    @discardableResult
    public func finish() throws -> Summary {
        guard !isFinished else { throw FileProblem(path, "is already finished") }
        isFinished = true
        guard frames > 0 else {
            cancel()
            throw FileProblem(path, "cannot be written without frames", kind: .unwritable)
        }
        let end = try child.finish()
        guard end.isSuccess else { throw failure(end) }
        let bytes = try MappedFile(path: file.temporaryPath).bytes.count
        guard bytes > 0 else { throw failure(end) }
        try file.commit()
        return Summary(frames: frames, bytes: bytes)
    }

    /// Gives the video up; nothing is left behind. Does nothing after ``finish()``.
    public func cancel() {
        isFinished = true
        child.stop()
        file.abandon()
    }

    private func failure(_ end: ChildProgram.End) -> FileProblem {
        cancel()
        if let line = end.lastLine { return FileProblem(path, "could not be written: \(VideoFile.program) says '\(line)'") }
        let how = end.signal.map { "was ended by signal \($0)" } ?? "ended with status \(end.status ?? 0) without a word"
        return FileProblem(path, "could not be written: \(VideoFile.program) \(how)")
    }

    /// The picture with its last column and row repeated to even sides.
    private func padded(_ image: Image) -> [UInt8] {
        let size = pixels.bytesPerPixel
        var bytes: [UInt8] = []
        bytes.reserveCapacity(paddedWidth * paddedHeight * size)
        for y in 0..<paddedHeight {
            let row = min(y, height - 1) * image.rowBytes
            bytes += image.pixels[row..<row + image.rowBytes]
            if paddedWidth > width { bytes += image.pixels[row + image.rowBytes - size..<row + image.rowBytes] }
        }
        return bytes
    }
}
