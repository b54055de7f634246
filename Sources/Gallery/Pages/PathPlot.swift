// Where a clip's pelvis goes, seen from above, as SVG.
import Files

struct PathPlot {
    /// Metres.
    let path: [SIMD2<Float>]

    private static let side = 260.0, margin = 22.0
    private static let mostPoints = 300

    var svg: String {
        let points = path.filter { $0.x.isFinite && $0.y.isFinite }.map { SIMD2(Double($0.x), Double($0.y)) }
        guard let first = points.first, let last = points.last else { return "" }
        let low = points.reduce(first) { pointwiseMin($0, $1) }, high = points.reduce(first) { pointwiseMax($0, $1) }
        let center = (low + high) / 2
        // Somebody who stands still must not seem to wander: a metre at least.
        let span = max((high - low).max(), 1)
        let scale = (Self.side - 2 * Self.margin) / span
        func place(_ p: SIMD2<Double>) -> (x: String, y: String) {
            (NumberText.short(Self.side / 2 + (p.x - center.x) * scale, 1), NumberText.short(Self.side / 2 - (p.y - center.y) * scale, 1))
        }
        let step = TickSteps.step(span, atMost: 5)
        var svg =
            "<svg viewBox=\"0 0 \(Int(Self.side)) \(Int(Self.side))\" role=\"img\" aria-label=\"way of the pelvis seen from above, grid of \(NumberText.short(step, 2)) m\">"
        let reach = span / 2 + Self.margin / scale
        for axis in 0..<2 {
            var line = ((center[axis] - reach) / step).rounded(.up) * step
            while line <= center[axis] + reach {
                let at = axis == 0 ? place([line, 0]).x : place([0, line]).y
                svg +=
                    axis == 0
                    ? "<path class=\"grid\" d=\"M\(at) 0V\(Int(Self.side))\"/>" : "<path class=\"grid\" d=\"M0 \(at)H\(Int(Self.side))\"/>"
                line += step
            }
        }
        let stride = max(1, (points.count + Self.mostPoints - 1) / Self.mostPoints)
        var way = ""
        for index in points.indices where index % stride == 0 || index == points.count - 1 {
            let p = place(points[index])
            way += "\(way.isEmpty ? "M" : "L")\(p.x) \(p.y)"
        }
        svg += "<path class=\"curve a\" d=\"\(way)\"/>"
        let (start, end) = (place(first), place(last))
        svg +=
            "<circle class=\"start\" cx=\"\(start.x)\" cy=\"\(start.y)\" r=\"5\"/><circle class=\"end\" cx=\"\(end.x)\" cy=\"\(end.y)\" r=\"5\"/>"
        return svg + "<text x=\"8\" y=\"\(Int(Self.side - 8))\">grid \(NumberText.short(step, 2)) m</text></svg>"
    }
}
