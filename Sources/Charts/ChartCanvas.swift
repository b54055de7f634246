// Lines and boxes on a picture, smooth at their edges.
import Pictures

/// A picture that charts are drawn on. Coordinates are pixels from the top left corner; whole numbers lie between pixels.
struct ChartCanvas {
    private(set) var image: Image
    private var cache = GlyphCache(font: .standard)

    init(width: Int, height: Int, background: Color) throws {
        image = try Image(width: width, height: height, format: .rgb8, fill: background)
    }

    struct Point {
        var x: Double
        var y: Double
    }

    /// A box, its edges rounded to whole pixels.
    mutating func fill(left: Double, top: Double, right: Double, bottom: Double, _ color: Color) {
        let (x0, x1) = (Self.whole(left, 0, image.width), Self.whole(right, 0, image.width))
        let (y0, y1) = (Self.whole(top, 0, image.height), Self.whole(bottom, 0, image.height))
        guard x0 < x1, y0 < y1 else { return }
        let width = image.width
        image.withPixels { pixels in
            for y in y0..<y1 {
                for x in x0..<x1 { Self.blend(color, Int(color.alpha) * 257, pixels, (y * width + x) * 3) }
            }
        }
    }

    /// Lines through points with round ends and joints, inside a box. They cover themselves where they cross: translucent
    /// ones are equally dark everywhere.
    mutating func stroke(_ lines: [[Point]], thickness: Double, _ color: Color, inside box: PixelBox) {
        // The least distance of each pixel's centre from the lines decides; only up to `reach` is it looked for.
        let reach = thickness / 2 + 0.5
        var bounds = (left: Double.infinity, top: Double.infinity, right: -Double.infinity, bottom: -Double.infinity)
        for line in lines {
            for point in line {
                bounds = (min(bounds.left, point.x), min(bounds.top, point.y), max(bounds.right, point.x), max(bounds.bottom, point.y))
            }
        }
        guard bounds.left <= bounds.right else { return }
        let clip = PixelBox(
            left: Self.whole(bounds.left - reach - 1, max(0, box.left), image.width),
            top: Self.whole(bounds.top - reach - 1, max(0, box.top), image.height),
            right: Self.whole(bounds.right + reach + 1, 0, min(image.width, box.right)),
            bottom: Self.whole(bounds.bottom + reach + 1, 0, min(image.height, box.bottom)))
        guard clip.left < clip.right, clip.top < clip.bottom else { return }
        var coverage = [Float](repeating: 0, count: clip.width * clip.height)
        for line in lines { cover(&coverage, line, reach: reach, clip: clip) }
        let (width, columns) = (image.width, clip.width)
        // Lines thinner than a pixel are weaker instead.
        let strength = Float(color.alpha) * 257 * Float(min(1, thickness))
        image.withPixels { pixels in
            for i in coverage.indices where coverage[i] > 0 {
                let (x, y) = (clip.left + i % columns, clip.top + i / columns)
                Self.blend(color, Int(min(1, coverage[i]) * strength), pixels, (y * width + x) * 3)
            }
        }
    }

    /// Raises each pixel's coverage to what one line gives it.
    private func cover(_ coverage: inout [Float], _ points: [Point], reach: Double, clip: PixelBox) {
        guard let first = points.first else { return }
        let columns = clip.width
        var from = first
        for to in points.count == 1 ? points[...] : points.dropFirst() {
            defer { from = to }
            // Far outside, numbers too large to count pixels with would come.
            let bounds = (
                left: min(from.x, to.x) - reach, right: max(from.x, to.x) + reach, top: min(from.y, to.y) - reach,
                bottom: max(from.y, to.y) + reach
            )
            guard bounds.left < Double(clip.right), bounds.right > Double(clip.left), bounds.top < Double(clip.bottom),
                bounds.bottom > Double(clip.top)
            else { continue }
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let square = dx * dx + dy * dy
            for y in Self.whole(bounds.top - 0.5, clip.top, clip.bottom)..<Self.whole(bounds.bottom + 0.5, clip.top, clip.bottom) {
                let py = Double(y) + 0.5
                // Of a long slanted line only the columns near this row.
                var (left, right) = (bounds.left, bounds.right)
                if abs(dy) > 1e-9 {
                    let (a, b) = (from.x + (py - reach - from.y) / dy * dx, from.x + (py + reach - from.y) / dy * dx)
                    left = max(left, min(a, b) - reach)
                    right = min(right, max(a, b) + reach)
                }
                let x0 = Self.whole(left - 0.5, clip.left, clip.right), x1 = Self.whole(right + 0.5, clip.left, clip.right)
                guard x0 < x1 else { continue }
                for x in x0..<x1 {
                    let px = Double(x) + 0.5
                    let along = square > 0 ? min(1, max(0, ((px - from.x) * dx + (py - from.y) * dy) / square)) : 0
                    let (ex, ey) = (px - from.x - along * dx, py - from.y - along * dy)
                    let near = Float(reach - (ex * ex + ey * ey).squareRoot())
                    let at = (y - clip.top) * columns + x - clip.left
                    if near > coverage[at] { coverage[at] = near }
                }
            }
        }
    }

    /// A line of text in a box; what does not fit is cut with an ellipsis.
    mutating func write(_ text: String, x: Double, y: Double, width: Double, height: Double, style: TextStyle) {
        let (width, height) = (Self.whole(width, 0, 1 << 20), Self.whole(height, 0, 1 << 20))
        let layout = TextLayout(text, fitting: width, height: height, style: style)
        image.draw(
            layout, x: Self.whole(x, -(1 << 20), 1 << 20), y: Self.whole(y, -(1 << 20), 1 << 20), width: width, height: height,
            style: style, cache: &cache)
    }

    /// The nearest whole number within limits; the lower for what is not a number.
    private static func whole(_ value: Double, _ low: Int, _ high: Int) -> Int {
        value > Double(low) ? (value < Double(high) ? Int(value.rounded()) : high) : low
    }

    /// Mixed in light, as text is; `amount` in 1/65535.
    @inline(__always)
    private static func blend(_ color: Color, _ amount: Int, _ pixels: UnsafeMutableBufferPointer<UInt8>, _ at: Int) {
        for (i, value) in [color.red, color.green, color.blue].enumerated() where pixels[at + i] != value {
            if amount >= 65535 {
                pixels[at + i] = value
            } else {
                let light = LinearLight.light(value) * amount + LinearLight.light(pixels[at + i]) * (65535 - amount)
                pixels[at + i] = LinearLight.encoded((light + 32767) / 65535)
            }
        }
    }
}
