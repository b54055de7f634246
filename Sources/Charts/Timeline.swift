// What happened when: spans of time in rows.
import Pictures

/// A chart of spans: labels of a motion, plants of feet, work of threads.
///
/// ```swift
/// let chart = Timeline(
///     x: ChartAxis("seconds"),
///     rows: [.init("action", [.init(0, 2.5, "walk"), .init(2.5, 4, "turn")]), .init("left foot", [.init(0.2, 0.8), .init(1.4, 2)])])
/// let picture = try chart.image(ChartStyle(width: 500, height: 160))
/// print(picture.height)  // 160
/// ```
public struct Timeline: Sendable {
    /// From when to when.
    public struct Span: Sendable {
        public var start: Double
        public var end: Double
        /// Written into it, if there is room.
        public var label: String
        /// Nil: by its label, equal ones alike; without a label the row's.
        public var color: Color?

        public init(_ start: Double, _ end: Double, _ label: String = "", color: Color? = nil) {
            self.start = start
            self.end = end
            self.label = label
            self.color = color
        }
    }

    /// Spans beside a name; where they overlap the later in the list lies on top.
    public struct Row: Sendable {
        public var name: String
        public var spans: [Span]

        public init(_ name: String, _ spans: [Span]) {
            self.name = name
            self.spans = spans
        }
    }

    public var title: String
    public var x: ChartAxis
    public var rows: [Row]

    public init(title: String = "", x: ChartAxis = ChartAxis(), rows: [Row]) {
        self.title = title
        self.x = x
        self.rows = rows
    }

    /// The picture.
    /// - Throws: ``PictureProblem`` if the style's size is not one a picture may have.
    public func image(_ style: ChartStyle = ChartStyle()) throws -> Image {
        let f = style.factor
        let frame = ChartFrame(
            style: style, title: title, x: x, y: ChartAxis(), xValues: rows.flatMap { $0.spans.flatMap { [$0.start, $0.end] } }, yValues: nil,
            rowNames: rows.map(\.name), legend: [])
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas)
        let plot = frame.plot
        let pitch = Double(plot.height) / Double(max(1, rows.count))
        // Labels get colours in the order in which they first appear.
        var known: [String: Int] = [:]
        for (number, row) in rows.enumerated() {
            let top = Double(plot.top) + Double(number) * pitch + pitch * 0.12, bottom = top + pitch * 0.76
            canvas.write(
                row.name, x: 0, y: top, width: Double(plot.left) - (8 * f).rounded(), height: bottom - top, style: frame.text(style.ink, .right))
            for span in row.spans {
                guard let from = frame.pixelX(span.start), let to = frame.pixelX(span.end), to >= from else { continue }
                var color = span.color
                if color == nil {
                    let key = span.label.isEmpty ? "\u{0}\(number)" : span.label
                    if known[key] == nil { known[key] = known.count }
                    color = style.color(known[key] ?? 0)
                }
                let fill = color ?? style.ink
                let left = max(Double(plot.left), from.rounded())
                // However short, it can be seen.
                let right = min(Double(plot.right), max(to.rounded() - (to - from > 4 * f ? max(1, f.rounded()) : 0), left + max(1, f.rounded())))
                canvas.fill(left: left, top: top, right: right, bottom: bottom, fill)
                // Neighbours are not to be crowded with cut words.
                if ChartFrame.width(span.label, size: 13 * f) + 6 * f <= right - left {
                    let isDark = PixelConversion.luma(fill.red, fill.green, fill.blue) < 150
                    canvas.write(span.label, x: left, y: top, width: right - left, height: bottom - top, style: frame.text(isDark ? .white : style.ink, .center))
                }
            }
        }
        frame.drawBase(on: &canvas)
        return canvas.image
    }
}
