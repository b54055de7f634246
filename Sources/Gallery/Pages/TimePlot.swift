// Curves over a clip's time as SVG with words beside it, in the colours of the page.
import Files

/// A small plot with one curve or two over time.
///
/// Everything in it is made of numbers and of the words given here, which are the program's own.
struct TimePlot {
    struct Curve {
        let name: String
        /// Names of the page's style sheet: `a`, `b`.
        let style: String
        let values: [Float]
        /// Whether the highest value of a stretch stands for it, or the lowest.
        let keepsHighest: Bool
    }

    let curves: [Curve]
    /// Seconds from the first value to the end.
    let duration: Double
    let unit: String
    /// The range shown where the values need no more.
    let least: ClosedRange<Double>
    /// Stretches to be marked, seconds.
    let marks: [ClosedRange<Double>]

    /// Units of the drawing, which is stretched to whatever room there is; words stand beside it.
    private static let width = 1000.0, height = 100.0
    private static let mostPoints = 240

    var html: String {
        var low = least.lowerBound, high = least.upperBound
        for curve in curves {
            for value in curve.values where value.isFinite { (low, high) = (min(low, Double(value)), max(high, Double(value))) }
        }
        let step = TickSteps.step(high - low, atMost: 4)
        let room = (high - low) * 0.06
        high = max(high + room, (high / step).rounded(.down) * step)
        if low < 0 { low -= room }
        func y(_ value: Double) -> Double { Self.height * (1 - (value - low) / (high - low)) }
        func x(_ seconds: Double) -> Double { Self.width * min(max(seconds / max(duration, 1e-9), 0), 1) }
        let named = curves.map(\.name).joined(separator: " and ")
        var svg =
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(named) over time, \(unit)\">"
        var words = ""
        for mark in marks {
            let from = x(mark.lowerBound)
            svg +=
                "<rect class=\"mark\" x=\"\(NumberText.short(from, 1))\" y=\"0\" width=\"\(NumberText.short(max(x(mark.upperBound) - from, 3), 1))\" height=\"100\"/>"
        }
        for k in Int((low / step).rounded(.up))...max(Int((high / step).rounded(.down)), Int((low / step).rounded(.up))) {
            let value = Double(k) * step
            svg += "<path class=\"grid\" d=\"M0 \(NumberText.short(y(value), 1))H1000\"/>"
            words += "<span class=\"y\" style=\"top:\(NumberText.short(y(value), 1))%\">\(NumberText.short(value, 2))</span>"
        }
        let timeStep = TickSteps.step(duration, atMost: 6)
        for k in 0...Int(duration / timeStep + 1e-6) {
            let seconds = Double(k) * timeStep
            words += "<span class=\"x\" style=\"left:\(NumberText.short(x(seconds) / 10, 2))%\">\(NumberText.short(seconds, 2)) s</span>"
        }
        for curve in curves { svg += "<path class=\"curve \(curve.style)\" d=\"\(path(curve, x: x, y: y))\"/>" }
        return svg + "</svg>" + words
    }

    private func path(_ curve: Curve, x: (Double) -> Double, y: (Double) -> Double) -> String {
        let count = curve.values.count
        guard count > 0 else { return "" }
        // Long curves are thinned out, but no peak is lost.
        let bins = min(count, Self.mostPoints)
        var path = ""
        for bin in 0..<bins {
            let range = bin * count / bins..<max((bin + 1) * count / bins, bin * count / bins + 1)
            let values = curve.values[range]
            guard let value = curve.keepsHighest ? values.max() : values.min(), value.isFinite else { continue }
            let middle = (Double(range.lowerBound) + Double(range.upperBound)) / 2
            path +=
                "\(path.isEmpty ? "M" : "L")\(NumberText.short(x(middle / Double(count) * duration), 1)) \(NumberText.short(y(Double(value)), 1))"
        }
        return path
    }
}

/// Steps between ticks.
enum TickSteps {
    /// 1, 2 or 5 times a power of ten: the least that divides a span into no more than so many parts.
    static func step(_ span: Double, atMost parts: Int) -> Double {
        guard span.isFinite, span > 1e-9 else { return 1 }
        var decade = 1e-9
        while decade < 1e12 {
            // A division is exact where a product with 0.001 is not.
            for factor in [1.0, 2, 5] where span / (factor * decade) <= Double(parts) + 1e-9 { return exact(factor * decade) }
            decade *= 10
        }
        return span
    }

    private static func exact(_ value: Double) -> Double { Double(Float(value).description) ?? value }
}
