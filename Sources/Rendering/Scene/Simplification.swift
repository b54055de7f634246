// Fewer triangles on the same vertices, for bodies that are small in the picture.
import Rotations

/// Simplifies a closed mesh by collapsing edges onto one of their ends.
///
/// Costs are quadric errors (Garland and Heckbert 1997, "Surface simplification using quadric error metrics"). Vertices keep their
/// places and numbers, so one array of posed vertices and normals serves every level. The mesh may be given in several poses: an
/// edge's cost is the largest of them, so that a level made at rest also holds in bent knees.
struct Simplification {
    private let poses: [[SIMD3<Float>]]
    private var quadrics: [[Quadric]]
    private var triangles: [UInt32]
    private let vertexCount: Int

    /// - Parameter poses: x, y, z of each vertex, once or more.
    init(triangles: [UInt32], poses: [[Float]]) {
        self.triangles = triangles
        self.poses = poses.map { flat in
            stride(from: 0, to: flat.count - 2, by: 3).map { SIMD3(flat[$0], flat[$0 + 1], flat[$0 + 2]) }
        }
        let vertexCount = self.poses.first?.count ?? 0
        self.vertexCount = vertexCount
        quadrics = self.poses.map { positions in
            var quadrics = [Quadric](repeating: Quadric(), count: vertexCount)
            for t in stride(from: 0, to: triangles.count, by: 3) {
                let a = Int(triangles[t]), b = Int(triangles[t + 1]), c = Int(triangles[t + 2])
                let n = cross(positions[b] - positions[a], positions[c] - positions[a])
                let length = dot(n, n).squareRoot()
                guard length > 1e-12 else { continue }
                let quadric = Quadric(normal: n / length, through: positions[a], weight: length / 2)
                quadrics[a] += quadric
                quadrics[b] += quadric
                quadrics[c] += quadric
            }
            return quadrics
        }
    }

    /// Collapses edges until every further one would move the surface by more than `error` metres.
    /// - Returns: the triangles that are left, three vertex numbers each.
    mutating func simplify(to error: Float) -> [UInt32] {
        while collapseSome(limit: error * error) {}
        return triangles
    }

    private struct Candidate {
        var cost: Float
        var from: Int32
        var to: Int32
    }

    /// One round of collapses that do not touch each other, cheapest first. False when none was possible.
    private mutating func collapseSome(limit: Float) -> Bool {
        let rings = TrianglesAround(triangles: triangles, vertexCount: vertexCount)
        var candidates: [Candidate] = []
        candidates.reserveCapacity(triangles.count / 2)
        for t in stride(from: 0, to: triangles.count, by: 3) {
            for k in 0..<3 {
                let u = Int(triangles[t + k]), v = Int(triangles[t + (k + 1) % 3])
                // Each edge of a closed mesh lies in two triangles, once in each direction.
                guard u < v else { continue }
                let there = cost(u, v), back = cost(v, u)
                let best = min(there, back)
                if best <= limit {
                    candidates.append(Candidate(cost: best, from: Int32(there <= back ? u : v), to: Int32(there <= back ? v : u)))
                }
            }
        }
        guard !candidates.isEmpty else { return false }
        candidates.sort { ($0.cost, $0.from, $0.to) < ($1.cost, $1.from, $1.to) }
        var locked = [Bool](repeating: false, count: vertexCount)
        var target = (0..<UInt32(vertexCount)).map { $0 }
        var collapsed = 0
        for candidate in candidates {
            let u = Int(candidate.from), v = Int(candidate.to)
            guard !locked[u], !locked[v], canCollapse(u, to: v, rings) else { continue }
            target[u] = UInt32(v)
            for pose in quadrics.indices { quadrics[pose][v] += quadrics[pose][u] }
            for t in rings[u] {
                for k in 0..<3 { locked[Int(triangles[t * 3 + k])] = true }
            }
            collapsed += 1
        }
        guard collapsed > 0 else { return false }
        var kept: [UInt32] = []
        kept.reserveCapacity(triangles.count)
        for t in stride(from: 0, to: triangles.count, by: 3) {
            let a = target[Int(triangles[t])], b = target[Int(triangles[t + 1])], c = target[Int(triangles[t + 2])]
            if a != b && b != c && a != c { kept += [a, b, c] }
        }
        triangles = kept
        return true
    }

    /// The squared distance, metres, by which moving `u` to `v` takes the surface around `u` away: in the worst pose.
    private func cost(_ u: Int, _ v: Int) -> Float {
        var worst: Float = 0
        for pose in poses.indices { worst = max(worst, quadrics[pose][u].meanSquare(at: poses[pose][v])) }
        return worst
    }

    /// False if the collapse would turn a triangle over, or glue two parts of the surface together.
    private func canCollapse(_ u: Int, to v: Int, _ rings: TrianglesAround) -> Bool {
        var shared = 0
        for t in rings[u] {
            let a = Int(triangles[t * 3]), b = Int(triangles[t * 3 + 1]), c = Int(triangles[t * 3 + 2])
            if a == v || b == v || c == v {
                shared += 1
                continue
            }
            for positions in poses {
                let pa = positions[a], pb = positions[b], pc = positions[c], to = positions[v]
                let before = cross(pb - pa, pc - pa)
                let after = cross((b == u ? to : pb) - (a == u ? to : pa), (c == u ? to : pc) - (a == u ? to : pa))
                let lengths = (dot(before, before) * dot(after, after)).squareRoot()
                if dot(before, after) <= 0.25 * lengths { return false }
            }
        }
        guard shared == 2 else { return false }
        // The ends may have only two neighbours in common, or the surface would be pinched.
        var common = 0
        for t in rings[v] {
            let a = Int(triangles[t * 3]), b = Int(triangles[t * 3 + 1]), c = Int(triangles[t * 3 + 2])
            // On a closed surface every neighbour follows `v` in just one triangle.
            let neighbour = a == v ? b : b == v ? c : a
            if neighbour != u, rings[u].contains(where: { has(neighbour, in: $0) }) { common += 1 }
        }
        return common == 2
    }

    private func has(_ vertex: Int, in t: Int) -> Bool {
        Int(triangles[t * 3]) == vertex || Int(triangles[t * 3 + 1]) == vertex || Int(triangles[t * 3 + 2]) == vertex
    }
}

/// The sum of squared distances to some planes, as a quadratic form, and the weight of all of them.
private struct Quadric {
    // The upper triangle of a symmetric 4×4 matrix.
    private var diagonal = SIMD3<Float>.zero
    private var mixed = SIMD3<Float>.zero
    private var linear = SIMD3<Float>.zero
    private var constant: Float = 0
    private var weight: Float = 0

    init() {}

    init(normal n: SIMD3<Float>, through p: SIMD3<Float>, weight w: Float) {
        let d = -dot(n, p)
        diagonal = n * n * w
        mixed = SIMD3(n.x * n.y, n.y * n.z, n.z * n.x) * w
        linear = n * (d * w)
        constant = d * d * w
        weight = w
    }

    static func += (a: inout Quadric, b: Quadric) {
        a.diagonal += b.diagonal
        a.mixed += b.mixed
        a.linear += b.linear
        a.constant += b.constant
        a.weight += b.weight
    }

    /// The weighted mean of the squared distances of a point to the planes.
    func meanSquare(at p: SIMD3<Float>) -> Float {
        let square = dot(diagonal, p * p) + 2 * dot(mixed, SIMD3(p.x * p.y, p.y * p.z, p.z * p.x)) + 2 * dot(linear, p) + constant
        return weight > 0 ? max(square, 0) / weight : 0
    }
}

/// The triangles at each vertex.
private struct TrianglesAround {
    private var starts: [Int32]
    private var list: [Int32]

    init(triangles: [UInt32], vertexCount: Int) {
        starts = [Int32](repeating: 0, count: vertexCount + 1)
        for v in triangles { starts[Int(v) + 1] += 1 }
        for v in 0..<vertexCount { starts[v + 1] += starts[v] }
        var next = starts
        list = [Int32](repeating: 0, count: triangles.count)
        for (i, v) in triangles.enumerated() {
            list[Int(next[Int(v)])] = Int32(i / 3)
            next[Int(v)] += 1
        }
    }

    subscript(vertex: Int) -> some Sequence<Int> {
        list[Int(starts[vertex])..<Int(starts[vertex + 1])].lazy.map { Int($0) }
    }
}
