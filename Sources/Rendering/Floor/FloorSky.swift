// The soft darkness around and under what is near the floor: the sky that limbs hide from it.
import Rotations

/// The share of the sky that each place of a square of floor sees past the bodies' limbs.
///
/// The sum is that of `occlusion.glsl`, for a plane that faces up.
struct FloorSky {
    /// Texels along a side.
    let size: Int
    /// 0...1, rows go with the floor's y.
    private(set) var open: [Float]

    /// Texels looked at together along both directions: what is too far away to count is left out for all of them.
    private static let tile = 16
    /// A limb that hides less than this share anywhere in a tile does not count there.
    private static let least: Float = 0.001
    /// Metres over which the little that is still hidden at the border fades away, or the border would show.
    private static let fade: Float = 0.3

    init(size: Int) {
        self.size = size
        open = [Float](repeating: 1, count: size * size)
    }

    /// A limb relative to the floor.
    private struct Limb {
        let start: SIMD3<Float>
        let span: SIMD3<Float>
        /// 1 / length².
        let inverse: Float
        let radius: Float
        /// A quarter of the length squared.
        let half: Float
        let low: SIMD3<Float>
        let high: SIMD3<Float>

        init(_ capsule: Capsule, strength: Float, floorHeight: Float) {
            start = capsule.start - [0, 0, floorHeight]
            span = capsule.end - capsule.start
            inverse = 1 / max(dot(span, span), 1e-6)
            radius = capsule.radius * strength
            half = 0.25 / inverse
            low = pointwiseMin(start, start + span)
            high = pointwiseMax(start, start + span)
        }

        /// The most it can hide of any place within a rectangle of the floor.
        func most(from low: SIMD2<Float>, to high: SIMD2<Float>) -> Float {
            guard self.high.z > 0 else { return 0 }
            let gap = pointwiseMax(pointwiseMax(SIMD2(self.low.x, self.low.y) - high, low - SIMD2(self.high.x, self.high.y)), .zero)
            let flat = (gap * gap).sum()
            let square = flat + max(self.low.z, 0) * max(self.low.z, 0) + 1e-6
            let near = min(radius / square.squareRoot(), 1)
            let above = self.high.z / (flat + self.high.z * self.high.z).squareRoot()
            return above * near * max(near, (half / (half + square)).squareRoot())
        }
    }

    /// Fills ``open``.
    /// - Returns: false if nothing is hidden; ``open`` then stays as it is.
    mutating func look(_ scene: Scene, floor: Floor, area: FloorArea) -> Bool {
        let capsules = Occlusion.capsules(of: scene, onFloorAt: floor.height)
        guard !capsules.isEmpty else { return false }
        let limbs = capsules.map { Limb($0, strength: scene.lighting.occlusion, floorHeight: floor.height) }
        let size = size, texel = 2 * area.half / Float(size)
        let corner = area.middle - SIMD2(repeating: area.half)
        // Beyond the rectangle nothing is dark.
        let seen = area.part(ofMapOf: size)
        open.withUnsafeMutableBufferPointer { open in
            open.update(repeating: 1)
            let left = UnsafeMutablePointer<Float>.allocate(capacity: FloorSky.tile)
            defer { left.deallocate() }
            var near: [Limb] = []
            near.reserveCapacity(limbs.count)
            for y0 in stride(from: seen.y, to: seen.y + seen.height, by: FloorSky.tile) {
                for x0 in stride(from: seen.x, to: seen.x + seen.width, by: FloorSky.tile) {
                    let rows = min(FloorSky.tile, size - y0), columns = min(FloorSky.tile, size - x0)
                    let low = corner + (SIMD2(Float(x0), Float(y0)) + 0.5) * texel
                    let high = low + SIMD2(repeating: Float(FloorSky.tile - 1) * texel)
                    near.removeAll(keepingCapacity: true)
                    for limb in limbs where limb.most(from: low, to: high) > FloorSky.least { near.append(limb) }
                    guard !near.isEmpty else { continue }
                    for row in 0..<rows {
                        FloorSky.look(x: low.x, step: texel, y: low.y + Float(row) * texel, past: near, in: area, to: left)
                        let at = (y0 + row) * size + x0
                        for column in 0..<columns { open[at + column] = left[column] }
                    }
                }
            }
        }
        return true
    }

    /// How much is left for a tile's neighbours in a row.
    ///
    /// Plain loops over numbers, which the compiler makes work on several at a time.
    private static func look(
        x first: Float, step: Float, y: Float, past limbs: [Limb], in area: FloorArea, to left: UnsafeMutablePointer<Float>
    ) {
        for i in 0..<tile { left[i] = 0 }
        for limb in limbs {
            let (spanX, spanY, spanZ) = (limb.span.x, limb.span.y, limb.span.z)
            let (perSquare, radius, half) = (limb.inverse, limb.radius, limb.half)
            let fromY = y - limb.start.y, fromZ = -limb.start.z, start = first - limb.start.x
            let level = fromY * spanY + fromZ * spanZ
            for i in 0..<tile {
                let fromX = start + Float(Int32(truncatingIfNeeded: i)) * step
                let part = min(1, max(0, (fromX * spanX + level) * perSquare))
                let towardX = part * spanX - fromX, towardY = part * spanY - fromY, towardZ = part * spanZ - fromZ
                let square = towardX * towardX + towardY * towardY + towardZ * towardZ + 1e-6
                let inverse = inverseRoot(square)
                let near = min(1, radius * inverse)
                let broad = half * inverseRoot(half * (half + square))
                left[i] += max(0, towardZ * inverse) * near * max(near, broad)
            }
        }
        let rectangle = area.rectangle
        let edgeY = min(y - rectangle.y, rectangle.w - y)
        for i in 0..<tile {
            // What a body hides from far away is too little to be worth greying the whole floor.
            let open = min(1, 1.1 / (1 + left[i]))
            let x = first + Float(Int32(truncatingIfNeeded: i)) * step
            let share = min(1, max(0, min(edgeY, min(x - rectangle.x, rectangle.z - x)) * (1 / fade)))
            left[i] = 1 + (open - 1) * (share * share * (3 - 2 * share))
        }
    }
}
