// Frames as nothing but their bytes, for programs that read a stream of pixels.
import Files
@preconcurrency import LibC

/// Frames written one after another without header or padding: rows from the top, three bytes (`rgb24`) or four (`rgba`) a pixel.
///
/// ```swift
/// let raw = try RawFrames(path: "shades.rgb", width: 48, height: 48)
/// for gray in [0, 100, 200] { try raw.append(try Image(width: 48, height: 48, format: .rgb8, fill: Color(gray: UInt8(gray)))) }
/// try raw.finish()
/// let pixels = try MappedFile(path: "shades.rgb")
/// print(pixels.bytes.count == 3 * 48 * 48 * 3)  // true
/// ```
public final class RawFrames {
    private enum Target {
        case file(OutputFile)
        case descriptor(Int32)
    }

    private let target: Target
    private let width: Int
    private let height: Int
    private let format: PixelFormat
    private var frames = 0

    /// Writes into a file that appears when ``finish()`` succeeds.
    /// - Parameter hasAlpha: four bytes a pixel; otherwise see-through frames are laid over white.
    /// - Throws: `FileProblem` if the file cannot be made.
    public init(path: String, width: Int, height: Int, hasAlpha: Bool = false) throws {
        target = .file(try OutputFile(path))
        (self.width, self.height, format) = (width, height, hasAlpha ? .rgba8 : .rgb8)
    }

    /// Writes to the standard output, or another open file, which stays open.
    public init(descriptor: Int32 = STDOUT_FILENO, width: Int, height: Int, hasAlpha: Bool = false) {
        target = .descriptor(descriptor)
        (self.width, self.height, format) = (width, height, hasAlpha ? .rgba8 : .rgb8)
    }

    /// Adds a frame of any pixel format.
    /// - Throws: ``PictureProblem`` if its size is not that of the others; `FileProblem` if it cannot be written.
    public func append(_ image: Image) throws {
        guard image.width == width, image.height == height else {
            throw PictureProblem("frame \(frames) is \(image.width)×\(image.height) pixels", expected: "\(width)×\(height) like the others")
        }
        frames += 1
        var image = image
        if image.format != format { image = image.format == .rgba8 ? image.flattened(over: .white) : image.converted(to: format) }
        switch target {
        case .file(let file): try image.pixels.withUnsafeBytes { try file.write($0) }
        case .descriptor(let descriptor): try image.pixels.withUnsafeBytes { try RawFrames.write($0, descriptor) }
        }
    }

    /// Puts the file in place.
    /// - Throws: `FileProblem` if there was no frame or the file cannot be written; then nothing is left behind.
    public func finish() throws {
        guard case .file(let file) = target else { return }
        guard frames > 0 else {
            file.abandon()
            throw FileProblem(file.path, "cannot be written without frames", kind: .unwritable)
        }
        try file.commit()
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) throws {
        let error = DescriptorTransfer.write(bytes, to: descriptor)
        if error != 0 { throw FileProblem("standard output", "cannot be written: \(systemErrorText(error))", kind: .unwritable) }
    }
}
