// The bodies' depth as the key light sees it, for the shadows they throw on each other: what `LightDepthPass` draws, on the processor.

/// A square map of depths fitted around what is to be shaded.
struct ShadowMap {
    /// Texels along a side.
    let size: Int
    /// From the world to texels from the map's corner, and depth from 0 to 1.
    private(set) var worldToMap = Matrix4.identity
    /// Metres a texel covers.
    private(set) var texelSize: Float = 1
    /// How far the surface in the map may be from the true one, metres.
    private(set) var slack: Float = 0
    private var depths: [Float]

    init(size: Int) {
        self.size = size
        depths = [Float](repeating: 1, count: size * size)
    }

    /// Empties the map and fits it around a box.
    mutating func begin(_ view: LightView) {
        let scale = Float(size)
        // Texels to the right of and above the corner; depth stays.
        let toTexels = Matrix4([scale, 0, 0, 0], [0, scale, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])
        worldToMap = toTexels * (Matrix4.clipToTexture * view.worldToLight)
        texelSize = 2 * view.half / scale
        slack = view.slack(size: size)
        depths.withUnsafeMutableBufferPointer { $0.update(repeating: 1) }
    }

    /// Adds a surface; only faces turned to the light.
    mutating func add(_ surface: Surface, _ mesh: MeshLevels) {
        let form = mesh.form(within: slack)
        let (c0, c1, c2, c3) = worldToMap.columns
        let size = size, limit = Float(size)
        withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: form.vertices.count) { places in
            surface.positions.withUnsafeBufferPointer { p in
                for (i, vertex) in form.vertices.enumerated() {
                    let v = Int(vertex) * 3
                    places[i] = c0 * p[v] + c1 * p[v + 1] + c2 * p[v + 2] + c3
                }
            }
            depths.withUnsafeMutableBufferPointer { depths in
                form.corners.withUnsafeBufferPointer { corners in
                    guard let depths = depths.baseAddress else { return }
                    var t = 0
                    while t < corners.count {
                        let a = places[Int(corners[t])], b = places[Int(corners[t + 1])], c = places[Int(corners[t + 2])]
                        t += 3
                        guard let shape = TriangleShape(a.x, a.y, b.x, b.y, c.x, c.y) else { continue }
                        let (perX, perY) = shape.slopes(a.z, b.z, c.z)
                        // As OpenGL's polygon offset: lit surfaces must not hide themselves.
                        let base = a.z + 1.5 * max(abs(perX), abs(perY)) + 4e-7
                        shape.forEachRow(width: limit, height: limit) { row, from, to, away, up in
                            let line = depths + row * size
                            let start = base + perY * up + perX * away
                            for i in 0..<to - from {
                                let depth = start + perX * Float(Int32(truncatingIfNeeded: i))
                                line[from + i] = min(line[from + i], depth)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Gives what looks the map up.
    func withDepths<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result? {
        depths.withUnsafeBufferPointer { $0.baseAddress.map(body) }
    }

    /// The share of the key light that arrives: four comparisons, blended.
    /// - Parameters:
    ///   - column: texels from the map's corner, as `row`; beyond the map its border counts.
    @inline(__always)
    static func lit(_ depths: UnsafePointer<Float>, size: Int, column: Float, row: Float, depth: Float) -> Float {
        let limit = Float(size) - 1.01
        let x = min(limit, max(0, column - 0.5)), y = min(limit, max(0, row - 0.5))
        let (i, j) = (wholeBelow(x), wholeBelow(y))
        let (right, up) = (x - Float(Int32(truncatingIfNeeded: i)), y - Float(Int32(truncatingIfNeeded: j)))
        let texel = depths + (j &* size &+ i)
        let a: Float = depth <= texel[0] ? 1 : 0, b: Float = depth <= texel[1] ? 1 : 0
        let c: Float = depth <= texel[size] ? 1 : 0, d: Float = depth <= texel[size &+ 1] ? 1 : 0
        let low = a + (b - a) * right, high = c + (d - c) * right
        return low + (high - low) * up
    }
}
