// Which glyph draws which character: the table `cmap`, in the two forms fonts use for Unicode.

/// Characters to glyph numbers (OpenType `cmap`, formats 4 and 12).
struct CharacterMap: Sendable {
    private struct Segment: Sendable {
        var first: Int, last: Int
        /// Added to the character, modulo 65536 in format 4.
        var delta: Int
        /// Where format 4 keeps the glyph of `first`, from the beginning of the subtable; nil if `delta` says all.
        var glyphs: Int?
    }

    private let segments: [Segment]
    private let subtable: FontBytes

    /// nil if there is no Unicode subtable that can be read.
    init?(_ table: FontBytes) {
        guard let count = table.u16(2) else { return nil }
        var best: (rank: Int, subtable: FontBytes, format: Int)?
        for i in 0..<count {
            let record = 4 + 8 * i
            guard let platform = table.u16(record), let encoding = table.u16(record + 2), let offset = table.u32(record + 4),
                let rest = table.slice(offset, table.count - offset), let format = rest.u16(0)
            else { break }
            let isUnicode = platform == 0 && encoding != 5 || platform == 3 && (encoding == 1 || encoding == 10)
            let rank = format == 12 ? 2 : format == 4 ? 1 : 0
            if isUnicode, rank > best?.rank ?? 0 { best = (rank, rest, format) }
        }
        guard let best else { return nil }
        subtable = best.subtable
        segments = best.format == 12 ? CharacterMap.groups(best.subtable) : CharacterMap.segments(best.subtable)
        if segments.isEmpty { return nil }
    }

    private static func segments(_ table: FontBytes) -> [Segment] {
        guard let twice = table.u16(6) else { return [] }
        let count = twice / 2
        var result: [Segment] = []
        for i in 0..<count {
            let at = 14 + 2 * i
            guard let last = table.u16(at), let first = table.u16(at + 2 + twice), let delta = table.u16(at + 2 + 2 * twice),
                let offset = table.u16(at + 2 + 3 * twice)
            else { break }
            guard first <= last else { continue }
            // The offset counts from the place where it stands itself.
            let glyphs = offset == 0 ? nil : at + 2 + 3 * twice + offset
            result.append(Segment(first: first, last: last, delta: delta, glyphs: glyphs))
        }
        return result
    }

    private static func groups(_ table: FontBytes) -> [Segment] {
        guard let count = table.u32(12) else { return [] }
        var result: [Segment] = []
        for i in 0..<count {
            let at = 16 + 12 * i
            guard let first = table.u32(at), let last = table.u32(at + 4), let glyph = table.u32(at + 8) else { break }
            if first <= last { result.append(Segment(first: first, last: last, delta: glyph - first, glyphs: nil)) }
        }
        return result
    }

    /// The glyph of a character, or nil if the font has none.
    func glyph(of scalar: Unicode.Scalar) -> Int? {
        let code = Int(scalar.value)
        // In order, not by bisection: a broken font need not be sorted, and there are few segments.
        guard let segment = segments.first(where: { $0.first <= code && code <= $0.last }) else { return nil }
        var glyph = code + segment.delta
        if let start = segment.glyphs {
            guard let stored = subtable.u16(start + 2 * (code - segment.first)), stored != 0 else { return nil }
            glyph = stored + segment.delta
        }
        if subtable.u16(0) == 4 { glyph &= 0xFFFF }
        return glyph > 0 ? glyph : nil
    }
}
