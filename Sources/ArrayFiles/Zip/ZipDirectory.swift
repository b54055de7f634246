// Finds a zip archive's central directory from the end of the file.
import Files

/// Where the central directory lies.
struct ZipDirectory {
    let offset: Int
    let end: Int
    /// How many records it has.
    let count: Int
    /// What to add to the offsets in the archive: the length of what stands in front of it, usually 0.
    let shift: Int

    /// - Throws: ``FileProblem`` if there is no end record or it contradicts the file.
    init(_ bytes: ByteSlice, path: String) throws {
        guard let endRecord = Self.findEndRecord(bytes) else {
            throw FileProblem(
                path, bytes.count == 0 ? "is empty" : "is a zip archive without its end", expected: "a complete .npz or zip file",
                advice: "Is the file complete?", kind: .damaged)
        }
        let damaged = FileProblem(path, "the end of the zip archive contradicts the file", advice: "Is the file complete?", kind: .damaged)
        guard var count = bytes.number(at: endRecord + 10, width: 2), var size = bytes.number(at: endRecord + 12, width: 4),
            var offset = bytes.number(at: endRecord + 16, width: 4)
        else { throw damaged }
        var end = endRecord
        let locator = endRecord - 20
        if bytes.number(at: locator, width: 4) == 0x0706_4b50 {
            // The record lies right before its locator, unless something was put in front of the archive or it was extended.
            guard let stated = bytes.number(at: locator + 8, width: 8) else { throw damaged }
            let record = bytes.number(at: stated, width: 4) == 0x0606_4b50 ? stated : locator - 56
            guard bytes.number(at: record, width: 4) == 0x0606_4b50, record < locator,
                let wideCount = bytes.number(at: record + 32, width: 8), let wideSize = bytes.number(at: record + 40, width: 8),
                let wideOffset = bytes.number(at: record + 48, width: 8)
            else { throw damaged }
            (count, size, offset, end) = (wideCount, wideSize, wideOffset, record)
        }
        guard size <= end, count <= size / 46, offset <= end - size else { throw damaged }
        self.offset = end - size
        self.end = end
        self.count = count
        shift = end - size - offset
    }

    /// True if there is an end record, so that the file may be an archive.
    static func hasEnd(_ bytes: ByteSlice) -> Bool { findEndRecord(bytes) != nil }

    /// The end record is 22 bytes and a comment of at most 65535.
    private static func findEndRecord(_ bytes: ByteSlice) -> Int? {
        guard bytes.count >= 22 else { return nil }
        return bytes.withBytes { raw in
            for position in stride(from: raw.count - 22, through: max(0, raw.count - 22 - 0xffff), by: -1)
            where raw[position] == 0x50 && raw[position + 1] == 0x4b && raw[position + 2] == 0x05 && raw[position + 3] == 0x06 {
                let comment = Int(raw[position + 20]) | Int(raw[position + 21]) << 8
                if comment <= raw.count - 22 - position { return position }
            }
            return nil
        }
    }
}
