// A part of the picture, for drawing and reading only what changed.

/// A rectangle of pixels; rows are counted from the bottom, as OpenGL does.
struct PixelRectangle: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    static let none = PixelRectangle(x: 0, y: 0, width: 0, height: 0)

    init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The smallest rectangle that shows the convex hull of some points, with two pixels to spare; the whole picture if a
    /// point is behind the camera.
    init(around points: [SIMD3<Float>], worldToClip: Matrix4, width: Int, height: Int) {
        var low = SIMD2<Float>(repeating: .infinity)
        var high = SIMD2<Float>(repeating: -.infinity)
        for point in points {
            let clip = worldToClip * SIMD4(point, 1)
            guard clip.w > 1e-4, clip.x.isFinite, clip.y.isFinite else {
                self.init(x: 0, y: 0, width: width, height: height)
                return
            }
            let place = (SIMD2(clip.x, clip.y) / clip.w * 0.5 + 0.5) * SIMD2(Float(width), Float(height))
            low = pointwiseMin(low, place)
            high = pointwiseMax(high, place)
        }
        guard low.x <= high.x else {
            self = .none
            return
        }
        self.init(from: low, to: high, width: width, height: height)
    }

    /// The smallest rectangle that shows all vertices of some surfaces, with two pixels to spare; the whole picture if one is
    /// behind the camera.
    init(around surfaces: [Surface], worldToClip m: Matrix4, width: Int, height: Int) {
        var low = SIMD2<Float>(repeating: .infinity), high = SIMD2<Float>(repeating: -.infinity)
        var nearest = Float.infinity
        let origin = m * SIMD4<Float>(0, 0, 0, 1)
        let x = m * SIMD4<Float>(1, 0, 0, 0), y = m * SIMD4<Float>(0, 1, 0, 0), z = m * SIMD4<Float>(0, 0, 1, 0)
        for surface in surfaces {
            surface.positions.withUnsafeBufferPointer { p in
                for i in stride(from: 0, to: p.count - p.count % 3, by: 3) {
                    let clip = origin + x * p[i] + y * p[i + 1] + z * p[i + 2]
                    let place = SIMD2(clip.x, clip.y) / clip.w
                    low = SIMD2(min(low.x, place.x), min(low.y, place.y))
                    high = SIMD2(max(high.x, place.x), max(high.y, place.y))
                    nearest = min(nearest, clip.w)
                }
            }
        }
        guard low.x <= high.x else {
            self = .none
            return
        }
        guard nearest > 1e-4, low.x.isFinite, low.y.isFinite, high.x.isFinite, high.y.isFinite else {
            self.init(x: 0, y: 0, width: width, height: height)
            return
        }
        let size = SIMD2(Float(width), Float(height))
        self.init(from: (low * 0.5 + 0.5) * size, to: (high * 0.5 + 0.5) * size, width: width, height: height)
    }

    /// Grows until another rectangle is in it, too.
    mutating func include(_ other: PixelRectangle) {
        guard other.width > 0, other.height > 0 else { return }
        guard width > 0, height > 0 else {
            self = other
            return
        }
        let (left, low) = (min(x, other.x), min(y, other.y))
        self = PixelRectangle(
            x: left, y: low, width: max(x + width, other.x + other.width) - left, height: max(y + height, other.y + other.height) - low)
    }

    /// With so many pixels more on each side, as far as a square picture goes.
    func grown(by margin: Int, within side: Int) -> PixelRectangle {
        let (left, low) = (max(x - margin, 0), max(y - margin, 0))
        return PixelRectangle(x: left, y: low, width: min(x + width + margin, side) - left, height: min(y + height + margin, side) - low)
    }

    /// The pixels between two places and two more on each side, as far as they are in the picture.
    private init(from low: SIMD2<Float>, to high: SIMD2<Float>, width: Int, height: Int) {
        func clamped(_ value: Float, _ limit: Int) -> Int { Int(min(max(value, 0), Float(limit))) }
        let x0 = clamped(low.x - 2, width), x1 = clamped(high.x + 3, width)
        let y0 = clamped(low.y - 2, height), y1 = clamped(high.y + 3, height)
        self.init(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }
}
