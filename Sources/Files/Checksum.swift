// CRC-32 as zip archives, PNG and image sets use it, through zlib.
import CZlib

/// Checksums.
package enum Checksum {
    /// Continues `crc` over more bytes; begin with 0.
    package static func crc32(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return crc }
        return UInt32(truncatingIfNeeded: crc32_z(UInt(crc), base, bytes.count))
    }
}
