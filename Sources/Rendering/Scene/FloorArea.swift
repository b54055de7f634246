// The part of the floor that bodies darken.

/// A square of floor that holds the bodies' shadow and the soft darkness around their feet.
struct FloorArea: Equatable {
    let middle: SIMD2<Float>
    /// Half its side, metres. A square, so that one blur radius serves both directions.
    let half: Float

    /// How far from the bodies the sky they hide is missed, metres.
    private static let reach: Float = 0.45

    init(of bounds: Bounds, floor: Floor, lighting: Lighting) {
        var low = SIMD2(bounds.low.x, bounds.low.y) - SIMD2(repeating: FloorArea.reach)
        var high = SIMD2(bounds.high.x, bounds.high.y) + SIMD2(repeating: FloorArea.reach)
        if lighting.throwsShadow {
            let shadow = FloorShadowPass.area(of: bounds, floorHeight: floor.height, lighting: lighting)
            low = pointwiseMin(low, shadow.low)
            high = pointwiseMax(high, shadow.high)
        }
        middle = (low + high) / 2
        half = max(high.x - low.x, high.y - low.y) / 2
    }

    /// x, y of the middle, 1 / half the sides: as shaders want it.
    var uniform: SIMD4<Float> { [middle.x, middle.y, 1 / half, 1 / half] }

    func corners(at height: Float) -> [SIMD3<Float>] {
        [(-1, -1), (1, -1), (-1, 1), (1, 1)].map { SIMD3(middle.x + $0 * half, middle.y + $1 * half, height) }
    }
}

extension Lighting {
    /// False for a light on or below the horizon, and where there is none.
    var throwsShadow: Bool { keyDirection.z >= 0.05 && keyColor != .zero }
}
