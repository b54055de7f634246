// Numbers read out of a font file, every offset checked: a broken font gives nil, never a trap.

/// A piece of a font file. Offsets count from the beginning of the piece; numbers are big-endian (OpenType 1.9, "Data
/// types").
struct FontBytes: Sendable {
    private let bytes: [UInt8]
    private let range: Range<Int>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        range = 0..<bytes.count
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    var count: Int { range.count }

    /// The piece from `start`, `length` bytes long, or nil if it does not lie inside.
    func slice(_ start: Int, _ length: Int) -> FontBytes? {
        guard start >= 0, length >= 0, start <= count, length <= count - start else { return nil }
        return FontBytes(bytes, range.lowerBound + start..<range.lowerBound + start + length)
    }

    func u8(_ offset: Int) -> Int? {
        guard offset >= 0, offset < count else { return nil }
        return Int(bytes[range.lowerBound + offset])
    }

    func u16(_ offset: Int) -> Int? {
        guard offset >= 0, offset < count - 1 else { return nil }
        let i = range.lowerBound + offset
        return Int(bytes[i]) << 8 | Int(bytes[i + 1])
    }

    func i16(_ offset: Int) -> Int? {
        u16(offset).map { $0 < 0x8000 ? $0 : $0 - 0x10000 }
    }

    func u32(_ offset: Int) -> Int? {
        guard let high = u16(offset), let low = u16(offset + 2) else { return nil }
        return high << 16 | low
    }

    /// A 2.14 fixed-point number.
    func f2dot14(_ offset: Int) -> Double? {
        i16(offset).map { Double($0) / 16384 }
    }
}
