// The picture every reader, writer and renderer shares: a size, a pixel format and bytes.

/// How the bytes of one pixel are laid out.
public enum PixelFormat: String, Sendable, CaseIterable {
    /// One byte: brightness, 0 black to 255 white, sRGB-encoded.
    case gray8
    /// Three bytes: red, green, blue, sRGB-encoded.
    case rgb8
    /// Four bytes: red, green, blue, alpha. Straight alpha: colours are not multiplied by it.
    case rgba8
    /// Two bytes, the more significant first (as in PNG): a number from 0 to 65535, such as a depth.
    case gray16

    /// Bytes per pixel.
    public var bytesPerPixel: Int {
        switch self {
        case .gray8: 1
        case .gray16: 2
        case .rgb8: 3
        case .rgba8: 4
        }
    }

    /// Numbers per pixel.
    public var channels: Int { self == .gray16 ? 1 : bytesPerPixel }
    /// Bits per number: 8 or 16.
    public var bitsPerChannel: Int { self == .gray16 ? 16 : 8 }
    /// True if pixels may be see-through.
    public var hasAlpha: Bool { self == .rgba8 }
}

/// A picture in memory.
///
/// Rows follow one another without padding, the top row first; within a row pixels run from left to right. The pixel in
/// column `x` of row `y` begins at byte `(y * width + x) * format.bytesPerPixel` of ``pixels``. Whatever made the
/// picture, `pixels.count == width * height * format.bytesPerPixel` holds, and both sides are at least 1.
///
/// ```swift
/// var image = try Image(width: 64, height: 48, format: .rgb8, fill: .white)
/// let square = try Image(width: 8, height: 8, format: .rgb8, fill: Color(0xd2, 0xb4, 0x9c))
/// image.paste(square, x: 4, y: 4)
/// try PNG.write(image, to: "square.png")
/// let read = try PNG.read("square.png")
/// print(read == image, try read.cropped(x: 4, y: 4, width: 8, height: 8) == square)  // true true
/// ```
public struct Image: Sendable, Equatable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Layout of one pixel.
    public let format: PixelFormat
    /// `height * width * format.bytesPerPixel` bytes, top row first.
    public private(set) var pixels: [UInt8]

    /// The longest side a picture may have: libpng's limit.
    public static let maximumSide = 1_000_000
    /// The most bytes the pixels of one picture may take.
    public static let maximumBytes = 1 << 34

    /// A picture made of given bytes.
    /// - Throws: ``PictureProblem`` if a side is not in 1...``maximumSide`` or the number of bytes does not fit the size.
    public init(width: Int, height: Int, format: PixelFormat, pixels: [UInt8]) throws {
        let needed = try Image.byteCount(width: width, height: height, format: format)
        guard pixels.count == needed else {
            throw PictureProblem("a \(width)×\(height) \(format) picture was given \(pixels.count) bytes", expected: "\(needed)")
        }
        self.init(unchecked: width, height, format, pixels)
    }

    /// A picture of one colour. Alpha is dropped by formats without it.
    /// - Throws: ``PictureProblem`` if a side is not in 1...``maximumSide``.
    public init(width: Int, height: Int, format: PixelFormat, fill color: Color) throws {
        let needed = try Image.byteCount(width: width, height: height, format: format)
        let pixel = color.bytes(as: format)
        if Set(pixel).count == 1 {
            self.init(unchecked: width, height, format, [UInt8](repeating: pixel[0], count: needed))
            return
        }
        let size = pixel.count
        let pixels = [UInt8](unsafeUninitializedCapacity: needed) { buffer, count in
            for start in stride(from: 0, to: needed, by: size) {
                for channel in 0..<size { buffer[start + channel] = pixel[channel] }
            }
            count = needed
        }
        self.init(unchecked: width, height, format, pixels)
    }

    /// A picture whose bytes are filled in place, for reading back from a renderer without a copy.
    ///
    /// The memory handed to `fill` starts as zeros.
    /// - Throws: ``PictureProblem`` if a side is not in 1...``maximumSide``; whatever `fill` throws.
    public init(
        width: Int, height: Int, format: PixelFormat, filling fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) throws {
        let needed = try Image.byteCount(width: width, height: height, format: format)
        var pixels = [UInt8](repeating: 0, count: needed)
        try pixels.withUnsafeMutableBufferPointer { try fill($0) }
        self.init(unchecked: width, height, format, pixels)
    }

    /// A 16-bit picture from numbers, row by row from the top.
    /// - Throws: ``PictureProblem`` if there are not `width * height` samples.
    public init(width: Int, height: Int, samples: [UInt16]) throws {
        let needed = try Image.byteCount(width: width, height: height, format: .gray16)
        guard samples.count == needed / 2 else {
            throw PictureProblem("a \(width)×\(height) picture was given \(samples.count) samples", expected: "\(needed / 2)")
        }
        let pixels = [UInt8](unsafeUninitializedCapacity: needed) { buffer, count in
            for (i, sample) in samples.enumerated() {
                buffer[2 * i] = UInt8(sample >> 8)
                buffer[2 * i + 1] = UInt8(truncatingIfNeeded: sample)
            }
            count = needed
        }
        self.init(unchecked: width, height, .gray16, pixels)
    }

    /// For callers that have already made sure the sizes agree.
    package init(unchecked width: Int, _ height: Int, _ format: PixelFormat, _ pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.format = format
        self.pixels = pixels
    }

    /// Bytes per row.
    public var rowBytes: Int { width * format.bytesPerPixel }

    /// The numbers of a 16-bit picture, row by row from the top; empty for other formats.
    public var samples: [UInt16] {
        guard format == .gray16 else { return [] }
        return (0..<width * height).map { UInt16(pixels[2 * $0]) << 8 | UInt16(pixels[2 * $0 + 1]) }
    }

    /// The colour of one pixel, or nil outside the picture. Gray formats give equal channels; 16 bits are rounded to 8.
    public func color(x: Int, y: Int) -> Color? {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
        let i = (y * width + x) * format.bytesPerPixel
        switch format {
        case .gray8: return Color(gray: pixels[i])
        case .gray16: return Color(gray: PixelConversion.eightBits(pixels[i], pixels[i + 1]))
        case .rgb8: return Color(pixels[i], pixels[i + 1], pixels[i + 2])
        case .rgba8: return Color(pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3])
        }
    }

    /// Changes bytes in place. The buffer must not be used after `body` returns.
    public mutating func withPixels<Result>(
        _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        try pixels.withUnsafeMutableBufferPointer { try body($0) }
    }

    /// The bytes a picture of this size takes.
    /// - Throws: ``PictureProblem`` if the size is not one a picture may have.
    public static func byteCount(width: Int, height: Int, format: PixelFormat) throws -> Int {
        guard (1...maximumSide).contains(width), (1...maximumSide).contains(height) else {
            throw PictureProblem("a picture cannot be \(width)×\(height) pixels", expected: "sides from 1 to \(maximumSide)")
        }
        let count = width * height * format.bytesPerPixel
        guard count <= maximumBytes else {
            throw PictureProblem("a \(width)×\(height) \(format) picture takes \(count) bytes", expected: "at most \(maximumBytes)")
        }
        return count
    }
}
