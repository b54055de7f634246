// Reads PNG bytes through libpng's simplified interface, which keeps its longjmp to itself.
import CPNG
import Files

enum PNGDecoder {
    // Bits of png_image.format and png_image.flags (png.h, PNG_FORMAT_FLAG_*, PNG_IMAGE_FLAG_16BIT_sRGB); Swift does not
    // see the macros.
    private static let alpha: UInt32 = 1, color: UInt32 = 2, sixteenBits: UInt32 = 4
    private static let sixteenBitsAreEncoded: UInt32 = 4

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
            let format: PixelFormat
            if picture.format & alpha != 0 {
                (format, picture.format) = (.rgba8, color | alpha)
            } else if picture.format & color != 0 {
                (format, picture.format) = (.rgb8, color)
            } else if picture.format & sixteenBits != 0 {
                // Without a gamma chunk libpng takes 16-bit samples as linear and hands linear ones back: unchanged.
                (format, picture.format) = (.gray16, sixteenBits)
            } else {
                (format, picture.format) = (.gray8, 0)
            }
            if format != .gray16 { picture.flags |= sixteenBitsAreEncoded }
            return try Image(width: chunks.width, height: chunks.height, format: format) { pixels in
                guard png_image_finish_read(&picture, nil, pixels.baseAddress, 0, nil) != 0 else { throw problem(name, picture) }
                if format == .gray16, 1.littleEndian == 1 {
                    for i in stride(from: 0, to: pixels.count, by: 2) { pixels.swapAt(i, i + 1) }
                }
            }
        }
    }

    private static func problem(_ name: String, _ picture: png_image) -> FileProblem {
        let message = withUnsafeBytes(of: picture.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return FileProblem(name, "is a damaged PNG file (\(message.isEmpty ? "libpng gave no reason" : message))")
    }
}
