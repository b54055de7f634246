// FLIP row by row: each picture's rows are blurred along once, kept while they are needed, and summed down the columns.

/// One of the two pictures on its way through the filters.
///
/// Of each row seven filtered versions are kept, for as many rows as the filters reach: memory does not grow with the height.
private final class FLIPSide {
    private let pixels: UnsafeBufferPointer<UInt8>
    private let width: Int
    private let height: Int
    private let filters: FLIPFilters
    /// Width in whole groups of eight.
    private let columns: Int
    private let kept: Int
    /// Luminance, red-green, blue-yellow of one row, with copies of the outer pixels on both sides.
    private let source: UnsafeMutablePointer<Float>
    private let sourceStride: Int
    private let ring: UnsafeMutablePointer<Float>
    private var next: Int
    private static let versions = 7

    /// - Parameter first: the first row that will be asked for.
    init(_ pixels: UnsafeBufferPointer<UInt8>, width: Int, height: Int, filters: FLIPFilters, first: Int) {
        self.pixels = pixels
        self.width = width
        self.height = height
        self.filters = filters
        columns = (width + 7) / 8 * 8
        kept = 2 * filters.radius + 1
        sourceStride = columns + 2 * filters.radius
        source = .allocate(capacity: 3 * sourceStride)
        source.initialize(repeating: 0, count: 3 * sourceStride)
        ring = .allocate(capacity: kept * FLIPSide.versions * columns)
        ring.initialize(repeating: 0, count: kept * FLIPSide.versions * columns)
        next = max(0, first - filters.radius)
    }

    deinit {
        source.deallocate()
        ring.deallocate()
    }

    /// Pointers to the kept rows from -radius to radius around a row, the picture's outer rows standing in for those beyond it.
    func rows(around y: Int, _ pointers: inout [UnsafeMutablePointer<Float>]) {
        while next <= min(y + filters.radius, height - 1) {
            fill(next)
            next += 1
        }
        for k in 0..<kept {
            let row = min(max(y + k - filters.radius, 0), height - 1)
            pointers[k] = ring + row % kept * FLIPSide.versions * columns
        }
    }

    private func fill(_ y: Int) {
        let radius = filters.radius
        let (lum, redGreen, blueYellow) = (source, source + sourceStride, source + 2 * sourceStride)
        let m = FLIPColor.toXYZ
        let x0 = SIMD3<Float>(m.0), y0 = SIMD3<Float>(m.1), z0 = SIMD3<Float>(m.2)
        FLIPColor.light.withUnsafeBufferPointer { light in
            for x in 0..<width {
                let p = 3 * (y * width + x)
                let (r, g, b) = (light[Int(pixels[p])], light[Int(pixels[p + 1])], light[Int(pixels[p + 2])])
                let lx = x0.x * r + x0.y * g + x0.z * b, ly = y0.x * r + y0.y * g + y0.z * b, lz = z0.x * r + z0.y * g + z0.z * b
                lum[radius + x] = ly
                redGreen[radius + x] = lx - ly
                blueYellow[radius + x] = ly - lz
            }
        }
        for plane in [lum, redGreen, blueYellow] {
            for i in 0..<radius { plane[i] = plane[radius] }
            for i in radius + width..<sourceStride { plane[i] = plane[radius + width - 1] }
        }
        let row = ring + y % kept * FLIPSide.versions * columns
        run(filters.luminance, lum, row)
        run(filters.redGreen, redGreen, row + columns)
        run(filters.blueYellow.0, blueYellow, row + 2 * columns)
        run(filters.blueYellow.1, blueYellow, row + 3 * columns)
        run(filters.smooth, lum, row + 4 * columns)
        run(filters.edge, lum, row + 5 * columns)
        run(filters.point, lum, row + 6 * columns)
    }

    private func run(_ filter: FLIPFilter, _ plane: UnsafeMutablePointer<Float>, _ out: UnsafeMutablePointer<Float>) {
        let start = plane + filters.radius - filter.radius
        filter.weights.withUnsafeBufferPointer { weights in
            for x in stride(from: 0, to: columns, by: 8) {
                var sum = Eight.zero
                for k in 0..<weights.count { sum += weights[k] * Eight.load(start + x + k) }
                sum.store(out + x)
            }
        }
    }
}

extension SIMD8<Float> {
    @inline(__always) fileprivate static func load(_ p: UnsafePointer<Float>) -> Eight {
        UnsafeRawPointer(p).loadUnaligned(as: Eight.self)
    }

    @inline(__always) fileprivate func store(_ p: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(p).storeBytes(of: self, as: Eight.self)
    }
}

/// Computes the rows of a FLIP map.
struct FLIPRows {
    let reference: UnsafeBufferPointer<UInt8>
    let test: UnsafeBufferPointer<UInt8>
    let width: Int
    let height: Int
    let filters: FLIPFilters

    /// What both pictures look like in eight pixels of a row, from kept rows.
    private struct Place {
        var seen: FLIPColor.Seen
        /// Strengths of the edge and of the point there.
        var edge: Eight
        var point: Eight
    }

    /// - Parameter map: of the whole picture; only the given rows are written.
    func compute(_ rows: Range<Int>, into map: UnsafeMutablePointer<Float>) {
        guard !rows.isEmpty else { return }
        let sides = [reference, test].map { FLIPSide($0, width: width, height: height, filters: filters, first: rows.lowerBound) }
        let kept = 2 * filters.radius + 1, columns = (width + 7) / 8 * 8
        let filler = UnsafeMutablePointer<Float>.allocate(capacity: columns)
        defer { filler.deallocate() }
        var first = [UnsafeMutablePointer<Float>](repeating: filler, count: kept), second = first
        for y in rows {
            sides[0].rows(around: y, &first)
            sides[1].rows(around: y, &second)
            first.withUnsafeBufferPointer { first in
                second.withUnsafeBufferPointer { second in
                    for x in stride(from: 0, to: columns, by: 8) {
                        difference(place(first, x, columns), place(second, x, columns)).store(filler + x)
                    }
                }
            }
            (map + y * width).update(from: filler, count: width)
        }
    }

    @inline(__always)
    private func sum(_ filter: FLIPFilter, _ rows: UnsafeBufferPointer<UnsafeMutablePointer<Float>>, _ at: Int) -> Eight {
        filter.weights.withUnsafeBufferPointer { weights in
            let start = filters.radius - filter.radius
            var sum = Eight.zero
            for k in 0..<weights.count { sum += weights[k] * Eight.load(rows[start + k] + at) }
            return sum
        }
    }

    @inline(__always)
    private func place(_ rows: UnsafeBufferPointer<UnsafeMutablePointer<Float>>, _ x: Int, _ columns: Int) -> Place {
        let y = sum(filters.luminance, rows, x)
        let redGreen = sum(filters.redGreen, rows, x + columns)
        let blueYellow =
            filters.shares.0 * sum(filters.blueYellow.0, rows, x + 2 * columns)
            + filters.shares.1 * sum(filters.blueYellow.1, rows, x + 3 * columns)
        let vertical = sum(filters.edge, rows, x + 4 * columns), verticalPoint = sum(filters.point, rows, x + 4 * columns)
        let horizontal = sum(filters.smooth, rows, x + 5 * columns), horizontalPoint = sum(filters.smooth, rows, x + 6 * columns)

        // Channels blurred each by itself can leave the cube of colours; it is where screens end.
        let (lx, lz) = (y + redGreen, y - blueYellow)
        let back = FLIPColor.fromXYZ, forth = FLIPColor.toXYZ
        @inline(__always) func mixed(_ m: SIMD3<Double>, _ a: Eight, _ b: Eight, _ c: Eight) -> Eight {
            Float(m.x) * a + Float(m.y) * b + Float(m.z) * c
        }
        let red = mixed(back.0, lx, y, lz).clamped(lowerBound: .zero, upperBound: .one)
        let green = mixed(back.1, lx, y, lz).clamped(lowerBound: .zero, upperBound: .one)
        let blue = mixed(back.2, lx, y, lz).clamped(lowerBound: .zero, upperBound: .one)
        return Place(
            seen: FLIPColor.Seen(
                x: mixed(forth.0, red, green, blue), y: mixed(forth.1, red, green, blue), z: mixed(forth.2, red, green, blue)),
            edge: (horizontal * horizontal + vertical * vertical).squareRoot(),
            point: (horizontalPoint * horizontalPoint + verticalPoint * verticalPoint).squareRoot())
    }

    @inline(__always)
    private func difference(_ a: Place, _ b: Place) -> Eight {
        let distance = a.seen.distance(b.seen)
        let tiny: Float = 1e-30
        let error = distance.replacing(with: tiny, where: distance .< tiny).raised(to: Eight(repeating: FLIPColor.exponent))
        let largest = FLIPColor.largest, knee = FLIPColor.knee * largest, value = FLIPColor.kneeValue
        let below = error * (value / knee)
        let above = value + (error - knee) * ((1 - value) / (largest - knee))
        let color = below.replacing(with: above, where: error .>= knee)

        let edges = a.edge - b.edge, points = a.point - b.point
        let edge = edges.replacing(with: -edges, where: edges .< 0), point = points.replacing(with: -points, where: points .< 0)
        let feature = (edge.replacing(with: point, where: point .> edge) * 0.707_106_78).squareRoot()
        let result = color.raised(to: 1 - feature)
        return result.replacing(with: 0, where: distance .< tiny).clamped(lowerBound: .zero, upperBound: .one)
    }
}
