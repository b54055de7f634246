// Writes a zip archive entry by entry; sizes and checksums are filled in when an entry is complete.
import Files

/// A zip archive being written. See APPNOTE.TXT 6.3 for the records.
///
/// Entries carry the date 1 January 1980, the earliest there is, so that equal contents give equal files.
final class ZipWriter {
    private struct Written {
        var name: [UInt8]
        var isDeflated: Bool
        var offset: Int
        var usesZip64: Bool
        var size = 0
        var compressedSize = 0
        var crc: UInt32 = 0
    }

    let path: String
    private let file: OutputFile
    private var entries: [Written] = []
    private var current: Written?
    private var deflater: Deflater?
    private static let date = 0x21  // 1980-01-01
    /// Sizes and offsets from here on are written in 64 bits. Deflate may make an entry a little bigger than it was.
    private let wideFrom: Int

    init(_ path: String, wideFrom: Int = 0xf000_0000) throws {
        self.path = path
        self.wideFrom = wideFrom
        file = try OutputFile(path)
    }

    /// Begins an entry whose size is known.
    /// - Parameter alignment: the contents begin at a multiple of this many bytes, so that they can be used where they lie.
    func begin(_ name: String, size: Int, isDeflated: Bool, alignment: Int = 1) throws {
        guard name.utf8.count <= 0xffff else { throw FileProblem(path, "cannot hold an entry whose name is that long") }
        let usesZip64 = size >= wideFrom
        let entry = Written(name: Array(name.utf8), isDeflated: isDeflated, offset: file.count, usesZip64: usesZip64)
        var head = LittleEndianBytes()
        head.append(0x0403_4b50, width: 4)
        appendCommon(entry, to: &head)
        head.append(0, width: 12)  // checksum and sizes: end() fills them in
        head.append(entry.name.count, width: 2)
        // The padding stands in a field of its own, of the kind that PyTorch uses for it.
        let unpadded = file.count + head.bytes.count + 2 + entry.name.count + (usesZip64 ? 20 : 0)
        let padding = alignment > 1 ? 4 + (alignment - (unpadded + 4) % alignment) % alignment : 0
        head.append((usesZip64 ? 20 : 0) + padding, width: 2)
        head.bytes += entry.name
        if usesZip64 {
            head.append(1, width: 2)
            head.append(16, width: 2)
            head.append(0, width: 16)
        }
        if padding > 0 {
            head.append(0x4246, width: 2)
            head.append(padding - 4, width: 2)
            head.bytes += Array(repeating: UInt8(ascii: "Z"), count: padding - 4)
        }
        try file.write(head.bytes)
        deflater = isDeflated ? try Deflater(path) : nil
        current = entry
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard var entry = current else { return }
        entry.crc = Checksum.crc32(bytes, continuing: entry.crc)
        entry.size += bytes.count
        current = entry
        if let deflater {
            try deflater.compress(bytes) { try write($0) }
        } else {
            try write(bytes)
        }
    }

    func end() throws {
        if let deflater { try deflater.finish { try write($0) } }
        deflater = nil
        guard let entry = current else { return }
        current = nil
        entries.append(entry)
        var numbers = LittleEndianBytes()
        numbers.append(Int(entry.crc), width: 4)
        numbers.append(entry.usesZip64 ? 0xffff_ffff : entry.compressedSize, width: 4)
        numbers.append(entry.usesZip64 ? 0xffff_ffff : entry.size, width: 4)
        try file.overwrite(at: entry.offset + 14, numbers.bytes)
        if entry.usesZip64 {
            var wide = LittleEndianBytes()
            wide.append(entry.size, width: 8)
            wide.append(entry.compressedSize, width: 8)
            try file.overwrite(at: entry.offset + 30 + entry.name.count + 4, wide.bytes)
        }
    }

    /// Writes the directory and makes the file appear.
    func finish() throws {
        let start = file.count
        for entry in entries { try file.write(directoryRecord(entry)) }
        let end = file.count
        var tail = LittleEndianBytes()
        let isWide = entries.count >= 0xffff || max(start, end - start) >= wideFrom
        if isWide {
            tail.append(0x0606_4b50, width: 4)
            tail.append(44, width: 8)
            tail.append(3 << 8 | 45, width: 2)
            tail.append(45, width: 2)
            tail.append(0, width: 8)
            tail.append(entries.count, width: 8)
            tail.append(entries.count, width: 8)
            tail.append(end - start, width: 8)
            tail.append(start, width: 8)
            tail.append(0x0706_4b50, width: 4)
            tail.append(0, width: 4)
            tail.append(end, width: 8)
            tail.append(1, width: 4)
        }
        tail.append(0x0605_4b50, width: 4)
        tail.append(0, width: 4)
        tail.append(isWide ? 0xffff : entries.count, width: 2)
        tail.append(isWide ? 0xffff : entries.count, width: 2)
        tail.append(isWide ? 0xffff_ffff : end - start, width: 4)
        tail.append(isWide ? 0xffff_ffff : start, width: 4)
        tail.append(0, width: 2)
        try file.write(tail.bytes)
        try file.commit()
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        current?.compressedSize += bytes.count
        try file.write(bytes)
    }

    /// The fields that local header and directory record share: version needed, flags, method, time and date.
    private func appendCommon(_ entry: Written, to head: inout LittleEndianBytes) {
        head.append(entry.usesZip64 || entry.offset >= wideFrom ? 45 : 20, width: 2)
        head.append(entry.name.contains { $0 >= 0x80 } ? 1 << 11 : 0, width: 2)  // the name is UTF-8
        head.append(entry.isDeflated ? 8 : 0, width: 2)
        head.append(0, width: 2)
        head.append(Self.date, width: 2)
    }

    private func directoryRecord(_ entry: Written) -> [UInt8] {
        var extra = LittleEndianBytes()
        if entry.usesZip64 {
            extra.append(entry.size, width: 8)
            extra.append(entry.compressedSize, width: 8)
        }
        if entry.offset >= wideFrom { extra.append(entry.offset, width: 8) }
        var record = LittleEndianBytes()
        record.append(0x0201_4b50, width: 4)
        record.append(3 << 8 | 45, width: 2)  // made on Unix: what the permissions below mean
        appendCommon(entry, to: &record)
        record.append(Int(entry.crc), width: 4)
        record.append(entry.usesZip64 ? 0xffff_ffff : entry.compressedSize, width: 4)
        record.append(entry.usesZip64 ? 0xffff_ffff : entry.size, width: 4)
        record.append(entry.name.count, width: 2)
        record.append(extra.bytes.isEmpty ? 0 : extra.bytes.count + 4, width: 2)
        record.append(0, width: 6)  // comment, disk, internal attributes
        record.append(0o100644 << 16, width: 4)
        record.append(entry.offset >= wideFrom ? 0xffff_ffff : entry.offset, width: 4)
        record.bytes += entry.name
        if !extra.bytes.isEmpty {
            record.append(1, width: 2)
            record.append(extra.bytes.count, width: 2)
            record.bytes += extra.bytes
        }
        return record.bytes
    }
}

/// Builds binary records.
struct LittleEndianBytes {
    var bytes: [UInt8] = []

    mutating func append(_ value: Int, width: Int) {
        for i in 0..<width { bytes.append(i < 8 ? UInt8(truncatingIfNeeded: value >> (8 * i)) : 0) }
    }
}
