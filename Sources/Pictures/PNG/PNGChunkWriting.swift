// Single PNG chunks, for files that libpng does not write.
import Files

enum PNGChunk {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// A chunk: length, kind, content, check sum.
    static func bytes(_ kind: String, _ content: some Collection<UInt8>) -> [UInt8] {
        var chunk = bigEndian(UInt32(truncatingIfNeeded: content.count)) + Array(kind.utf8)
        chunk.reserveCapacity(12 + content.count)
        chunk += content
        chunk += bigEndian(checksum(chunk[4...]))
        return chunk
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    static func bigEndian(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }

    /// CRC-32 as in the PNG specification, annex D.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.withUnsafeBytes { Checksum.crc32($0) } }

    /// The content of each chunk of a kind in a PNG file of our own making.
    static func contents(of kind: String, in file: [UInt8]) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = [], at = 8
        let wanted = Array(kind.utf8)
        while file.count - at >= 12 {
            let length = Int(file[at]) << 24 | Int(file[at + 1]) << 16 | Int(file[at + 2]) << 8 | Int(file[at + 3])
            guard length <= file.count - at - 12 else { break }
            if file[at + 4..<at + 8].elementsEqual(wanted) { found.append(file[at + 8..<at + 8 + length]) }
            at += 12 + length
        }
        return found
    }
}
