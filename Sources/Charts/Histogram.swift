// How values are spread, as bars over intervals.
import Pictures

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
    public func image(
        title: String = "", x: ChartAxis = ChartAxis(), y: ChartAxis = ChartAxis("count", isWhole: true), color: Color? = nil,
        style: ChartStyle = ChartStyle()
    ) throws -> Image {
        let frame = ChartFrame(
            style: style, title: title, x: x, y: y, xValues: edges, yValues: counts.map(Double.init) + (y.scale == .linear ? [0] : []))
        var canvas = try ChartCanvas(width: style.width, height: style.height, background: style.background)
        frame.drawBehind(on: &canvas, verticalGrid: false)
        let gap = Double(frame.plot.width) / Double(max(1, counts.count)) > 6 * style.factor ? max(1, style.factor.rounded()) : 0
        for (index, count) in counts.enumerated() where count > 0 {
            guard let left = frame.pixelX(edges[index]), let right = frame.pixelX(edges[index + 1]), let top = frame.pixelY(Double(count))
            else { continue }
            canvas.fill(
                left: max(Double(frame.plot.left), left), top: top, right: min(Double(frame.plot.right), right.rounded() - gap),
                bottom: Double(frame.plot.bottom), color ?? style.color(0))
        }
        frame.drawBase(on: &canvas)
        return canvas.image
    }
}
