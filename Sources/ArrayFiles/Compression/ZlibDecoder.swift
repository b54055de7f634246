// Unpacks zlib and gzip streams.
import CZlib
import Files

/// zlib's own format and gzip's, told apart by the stream itself.
package final class ZlibDecoder: StreamDecoder {
    private let path: String
    /// zlib keeps a pointer to this, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter version: of zlib's header, for which a library of another major version refuses to start.
    package init(path: String, version: String = ZLIB_VERSION) throws {
        self.path = path
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, plus 32: look for a zlib or a gzip head.
        guard inflateInit2_(stream, 15 + 32, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            // All properties are set: what this throws from is destroyed by `deinit`.
            throw FileProblem(path, "cannot be unpacked: zlib cannot be started", kind: .unreadable)
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    package func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (
        taken: Int, made: Int, isAtEnd: Bool
    ) {
        // zlib counts in 32 bits.
        let (offered, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(offered)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(room)
        let code = inflate(stream, Z_NO_FLUSH)
        guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
            throw FileProblem(path, "is damaged and cannot be unpacked", advice: "Copy or download the file again.", kind: .damaged)
        }
        return (offered - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out), code == Z_STREAM_END)
    }
}
