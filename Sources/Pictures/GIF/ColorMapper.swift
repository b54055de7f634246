// Turns the pixels of a frame into palette numbers, fast: neighbours alike share the work, and answers are remembered.

/// Maps colours to entries of one palette.
struct ColorMapper: Sendable {
    private let palette: Palette
    private let points: [ColorPoint]
    private let nearest: NearestColor
    private let dithering: GIFOptions.Dithering
    private let isEconomical: Bool
    private let backdrop: Color?

    /// What is drawn for a colour: `first`, or `second` where the pattern is below `share`.
    private struct Answer {
        var first: UInt8, second: UInt8
        /// In 64ths; 0 means always `first`.
        var share: UInt8
        /// What may stand for `first`; itself if nothing may.
        var other: UInt8
    }

    private var sorted: [[Int]]

    /// A direct-mapped cache: bit 63 set if filled, bits 32–55 the colour, then other, share, second, first of the answer.
    private var cache = [UInt64](repeating: 0, count: 1 << 15)

    /// Differences that nobody sees (squared, in units of ``ColorPoint``), so not worth the bytes of a pattern.
    private static let invisible: Float = 1.5 * 1.5
    /// By how much a second entry may be off more than the nearest (squared, in units of ``ColorPoint``) to serve in its place.
    private static let concession: Float = 1
    /// What a pattern costs, as a share of the squared distance of its two colours: far-apart pairs are seen as dots.
    private static let noise: Float = 0.02

    init(_ palette: Palette, _ options: GIFOptions) {
        self.palette = palette
        points = palette.colors.map { ColorPoint(rgb: $0.rgb) }
        nearest = NearestColor(points)
        sorted = [[Int]](repeating: [], count: points.count)
        dithering = options.dithering
        isEconomical = options.isEconomical
        backdrop = options.backdrop
    }

    /// Maps some pixels of one row.
    /// - Parameters:
    ///   - row: the row's first byte, in `rgb8` or `rgba8`.
    ///   - columns: the pixels to map.
    ///   - y: the row's number, which places the dithering pattern.
    ///   - out: the row's first number; ``Palette/transparentIndex`` stands for transparent.
    ///   - others: the row's first other number that serves nearly as well; the same where there is none.
    mutating func map(
        row: UnsafePointer<UInt8>, _ format: PixelFormat, columns: Range<Int>, y: Int, to out: UnsafeMutablePointer<UInt8>,
        others: UnsafeMutablePointer<UInt8>
    ) {
        let size = format == .rgba8 ? 4 : 3
        let transparent = palette.transparentIndex
        var last: UInt32 = 0x100_0000
        var answer = Answer(first: 0, second: 0, share: 0, other: 0)
        let patternRow = (y & 7) * 8
        var p = row + columns.lowerBound * size
        for x in columns {
            var (r, g, b) = (p[0], p[1], p[2])
            let alpha = size == 4 ? p[3] : 255
            p += size
            if alpha != 255 {
                if let backdrop {
                    r = PixelConversion.blend(r, backdrop.red, alpha)
                    g = PixelConversion.blend(g, backdrop.green, alpha)
                    b = PixelConversion.blend(b, backdrop.blue, alpha)
                } else if alpha < 128 {
                    out[x] = transparent
                    others[x] = transparent
                    continue
                }
            }
            let rgb = UInt32(r) << 16 | UInt32(g) << 8 | UInt32(b)
            if rgb != last {
                answer = lookUp(rgb)
                last = rgb
            }
            if answer.share == 0 {
                out[x] = answer.first
                others[x] = answer.other
            } else {
                let number = ColorMapper.pattern[patternRow + (x & 7)] < answer.share ? answer.second : answer.first
                out[x] = number
                others[x] = number
            }
        }
    }

    @inline(__always)
    private mutating func lookUp(_ rgb: UInt32) -> Answer {
        let slot = Int(truncatingIfNeeded: (rgb &* 2_654_435_761) >> 17)
        let stored = cache[slot]
        if stored >> 32 == UInt64(rgb) | 1 << 31 {
            return Answer(
                first: UInt8(truncatingIfNeeded: stored), second: UInt8(truncatingIfNeeded: stored >> 8),
                share: UInt8(truncatingIfNeeded: stored >> 16), other: UInt8(truncatingIfNeeded: stored >> 24))
        }
        let answer = work(out: rgb)
        cache[slot] =
            1 << 63 | UInt64(rgb) << 32 | UInt64(answer.other) << 24 | UInt64(answer.share) << 16
            | UInt64(answer.second) << 8 | UInt64(answer.first)
        return answer
    }

    private mutating func work(out rgb: UInt32) -> Answer {
        let color = ColorPoint(rgb: rgb)
        let (first, distance) = nearest.find(color)
        var answer = Answer(first: UInt8(first), second: UInt8(first), share: 0, other: UInt8(first))
        // A colour that is in the palette is shown as it is: flat areas stay flat.
        if isEconomical, dithering == .none, distance > 0 {
            var best = distance + ColorMapper.concession
            for i in neighbours(of: first) {
                // The others are further still: the triangle inequality.
                let reach = best.squareRoot() + distance.squareRoot()
                if points[i].distance(points[first]) > reach * reach { break }
                let d = points[i].distance(color)
                if d < best {
                    best = d
                    answer.other = UInt8(i)
                }
            }
        }
        guard dithering == .ordered, distance > ColorMapper.invisible else { return answer }
        let from = points[first]
        // The other entry of the mixture that comes closest, noise counted in.
        var best = distance
        for i in neighbours(of: first) {
            let to = points[i]
            let (dy, du, dv) = (to.y - from.y, to.u - from.u, to.v - from.v)
            let apart = dy * dy + du * du + dv * dv
            // The others are further still.
            guard ColorMapper.noise * apart < best else { break }
            let along = (color.y - from.y) * dy + (color.u - from.u) * du + (color.v - from.v) * dv
            let share = (along / apart * 64).rounded()
            guard share >= 1 else { continue }
            let t = min(share, 63) / 64
            let mixed = ColorPoint(from.y + t * dy, from.u + t * du, from.v + t * dv)
            let cost = color.distance(mixed) + ColorMapper.noise * apart
            if cost < best {
                best = cost
                answer.second = UInt8(i)
                answer.share = UInt8(min(share, 63))
            }
        }
        return answer
    }

    /// The other entries, nearest first; sorted when first asked for.
    private mutating func neighbours(of entry: Int) -> [Int] {
        if sorted[entry].isEmpty {
            let from = points[entry]
            let distances = points.map { $0.distance(from) }
            sorted[entry] = points.indices.filter { $0 != entry }.sorted { (distances[$0], $0) < (distances[$1], $1) }
        }
        return sorted[entry]
    }

    /// Bayer's 8×8 matrix, 0...63: "An optimum method for two-level rendition of continuous-tone pictures", 1973.
    static let pattern: [UInt8] = (0..<64).map { place in
        let x = place & 7, y = place >> 3
        var value = 0
        for bit in 0..<3 {
            let a = (x >> bit) & 1, b = (y >> bit) & 1
            value |= ((a ^ b) << 1 | b) << (2 * (2 - bit))
        }
        return UInt8(value)
    }
}
