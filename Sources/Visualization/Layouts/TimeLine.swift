// A bar under a moving cell: how far the motion is, and which parts of it are marked.
public import Pictures

/// What a time line shows.
public struct TimeLine: Sendable, Equatable {
    /// Seconds from the bar's beginning to its end.
    public var duration: Double
    /// The stretches that are marked, seconds: in order and apart from each other.
    public var marks: [Range<Double>]

    public init(duration: Double, marks: [Range<Double>]) {
        self.duration = duration
        self.marks = marks
    }
}

/// Draws a time line at any moment: a round-ended bar, its marked stretches in colour with their times beneath, and a knob where the
/// motion is.
struct TimeLineArtist: Sendable {
    let height: Int
    private let bar: Bar
    private let empty: Image
    private let ink: Color
    private let ground: Color

    /// Where the bar lies under its cell, pixels.
    private struct Bar {
        let duration: Double
        let left: Double, right: Double
        let thickness: Double
        /// Of its band, above the times.
        let height: Int

        init(duration: Double, cellWidth: Int) {
            self.duration = duration
            thickness = max(3, min(Double(cellWidth) / 45, 10))
            height = Int((thickness * 2.6).rounded(.up)) + 2
            let margin = max(thickness * 1.4, Double(cellWidth) / 16)
            (left, right) = (margin, max(Double(cellWidth) - margin, margin + 1))
        }

        var middle: Double { Double(height) / 2 }

        func place(_ seconds: Double) -> Double {
            let share = duration > 0 ? min(max(seconds / duration, 0), 1) : 0
            return left + (right - left) * share
        }

        /// How much of a pixel with a middle (x, y) it covers.
        func coverage(_ x: Double, _ y: Double) -> Double {
            let radius = thickness / 2
            let dx = x - min(max(x, left + radius), right - radius), dy = y - middle
            return min(max(radius + 0.5 - (dx * dx + dy * dy).squareRoot(), 0), 1)
        }
    }

    /// An orange that stands out beside the bodies' blues.
    private static let accent = Color(0xe0, 0x7b, 0x2c)

    /// The height of a time line under a cell.
    static func height(cellWidth: Int) -> Int {
        let layout = TextLayout(" ", style: style(cellWidth: cellWidth, color: .black))
        return Bar(duration: 1, cellWidth: cellWidth).height + layout.lineHeight + 2
    }

    private static func style(cellWidth: Int, color: Color) -> TextStyle {
        TextStyle(size: max(8, min(Double(cellWidth) / 23, 18)), color: color, verticalAlignment: .top)
    }

    /// - Parameter format: of the cell it stands under.
    /// - Throws: ``PictureProblem`` if the picture would be too large.
    init(_ line: TimeLine, cellWidth: Int, background: Color, format: PixelFormat) throws {
        let bar = Bar(duration: line.duration, cellWidth: cellWidth)
        self.bar = bar
        height = TimeLineArtist.height(cellWidth: cellWidth)
        ink = CaptionStyle.ink(on: background)
        ground = background.alpha == 255 ? background : .white
        var picture = try Image(width: cellWidth, height: height, format: format, fill: background)
        let isDark = ink.red > 0x80
        picture.fill(Color(gray: isDark ? 0x50 : 0xd4), coverage: bar.coverage)
        for mark in line.marks {
            let from = bar.place(mark.lowerBound)
            let to = max(bar.place(mark.upperBound), from + 1)
            // Ends are round where the bar ends, straight inside it.
            picture.fill(TimeLineArtist.accent) { x, y in
                min(bar.coverage(x, y), min(max(x + 0.5 - from, 0), 1), min(max(to - x + 0.5, 0), 1))
            }
        }
        let style = TimeLineArtist.style(cellWidth: cellWidth, color: ink)
        var free = 0.0
        for mark in line.marks {
            let text = TimeLineArtist.words(mark)
            let width = Double(TextLayout(text, style: style).width + 1)
            let center = (bar.place(mark.lowerBound) + bar.place(mark.upperBound)) / 2
            let start = min(max(center - width / 2, 0), Double(cellWidth) - width)
            // Times that would stand on each other are left out.
            guard start >= free, width <= Double(cellWidth) else { continue }
            picture.draw(text: text, x: Int(start), y: bar.height, width: Int(width), height: height - bar.height, style: style)
            free = start + width + style.size / 2
        }
        empty = picture
    }

    private static func words(_ mark: Range<Double>) -> String {
        func text(_ seconds: Double) -> String {
            let tenths = Int((min(max(seconds, 0), 1e6) * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        }
        return "\(text(mark.lowerBound))–\(text(mark.upperBound)) s"
    }

    /// - Parameter seconds: where the motion is.
    func image(at seconds: Double) -> Image {
        var picture = empty
        let x = bar.place(seconds), radius = bar.thickness * 1.15
        for (color, radius) in [(ground, radius + max(1, bar.thickness / 4)), (ink, radius)] {
            picture.fill(color, columns: Int(x - radius) - 1..<Int(x + radius) + 2) { column, row in
                let (dx, dy) = (column - x, row - bar.middle)
                return min(max(radius + 0.5 - (dx * dx + dy * dy).squareRoot(), 0), 1)
            }
        }
        return picture
    }
}

extension Image {
    /// Paints a shape.
    /// - Parameter coverage: how much of the pixel with a middle (x, y) the shape covers, 0 to 1.
    fileprivate mutating func fill(_ color: Color, columns: Range<Int>? = nil, coverage: (Double, Double) -> Double) {
        let columns = (columns ?? 0..<width).clamped(to: 0..<width)
        let shape = try? Image(width: max(columns.count, 1), height: height, format: .rgba8) { pixels in
            var at = 0
            for row in 0..<height {
                for column in columns {
                    let covered = coverage(Double(column) + 0.5, Double(row) + 0.5)
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = (color.red, color.green, color.blue)
                    pixels[at + 3] = UInt8((covered * 255).rounded())
                    at += 4
                }
            }
        }
        if let shape, !columns.isEmpty { draw(shape, x: columns.lowerBound, y: 0) }
    }
}
