// Amounts side by side, and how often values occur.
import Pictures

/// A chart of bars: one a name, or several of different series.
///
/// ```swift
/// let chart = BarChart(title: "Clips", y: ChartAxis("clips", isWhole: true), bars: [("walk", 40), ("run", 12), ("jump", 7)])
/// let picture = try chart.image(ChartStyle(width: 300, height: 200))
/// print(picture.width)  // 300
/// ```
public struct BarChart: Sendable {
    /// Bars of one colour, one a name; a value that is not a number leaves its place empty.
    public struct Series: Sendable {
        public var name: String
        public var values: [Double]
        public var color: Color?

        public init(_ name: String, _ values: [Double], color: Color? = nil) {
            self.name = name
            self.values = values
            self.color = color
        }
    }

    public var title: String
    public var x: ChartAxis
    public var y: ChartAxis
    public var names: [String]
    public var series: [Series]
    /// Writes each bar's value over it, if there is room.
    public var hasValues: Bool

    public init(title: String = "", x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis(), names: [String], series: [Series], hasValues: Bool = false) {
        self.title = title
        self.x = x
        self.y = y
        self.names = names
        self.series = series
        self.hasValues = hasValues
    }

    /// One bar a name.
    public init(title: String = "", x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis(), bars: [(name: String, value: Double)], hasValues: Bool = false) {
        self.init(title: title, x: x, y: y, names: bars.map(\.name), series: [Series("", bars.map(\.value))], hasValues: hasValues)
    }

    /// The picture.
    /// - Throws: ``PictureProblem`` if the style's size is not one a picture may have.
    public func image(_ style: ChartStyle = ChartStyle()) throws -> Image {
        let f = style.factor
        let colors = series.indices.map { series[$0].color ?? style.color($0) }
        // Bars stand on 0, except where that has no place.
        let base = y.scale == .linear ? [0.0] : []
        func frame(labelHeight: Double) -> ChartFrame {
            ChartFrame(
                style: style, title: title, x: ChartAxis(x.label, range: 0...1), y: y, xValues: [], yValues: series.flatMap(\.values) + base,
                legend: zip(series, colors).map { LegendEntry(name: $0.name, color: $1, isLine: false) }, barLabelHeight: labelHeight)
        }
        // Names too wide for their bars stand on two lines, then are cut.
        let one = frame(labelHeight: 21 * f)
        let place = Double(one.plot.width) / Double(max(1, names.count))
        let widest = names.map { ChartFrame.width($0, size: 13 * f) }.max() ?? 0
        let lines = widest <= place - 4 * f ? 1.0 : 2
        let frame = lines == 1 ? one : frame(labelHeight: (17 * lines + 4) * f)
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas, verticalGrid: false, tickLabels: false)
        let plot = frame.plot
        let foot = (y.scale == .linear ? frame.pixelY(0) : nil) ?? Double(plot.bottom)
        for index in names.indices {
            let left = Double(plot.left) + Double(index) * place
            let room = place * (place > 6 * f ? 0.76 : 1)
            let each = room / Double(max(1, series.count))
            for (number, (one, color)) in zip(series, colors).enumerated() where index < one.values.count {
                guard let top = frame.pixelY(one.values[index]) else { continue }
                let start = left + (place - room) / 2 + Double(number) * each
                let gap = each > 8 * f ? f : 0
                canvas.fill(left: start + gap, top: min(top, foot), right: start + each - gap, bottom: max(top, foot), color)
                let value = ChartNumber.short(one.values[index])
                if hasValues, ChartFrame.width(value, size: 13 * f) <= each + 8 * f {
                    canvas.write(
                        value, x: start - 10 * f, y: min(top, foot) - frame.lineHeight, width: each + 20 * f, height: frame.lineHeight,
                        style: frame.text(style.ink, .center))
                }
            }
            canvas.write(
                names[index], x: left + 2 * f, y: Double(plot.bottom) + 5 * f, width: place - 4 * f, height: (17 * lines * f).rounded(),
                style: TextStyle(size: 13 * f, smallestSize: 9 * f, color: style.fadedInk, alignment: .center, verticalAlignment: .top))
        }
        frame.drawBase(on: &canvas, at: y.scale == .linear ? 0 : nil)
        return canvas.image
    }
}

/// How often values fall into equal intervals.
///
/// ```swift
/// let histogram = Histogram([1, 1.2, 2.5, 2.6, 2.7, 4], bins: 3)
/// print(histogram.edges, histogram.counts)  // [1.0, 2.0, 3.0, 4.0] [2, 3, 1]
/// ```
public struct Histogram: Sendable, Equatable {
    /// One more than there are intervals. An interval has its lower edge, the last one both.
    public let edges: [Double]
    public let counts: [Int]

    /// - Parameters:
    ///   - values: those that are not finite or outside `range` are left out.
    ///   - bins: how many intervals; nil takes about the square root of the number of values, 5 to 60.
    ///   - range: from where to where; nil takes the values' own.
    public init(_ values: [Double], bins: Int? = nil, range: ClosedRange<Double>? = nil) {
        let finite = values.filter { $0.isFinite && (range?.contains($0) ?? true) }
        var low = range?.lowerBound ?? finite.min() ?? 0, high = range?.upperBound ?? finite.max() ?? 1
        if !(high > low) { (low, high) = (low - 0.5, low + 0.5) }
        let count = min(10_000, max(1, bins ?? min(60, max(5, Int(Double(finite.count).squareRoot())))))
        var counts = [Int](repeating: 0, count: count)
        for value in finite {
            let share = (value - low) / (high - low) * Double(count)
            counts[share > 0 ? min(count - 1, Int(min(share, Double(count)))) : 0] += 1
        }
        edges = (0...count).map { low + (high - low) * Double($0) / Double(count) }
        self.counts = counts
    }

    /// The picture: bars that touch, over an axis of numbers.
    /// - Throws: ``PictureProblem`` if the style's size is not one a picture may have.
    public func image(title: String = "", x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis("count", isWhole: true), color: Color? = nil, style: ChartStyle = ChartStyle()) throws -> Image {
        let frame = ChartFrame(
            style: style, title: title, x: x, y: y, xValues: edges, yValues: counts.map(Double.init) + (y.scale == .linear ? [0] : []), legend: [])
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas, verticalGrid: false)
        let gap = Double(frame.plot.width) / Double(max(1, counts.count)) > 6 * style.factor ? max(1, style.factor.rounded()) : 0
        for (index, count) in counts.enumerated() where count > 0 {
            guard let left = frame.pixelX(edges[index]), let right = frame.pixelX(edges[index + 1]), let top = frame.pixelY(Double(count)) else { continue }
            canvas.fill(
                left: max(Double(frame.plot.left), left), top: top, right: min(Double(frame.plot.right), right.rounded() - gap),
                bottom: Double(frame.plot.bottom), color ?? style.color(0))
        }
        frame.drawBase(on: &canvas)
        return canvas.image
    }
}

/// Numbers over bars.
enum ChartNumber {
    /// Three digits or so, the same in every locale.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        let size = abs(value)
        if size >= 1e6 || (size > 0 && size < 1e-4) { return "\(Float(value))" }
        if value == value.rounded() { return String(Int(value)) }
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4
        let unit = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = (value * unit).rounded() / unit
        return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }
}
