// Outlines turned into pixels: how much of each pixel's square lies inside, by exact area.

/// How much of each pixel a shape covers, 0 none to 255 all, in rows from the top.
package struct CoverageMask: Sendable, Equatable {
    /// Where the left column lies, in pixels to the right of the pen.
    package var left: Int
    /// Where the top row lies, in pixels below the baseline (negative above it).
    package var top: Int
    package var width: Int
    package var height: Int
    package var coverage: [UInt8]

    package static let empty = CoverageMask(left: 0, top: 0, width: 0, height: 0, coverage: [])
}

/// Adds up the signed area that every edge leaves to its right, pixel by pixel, then sums along the rows.
///
/// The absolute value of the sum, cut off at 1, is the coverage. This is exact for lines wherever one contour at most
/// crosses a pixel, and follows the non-zero winding rule inside; as in FreeType, pixels on an edge that another contour
/// overlaps come out fuller than they are by at most the overlap. Curves are flattened to within 1/200 of a pixel. Only
/// + − × ÷ and square roots of IEEE doubles are used, so every machine gives the same bytes.
struct CoverageRasterizer {
    /// The most pixels one mask may have: a glyph of 1000 pixels has four million.
    private static let maximumArea = 1 << 23

    private let width: Int, height: Int
    /// Rows of `width + 2` sums: an edge at the right border also writes to the pixels after it.
    private var sums: [Double]

    private init(width: Int, height: Int) {
        self.width = width
        self.height = height
        sums = [Double](repeating: 0, count: (width + 2) * height)
    }

    /// The mask of an outline.
    ///
    /// Outline points (x, y), y up, fall on pixel coordinates (`x * scaleX + shift`, `-y * scaleY`), y down. Outlines too
    /// large to draw give an empty mask.
    static func mask(of outline: GlyphOutline, scaleX: Double, scaleY: Double, shift: Double) -> CoverageMask {
        guard let bounds = outline.bounds else { return .empty }
        let left = (bounds.left * scaleX + shift).rounded(.down), right = (bounds.right * scaleX + shift).rounded(.up)
        let top = (-bounds.top * scaleY).rounded(.down), bottom = (-bounds.bottom * scaleY).rounded(.up)
        let sides = 32_768.0
        // Written so that what is not a number fails too.
        guard left > -sides, right < sides, top > -sides, bottom < sides, right > left, bottom > top else { return .empty }
        let width = Int(right - left), height = Int(bottom - top)
        guard (width + 2) * height <= maximumArea else { return .empty }

        var rasterizer = CoverageRasterizer(width: width, height: height)
        for contour in outline.contours {
            let points = contour.map {
                GlyphOutline.Point(x: $0.x * scaleX + shift - left, y: -$0.y * scaleY - top, isOnCurve: $0.isOnCurve)
            }
            rasterizer.add(contour: points)
        }
        return CoverageMask(
            left: Int(left), top: Int(top), width: width, height: height, coverage: rasterizer.coverage())
    }

    private mutating func add(contour points: [GlyphOutline.Point]) {
        guard points.count >= 2, let first = points.first, let last = points.last else { return }
        func middle(_ a: GlyphOutline.Point, _ b: GlyphOutline.Point) -> GlyphOutline.Point {
            GlyphOutline.Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, isOnCurve: true)
        }
        // Begins on the curve: at the first point, or else the last, or else between them.
        let start = first.isOnCurve ? first : last.isOnCurve ? last : middle(first, last)
        var pen = start
        var control: GlyphOutline.Point?
        for point in points + [start] {
            if point.isOnCurve {
                if let c = control { curve(pen, c, point) } else { line(pen.x, pen.y, point.x, point.y) }
                (pen, control) = (point, nil)
            } else {
                if let c = control {
                    let between = middle(c, point)
                    curve(pen, c, between)
                    pen = between
                }
                control = point
            }
        }
    }

    private mutating func curve(_ a: GlyphOutline.Point, _ b: GlyphOutline.Point, _ c: GlyphOutline.Point) {
        // Cut into n equal parts, a quadratic strays from its chords by at most the bend / (4 n²).
        let bx = a.x - 2 * b.x + c.x, by = a.y - 2 * b.y + c.y
        let bend = (bx * bx + by * by).squareRoot()
        let parts = min(max(1, (bend * 50).squareRoot().rounded(.up)), 256)
        var (x, y) = (a.x, a.y)
        for i in 1...Int(parts) {
            let t = Double(i) / parts, u = 1 - t
            let nextX = u * u * a.x + 2 * u * t * b.x + t * t * c.x
            let nextY = u * u * a.y + 2 * u * t * b.y + t * t * c.y
            line(x, y, nextX, nextY)
            (x, y) = (nextX, nextY)
        }
    }

    private mutating func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
        guard y0 != y1 else { return }
        let direction = y0 < y1 ? 1.0 : -1.0
        let (topX, topY, bottomX, bottomY) = y0 < y1 ? (x0, y0, x1, y1) : (x1, y1, x0, y0)
        let slope = (bottomX - topX) / (bottomY - topY)
        // The bounds hold all points; clamping only takes off what rounding adds.
        let limitX = Double(width), limitY = Double(height)
        let from = min(max(topY, 0), limitY), to = min(max(bottomY, 0), limitY)
        guard from < to, slope.isFinite else { return }
        let stride = width + 2
        sums.withUnsafeMutableBufferPointer { sums in
            for row in Int(from)..<min(height, Int(to.rounded(.up))) {
                let y = max(from, Double(row)), nextY = min(to, Double(row + 1))
                let xa = min(max(topX + (y - topY) * slope, 0), limitX)
                let xb = min(max(topX + (nextY - topY) * slope, 0), limitX)
                let area = (nextY - y) * direction
                let (left, right) = xa < xb ? (xa, xb) : (xb, xa)
                let first = Int(left), last = Int(right)
                let at = row * stride
                if first == last {
                    let beyond = (left + right) / 2 - Double(first)
                    sums[at + first] += area * (1 - beyond)
                    sums[at + first + 1] += area * beyond
                    continue
                }
                // The edge crosses several columns: each gets its share of the height, split by where it crosses.
                let share = area / (right - left)
                for column in first...last {
                    let a = max(left, Double(column)), b = min(right, Double(column + 1))
                    let part = share * (b - a)
                    let beyond = (a + b) / 2 - Double(column)
                    sums[at + column] += part * (1 - beyond)
                    sums[at + column + 1] += part * beyond
                }
            }
        }
    }

    private func coverage() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: width * height) { out, count in
            for row in 0..<height {
                var sum = 0.0
                for column in 0..<width {
                    sum += sums[row * (width + 2) + column]
                    out[row * width + column] = UInt8((min(abs(sum), 1) * 255).rounded())
                }
            }
            count = width * height
        }
    }
}
