// What colour a surface has at its corners, or on which side of borders that run across its triangles.

/// A surface's diffuse colour, linear light.
enum SurfaceColor {
    /// The same everywhere.
    case plain(SIMD4<Float>)
    /// Of each vertex, three numbers each.
    case vertices([Float])
    /// Of each part, and the part each vertex belongs to.
    case parts([SIMD4<Float>], [UInt8])
    /// Nine colours, and eight numbers a vertex: the first positive one chooses; the last colour is where there is none.
    case regions([SIMD4<Float>], [Float])

    /// - Parameter pixel: the size of a pixel, metres.
    init(_ surface: Surface, pixel: Float) {
        let topology = surface.topology
        switch surface.paint {
        case .plain(let albedo): self = .plain(SIMD4(albedo, 0))
        case .vertices(let tints): self = tints.count == surface.positions.count ? .vertices(tints) : .plain(.zero)
        case .parts(let colors):
            self = topology.parts.isEmpty ? .plain(SIMD4(colors.first ?? .zero, 0)) : .parts(colors.map { SIMD4($0, 0) }, topology.parts)
        case .regions:
            let palette = surface.paint.palette(pixel: pixel).map { SIMD4($0, 0) }
            self = topology.regions.isEmpty ? .plain(palette[8]) : .regions(palette, topology.regions)
        case .wire(_, let fill, _): self = .plain(SIMD4(fill, 0))
        }
    }
}
