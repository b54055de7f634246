// One square of numbers that can be blurred.

/// A square plane and what blurring it takes.
struct BlurPlane {
    let size: Int
    private var plane: [Float]
    private var line: [Float]

    init(size: Int) {
        self.size = size
        plane = [Float](repeating: 0, count: size * size)
        line = plane
    }

    /// One of four interleaved 8-bit layers of the same size.
    mutating func load(_ raw: [UInt8], layer: Int) {
        let n = size * size
        raw.withUnsafeBufferPointer { raw in
            plane.withUnsafeMutableBufferPointer { plane in
                for i in 0..<n { plane[i] = Float(raw[4 * i + layer]) }
            }
        }
    }

    /// Adds a layer of twice the size, four texels to one; in place of what was there if it is the first.
    mutating func addHalved(_ raw: [UInt8], layer: Int, size full: Int, isFirst: Bool) {
        let size = size
        raw.withUnsafeBufferPointer { raw in
            plane.withUnsafeMutableBufferPointer { plane in
                for y in 0..<size {
                    for x in 0..<size {
                        let i = (2 * y * full + 2 * x) * 4 + layer, j = i + full * 4
                        let mean = (Float(raw[i]) + Float(raw[i + 4]) + Float(raw[j]) + Float(raw[j + 4])) * 0.25
                        plane[y * size + x] = isFirst ? mean : plane[y * size + x] + mean
                    }
                }
            }
        }
    }

    func add(to sum: inout [Float]) {
        let n = size * size
        sum.withUnsafeMutableBufferPointer { sum in
            plane.withUnsafeBufferPointer { plane in
                for i in 0..<n { sum[i] += plane[i] }
            }
        }
    }

    /// Adds the plane at twice its size, blended linearly between texels.
    func addDoubled(to sum: inout [Float], size full: Int) {
        let size = size
        sum.withUnsafeMutableBufferPointer { sum in
            plane.withUnsafeBufferPointer { plane in
                for y in 0..<full {
                    // Centres of fine texels lie a quarter of a coarse one from the centres of coarse ones.
                    let near = y / 2, far = min(max(y % 2 == 0 ? near - 1 : near + 1, 0), size - 1)
                    for x in 0..<size {
                        let here = 0.75 * plane[near * size + x] + 0.25 * plane[far * size + x]
                        let l = max(x - 1, 0), r = min(x + 1, size - 1)
                        let left = 0.75 * plane[near * size + l] + 0.25 * plane[far * size + l]
                        let right = 0.75 * plane[near * size + r] + 0.25 * plane[far * size + r]
                        sum[y * full + 2 * x] += 0.75 * here + 0.25 * left
                        sum[y * full + 2 * x + 1] += 0.75 * here + 0.25 * right
                    }
                }
            }
        }
    }

    mutating func blur(standardDeviation: Float) {
        let widths = BlurPlane.boxWidths(standardDeviation: standardDeviation).filter { $0 > 1 }
        guard !widths.isEmpty else { return }
        for width in widths { blurColumns(width) }
        transpose()
        for width in widths { blurColumns(width) }
        transpose()
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
    private mutating func blurColumns(_ width: Int) {
        let size = size
        let half = width / 2
        let scale = 1 / Float(width)
        var running = [Float](repeating: 0, count: size)
        plane.withUnsafeBufferPointer { plane in
            line.withUnsafeMutableBufferPointer { line in
                running.withUnsafeMutableBufferPointer { running in
                    for row in 0..<min(half, size) {
                        for x in 0..<size { running[x] += plane[row * size + x] }
                    }
                    for row in 0..<size {
                        let entering = row + half, leaving = row - half - 1
                        if entering < size { for x in 0..<size { running[x] += plane[entering * size + x] } }
                        if leaving >= 0 { for x in 0..<size { running[x] -= plane[leaving * size + x] } }
                        for x in 0..<size { line[row * size + x] = running[x] * scale }
                    }
                }
            }
        }
        swap(&plane, &line)
    }

    private mutating func transpose() {
        let size = size
        plane.withUnsafeBufferPointer { plane in
            line.withUnsafeMutableBufferPointer { line in
                // In tiles, so that both the reads and the writes stay in the cache.
                let tile = 16
                for y0 in stride(from: 0, to: size, by: tile) {
                    for x0 in stride(from: 0, to: size, by: tile) {
                        for y in y0..<min(y0 + tile, size) {
                            for x in x0..<min(x0 + tile, size) { line[x * size + y] = plane[y * size + x] }
                        }
                    }
                }
            }
        }
        swap(&plane, &line)
    }
}
