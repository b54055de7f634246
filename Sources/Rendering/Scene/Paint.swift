// What a surface is coloured with.

/// The diffuse colours of a surface; all of them are linear light, 0 to 1.
public enum Paint: Sendable, Equatable {
    /// One colour throughout.
    case plain(SIMD3<Float>)
    /// Red, green, blue of each vertex, blended between them.
    case vertices([Float])
    /// A colour for each part that ``Topology/parts`` tells apart, with hard borders along edges of triangles. At most 64.
    case parts([SIMD3<Float>])
    /// Cloth, skin and hair: the colour of the first of the ``Topology/regions`` whose field is positive, the last colour where
    /// none is. At most 8 fields and 9 colours. Borders run smoothly through triangles. Where a pixel covers `coarse` metres or
    /// more, the colours of `far` take their place, in between a mixture: for details that are smaller than that.
    case regions([SIMD3<Float>], far: [SIMD3<Float>], coarse: Float)
    /// The edges of all triangles, so many pixels wide. The topology's ``Topology/regions`` hold each corner's barycentric
    /// coordinates.
    case wire(line: SIMD3<Float>, fill: SIMD3<Float>, width: Float)
}

extension Paint {
    /// As many parts as the shaders have room for.
    static let partLimit = 64

    /// The nine colours of regions for a size of pixels (metres); black for other paints.
    func palette(pixel: Float) -> [SIMD3<Float>] {
        guard case .regions(let near, let far, let coarse) = self else { return [SIMD3<Float>](repeating: .zero, count: 9) }
        let share = min(max(2 * pixel / max(coarse, 1e-6) - 1, 0), 1)
        let colors = far.count == near.count ? zip(near, far).map { $0 + ($1 - $0) * share } : near
        // Fields beyond the colours given are never positive, or show the last colour.
        return (0..<9).map { colors.isEmpty ? .zero : $0 == 8 ? colors[colors.count - 1] : colors[min($0, colors.count - 1)] }
    }
}
