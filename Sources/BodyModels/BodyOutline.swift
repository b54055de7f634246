// A few of a body's vertices, with which bounds and soles are found cheaply.
import Arrays

extension ShapedBody {
    /// The joints that move the left foot (ankle and ball), then those that move the right one, in all layouts.
    public static let footJoints: [Set<Int>] = [[7, 10], [8, 11]]

    /// The same body with a few of its vertices and no triangles.
    ///
    /// The vertices are spread over the body, each as far as can be from those before it (farthest-point sampling), so that
    /// finger tips, toes and crown are among the first. Joints are the whole body's.
    public func outline(vertices count: Int) -> ShapedBody { selecting(spread(count)) }

    /// The same body with 160 vertices spread over it, and behind them those of the feet that can touch the ground.
    public func outline() -> ShapedBody {
        let spread = spread(160)
        let known = Set(spread)
        return selecting(spread + soles().filter { !known.contains($0) })
    }

    /// The vertices of which some joints move the greatest part, in ascending order.
    public func vertices(movedBy joints: Set<Int>) -> [Int] {
        (0..<model.vertexCount).filter { joints.contains(model.skinning.mainJoint(of: $0)) }
    }

    /// Vertices spread over the body at rest.
    private func spread(_ count: Int) -> [Int] {
        let points = (0..<model.vertexCount).map(restVertex)
        var chosen: [Int] = []
        var distances = [Float](repeating: .infinity, count: points.count)
        var next = points.indices.max { points[$0].y < points[$1].y } ?? 0
        while chosen.count < min(count, points.count) {
            chosen.append(next)
            let from = points[next]
            var best: Float = -1
            for i in points.indices {
                let d = points[i] - from
                distances[i] = min(distances[i], (d * d).sum())
                if distances[i] > best {
                    best = distances[i]
                    next = i
                }
            }
        }
        return chosen
    }

    /// The vertices of the feet that are the lowest of their foot when it bends and is tilted by up to 75 degrees, some way or other.
    private func soles() -> [Int] {
        var directions = [SIMD3<Float>(0, -1, 0)]
        for (sine, cosine) in [(0.34, 0.94), (0.64, 0.77), (0.87, 0.5), (0.97, 0.26)] as [(Float, Float)] {
            for (x, z) in [(1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)] as [(Float, Float)] {
                directions.append(SIMD3(x * sine, -cosine, z * sine))
            }
        }
        let candidates = ShapedBody.footJoints.map(vertices(movedBy:))
        let feet = selecting(candidates.flatMap { $0 })
        // Ankles and toes bent up and down: skin moves with them, and correctives move it.
        let bends: [(ankle: Float, toes: Float)] = [(0, 0), (0, -0.6), (0.4, -0.3), (0.4, 0.4), (-0.4, -0.3), (-0.4, 0.4)]
        var poses = NDArray<Float>(repeating: 0, shape: [bends.count, model.jointCount, 3])
        for (frame, bend) in bends.enumerated() {
            for joint in [7, 8] { poses[frame, joint, 0] = bend.ankle }
            for joint in [10, 11] { poses[frame, joint, 0] = bend.toes }
        }
        let posed = feet.pose(axisAngles: poses, translations: NDArray(repeating: 0, shape: [bends.count, 3])).vertices
        var found: Set<Int> = []
        for frame in bends.indices {
            let row = posed.row(frame)
            var first = 0
            for foot in candidates {
                let places = foot.indices.map { v -> SIMD3<Float> in
                    let at = row.startIndex + (first + v) * 3
                    return SIMD3(row[at], row[at + 1], row[at + 2])
                }
                first += foot.count
                for down in directions {
                    var lowest = 0
                    var deepest = -Float.infinity
                    for v in places.indices {
                        let depth = (places[v] * down).sum()
                        if depth > deepest { (lowest, deepest) = (v, depth) }
                    }
                    if foot.indices.contains(lowest) { found.insert(foot[lowest]) }
                }
            }
        }
        return found.sorted()
    }

    private func restVertex(_ v: Int) -> SIMD3<Float> { SIMD3(restVertices[v * 3], restVertices[v * 3 + 1], restVertices[v * 3 + 2]) }
}
