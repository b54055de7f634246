// Numbers that change along an axis, as lines.
import Pictures

/// A chart of lines: losses over epochs, speeds over time.
///
/// ```swift
/// let chart = LineChart(
///     title: "Loss", x: ChartAxis("epoch", isWhole: true), y: ChartAxis(scale: .logarithmic),
///     lines: [.init("rc", [0.5, 0.2, 0.1]), .init("vel", [0.05, 0.04, 0.03])])
/// let picture = try chart.image(ChartStyle(width: 400, height: 240))
/// print(picture.width, picture.height)  // 400 240
/// ```
public struct LineChart: Sendable {
    /// One line.
    public struct Line: Sendable {
        /// What the legend calls it.
        public var name: String
        /// In the order they are joined in. Where one is not a number, or not positive on a logarithmic axis, the line has a gap.
        public var points: [(x: Double, y: Double)]
        /// Nil takes the next of the style's palette.
        public var color: Color?
        /// Pixels at scale 1.
        public var thickness: Double
        /// A dot at each point.
        public var hasDots: Bool
        /// Broken into dashes.
        public var isDashed = false

        public init(_ name: String, points: [(x: Double, y: Double)], color: Color? = nil, thickness: Double = 2, hasDots: Bool = false) {
            self.name = name
            self.points = points
            self.color = color
            self.thickness = thickness
            self.hasDots = hasDots
        }

        /// Values at 1, 2, 3, …, such as epochs.
        public init(_ name: String, _ values: [Double], color: Color? = nil) {
            self.init(name, points: values.enumerated().map { (x: Double($0.offset + 1), y: $0.element) }, color: color)
        }
    }

    public var title: String
    public var x: ChartAxis
    public var y: ChartAxis
    public var lines: [Line]

    public init(title: String = "", x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis(), lines: [Line]) {
        self.title = title
        self.x = x
        self.y = y
        self.lines = lines
    }

    /// The picture.
    /// - Throws: ``PictureProblem`` if the style's size is not one a picture may have.
    public func image(_ style: ChartStyle = ChartStyle()) throws -> Image {
        let colors = lines.indices.map { lines[$0].color ?? style.color($0) }
        let frame = ChartFrame(
            style: style, title: title, x: x, y: y, xValues: lines.flatMap { $0.points.map(\.x) },
            yValues: lines.flatMap { $0.points.map(\.y) },
            legend: zip(lines, colors).map { LegendEntry(name: $0.name, color: $1, isDashed: $0.isDashed) })
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas)
        frame.drawBase(on: &canvas)
        let f = style.factor
        // A line along the border is drawn whole.
        let around = Int((4 * f).rounded(.up))
        let box = PixelBox(
            left: frame.plot.left - around, top: frame.plot.top - around, right: frame.plot.right + around,
            bottom: frame.plot.bottom + around)
        // The first line comes out on top.
        for (line, color) in zip(lines, colors).reversed() {
            var run: [ChartCanvas.Point] = []
            func draw() {
                guard !run.isEmpty else { return }
                // A point alone is a dot, or it would not be seen.
                let pieces = line.isDashed && run.count > 1 ? LineChart.dashes(run, on: 6 * f, off: 5 * f) : [run]
                canvas.stroke(pieces, thickness: (run.count == 1 ? 2.5 : 1) * line.thickness * f, color, inside: box)
                if line.hasDots { canvas.stroke(run.map { [$0] }, thickness: 3 * line.thickness * f, color, inside: box) }
                run.removeAll(keepingCapacity: true)
            }
            for point in line.points {
                if let x = frame.pixelX(point.x), let y = frame.pixelY(point.y) { run.append(.init(x: x, y: y)) } else { draw() }
            }
            draw()
        }
        return canvas.image
    }

    /// A line cut into strokes of one length.
    private static func dashes(_ points: [ChartCanvas.Point], on: Double, off: Double) -> [[ChartCanvas.Point]] {
        var pieces: [[ChartCanvas.Point]] = []
        var isOn = true
        var left = on
        var piece = [points[0]]
        for (from, to) in zip(points, points.dropFirst()) {
            let length = ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)).squareRoot()
            // A line that leaves the picture by far is not worth cutting.
            guard length > 0, length < 50_000 else { continue }
            var at = 0.0
            while length - at > left {
                at += left
                let cut = ChartCanvas.Point(x: from.x + (to.x - from.x) * at / length, y: from.y + (to.y - from.y) * at / length)
                if isOn { pieces.append(piece + [cut]) }
                piece = [cut]
                isOn.toggle()
                left = isOn ? on : off
            }
            left -= length - at
            if isOn { piece.append(to) }
        }
        if isOn { pieces.append(piece) }
        return pieces
    }
}
