// Curves over a clip's time as SVG, in the colours of the page.

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

    static let width = 460.0, height = 150.0
    static let left = 40.0, right = 10.0, top = 10.0, bottom = 22.0
    private static let mostPoints = 240

    private var plotWidth: Double { Self.width - Self.left - Self.right }
    private var plotHeight: Double { Self.height - Self.top - Self.bottom }

    var svg: String {
        var low = least.lowerBound, high = least.upperBound
        for curve in curves { for value in curve.values where value.isFinite { (low, high) = (min(low, Double(value)), max(high, Double(value))) } }
        let step = TickSteps.step(high - low, atMost: 4)
        low = (low / step).rounded(.down) * step
        high = (high / step).rounded(.up) * step
        func y(_ value: Double) -> Double { Self.top + plotHeight * (1 - (value - low) / (high - low)) }
        func x(_ seconds: Double) -> Double { Self.left + plotWidth * min(max(seconds / max(duration, 1e-9), 0), 1) }
        let named = curves.map(\.name).joined(separator: " and ")
        var svg = "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-label=\"\(named) over time, \(unit)\">"
        for mark in marks {
            let from = x(mark.lowerBound)
            svg += "<rect class=\"mark\" x=\"\(Digits.short(from, 1))\" y=\"\(Self.top)\" width=\"\(Digits.short(max(x(mark.upperBound) - from, 2), 1))\" height=\"\(plotHeight)\"/>"
        }
        for k in 0...max(Int(((high - low) / step).rounded()), 1) {
            let value = low + Double(k) * step
            let place = Digits.short(y(value), 1)
            svg += "<path class=\"grid\" d=\"M\(Int(Self.left)) \(place)H\(Int(Self.width - Self.right))\"/><text x=\"\(Int(Self.left - 6))\" y=\"\(place)\" dy=\".32em\" text-anchor=\"end\">\(Digits.short(value))</text>"
        }
        let timeStep = TickSteps.step(duration, atMost: 6)
        for k in 0...Int(duration / timeStep + 1e-6) {
            let seconds = Double(k) * timeStep
            svg += "<text x=\"\(Digits.short(x(seconds), 1))\" y=\"\(Int(Self.height - 6))\" text-anchor=\"middle\">\(Digits.short(seconds)) s</text>"
        }
        for curve in curves { svg += "<path class=\"curve \(curve.style)\" d=\"\(path(curve, x: x, y: y))\"/>" }
        return svg + "</svg>"
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
            path += "\(path.isEmpty ? "M" : "L")\(Digits.short(x(middle / Double(count) * duration), 1)) \(Digits.short(y(Double(value)), 1))"
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
