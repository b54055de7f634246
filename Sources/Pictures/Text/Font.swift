// A TrueType font: what its tables say about each character, and the font the program carries.
import Files

/// A TrueType font in memory.
///
/// Reads the tables `head`, `maxp`, `hhea`, `hmtx`, `loca`, `glyf` (simple and composite outlines), `cmap` (formats 4 and
/// 12) and, if there, `kern` (format 0) of the OpenType specification 1.9. Hints, ligatures and mark positions are not
/// read. A font with damaged glyphs can be opened; those glyphs are drawn as the fallback box.
public struct Font: Sendable {
    /// Font units in one em; the size of a text is the size of its em in pixels.
    public let unitsPerEm: Int
    /// Font units from the baseline up to the top of a line.
    public let ascent: Int
    /// Font units from the baseline down to the bottom of a line, as a positive number.
    public let descent: Int
    /// Font units between the bottom of a line and the top of the next.
    public let lineGap: Int
    /// Height of the letter x in font units; at least 1.
    public let xHeight: Int

    private let table: GlyphTable
    private let map: CharacterMap?
    private let metrics: FontBytes
    private let metricsCount: Int
    private let kerning: FontBytes?
    private let kerningCount: Int

    /// Opens the bytes of a `.ttf` file.
    /// - Throws: ``PictureProblem`` if a table that is needed is missing or cannot be read.
    public init(bytes: [UInt8]) throws {
        let file = FontBytes(bytes)
        guard let version = file.u32(0), version == 0x0001_0000 || version == 0x7472_7565, let tableCount = file.u16(4) else {
            throw PictureProblem("this is not a TrueType font", expected: "a .ttf file")
        }
        var tables: [Int: FontBytes] = [:]
        for i in 0..<tableCount {
            let record = 12 + 16 * i
            guard let tag = file.u32(record), let offset = file.u32(record + 8), let length = file.u32(record + 12) else { break }
            if let slice = file.slice(offset, length) { tables[tag] = slice }
        }
        func table(_ name: String) throws -> FontBytes {
            let tag = name.utf8.reduce(0) { $0 << 8 | Int($1) }
            guard let found = tables[tag] else { throw PictureProblem("the font has no readable table \"\(name)\"") }
            return found
        }
        let head = try table("head"), hhea = try table("hhea"), maxp = try table("maxp")
        guard let units = head.u16(18), (16...16384).contains(units), let longLocations = head.i16(50),
            let up = hhea.i16(4), let down = hhea.i16(6), let gap = hhea.i16(8), let advances = hhea.u16(34), advances > 0,
            let glyphs = maxp.u16(4), glyphs > 0
        else { throw PictureProblem("the font's measures cannot be read") }
        guard let map = CharacterMap(try table("cmap")) else { throw PictureProblem("the font does not say which glyph is which letter") }
        unitsPerEm = units
        // Fonts disagree about signs here, and broken ones about sizes.
        ascent = min(max(1, up), 4 * units)
        descent = min(abs(down), 4 * units)
        lineGap = min(max(0, gap), 4 * units)
        self.map = map
        self.table = GlyphTable(
            glyphs: try table("glyf"), locations: try table("loca"), hasLongLocations: longLocations != 0, count: glyphs)
        metrics = try table("hmtx")
        metricsCount = advances
        (kerning, kerningCount) = Font.pairs(try? table("kern"))
        let x = map.glyph(of: "x").flatMap { [table = self.table] in table.outline(of: $0)?.bounds?.top } ?? 0
        xHeight = x >= 1 && x <= Double(units) ? Int(x) : max(1, units / 2)
    }

    /// A font without glyphs, which draws every character as the fallback box. It stands in where the carried font cannot
    /// be read, which a test rules out, so that nothing needs to trap.
    private init() {
        (unitsPerEm, ascent, descent, lineGap, xHeight) = (2048, 1901, 483, 0, 1120)
        let nothing = FontBytes([])
        table = GlyphTable(glyphs: nothing, locations: nothing, hasLongLocations: false, count: 0)
        (map, metrics, metricsCount, kerning, kerningCount) = (nil, nothing, 1, nil, 0)
    }

    /// The pairs of the first horizontal subtable of `kern`.
    private static func pairs(_ table: FontBytes?) -> (FontBytes?, Int) {
        guard let table, table.u16(0) == 0, let subtables = table.u16(2), subtables > 0,
            let coverage = table.u16(8), coverage & 0xFF07 == 1, let count = table.u16(10),
            let pairs = table.slice(18, 6 * count)
        else { return (nil, 0) }
        return (pairs, count)
    }

    /// The glyph of a character, or nil if the font has none.
    package func glyph(of scalar: Unicode.Scalar) -> Int? {
        map?.glyph(of: scalar).flatMap { $0 < table.count ? $0 : nil }
    }

    /// How far the pen moves after a glyph, in font units.
    package func advance(of glyph: Int) -> Int {
        // Glyphs beyond the last entry share its advance.
        metrics.u16(4 * min(max(0, glyph), metricsCount - 1)) ?? unitsPerEm / 2
    }

    /// What the pen moves in addition between two glyphs, in font units, mostly negative.
    package func kerning(_ left: Int, _ right: Int) -> Int {
        guard let kerning, left < 0x10000, right < 0x10000 else { return 0 }
        let key = left << 16 | right
        var low = 0, high = kerningCount
        while low < high {
            let middle = (low + high) / 2
            guard let pair = kerning.u32(6 * middle) else { return 0 }
            if pair == key { return kerning.i16(6 * middle + 4) ?? 0 }
            if pair < key { low = middle + 1 } else { high = middle }
        }
        return 0
    }

    /// The smallest rectangle around a glyph's points in font units, y up; nil if it is blank or cannot be read.
    package func outlineBounds(of glyph: Int) -> (left: Double, bottom: Double, right: Double, top: Double)? {
        table.outline(of: glyph)?.bounds
    }

    func outline(of glyph: Int) -> GlyphOutline? { table.outline(of: glyph) }

    // MARK: The fallback box

    /// Stands for a character the font cannot draw.
    static let fallbackGlyph = -1

    /// How far the pen moves after a fallback box, in font units.
    var fallbackAdvance: Int { unitsPerEm * 5 / 8 }

    /// An upright frame as high as a capital letter.
    var fallbackOutline: GlyphOutline {
        let em = Double(unitsPerEm)
        let stroke = em / 12
        func rectangle(_ left: Double, _ bottom: Double, _ right: Double, _ top: Double, clockwise: Bool) -> [GlyphOutline.Point] {
            let corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
            return (clockwise ? corners : corners.reversed()).map { GlyphOutline.Point(x: $0.0, y: $0.1, isOnCurve: true) }
        }
        let (left, right, top) = (em / 16, em * 9 / 16, em * 11 / 16)
        return GlyphOutline(contours: [
            rectangle(left, 0, right, top, clockwise: true),
            rectangle(left + stroke, stroke, right - stroke, top - stroke, clockwise: false),
        ])
    }
}

extension Font {
    /// The font the program carries: DejaVu Sans, cut down to Latin, Greek, Cyrillic and common signs (see
    /// `assets/fonts`).
    public static let standard: Font = {
        let bytes = standardBase64.withUTF8Buffer { Base64.bytes($0) }
        if let font = try? Font(bytes: bytes) { return font }
        return Font()
    }()

    /// The bytes of ``standard``, for the test that they are those in `assets/fonts`.
    package static var standardBytes: [UInt8] { standardBase64.withUTF8Buffer { Base64.bytes($0) } }
}
