// Reads PNG bytes through libpng's simplified interface, which keeps its longjmp to itself; the rows of 16-bit pictures by hand.
import CPNG
import Files

enum PNGDecoder {
    // Bits of png_image.format (png.h, PNG_FORMAT_FLAG_*); Swift does not see the macros.
    private static let alpha: UInt32 = 1, color: UInt32 = 2

    static func decode(_ file: UnsafeRawBufferPointer, name: String, maximumPixels: Int) throws -> Image {
        let chunks = try PNGChunks(file, name: name, maximumPixels: maximumPixels)
        var picture = png_image()
        picture.version = 1  // PNG_IMAGE_VERSION
        defer { png_image_free(&picture) }
        return try chunks.essential.withUnsafeBytes { bytes in
            guard png_image_begin_read_from_memory(&picture, bytes.baseAddress, bytes.count) != 0 else {
                throw problem(name, picture)
            }
            guard Int(picture.width) == chunks.width, Int(picture.height) == chunks.height else {
                throw FileProblem(name, "has a damaged PNG header")
            }
            // libpng has found header and palette to be sound; from here on it would read some of these wrongly.
            if chunks.bitDepth == 16 { return try SixteenBitPNG.decode(chunks.checked(name), name: name) }
            let format: PixelFormat
            if picture.format & alpha != 0 {
                (format, picture.format) = (.rgba8, color | alpha)
            } else if picture.format & color != 0 {
                (format, picture.format) = (.rgb8, color)
            } else {
                (format, picture.format) = (.gray8, 0)
            }
            return try Image(width: chunks.width, height: chunks.height, format: format) { pixels in
                guard png_image_finish_read(&picture, nil, pixels.baseAddress, 0, nil) != 0 else { throw problem(name, picture) }
            }
        }
    }

    private static func problem(_ name: String, _ picture: png_image) -> FileProblem {
        let message = withUnsafeBytes(of: picture.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return FileProblem(name, "is a damaged PNG file (\(message.isEmpty ? "libpng gave no reason" : message))")
    }
}
