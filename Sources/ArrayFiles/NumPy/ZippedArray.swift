// An .npy entry of an archive, read in pieces straight into where its numbers are wanted.
import Arrays
import Files

/// An array inside an `.npz` archive of which only the header was read.
struct ZippedArray {
    let header: NPYHeader
    private let archive: ZipArchive
    private let entry: ZipArchive.Entry
    let label: ArrayLabel

    /// - Returns: nil if the entry does not begin like an `.npy` file.
    init?(_ archive: ZipArchive, _ entry: ZipArchive.Entry, label: ArrayLabel) throws {
        self.archive = archive
        self.entry = entry
        self.label = label
        let stream = try ZipEntryStream(archive, entry)
        let prefix = try Self.take(NPYHeader.prefixLength, of: stream)
        guard ByteSlice(prefix).hasPrefix(NPYHeader.magic) else { return nil }
        let length = try NPYHeader.length(ByteSlice(prefix), label: label)
        header = try NPYHeader(ByteSlice(prefix + Self.take(max(length - prefix.count, 0), of: stream)), label: label)
        guard header.dtype.kind != .object else { return }
        guard let size = Shape.byteCount(header.shape, itemSize: header.dtype.itemSize),
            size == entry.size - header.dataOffset
        else {
            throw label.problem(
                "of \(header.dtype) \(Shape.text(header.shape)) has \(entry.size - header.dataOffset) bytes",
                expected: "\(Shape.byteCount(header.shape, itemSize: header.dtype.itemSize) ?? 0)")
        }
    }

    var count: Int { Shape.count(header.shape) ?? 0 }

    /// True if the elements are numbers in row-major order, so that they can be handed over as they are unpacked.
    var isStreamable: Bool { header.dtype.isNumeric && (!header.isFortran || header.shape.count < 2) }

    /// The elements as they lie in the file; nil where they are compressed.
    var storedBytes: ByteSlice? {
        guard entry.method == .stored else { return nil }
        return archive.bytes.part(at: entry.dataOffset + header.dataOffset, count: entry.size - header.dataOffset)
    }

    /// All of it, unconverted.
    func stored() throws -> StoredArray {
        try StoredArray(npy: archive.contents(of: entry), label: label)
    }

    /// The numbers in pieces of ``ArrayChunk/count`` elements, in the order they are stored in.
    /// - Precondition: `header.dtype.isNumeric`
    func forEachChunk<Number: ArrayNumber>(
        as type: Number.Type, _ body: (Int, UnsafeBufferPointer<Number>) throws -> Void
    ) throws {
        let size = max(min(count, ArrayChunk.count), 1)
        let piece = UnsafeMutableBufferPointer<Number>.allocate(capacity: size)
        defer { piece.deallocate() }
        guard let output = piece.baseAddress else { return }
        try forEachRawPiece(size) { start, count, raw in
            guard let base = raw.baseAddress,
                ElementRun.convert(header.dtype, from: base, stride: header.dtype.itemSize, count: count, to: output)
            else { throw label.problem("holds values that are not whole numbers of 64 bits", expected: "integers") }
            try body(start, UnsafeBufferPointer(start: output, count: count))
        }
    }

    /// All numbers, row-major: the archive's bytes are never all in memory.
    /// - Precondition: ``isStreamable``
    func numbers<Number: ArrayNumber>(_ type: Number.Type) throws -> NDArray<Number> {
        let count = count
        let elements = try [Number](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let output = buffer.baseAddress else { return }
            try forEachRawPiece(ArrayChunk.count) { start, length, raw in
                guard let base = raw.baseAddress,
                    ElementRun.convert(
                        header.dtype, from: base, stride: header.dtype.itemSize, count: length, to: output + start)
                else { throw label.problem("holds values that are not whole numbers of 64 bits", expected: "integers") }
            }
            filled = count
        }
        return NDArray(shape: header.shape, elements: elements)
    }

    private func forEachRawPiece(_ size: Int, _ body: (Int, Int, UnsafeRawBufferPointer) throws -> Void) throws {
        let itemSize = header.dtype.itemSize
        let stream = try ZipEntryStream(archive, entry)
        _ = try Self.take(header.dataOffset, of: stream)
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: size * itemSize, alignment: 16)
        defer { raw.deallocate() }
        var start = 0
        while start < count {
            let length = min(size, count - start)
            let room = UnsafeMutableRawBufferPointer(rebasing: raw[..<(length * itemSize)])
            guard try stream.read(into: room) == room.count else { throw archive.tooShort(entry) }
            try body(start, length, UnsafeRawBufferPointer(room))
            start += length
        }
        try stream.finish()
    }

    private static func take(_ count: Int, of stream: ZipEntryStream) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
