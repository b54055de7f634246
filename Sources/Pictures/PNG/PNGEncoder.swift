// Writes PNG bytes through libpng's row-by-row interface.
//
// libpng reports errors by longjmp, or by a callback that must not return; neither may cross Swift's frames. Here sizes,
// formats and texts are checked before libpng sees them and the bytes go to memory, so what is left to go wrong is running
// out of memory: then the callback says so and ends the process, as Swift's own allocations do.
import CPNG
import Files
@preconcurrency import LibC

enum PNGEncoder {
    static func encode(_ image: Image, _ options: PNGOptions) throws -> [UInt8] {
        guard (0...9).contains(options.level) else {
            throw PictureProblem("there is no PNG compression level \(options.level)", expected: "0 to 9")
        }
        let texts = try options.text.map(CheckedText.init)
        let sink = ByteSink(capacity: image.pixels.count / 8 + 1024)

        try write(
            to: sink, options, texts, width: image.width, height: image.height, bits: image.format.bitsPerChannel,
            colorType: image.format.libpngColorType,
            rowBytes: image.rowBytes, pixels: image.pixels)
        return sink.bytes
    }

    static func encode(_ image: IndexedImage, level: Int) throws -> [UInt8] {
        let sink = ByteSink(capacity: image.pixels.count / 12 + 1024)
        // Numbers of a palette say nothing about those beside them: no prediction.
        try write(
            to: sink, PNGOptions(level: level, filter: .none), [], width: image.width, height: image.height, bits: 8, colorType: 3,
            rowBytes: image.width,
            pixels: image.pixels, palette: image.palette)
        return sink.bytes
    }

    private static func write(
        to sink: ByteSink, _ options: PNGOptions, _ texts: [CheckedText], width: Int, height: Int, bits: Int, colorType: Int32,
        rowBytes: Int,
        pixels: [UInt8], palette: [Color] = []
    ) throws {
        guard let png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nil, endProcess, ignoreWarning) else {
            throw PictureProblem("libpng \(PNG_LIBPNG_VER_STRING) cannot be used: another version is installed, or memory is short")
        }
        var writer: png_structp? = png
        var info: png_infop? = png_create_info_struct(png)
        defer { png_destroy_write_struct(&writer, &info) }
        guard let info else { throw PictureProblem("not enough memory to write a PNG file") }

        withExtendedLifetime(sink) {
            png_set_write_fn(png, Unmanaged.passUnretained(sink).toOpaque(), appendToSink, nil)
            // One IDAT chunk for most pictures: less overhead than libpng's 8 KiB pieces.
            png_set_compression_buffer_size(png, 1 << 17)
            png_set_compression_level(png, Int32(options.level))
            png_set_compression_strategy(png, options.strategy.zlibValue)
            png_set_filter(png, 0, options.filter.libpngMask)
            png_set_IHDR(png, info, UInt32(width), UInt32(height), Int32(bits), colorType, 0, 0, 0)
            if !palette.isEmpty {
                var colors = palette.map { png_color(red: $0.red, green: $0.green, blue: $0.blue) }
                png_set_PLTE(png, info, &colors, Int32(colors.count))  // copies
                // Opaque ones at the end need not be named.
                var alphas = palette.map(\.alpha)
                while alphas.last == 255 { alphas.removeLast() }
                if !alphas.isEmpty { png_set_tRNS(png, info, &alphas, Int32(alphas.count), nil) }  // copies
            }
            for text in texts { text.put(into: png, info) }
            png_write_info(png, info)
            pixels.withUnsafeBufferPointer { pixels in
                guard var row = pixels.baseAddress else { return }
                for _ in 0..<height {
                    png_write_row(png, row)
                    row += rowBytes
                }
            }
            png_write_end(png, info)
        }
    }
}

/// Where libpng's bytes go.
private final class ByteSink {
    var bytes: [UInt8] = []
    init(capacity: Int) { bytes.reserveCapacity(capacity) }
}

private func appendToSink(_ png: png_structp?, _ data: png_bytep?, _ count: Int) {
    guard let png, let data, let raw = png_get_io_ptr(png) else { return }
    Unmanaged<ByteSink>.fromOpaque(raw).takeUnretainedValue().bytes
        .append(contentsOf: UnsafeBufferPointer(start: data, count: count))
}

/// libpng is not prepared for this to return.
private func endProcess(_ png: png_structp?, _ message: png_const_charp?) {
    PendingFiles.removeAll()
    let text = "writing a PNG file: libpng: \(message.map { String(cString: $0) } ?? "unknown error")\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    _exit(70)
}

private func ignoreWarning(_ png: png_structp?, _ message: png_const_charp?) {}

/// A text chunk that libpng will not object to.
private struct CheckedText {
    let keyword: String
    let text: String

    init(_ entry: PNGOptions.TextEntry) throws {
        let key = Array(entry.keyword.utf8)
        let printable = key.allSatisfy { (0x20...0x7e).contains($0) }
        let spaced = key.first == 0x20 || key.last == 0x20 || key.hasDoubleSpace
        guard (1...79).contains(key.count), printable, !spaced else {
            throw PictureProblem(
                "'\(entry.keyword)' cannot be a PNG keyword",
                expected: "1 to 79 printable ASCII characters without leading, trailing or double spaces")
        }
        guard !entry.text.utf8.contains(0), entry.text.utf8.count < 1 << 24 else {
            throw PictureProblem("the PNG text '\(entry.keyword)' is too long or holds a NUL", expected: "under 16 MiB of text")
        }
        keyword = entry.keyword
        text = entry.text
    }

    func put(into png: png_structp, _ info: png_infop) {
        // Plain tEXt chunks are Latin-1; whatever goes beyond ASCII needs iTXt.
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        var keyword = Array(keyword.utf8CString), text = Array(text.utf8CString), language = [CChar(0)]
        keyword.withUnsafeMutableBufferPointer { key in
            text.withUnsafeMutableBufferPointer { words in
                language.withUnsafeMutableBufferPointer { none in
                    var entry = png_text()
                    entry.compression = isASCII ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE
                    entry.key = key.baseAddress
                    entry.text = words.baseAddress
                    entry.text_length = words.count - 1
                    entry.lang = none.baseAddress
                    entry.lang_key = none.baseAddress
                    png_set_text(png, info, &entry, 1)  // copies
                }
            }
        }
    }
}

extension [UInt8] {
    fileprivate var hasDoubleSpace: Bool { zip(self, dropFirst()).contains { $0 == 0x20 && $1 == 0x20 } }
}

extension PixelFormat {
    fileprivate var libpngColorType: Int32 {
        switch self {
        case .gray8, .gray16: 0
        case .rgb8: 2
        case .rgba8: 6
        }
    }
}

extension PNGOptions.Filter {
    fileprivate var libpngMask: Int32 {
        switch self {
        case .none: 0x08
        case .sub: 0x10
        case .up: 0x20
        case .average: 0x40
        case .paeth: 0x80
        case .adaptive: 0xF8
        }
    }
}

extension PNGOptions.Strategy {
    fileprivate var zlibValue: Int32 {
        switch self {
        case .anywhere: 0
        case .filtered: 1
        case .runs: 3
        }
    }
}
