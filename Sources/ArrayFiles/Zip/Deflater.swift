// Compresses a stream of bytes, for a zip entry or as a whole file, through zlib.
import CZlib
import Files

/// A deflate stream, raw or in zlib's own format (with a head and a checksum).
final class Deflater {
    private let path: String
    /// zlib keeps a pointer to this, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    init(_ path: String, level: Int32 = Z_DEFAULT_COMPRESSION, isRaw: Bool = true) throws {
        self.path = path
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard
            deflateInit2_(
                stream, level, Z_DEFLATED, isRaw ? -15 : 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw FileProblem(path, "cannot be compressed: zlib cannot be started") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    /// Compresses more bytes; `sink` gets what comes out.
    func compress(_ bytes: UnsafeRawBufferPointer, sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        var offset = 0
        while offset < bytes.count {
            // zlib counts in 32 bits.
            let count = min(bytes.count - offset, 1 << 30)
            try run(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), Z_NO_FLUSH, sink)
            offset += count
        }
    }

    /// Ends the stream.
    func finish(sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, sink)
    }

    private func run(_ input: UnsafeRawBufferPointer, _ flush: Int32, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        repeat {
            stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(buffer.count)
            guard deflate(stream, flush) != Z_STREAM_ERROR else { throw FileProblem(path, "cannot be compressed") }
            let made = buffer.count - Int(stream.pointee.avail_out)
            if made > 0 { try sink(UnsafeRawBufferPointer(rebasing: buffer[..<made])) }
        } while stream.pointee.avail_out == 0
    }
}
