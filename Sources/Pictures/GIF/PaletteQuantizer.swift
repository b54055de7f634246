// Chooses the colours of a palette: repeated splitting, then k-means.
//
// Splitting cuts the set with the largest error across its principal axis at the place that lowers the error most, as in
// Wu, "Color quantization by dynamic programming and principal analysis" (ACM Trans. Graphics 11, 1992); Lloyd's iteration
// ("Least squares quantization in PCM", 1982) then moves every colour to the middle of those it stands for.

enum PaletteQuantizer {
    private static let refinements = 8

    /// `count` colours or fewer, by brightness, that stand best for `colors` together with the fixed ones.
    static func choose(_ count: Int, from colors: [(rgb: UInt32, count: Int)], besides fixed: [Color]) -> [Color] {
        guard count > 0, !colors.isEmpty else { return [] }
        // By count: every pixel's error counts alike. Lower powers spare colours for small things that they do not need (an entry
        // of its own lowers the error of a small patch of another hue most as it is) and band large soft shadows.
        var weighted = colors.map { Weighted(point: ColorPoint(rgb: $0.rgb), weight: Float($0.count)) }
        var centers = split(&weighted, into: count).map(\.mean)
        let fixedPoints = fixed.map { ColorPoint(rgb: $0.rgb) }
        for _ in 0..<refinements { centers = refine(centers, besides: fixedPoints, weighted) }
        let taken = Set(fixed.map(\.rgb))
        let chosen = Set(centers.map(\.rgb)).subtracting(taken)
        return chosen.sorted { (ColorSpace.brightness($0), $0) < (ColorSpace.brightness($1), $1) }.map(Color.init(rgb:))
    }

    private struct Weighted {
        var point: ColorPoint
        var weight: Float
        /// Place along the axis of the split under way.
        var place: Float = 0
    }

    /// Sums over a set of colours, from which its mean and error follow.
    private struct Sums {
        var weight: Double = 0, y: Double = 0, u: Double = 0, v: Double = 0, squares: Double = 0

        mutating func add(_ color: Weighted) {
            let w = Double(color.weight), (py, pu, pv) = (Double(color.point.y), Double(color.point.u), Double(color.point.v))
            weight += w
            y += w * py
            u += w * pu
            v += w * pv
            squares += w * (py * py + pu * pu + pv * pv)
        }

        static func - (whole: Sums, part: Sums) -> Sums {
            Sums(
                weight: whole.weight - part.weight, y: whole.y - part.y, u: whole.u - part.u, v: whole.v - part.v,
                squares: whole.squares - part.squares)
        }

        /// Weighted sum of squared distances to the mean.
        var error: Double { weight > 0 ? max(0, squares - (y * y + u * u + v * v) / weight) : 0 }
        var mean: ColorPoint { ColorPoint(Float(y / weight), Float(u / weight), Float(v / weight)) }
    }

    private struct Box {
        var range: Range<Int>
        var error: Double
        var mean: ColorPoint

        init(_ range: Range<Int>, _ sums: Sums) {
            self.range = range
            // A single colour cannot be split, whatever rounding makes of its error.
            error = range.count > 1 ? sums.error : 0
            mean = sums.mean
        }
    }

    private static func split(_ colors: inout [Weighted], into count: Int) -> [Box] {
        var all = Sums()
        for color in colors { all.add(color) }
        var boxes = [Box(colors.indices, all)]
        while boxes.count < count {
            var worst = 0
            for i in boxes.indices where boxes[i].error > boxes[worst].error { worst = i }
            guard boxes[worst].error > 0, let halves = halve(&colors, boxes[worst]) else { break }
            boxes[worst] = halves.0
            boxes.append(halves.1)
        }
        return boxes
    }

    /// Cuts a box in two; its colours are reordered so that each part stays contiguous.
    private static func halve(_ colors: inout [Weighted], _ box: Box) -> (Box, Box)? {
        let axis = principalAxis(colors[box.range], box.mean)
        for i in box.range {
            let p = colors[i].point
            colors[i].place = axis.y * p.y + axis.u * p.u + axis.v * p.v
        }
        colors[box.range].sort { $0.place < $1.place }
        var whole = Sums()
        for i in box.range { whole.add(colors[i]) }
        var left = Sums(), best = Double.infinity, cut = box.range.lowerBound, bestLeft = Sums()
        for i in box.range.dropLast() {
            left.add(colors[i])
            let error = left.error + (whole - left).error
            if error < best { (best, cut, bestLeft) = (error, i + 1, left) }
        }
        guard cut > box.range.lowerBound else { return nil }
        return (Box(box.range.lowerBound..<cut, bestLeft), Box(cut..<box.range.upperBound, whole - bestLeft))
    }

    /// The direction of greatest spread, by power iteration on the covariance; not normalised to length 1.
    private static func principalAxis(_ colors: ArraySlice<Weighted>, _ mean: ColorPoint) -> ColorPoint {
        var yy: Float = 0, yu: Float = 0, yv: Float = 0, uu: Float = 0, uv: Float = 0, vv: Float = 0
        for color in colors {
            let y = color.point.y - mean.y, u = color.point.u - mean.u, v = color.point.v - mean.v, w = color.weight
            yy += w * y * y
            yu += w * y * u
            yv += w * y * v
            uu += w * u * u
            uv += w * u * v
            vv += w * v * v
        }
        // Starting along the widest coordinate, which cannot be at right angles to the answer unless all is zero.
        var axis = yy >= uu && yy >= vv ? ColorPoint(1, 0, 0) : uu >= vv ? ColorPoint(0, 1, 0) : ColorPoint(0, 0, 1)
        for _ in 0..<12 {
            let next = ColorPoint(
                yy * axis.y + yu * axis.u + yv * axis.v, yu * axis.y + uu * axis.u + uv * axis.v,
                yv * axis.y + uv * axis.u + vv * axis.v)
            let size = max(abs(next.y), abs(next.u), abs(next.v))
            guard size > 0 else { break }
            axis = ColorPoint(next.y / size, next.u / size, next.v / size)
        }
        return axis
    }

    /// One step of Lloyd's iteration. Colours nearest to a fixed entry are that entry's business; a centre that stands
    /// for nothing moves to the colour that is served worst.
    private static func refine(_ centers: [ColorPoint], besides fixed: [ColorPoint], _ colors: [Weighted]) -> [ColorPoint] {
        let nearest = NearestColor(fixed + centers)
        var sums = [Sums](repeating: Sums(), count: fixed.count + centers.count)
        var worst: [(cost: Float, color: Int)] = []
        var costs = [Float](repeating: 0, count: colors.count)
        for (i, color) in colors.enumerated() {
            let (number, distance) = nearest.find(color.point)
            sums[number].add(color)
            costs[i] = distance * color.weight
        }
        let empty = centers.indices.filter { sums[fixed.count + $0].weight == 0 }
        if !empty.isEmpty {
            worst = costs.enumerated().map { (cost: $1, color: $0) }.sorted { ($1.cost, $0.color) < ($0.cost, $1.color) }
        }
        var result = centers.indices.map { sums[fixed.count + $0].weight > 0 ? sums[fixed.count + $0].mean : centers[$0] }
        for (center, replacement) in zip(empty, worst) { result[center] = colors[replacement.color].point }
        return result
    }
}
