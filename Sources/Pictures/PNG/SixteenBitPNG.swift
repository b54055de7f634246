// Reads PNG pictures of 16 bits a channel row by row: libpng's simplified reader gets interlaced ones in colour wrong.
import CZlib
import Files

/// The rows of a PNG picture of 16 bits a channel: unpacked, unfiltered (PNG specification, 9) and put where they belong in the picture,
/// also where the file stores them interlaced (Adam7, specification, 8.2).
enum SixteenBitPNG {
    /// One of the seven passes of an interlaced picture, or a whole picture as it is.
    private struct Pass {
        let left: Int, top: Int, stepX: Int, stepY: Int

        static let whole = [Pass(left: 0, top: 0, stepX: 1, stepY: 1)]
        static let interlaced = [
            Pass(left: 0, top: 0, stepX: 8, stepY: 8), Pass(left: 4, top: 0, stepX: 8, stepY: 8), Pass(left: 0, top: 4, stepX: 4, stepY: 8),
            Pass(left: 2, top: 0, stepX: 4, stepY: 4), Pass(left: 0, top: 2, stepX: 2, stepY: 4), Pass(left: 1, top: 0, stepX: 2, stepY: 2),
            Pass(left: 0, top: 1, stepX: 1, stepY: 2),
        ]
    }

    /// - Returns: `gray16` where there is neither colour nor transparency; else `rgb8` or `rgba8`, each channel rounded to 8 bits.
    /// - Throws: `FileProblem` if the data are damaged or cut short.
    static func decode(_ chunks: PNGChunks, name: String) throws -> Image {
        let channels = chunks.channels, isColor = channels >= 3
        let clear = try transparentSamples(chunks, name: name)
        let format: PixelFormat = channels % 2 == 0 || clear != nil ? .rgba8 : isColor ? .rgb8 : .gray16
        let data = try RowStream(chunks.data, name: name)
        let width = chunks.width, height = chunks.height, size = channels * 2
        return try Image(width: width, height: height, format: format) { out in
            for pass in chunks.isInterlaced ? Pass.interlaced : Pass.whole where pass.left < width && pass.top < height {
                let columns = (width - pass.left + pass.stepX - 1) / pass.stepX
                var row = [UInt8](repeating: 0, count: columns * size), above = row
                for y in stride(from: pass.top, to: height, by: pass.stepY) {
                    try data.next(into: &row, above: above, pixelSize: size)
                    for column in 0..<columns {
                        let pixel = row[column * size..<(column + 1) * size]
                        put(pixel, clear, format, to: out, at: y * width + pass.left + column * pass.stepX)
                    }
                    swap(&row, &above)
                }
            }
        }
    }

    /// The one colour that is see-through, as bytes; nil where the file names none.
    private static func transparentSamples(_ chunks: PNGChunks, name: String) throws -> [UInt8]? {
        guard let bytes = chunks.transparency, chunks.channels % 2 == 1 else { return nil }
        guard bytes.count == chunks.channels * 2 else { throw FileProblem(name, "has a damaged PNG transparency chunk") }
        return bytes
    }

    private static func put(
        _ pixel: ArraySlice<UInt8>, _ clear: [UInt8]?, _ format: PixelFormat, to out: UnsafeMutableBufferPointer<UInt8>, at index: Int
    ) {
        let start = pixel.startIndex, count = pixel.count / 2
        func eight(_ channel: Int) -> UInt8 { PixelConversion.eightBits(pixel[start + channel * 2], pixel[start + channel * 2 + 1]) }
        let place = index * format.bytesPerPixel
        if format == .gray16 {
            (out[place], out[place + 1]) = (pixel[start], pixel[start + 1])
            return
        }
        for channel in 0..<3 { out[place + channel] = eight(count >= 3 ? channel : 0) }
        guard format == .rgba8 else { return }
        out[place + 3] = count % 2 == 0 ? eight(count - 1) : clear.map { pixel.elementsEqual($0) ? 0 : 255 } ?? 255
    }
}

/// The unfiltered rows of a zlib stream.
private final class RowStream {
    private let data: [UInt8]
    private let name: String
    private var stream = z_stream()
    private var consumed = 0

    init(_ data: [UInt8], name: String) throws {
        self.data = data
        self.name = name
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw FileProblem(name, "cannot be read: zlib does not start")
        }
    }

    deinit { inflateEnd(&stream) }

    /// Unpacks a row and takes its filter away.
    func next(into row: inout [UInt8], above: [UInt8], pixelSize: Int) throws {
        var filter = [UInt8(0)]
        try unpack(into: &filter)
        try unpack(into: &row)
        for i in row.indices {
            let left = i >= pixelSize ? row[i - pixelSize] : 0
            switch filter[0] {
            case 0: return
            case 1: row[i] &+= left
            case 2: row[i] &+= above[i]
            case 3: row[i] &+= UInt8((Int(left) + Int(above[i])) / 2)
            case 4: row[i] &+= RowStream.paeth(left, above[i], i >= pixelSize ? above[i - pixelSize] : 0)
            default: throw FileProblem(name, "is a damaged PNG file (there is no row filter \(filter[0]))")
            }
        }
    }

    /// Whichever of the three is nearest to left + above - corner (PNG specification, 9.4).
    private static func paeth(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
        let (a, b, c) = (Int(left), Int(above), Int(corner))
        let (nearLeft, nearAbove, nearCorner) = (abs(b - c), abs(a - c), abs(a + b - 2 * c))
        return nearLeft <= nearAbove && nearLeft <= nearCorner ? left : nearAbove <= nearCorner ? above : corner
    }

    private func unpack(into bytes: inout [UInt8]) throws {
        let status: Int32 = data.withUnsafeBufferPointer { input in
            bytes.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + consumed })
                stream.avail_in = UInt32(truncatingIfNeeded: min(input.count - consumed, Int(Int32.max)))
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(truncatingIfNeeded: output.count)
                let offered = stream.avail_in
                let status = inflate(&stream, Z_NO_FLUSH)
                consumed += Int(offered - stream.avail_in)
                return status
            }
        }
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw FileProblem(name, "is a damaged PNG file") }
        guard stream.avail_out == 0 else { throw FileProblem(name, "is a damaged PNG file (it holds too little data)") }
    }
}
