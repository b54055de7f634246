// A small TrueType font with shapes of known area, made byte by byte.

/// 1000 units per em; `x` is a square, `y` two overlapping squares made of parts, `o` is round, `z` a triangle.
enum SyntheticFont {
    private static func u16(_ values: Int...) -> [UInt8] { values.flatMap { [UInt8($0 >> 8 & 255), UInt8($0 & 255)] } }
    private static func u32(_ value: Int) -> [UInt8] { u16(value >> 16, value & 0xFFFF) }

    /// One contour of absolute points.
    private static func glyph(_ points: [(x: Int, y: Int)], onCurve: Bool = true) -> [UInt8] {
        var bytes = u16(1, 0, 0, 1000, 1000, points.count - 1, 0)
        bytes += points.map { _ in onCurve ? 1 : 0 }
        var last = 0
        for point in points {
            bytes += u16(point.x - last)
            last = point.x
        }
        last = 0
        for point in points {
            bytes += u16(point.y - last)
            last = point.y
        }
        return bytes + (bytes.count % 2 == 1 ? [0] : [])
    }

    static let bytes: [UInt8] = {
        let square = glyph([(100, 0), (100, 500), (600, 500), (600, 0)])
        // Words, offsets, more to come; then the square moved right by 300 units.
        let twice = u16(-1, 0, 0, 1000, 500) + u16(0x23, 1, 0, 0) + u16(0x3, 1, 300, 0)
        let round = glyph([(0, 0), (0, 800), (800, 800), (800, 0)], onCurve: false)
        let triangle = glyph([(0, 0), (0, 500), (1000, 0)])
        let glyphs = [[], square, twice, round, triangle, []]
        var glyf: [UInt8] = [], loca: [UInt8] = u32(0)
        for glyph in glyphs {
            glyf += glyph
            loca += u32(glyf.count)
        }

        let letters: [(Character, Int)] = [(" ", 5), ("o", 3), ("x", 1), ("y", 2), ("z", 4)]
        let codes = letters.map { Int($0.0.asciiValue ?? 0) } + [0xFFFF]
        let deltas = letters.map { $0.1 - Int($0.0.asciiValue ?? 0) } + [1]
        var map = u16(2 * codes.count, 0, 0, 0)
        map += codes.flatMap { u16($0) } + u16(0) + codes.flatMap { u16($0) } + deltas.flatMap { u16($0) }
        map += codes.flatMap { _ in u16(0) }
        let cmap = u16(0, 1, 3, 1) + u32(12) + u16(4, map.count + 6, 0) + map

        let head = [UInt8](repeating: 0, count: 18) + u16(1000) + [UInt8](repeating: 0, count: 30) + u16(1, 0)
        let hhea = u32(0x10000) + u16(800, -200, 0) + [UInt8](repeating: 0, count: 24) + u16(1)
        let kern = u16(0, 1, 0, 20, 1, 1, 0, 0, 0) + u16(1, 1, -100)
        let tables: [(String, [UInt8])] = [
            ("cmap", cmap), ("glyf", glyf), ("head", head), ("hhea", hhea), ("hmtx", u16(1000, 0)), ("kern", kern),
            ("loca", loca), ("maxp", u32(0x10000) + u16(glyphs.count)),
        ]
        var directory = u32(0x10000) + u16(tables.count, 0, 0, 0), data: [UInt8] = []
        for (name, table) in tables {
            directory += Array(name.utf8) + u32(0) + u32(12 + 16 * tables.count + data.count) + u32(table.count)
            data += table + [UInt8](repeating: 0, count: (4 - table.count % 4) % 4)
        }
        return directory + data
    }()
}
