// Which samples a triangle covers.

/// A triangle with its corners counter-clockwise, on a grid of samples whose centres lie half a step from their corners.
struct TriangleShape {
    private let ax: Float, ay: Float, bx: Float, by: Float, cx: Float, cy: Float
    private let perArea: Float

    /// Nil if the corners are clockwise, in a line, or no numbers.
    @inline(__always)
    init?(_ ax: Float, _ ay: Float, _ bx: Float, _ by: Float, _ cx: Float, _ cy: Float) {
        let area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        guard area > 1e-12, area < .infinity else { return nil }
        (self.ax, self.ay, self.bx, self.by, self.cx, self.cy) = (ax, ay, bx, by, cx, cy)
        perArea = 1 / area
    }

    /// What the differences from corner a to b and c add to the changes of a number.
    @inline(__always)
    private var weights: (bx: Float, cx: Float, by: Float, cy: Float) {
        ((cy - ay) * perArea, (ay - by) * perArea, (ax - cx) * perArea, (bx - ax) * perArea)
    }

    /// How fast a number changes to the right and upwards that is linear between the corners.
    @inline(__always)
    func slopes(_ a: Float, _ b: Float, _ c: Float) -> (perX: Float, perY: Float) {
        let weights = weights
        return ((b - a) * weights.bx + (c - a) * weights.cx, (b - a) * weights.by + (c - a) * weights.cy)
    }

    /// The same of four numbers at once.
    @inline(__always)
    func slopes(_ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>) -> (perX: SIMD4<Float>, perY: SIMD4<Float>) {
        let weights = weights
        return ((b - a) * weights.bx + (c - a) * weights.cx, (b - a) * weights.by + (c - a) * weights.cy)
    }

    /// Calls with each row, the first covered sample and the one after the last, and how far the first sample's centre is to the right
    /// of and above corner a. Of two triangles that share an edge, each sample belongs to one.
    @inline(__always)
    func forEachRow(width: Float, height: Float, _ visit: (_ row: Int, _ from: Int, _ to: Int, _ away: Float, _ up: Float) -> Void) {
        // By height.
        var (px, py, qx, qy, rx, ry) = (ax, ay, bx, by, cx, cy)
        if qy < py {
            swap(&px, &qx)
            swap(&py, &qy)
        }
        if ry < qy {
            swap(&qx, &rx)
            swap(&qy, &ry)
        }
        if qy < py {
            swap(&px, &qx)
            swap(&py, &qy)
        }
        let first = nearestWhole(min(height, max(0, py))), end = nearestWhole(min(height, max(0, ry)))
        guard first < end else { return }
        // The same numbers whichever triangle has the edge.
        let long = ry > py ? (rx - px) / (ry - py) : 0, low = qy > py ? (qx - px) / (qy - py) : 0,
            high = ry > qy ? (rx - qx) / (ry - qy) : 0
        var row = first
        while row < end {
            let y = Float(Int32(truncatingIfNeeded: row)) + 0.5
            let one = px + (y - py) * long
            let other = y < qy ? px + (y - py) * low : qx + (y - qy) * high
            let from = nearestWhole(min(width, max(0, min(one, other)))), to = nearestWhole(min(width, max(0, max(one, other))))
            if from < to { visit(row, from, to, Float(Int32(truncatingIfNeeded: from)) + 0.5 - ax, y - ay) }
            row &+= 1
        }
    }
}
