// A rectangle of numbers that can be blurred.

/// A part of a square map, with room around what is in it for what blurring spreads.
struct BlurPlane {
    /// Where the plane is on the map.
    private(set) var part = PixelRectangle.none
    private var plane: [Float] = []
    private var line: [Float] = []
    private var running: [Float] = []

    /// Makes the plane one of zeros over a part of the map.
    mutating func clear(_ part: PixelRectangle) {
        self.part = part
        let count = part.width * part.height
        if plane.count < count {
            plane = [Float](repeating: 0, count: count)
            line = plane
        } else {
            plane.withUnsafeMutableBufferPointer { plane in
                for i in 0..<count { plane[i] = 0 }
            }
        }
    }

    /// Adds one layer of a silhouette, as far as it is in a rectangle of the map that lies within the plane.
    mutating func add(_ silhouette: FloorSilhouette, layer: Int, within source: PixelRectangle) {
        let (part, size) = (part, silhouette.size)
        silhouette.texels.withUnsafeBufferPointer { raw in
            plane.withUnsafeMutableBufferPointer { plane in
                for y in source.y..<source.y + source.height {
                    let out = (y - part.y) * part.width - part.x, from = y * size
                    for x in source.x..<source.x + source.width { plane[out + x] += Float(raw[from + x][layer]) }
                }
            }
        }
    }

    /// Adds one layer of a silhouette on a map of twice the size, four texels to one.
    mutating func addHalved(_ silhouette: FloorSilhouette, layer: Int, within source: PixelRectangle) {
        let (part, size) = (part, silhouette.size)
        silhouette.texels.withUnsafeBufferPointer { raw in
            plane.withUnsafeMutableBufferPointer { plane in
                for y in source.y / 2..<(source.y + source.height + 1) / 2 {
                    let out = (y - part.y) * part.width - part.x, from = 2 * y * size
                    for x in source.x / 2..<(source.x + source.width + 1) / 2 {
                        let i = from + 2 * x, j = i + size
                        let sum = UInt32(raw[i][layer]) + UInt32(raw[i + 1][layer]) + UInt32(raw[j][layer]) + UInt32(raw[j + 1][layer])
                        plane[out + x] += Float(sum) * 0.25
                    }
                }
            }
        }
    }

    /// Adds the plane to a map of so many texels a side.
    func add(to sum: inout [Float], size: Int) {
        let part = part
        sum.withUnsafeMutableBufferPointer { sum in
            plane.withUnsafeBufferPointer { plane in
                for y in 0..<part.height {
                    let out = (y + part.y) * size + part.x, from = y * part.width
                    for x in 0..<part.width { sum[out + x] += plane[from + x] }
                }
            }
        }
    }

    /// Adds the plane at twice its size to a map of so many texels a side, blended linearly between texels; zero is around it.
    mutating func addDoubled(to sum: inout [Float], size: Int) {
        let part = part, width = part.width
        if running.count < width + 2 { running = [Float](repeating: 0, count: width + 2) }
        sum.withUnsafeMutableBufferPointer { sum in
            plane.withUnsafeBufferPointer { plane in
                running.withUnsafeMutableBufferPointer { mixed in
                    mixed[0] = 0
                    mixed[width + 1] = 0
                    for y in 0..<2 * part.height {
                        // Centres of fine texels lie a quarter of a coarse one from the centres of coarse ones.
                        let near = y / 2, far = y % 2 == 0 ? near - 1 : near + 1
                        let isInside = far >= 0 && far < part.height
                        let a = near * width, b = isInside ? far * width : a, share: Float = isInside ? 0.25 : 0
                        for x in 0..<width { mixed[x + 1] = 0.75 * plane[a + x] + share * plane[b + x] }
                        let out = (y + 2 * part.y) * size + 2 * part.x
                        for x in 0..<width {
                            sum[out + 2 * x] += 0.75 * mixed[x + 1] + 0.25 * mixed[x]
                            sum[out + 2 * x + 1] += 0.75 * mixed[x + 1] + 0.25 * mixed[x + 2]
                        }
                    }
                }
            }
        }
    }

    /// How far a blur spreads in each direction, texels.
    static func reach(standardDeviation: Float) -> Int { boxWidths(standardDeviation: standardDeviation).reduce(0) { $0 + $1 / 2 } }

    mutating func blur(standardDeviation: Float) {
        let widths = BlurPlane.boxWidths(standardDeviation: standardDeviation).filter { $0 > 1 }
        guard !widths.isEmpty, part.width > 0, part.height > 0 else { return }
        for width in widths { blurColumns(width, rows: part.height, columns: part.width) }
        transpose(rows: part.height, columns: part.width)
        for width in widths { blurColumns(width, rows: part.width, columns: part.height) }
        transpose(rows: part.width, columns: part.height)
    }

    /// Three odd widths whose boxes together have the standard deviation asked for, as nearly as whole texels allow.
    static func boxWidths(standardDeviation s: Float) -> [Int] {
        let s = s.isFinite ? min(s, 1000) : 1
        let ideal = (4 * s * s + 1).squareRoot()
        var low = Int(ideal)
        if low % 2 == 0 { low -= 1 }
        low = max(low, 1)
        let l = Float(low)
        let short = (12 * s * s - 3 * l * l - 12 * l - 9) / (-4 * l - 4)
        return (0..<3).map { Float($0) < short.rounded() ? low : low + 2 }
    }

    /// A box blur down every column: rows are added and taken away whole, which vectorises.
    private mutating func blurColumns(_ width: Int, rows: Int, columns: Int) {
        let half = width / 2
        let scale = 1 / Float(width)
        if running.count < columns { running = [Float](repeating: 0, count: columns) }
        plane.withUnsafeBufferPointer { plane in
            line.withUnsafeMutableBufferPointer { line in
                running.withUnsafeMutableBufferPointer { running in
                    for x in 0..<columns { running[x] = 0 }
                    for row in 0..<min(half, rows) {
                        for x in 0..<columns { running[x] += plane[row * columns + x] }
                    }
                    for row in 0..<rows {
                        let entering = row + half, leaving = row - half - 1
                        if entering < rows { for x in 0..<columns { running[x] += plane[entering * columns + x] } }
                        if leaving >= 0 { for x in 0..<columns { running[x] -= plane[leaving * columns + x] } }
                        for x in 0..<columns { line[row * columns + x] = running[x] * scale }
                    }
                }
            }
        }
        swap(&plane, &line)
    }

    private mutating func transpose(rows: Int, columns: Int) {
        plane.withUnsafeBufferPointer { plane in
            line.withUnsafeMutableBufferPointer { line in
                // In tiles, so that both the reads and the writes stay in the cache.
                let tile = 16
                for y0 in stride(from: 0, to: rows, by: tile) {
                    for x0 in stride(from: 0, to: columns, by: tile) {
                        for y in y0..<min(y0 + tile, rows) {
                            for x in x0..<min(x0 + tile, columns) { line[x * rows + y] = plane[y * columns + x] }
                        }
                    }
                }
            }
        }
        swap(&plane, &line)
    }
}
