// PNG files: pictures in and out, by path or as bytes.
import Files

/// Portable Network Graphics, second edition (ISO/IEC 15948), read and written with libpng.
public enum PNG {
    /// The most pixels a file may claim to hold unless the caller says otherwise: 134 million.
    public static let maximumPixels = 1 << 27

    /// The bytes of a PNG file. The same pixels and options give the same bytes (for one version of zlib).
    ///
    /// The file has the bit depth and channels of the picture and no colour-space chunks: sRGB is what viewers assume.
    /// - Throws: ``PictureProblem`` for an option out of range.
    public static func encode(_ image: Image, _ options: PNGOptions = .standard) throws -> [UInt8] {
        try PNGEncoder.encode(image, options)
    }

    /// The bytes of a PNG file with a palette.
    /// - Parameter level: zlib's effort, 0 to 9.
    /// - Throws: ``PictureProblem`` for a level out of range.
    public static func encode(_ image: IndexedImage, level: Int = 6) throws -> [UInt8] {
        guard (0...9).contains(level) else { throw PictureProblem("there is no PNG compression level \(level)", expected: "0 to 9") }
        return try PNGEncoder.encode(image, level: level)
    }

    /// Writes a PNG file that appears whole or not at all.
    /// - Parameter durability: for one of thousands of frames, see `OutputFile.Durability`.
    /// - Throws: `FileProblem` if the file cannot be written; ``PictureProblem`` for an option out of range.
    public static func write(
        _ image: Image, to path: String, _ options: PNGOptions = .standard, durability: OutputFile.Durability = .onDisk
    ) throws {
        // Encoded first: a bad option must not even touch the disk.
        let bytes = try encode(image, options)
        try OutputFile.write(bytes, to: path, durability: durability)
    }

    /// The picture in a PNG file. See ``decode(_:name:maximumPixels:)``.
    public static func read(_ path: String, maximumPixels: Int = maximumPixels) throws -> Image {
        let file = try MappedFile(path: path)
        return try withExtendedLifetime(file) {
            try PNGDecoder.decode(file.bytes, name: path, maximumPixels: maximumPixels)
        }
    }

    /// The picture in the bytes of a PNG file: any colour type, bit depth or interlacing.
    ///
    /// Palettes become `rgb8`, fewer than 8 bits `gray8`, anything with transparency `rgba8`, 16-bit gray `gray16`; 16-bit
    /// colour is rounded to 8 bits. Samples are taken as stored: gamma and colour-profile chunks are ignored.
    /// - Parameters:
    ///   - name: what to call the file in errors.
    ///   - maximumPixels: larger pictures are refused before memory is asked for.
    /// - Throws: `FileProblem` if the bytes are not a PNG file, are damaged or cut short.
    public static func decode(_ bytes: [UInt8], name: String = "PNG", maximumPixels: Int = maximumPixels) throws -> Image {
        try bytes.withUnsafeBytes { try PNGDecoder.decode($0, name: name, maximumPixels: maximumPixels) }
    }
}
