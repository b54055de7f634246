// Amounts under names too long to stand below bars: one bar a row, the name beside it.
import Pictures

/// A chart of horizontal bars, in the order given: how often labels occur, how much each set holds.
///
/// ```swift
/// let chart = RankChart(title: "Labels", x: ChartAxis("seconds"), bars: [("walk forward", 410), ("turn around", 120)])
/// let picture = try chart.image(ChartStyle(width: 320, height: 140))
/// print(picture.width, picture.height)  // 320 140
/// ```
public struct RankChart: Sendable {
    public var title: String
    /// What bars measure; they begin at 0, so the axis is linear.
    public var x: ChartAxis
    /// From the top. A value that is not a number leaves its row empty.
    public var bars: [(name: String, value: Double)]

    public init(title: String = "", x: ChartAxis = ChartAxis(), bars: [(name: String, value: Double)]) {
        self.title = title
        self.x = x
        self.bars = bars
    }

    /// The picture.
    /// - Throws: ``PictureProblem`` if the style's size is not one a picture may have.
    public func image(_ style: ChartStyle = ChartStyle()) throws -> Image {
        let f = style.factor
        var axis = x
        axis.scale = .linear
        // Room for the value behind the longest bar.
        let longest = bars.map(\.value).filter(\.isFinite).max() ?? 0
        if axis.range == nil { axis.range = 0...max(longest * 1.12, 1e-9) }
        let frame = ChartFrame(
            style: style, title: title, x: axis, y: ChartAxis(), xValues: [0, longest], yValues: nil, rowNames: bars.map(\.name))
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas)
        let plot = frame.plot
        let pitch = Double(plot.height) / Double(max(1, bars.count))
        for (number, bar) in bars.enumerated() {
            let top = Double(plot.top) + Double(number) * pitch
            canvas.write(
                bar.name, x: 0, y: top, width: Double(plot.left) - (8 * f).rounded(), height: pitch, style: frame.text(style.ink, .right))
            guard let end = frame.pixelX(bar.value), let start = frame.pixelX(0), end > start else { continue }
            let right = min(end, Double(plot.right))
            canvas.fill(left: start, top: top + pitch * 0.14, right: right, bottom: top + pitch * 0.86, style.color(0))
            let value = ChartNumber.short(bar.value)
            if ChartFrame.width(value, size: 13 * f) + 6 * f <= Double(style.width) - right {
                canvas.write(
                    value, x: right + (5 * f).rounded(), y: top, width: Double(style.width) - right - 6 * f, height: pitch,
                    style: frame.text(style.fadedInk, .left))
            }
        }
        frame.drawBase(on: &canvas)
        return canvas.image
    }
}
