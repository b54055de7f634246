// The shape of a glyph: the tables `loca` and `glyf`, simple and composite.

/// Closed curves of lines and quadratic Béziers in font units, y up (OpenType `glyf`).
struct GlyphOutline: Sendable, Equatable {
    struct Point: Sendable, Equatable {
        var x: Double, y: Double
        /// False for the control point of a curve.
        var isOnCurve: Bool
    }

    /// Each closes on itself. Two control points in a row have a point on the curve halfway between them.
    var contours: [[Point]] = []

    /// The smallest rectangle around all points, control points included; nil if there are none.
    var bounds: (left: Double, bottom: Double, right: Double, top: Double)? {
        var result: (left: Double, bottom: Double, right: Double, top: Double)?
        for point in contours.joined() {
            guard let r = result else {
                result = (point.x, point.y, point.x, point.y)
                continue
            }
            result = (min(r.left, point.x), min(r.bottom, point.y), max(r.right, point.x), max(r.top, point.y))
        }
        return result
    }
}

/// Reads outlines.
struct GlyphTable: Sendable {
    let glyphs: FontBytes
    let locations: FontBytes
    /// True if `loca` holds 32-bit offsets, false if 16-bit halves of them.
    let hasLongLocations: Bool
    let count: Int

    /// What one outline may use up, so that a font whose glyphs contain each other many times over ends soon.
    private struct Budget {
        var points = 20_000
        var components = 200
    }

    /// The outline of a glyph: empty for a blank one, nil for one that cannot be read.
    func outline(of glyph: Int) -> GlyphOutline? {
        var budget = Budget()
        return outline(of: glyph, depth: 0, &budget)
    }

    private func outline(of glyph: Int, depth: Int, _ budget: inout Budget) -> GlyphOutline? {
        guard glyph >= 0, glyph < count, depth < 8 else { return nil }
        let start: Int?, end: Int?
        if hasLongLocations {
            (start, end) = (locations.u32(4 * glyph), locations.u32(4 * glyph + 4))
        } else {
            (start, end) = (locations.u16(2 * glyph).map { 2 * $0 }, locations.u16(2 * glyph + 2).map { 2 * $0 })
        }
        guard let start, let end, let data = glyphs.slice(start, end - start) else { return nil }
        if data.count == 0 { return GlyphOutline() }
        guard let contours = data.i16(0) else { return nil }
        return contours >= 0 ? simple(data, contours, &budget) : composite(data, depth, &budget)
    }

    private func simple(_ data: FontBytes, _ contours: Int, _ budget: inout Budget) -> GlyphOutline? {
        if contours == 0 { return GlyphOutline() }
        var ends: [Int] = []
        for i in 0..<contours {
            guard let end = data.u16(10 + 2 * i), end >= ends.last ?? 0 else { return nil }
            ends.append(end)
        }
        guard let last = ends.last, let hints = data.u16(10 + 2 * contours) else { return nil }
        let count = last + 1
        budget.points -= count
        guard budget.points >= 0 else { return nil }

        var at = 12 + 2 * contours + hints
        var flags: [Int] = []
        while flags.count < count {
            guard let flag = data.u8(at) else { return nil }
            at += 1
            var times = 1
            if flag & 8 != 0 {
                guard let more = data.u8(at) else { return nil }
                at += 1
                times += more
            }
            for _ in 0..<min(times, count - flags.count) { flags.append(flag) }
        }

        // Coordinates are differences; of each flag one bit says "one byte", the other its sign or "same as before".
        func coordinates(short: Int, same: Int) -> [Int]? {
            var value = 0
            var result: [Int] = []
            result.reserveCapacity(count)
            for flag in flags {
                if flag & short != 0 {
                    guard let d = data.u8(at) else { return nil }
                    at += 1
                    value += flag & same != 0 ? d : -d
                } else if flag & same == 0 {
                    guard let d = data.i16(at) else { return nil }
                    at += 2
                    value += d
                }
                result.append(value)
            }
            return result
        }
        guard let xs = coordinates(short: 2, same: 16), let ys = coordinates(short: 4, same: 32) else { return nil }

        var outline = GlyphOutline()
        var first = 0
        for end in ends {
            // A contour may repeat the end of the one before: then it is empty.
            guard end >= first else { continue }
            outline.contours.append(
                (first...end).map {
                    GlyphOutline.Point(x: Double(xs[$0]), y: Double(ys[$0]), isOnCurve: flags[$0] & 1 != 0)
                })
            first = end + 1
        }
        return outline
    }

    private func composite(_ data: FontBytes, _ depth: Int, _ budget: inout Budget) -> GlyphOutline? {
        var outline = GlyphOutline()
        var at = 10
        while true {
            budget.components -= 1
            guard budget.components >= 0, let flags = data.u16(at), let glyph = data.u16(at + 2) else { return nil }
            at += 4
            let hasWords = flags & 0x1, isOffset = flags & 0x2 != 0
            let first: Int?, second: Int?
            if hasWords != 0 {
                (first, second) = isOffset ? (data.i16(at), data.i16(at + 2)) : (data.u16(at), data.u16(at + 2))
                at += 4
            } else {
                func signed(_ value: Int) -> Int { isOffset && value > 127 ? value - 256 : value }
                (first, second) = (data.u8(at).map(signed), data.u8(at + 1).map(signed))
                at += 2
            }
            guard let first, let second else { return nil }

            var (xx, xy, yx, yy) = (1.0, 0.0, 0.0, 1.0)
            if flags & 0x8 != 0 {
                guard let s = data.f2dot14(at) else { return nil }
                (xx, yy) = (s, s)
                at += 2
            } else if flags & 0x40 != 0 {
                guard let sx = data.f2dot14(at), let sy = data.f2dot14(at + 2) else { return nil }
                (xx, yy) = (sx, sy)
                at += 4
            } else if flags & 0x80 != 0 {
                guard let a = data.f2dot14(at), let b = data.f2dot14(at + 2), let c = data.f2dot14(at + 4),
                    let d = data.f2dot14(at + 6)
                else { return nil }
                (xx, xy, yx, yy) = (a, b, c, d)
                at += 8
            }

            guard var part = self.outline(of: glyph, depth: depth + 1, &budget) else { return nil }
            for c in part.contours.indices {
                for p in part.contours[c].indices {
                    let (x, y) = (part.contours[c][p].x, part.contours[c][p].y)
                    part.contours[c][p].x = x * xx + y * yx
                    part.contours[c][p].y = x * xy + y * yy
                }
            }
            var (dx, dy) = (Double(first), Double(second))
            if !isOffset {
                // Two points, one of what is already there and one of the part, are to fall together.
                let own = Array(outline.contours.joined()), new = Array(part.contours.joined())
                guard own.indices.contains(first), new.indices.contains(second) else { return nil }
                (dx, dy) = (own[first].x - new[second].x, own[first].y - new[second].y)
            } else if flags & 0x800 != 0 {
                (dx, dy) = (dx * xx + dy * yx, dx * xy + dy * yy)
            }
            for c in part.contours.indices {
                for p in part.contours[c].indices {
                    part.contours[c][p].x += dx
                    part.contours[c][p].y += dy
                }
            }
            outline.contours += part.contours
            if flags & 0x20 == 0 { return outline }
        }
    }
}
