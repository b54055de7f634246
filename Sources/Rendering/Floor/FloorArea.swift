// The part of the floor that bodies darken.

/// A square of floor that holds the bodies' shadow and the soft darkness around their feet.
struct FloorArea: Equatable {
    let middle: SIMD2<Float>
    /// Half its side, metres. A square, so that one blur radius serves both directions.
    let half: Float
    /// The rectangle in it beyond which nothing is dark.
    private let low: SIMD2<Float>
    private let high: SIMD2<Float>

    /// How far from the bodies the sky they hide is missed, metres.
    private static let reach: Float = 0.45

    init(of bounds: Bounds, floor: Floor, lighting: Lighting) {
        var low = SIMD2(bounds.low.x, bounds.low.y) - SIMD2(repeating: FloorArea.reach)
        var high = SIMD2(bounds.high.x, bounds.high.y) + SIMD2(repeating: FloorArea.reach)
        if lighting.throwsShadow {
            let shadow = FloorShade.area(of: bounds, floorHeight: floor.height, lighting: lighting)
            low = pointwiseMin(low, shadow.low)
            high = pointwiseMax(high, shadow.high)
        }
        self.low = low
        self.high = high
        middle = (low + high) / 2
        half = max(high.x - low.x, high.y - low.y) / 2
    }

    /// Low and high corner of what may be dark.
    var rectangle: SIMD4<Float> { [low.x, low.y, high.x, high.y] }

    /// Where what may be dark is on a square map of the area; begins and ends at even texels.
    /// - Parameter size: texels along the map's side, even.
    func part(ofMapOf size: Int) -> PixelRectangle {
        func texel(_ offset: Float) -> Int { Int(max(0, min(Float(size), (offset / half * 0.5 + 0.5) * Float(size)))) }
        let x = texel(low.x - middle.x) & ~1, y = texel(low.y - middle.y) & ~1
        return PixelRectangle(
            x: x, y: y, width: min((texel(high.x - middle.x) + 2) & ~1, size) - x,
            height: min((texel(high.y - middle.y) + 2) & ~1, size) - y)
    }

    /// The corners of what may be dark.
    func corners(at height: Float) -> [SIMD3<Float>] {
        [[low.x, low.y, height], [high.x, low.y, height], [low.x, high.y, height], [high.x, high.y, height]]
    }
}

extension Lighting {
    /// False for a light on or below the horizon, and where there is none.
    var throwsShadow: Bool { keyDirection.z >= 0.05 && keyColor != .zero }
}
