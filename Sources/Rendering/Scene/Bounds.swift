// The box around a set of points.
import Rotations

/// An axis-aligned box in the world, metres.
public struct Bounds: Sendable, Equatable {
    public var low: SIMD3<Float>
    public var high: SIMD3<Float>

    /// A box that holds nothing; the first point makes it a box of no size.
    public static let empty = Bounds(
        low: SIMD3(repeating: .infinity), high: SIMD3(repeating: -.infinity))

    public init(low: SIMD3<Float>, high: SIMD3<Float>) {
        self.low = low
        self.high = high
    }

    /// The box around points given as x, y, z, x, y, z, ….
    public init(of points: [Float]) {
        // One number after the other: the compiler is better at that than at minima of vectors.
        var (lowX, lowY, lowZ) = (Float.infinity, Float.infinity, Float.infinity)
        var (highX, highY, highZ) = (-Float.infinity, -Float.infinity, -Float.infinity)
        points.withUnsafeBufferPointer { points in
            for i in stride(from: 0, to: points.count - points.count % 3, by: 3) {
                lowX = min(lowX, points[i])
                lowY = min(lowY, points[i + 1])
                lowZ = min(lowZ, points[i + 2])
                highX = max(highX, points[i])
                highY = max(highY, points[i + 1])
                highZ = max(highZ, points[i + 2])
            }
        }
        self.init(low: [lowX, lowY, lowZ], high: [highX, highY, highZ])
    }

    public var isEmpty: Bool { low.x > high.x }
    public var center: SIMD3<Float> { (low + high) / 2 }
    public var size: SIMD3<Float> { isEmpty ? .zero : high - low }
    /// The distance from the centre to a corner.
    public var radius: Float { dot(size, size).squareRoot() / 2 }

    public mutating func include(_ point: SIMD3<Float>) {
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
    }

    public mutating func include(_ other: Bounds) {
        low = pointwiseMin(low, other.low)
        high = pointwiseMax(high, other.high)
    }

    /// The box grown by `margin` metres on every side.
    public func grown(by margin: Float) -> Bounds {
        Bounds(low: low - SIMD3(repeating: margin), high: high + SIMD3(repeating: margin))
    }

    public var corners: [SIMD3<Float>] {
        (0..<8).map { i in
            [i & 1 == 0 ? low.x : high.x, i & 2 == 0 ? low.y : high.y, i & 4 == 0 ? low.z : high.z]
        }
    }
}
