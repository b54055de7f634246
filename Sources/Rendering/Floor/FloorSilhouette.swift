// The bodies projected onto the floor along the key light's rays, by the height each point came from.

/// A square map of floor in four layers of height: how much of each texel each layer's parts of bodies cover.
///
/// On the processor, not by OpenGL: the map is small and its triangles are few, and it is read on the processor afterwards.
struct FloorSilhouette {
    /// Texels along a side.
    let size: Int
    /// Four bytes a texel, the lowest layer first; rows go with the floor's y.
    private(set) var texels: [SIMD4<UInt8>]
    /// Where texels may not be zero.
    private(set) var touched = PixelRectangle.none

    /// Heights at which the second, third and fourth layer take over, metres.
    static let layerHeights: SIMD3<Float> = [0.16, 0.5, 1.1]
    /// What a point covers of the layers, by its height in steps of `1 / stepsPerMetre`.
    private static let shares: [SIMD4<UInt8>] = (0...Int(stepsPerMetre * layerHeights.z) + 1).map { step in
        let over = ((Float(step) / stepsPerMetre / layerHeights) * 2 - 1).clamped(lowerBound: .zero, upperBound: .one)
        let parts = SIMD4(1 - over.x, over.x * (1 - over.y), over.y * (1 - over.z), over.z)
        func byte(_ share: Float) -> UInt8 { UInt8((share * 255).rounded()) }
        return SIMD4(byte(parts.x), byte(parts.y), byte(parts.z), byte(parts.w))
    }
    private static let stepsPerMetre: Float = 500

    init(size: Int) {
        self.size = size
        texels = [SIMD4<UInt8>](repeating: .zero, count: size * size)
    }

    mutating func clear() {
        let (size, touched) = (size, touched)
        texels.withUnsafeMutableBufferPointer { texels in
            for y in touched.y..<touched.y + touched.height {
                for x in touched.x..<touched.x + touched.width { texels[y * size + x] = .zero }
            }
        }
        self.touched = .none
    }

    /// Adds a body.
    ///
    /// - Parameters:
    ///   - error: how far its outline may be off, metres.
    ///   - direction: unit, towards the key light, which is above the horizon.
    ///   - area: the floor under the map; holds the whole shadow.
    mutating func add(_ surface: Surface, error: Float, direction: SIMD3<Float>, floorHeight: Float, area: FloorArea) {
        let triangles = surface.topology.triangles(within: error)
        let limit = Float(size), scale = limit / (2 * area.half)
        let slope = SIMD2(direction.x, direction.y) / direction.z * scale
        let origin = (SIMD2(repeating: area.half) - area.middle) * scale
        var low = (x: limit, y: limit), high = (x: Float(0), y: Float(0))
        let size = size
        surface.positions.withUnsafeBufferPointer { positions in
            triangles.withUnsafeBufferPointer { triangles in
                texels.withUnsafeMutableBufferPointer { texels in
                    FloorSilhouette.shares.withUnsafeBufferPointer { shares in
                        /// Place on the map in texels, and height.
                        func corner(_ number: UInt32) -> SIMD3<Float> {
                            let i = Int(number) * 3
                            let height = max(positions[i + 2] - floorHeight, 0)
                            let spot = SIMD2(positions[i], positions[i + 1]) * scale + origin - slope * height
                            return SIMD3(spot, height)
                        }
                        for t in stride(from: 0, to: triangles.count, by: 3) {
                            let a = corner(triangles[t]), b = corner(triangles[t + 1]), c = corner(triangles[t + 2])
                            // Only faces turned away from the light: they are the lower ones, and say how far above the floor the body is.
                            let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
                            guard area < 0 else { continue }
                            let lowest = SIMD3(min(min(a.x, b.x), c.x), min(min(a.y, b.y), c.y), min(min(a.z, b.z), c.z))
                            let highest = SIMD3(max(max(a.x, b.x), c.x), max(max(a.y, b.y), c.y), max(max(a.z, b.z), c.z))
                            // Numbers that are none fail, too.
                            guard lowest.x >= 0, lowest.y >= 0, highest.x <= limit, highest.y <= limit, highest.z.isFinite else { continue }
                            FloorSilhouette.fill(
                                a, b, c, area: area, lowest: lowest.z, highest: highest.z, into: texels, size: size, shares: shares)
                            low = (min(low.x, lowest.x), min(low.y, lowest.y))
                            high = (max(high.x, highest.x), max(high.y, highest.y))
                        }
                    }
                }
            }
        }
        guard low.x <= high.x, low.y <= high.y else { return }
        let (x, y) = (Int(low.x), Int(low.y))
        touched.include(PixelRectangle(x: x, y: y, width: min(Int(high.x) + 1, size) - x, height: min(Int(high.y) + 1, size) - y))
    }

    /// Every texel whose centre is in a triangle; of two triangles that share an edge, each centre is in one.
    @inline(__always)
    private static func fill(
        _ a: SIMD3<Float>, _ b: SIMD3<Float>, _ c: SIMD3<Float>, area: Float, lowest: Float, highest: Float,
        into texels: UnsafeMutableBufferPointer<SIMD4<UInt8>>, size: Int, shares: UnsafeBufferPointer<SIMD4<UInt8>>
    ) {
        // By height on the map.
        var (p, q, r) = (a, b, c)
        if q.y < p.y { swap(&p, &q) }
        if r.y < q.y { swap(&q, &r) }
        if q.y < p.y { swap(&p, &q) }
        let first = firstCentre(p.y), end = min(firstCentre(r.y), size)
        guard first < end else { return }
        let perX = ((b.z - a.z) * (c.y - a.y) - (c.z - a.z) * (b.y - a.y)) / area
        let perY = ((c.z - a.z) * (b.x - a.x) - (b.z - a.z) * (c.x - a.x)) / area
        for row in first..<end {
            let y = Float(row) + 0.5
            let long = crossing(p, r, y)
            let short = y < q.y ? crossing(p, q, y) : crossing(q, r, y)
            let from = firstCentre(min(long, short)), to = min(firstCentre(max(long, short)), size)
            guard from < to else { continue }
            var height = a.z + perX * (Float(from) + 0.5 - a.x) + perY * (y - a.y)
            for i in row * size + from..<row * size + to {
                // Slivers would shoot far beyond their corners.
                let step = Int(min(max(height, lowest), highest) * FloorSilhouette.stepsPerMetre + 0.5)
                let new = shares[min(step, shares.count - 1)], old = texels[i]
                texels[i] = SIMD4(max(old.x, new.x), max(old.y, new.y), max(old.z, new.z), max(old.w, new.w))
                height += perX
            }
        }
    }

    /// Where an edge crosses a row: the same whichever triangle asks.
    @inline(__always)
    private static func crossing(_ low: SIMD3<Float>, _ high: SIMD3<Float>, _ y: Float) -> Float {
        let span = high.y - low.y
        let x = span > 0 ? low.x + (high.x - low.x) * ((y - low.y) / span) : low.x
        return min(max(x, min(low.x, high.x)), max(low.x, high.x))
    }

    /// The first texel whose centre is beyond a place that is not negative.
    @inline(__always)
    private static func firstCentre(_ place: Float) -> Int { Int(place + 0.5) }
}
