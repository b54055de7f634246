// Reads one entry of an archive from front to back in pieces, inflating as it goes.
import CZlib
import Files

/// The contents of a zip entry as a stream.
///
/// Size and checksum are verified by ``finish()``: what was handed out before may turn out damaged.
final class ZipEntryStream {
    private let archive: ZipArchive
    private let entry: ZipArchive.Entry
    private let input: ByteSlice
    private var taken = 0
    private var produced = 0
    private var crc: UInt32 = 0
    /// zlib keeps a pointer to this, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>?
    private var isAtEnd = false

    init(_ archive: ZipArchive, _ entry: ZipArchive.Entry) throws {
        self.archive = archive
        self.entry = entry
        guard let input = archive.bytes.part(at: entry.dataOffset, count: entry.compressedSize) else {
            throw archive.cutShort(entry)
        }
        self.input = input
        switch entry.method {
        case .stored: stream = nil
        case .unsupported(let reason):
            throw FileProblem(archive.path, "the entry '\(entry.name)' is \(reason)", expected: "a stored or deflated one")
        case .deflated:
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            // Negative: raw deflate without zlib's own head and checksum.
            guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                stream.deallocate()
                throw FileProblem(archive.path, "cannot be unpacked: zlib cannot be started")
            }
            self.stream = stream
        }
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
    }

    /// Fills the buffer, or less at the end of the entry.
    /// - Returns: how many bytes were written.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, entry.size - produced)
        guard wanted > 0, let output = buffer.baseAddress else { return 0 }
        let count = try stream == nil ? copy(wanted, to: output) : inflate(wanted, to: output)
        crc = Checksum.crc32(UnsafeRawBufferPointer(start: output, count: count), continuing: crc)
        produced += count
        return count
    }

    /// To be called when all has been read.
    /// - Throws: ``FileProblem`` if the entry is longer or shorter than the archive says, or its checksum is wrong.
    func finish() throws {
        guard produced == entry.size else { throw archive.tooShort(entry) }
        if stream != nil && !isAtEnd {
            // All bytes are there, but the mark of the end may still have to be read; one more byte is one too many.
            var extra: UInt8 = 0
            let more = try withUnsafeMutablePointer(to: &extra) { try inflate(1, to: UnsafeMutableRawPointer($0)) }
            guard more == 0 else {
                throw FileProblem(archive.path, "the entry '\(entry.name)' is longer than the \(entry.size) bytes it claims")
            }
        }
        guard crc == entry.crc else { throw archive.wrongChecksum(entry) }
    }

    private func copy(_ count: Int, to output: UnsafeMutableRawPointer) throws -> Int {
        guard let part = input.part(at: taken, count: count) else { throw archive.cutShort(entry) }
        part.withBytes { UnsafeMutableRawBufferPointer(start: output, count: count).copyMemory(from: $0) }
        taken += count
        return count
    }

    private func inflate(_ wanted: Int, to output: UnsafeMutableRawPointer) throws -> Int {
        guard let stream, !isAtEnd else { return 0 }
        return try input.withBytes { raw in
            guard let base = raw.bindMemory(to: UInt8.self).baseAddress else { throw archive.cutShort(entry) }
            var done = 0
            while done < wanted && !isAtEnd {
                // zlib counts in 32 bits.
                let offered = min(raw.count - taken, 1 << 30)
                let room = min(wanted - done, 1 << 30)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: base + taken)
                stream.pointee.avail_in = UInt32(offered)
                stream.pointee.next_out = (output + done).assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(room)
                let code = CZlib.inflate(stream, Z_NO_FLUSH)
                let used = offered - Int(stream.pointee.avail_in)
                let made = room - Int(stream.pointee.avail_out)
                taken += used
                done += made
                switch code {
                case Z_STREAM_END: isAtEnd = true
                case Z_OK where used > 0 || made > 0: break
                case Z_OK, Z_BUF_ERROR: throw archive.tooShort(entry)
                default:
                    throw FileProblem(
                        archive.path, "the entry '\(entry.name)' is damaged and cannot be unpacked",
                        advice: "Copy or download the file again.", kind: .damaged)
                }
            }
            return done
        }
    }
}
