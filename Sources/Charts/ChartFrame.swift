// What stands around the data of every chart: title, legend, axes, grid.
import Pictures

/// An entry of a legend.
struct LegendEntry {
    let name: String
    let color: Color
    var isDashed = false
}

/// The parts of a chart around its data, laid out for a picture.
struct ChartFrame {
    let style: ChartStyle
    let title: String
    let x: SettledAxis
    /// Nil where rows with names take the place of numbers.
    let y: SettledAxis?
    /// Where the data goes.
    let plot: PixelBox
    private let xLabel: String
    private let yLabel: String
    private let legendRows: [[(entry: LegendEntry, x: Double)]]
    private let legendTop: Double
    private let labelTop: Double
    private let textSize: Double
    private let titleSize: Double
    private let line: Double

    /// - Parameters:
    ///   - xValues: the data along the axis, to find its range.
    ///   - yValues: likewise; nil for rows with names.
    ///   - rowNames: names of rows, whose widest sets the left margin.
    init(
        style: ChartStyle, title: String, x xAxis: ChartAxis, y yAxis: ChartAxis, xValues: [Double], yValues: [Double]?,
        rowNames: [String] = [],
        legend: [LegendEntry] = []
    ) {
        let f = style.factor
        self.style = style
        self.title = title
        xLabel = xAxis.label
        yLabel = yAxis.label
        let size = 13 * f
        textSize = size
        titleSize = 16 * f
        line = (17 * f).rounded()
        let (width, height) = (Double(style.width), Double(style.height))
        let margin = (14 * f).rounded()
        var top = margin
        if !title.isEmpty { top += (26 * f).rounded() }

        // The legend's entries side by side, in as many lines as they take.
        var rows: [[(LegendEntry, Double)]] = []
        var at = margin
        if legend.count > 1 {
            for entry in legend {
                let taken = (20 * f).rounded() + ChartFrame.width(entry.name, size: textSize) + (18 * f).rounded()
                if rows.isEmpty || at + taken > width - margin {
                    rows.append([])
                    at = margin
                }
                rows[rows.count - 1].append((entry, at))
                at += taken
            }
        }
        // A legend may not push the data out of the picture.
        while Double(rows.count) * line > height / 3, !rows.isEmpty { rows.removeLast() }
        legendTop = top
        top += Double(rows.count) * line + (rows.isEmpty ? 0 : (6 * f).rounded())
        legendRows = rows.map { $0.map { (entry: $0.0, x: $0.1) } }
        labelTop = top
        if !yAxis.label.isEmpty { top += line + (9 * f).rounded() } else { top += (6 * f).rounded() }

        var bottom = height - margin - (line + (4 * f).rounded())
        if !xAxis.label.isEmpty { bottom -= line + (2 * f).rounded() }

        let vertical = yValues.map { SettledAxis(yAxis, values: $0, room: max(2, Int((bottom - top) / (44 * f))), isWidened: true) }
        let names = vertical?.ticks.map(\.label) ?? rowNames
        let widest = names.map { ChartFrame.width($0, size: size) }.max() ?? 0
        let left = margin + min(widest, width * 0.35) + (8 * f).rounded()
        let right = width - margin - (8 * f).rounded()
        let horizontal = SettledAxis(xAxis, values: xValues, room: max(2, Int((right - left) / (60 * f))), isWidened: false)
        y = vertical
        x = horizontal
        plot = PixelBox(
            left: Int(min(left, width - 2).rounded()), top: Int(min(top, height - 2).rounded()),
            right: Int(max(right, min(left, width - 2) + 1).rounded()),
            bottom: Int(max(bottom, min(top, height - 2) + 1).rounded()))
    }

    /// Pixels of a line of text, rounded up.
    static func width(_ text: String, size: Double) -> Double { Double(TextLayout(text, style: TextStyle(size: size)).width) }

    func pixelX(_ value: Double) -> Double? { x.position(value).map { ChartFrame.near(Double(plot.left) + $0 * Double(plot.width)) } }
    func pixelY(_ value: Double) -> Double? { y?.position(value).map { ChartFrame.near(Double(plot.bottom) - $0 * Double(plot.height)) } }

    /// Far outside the picture one place is as good as another, and nearer ones can be counted with.
    private static func near(_ pixel: Double) -> Double { min(max(pixel, -1e6), 1e6) }

    /// Texts of this chart, small ones.
    func text(_ color: Color, _ alignment: TextStyle.Alignment, bold: Bool = false) -> TextStyle {
        TextStyle(
            size: bold ? titleSize : textSize, smallestSize: bold ? nil : 9 * style.factor, color: color, alignment: alignment,
            verticalAlignment: .middle)
    }

    /// Everything behind the data: background, title, legend, grid, labels.
    func drawBehind(on canvas: inout ChartCanvas, verticalGrid: Bool = true) {
        let f = style.factor
        let margin = (14 * f).rounded()
        let width = Double(style.width)
        let hair = max(1, f.rounded())
        if !title.isEmpty {
            canvas.write(
                title, x: margin, y: margin - (4 * f).rounded(), width: width - 2 * margin, height: (24 * f).rounded(),
                style: text(style.ink, .left, bold: true))
        }
        for (number, row) in legendRows.enumerated() {
            let top = legendTop + Double(number) * line
            for (entry, x) in row {
                let middle = top + line / 2
                let box = PixelBox(left: 0, top: 0, right: style.width, bottom: style.height)
                let strokes = (entry.isDashed ? [(1.0, 5.0), (10, 14)] : [(1, 14)]).map { from, to in
                    [ChartCanvas.Point(x: x + from * f, y: middle), ChartCanvas.Point(x: x + to * f, y: middle)]
                }
                canvas.stroke(strokes, thickness: 2.5 * f, entry.color, inside: box)
                canvas.write(
                    entry.name, x: x + (20 * f).rounded(), y: top, width: width - margin - x - 20 * f, height: line,
                    style: text(style.ink, .left))
            }
        }
        if !yLabel.isEmpty {
            canvas.write(yLabel, x: margin, y: labelTop, width: width - 2 * margin, height: line, style: text(style.fadedInk, .left))
        }
        let (left, right, top, bottom) = (Double(plot.left), Double(plot.right), Double(plot.top), Double(plot.bottom))
        for tick in y?.ticks ?? [] {
            guard let at = pixelY(tick.value)?.rounded() else { continue }
            canvas.fill(left: left, top: at, right: right, bottom: at + hair, style.gridColor)
            canvas.write(
                tick.label, x: 0, y: at - line / 2, width: left - (7 * f).rounded(), height: line, style: text(style.fadedInk, .right))
        }
        for tick in x.ticks {
            guard let at = pixelX(tick.value)?.rounded() else { continue }
            if verticalGrid { canvas.fill(left: at, top: top, right: at + hair, bottom: bottom, style.gridColor) }
            let half = (60 * f).rounded()
            canvas.fill(left: at, top: bottom, right: at + hair, bottom: bottom + (4 * f).rounded(), style.fadedInk)
            // The last one may not leave the picture.
            let box = min(at - half, width - half - (margin / 3).rounded() - ChartFrame.width(tick.label, size: textSize) / 2)
            canvas.write(
                tick.label, x: box, y: bottom + (5 * f).rounded(), width: 2 * half, height: line, style: text(style.fadedInk, .center))
        }
        if !xLabel.isEmpty {
            canvas.write(
                xLabel, x: left, y: Double(style.height) - margin - line + (4 * f).rounded(), width: right - left, height: line,
                style: text(style.fadedInk, .center))
        }
    }

    /// The line at the foot of the data, over it.
    func drawBase(on canvas: inout ChartCanvas) {
        let hair = max(1, style.factor.rounded()), y = Double(plot.bottom)
        canvas.fill(left: Double(plot.left), top: y.rounded(), right: Double(plot.right), bottom: y.rounded() + hair, style.fadedInk)
    }
}
