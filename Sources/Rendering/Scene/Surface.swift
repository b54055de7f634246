// What is drawn: triangles that share a topology, at the places they have in one frame.

/// The triangles of a mesh, apart from where its vertices are.
///
/// Identity matters: the renderer keeps the triangles of a topology on its side between frames.
public final class Topology: Sendable {
    /// Vertex numbers, three a triangle, counter-clockwise seen from outside.
    public let triangles: [UInt32]
    public let vertexCount: Int
    /// Fewer triangles on the same vertices, ever coarser, for when the mesh is small in the picture.
    public let levels: [Level]
    /// For ``Paint/parts(_:)``: the part each vertex belongs to, a triangle that of its last corner; empty if there are none.
    public let parts: [UInt8]
    /// For ``Paint/regions(_:)``: eight numbers a vertex, each the signed distance to the border of a region, positive inside;
    /// empty if there are none.
    public let regions: [Float]
    /// For ``Measurements/parts``: the part of the body each vertex belongs to, a triangle that of its last corner; empty if there
    /// are none. The same as ``parts`` unless those tell colours apart and not parts of a body.
    public let labels: [UInt8]

    /// A simplified form of the mesh.
    public struct Level: Sendable {
        public let triangles: [UInt32]
        /// How far its surface is from that of the whole mesh, metres: nearly everywhere less, nowhere several times more.
        public let error: Float

        public init(triangles: [UInt32], error: Float) {
            self.triangles = triangles
            self.error = error
        }
    }

    /// - Precondition: every vertex number is below `vertexCount`, and there are three a triangle; `parts` is empty or has a number
    ///   for each vertex, so has `labels` where it is given, `regions` is empty or has eight.
    public init(
        triangles: [UInt32], vertexCount: Int, parts: [UInt8] = [], regions: [Float] = [], labels: [UInt8]? = nil, levels: [Level] = []
    ) {
        precondition(([triangles] + levels.map(\.triangles)).allSatisfy { $0.count % 3 == 0 && $0.allSatisfy { $0 < vertexCount } })
        precondition(labels.map { $0.isEmpty || $0.count == vertexCount } ?? true)
        precondition((parts.isEmpty || parts.count == vertexCount) && (regions.isEmpty || regions.count == vertexCount * 8))
        self.triangles = triangles
        self.vertexCount = vertexCount
        self.parts = parts
        self.regions = regions
        self.labels = labels ?? parts
        self.levels = levels
    }

    /// The coarsest form that is at most `error` metres off the whole mesh: 0 for the mesh itself, else the number of a level plus one.
    func detail(within error: Float) -> Int { levels.lastIndex { $0.error <= error }.map { $0 + 1 } ?? 0 }

    /// The triangles of the coarsest form that is at most `error` metres off.
    func triangles(within error: Float) -> [UInt32] {
        let detail = detail(within: error)
        return detail == 0 ? triangles : levels[detail - 1].triangles
    }

    /// A closed mesh with levels of detail.
    ///
    /// - Parameters:
    ///   - poses: x, y, z of each vertex in one or more typical poses; a level keeps to its error in all of them.
    ///   - errors: the errors of the levels, metres, growing.
    /// - Precondition: as for ``init(triangles:vertexCount:)``; each pose has `vertexCount` vertices.
    public init(triangles: [UInt32], poses: [[Float]], errors: [Float], parts: [UInt8] = [], regions: [Float] = []) {
        let vertexCount = (poses.first?.count ?? 0) / 3
        precondition(triangles.count % 3 == 0 && triangles.allSatisfy { $0 < vertexCount })
        precondition((parts.isEmpty || parts.count == vertexCount) && (regions.isEmpty || regions.count == vertexCount * 8))
        self.triangles = triangles
        self.vertexCount = vertexCount
        self.parts = parts
        self.regions = regions
        labels = parts
        var simplification = Simplification(triangles: triangles, poses: poses)
        levels = errors.map { Level(triangles: simplification.simplify(to: $0), error: $0) }
    }

    /// Unit normals at the vertices: the mean of the triangles around, weighted by area.
    ///
    /// - Parameter positions: x, y, z of each vertex.
    /// - Returns: x, y, z of each vertex's normal; (0, 0, 1) where the triangles around have no area.
    public func normals(of positions: [Float]) -> [Float] {
        precondition(positions.count == vertexCount * 3)
        return [Float](unsafeUninitializedCapacity: positions.count) { normals, count in
            normals.initialize(repeating: 0)
            positions.withUnsafeBufferPointer { p in
                triangles.withUnsafeBufferPointer { triangles in
                    accumulate(p, triangles, into: normals)
                }
            }
            for i in stride(from: 0, to: normals.count, by: 3) {
                let n = SIMD3(normals[i], normals[i + 1], normals[i + 2])
                let square = (n * n).sum()
                let unit: SIMD3<Float> = square > 1e-30 ? n / square.squareRoot() : [0, 0, 1]
                normals[i] = unit.x
                normals[i + 1] = unit.y
                normals[i + 2] = unit.z
            }
            count = positions.count
        }
    }

    /// Adds each triangle's cross product, twice its area long, to its three corners.
    private func accumulate(
        _ p: UnsafeBufferPointer<Float>, _ triangles: UnsafeBufferPointer<UInt32>, into normals: UnsafeMutableBufferPointer<Float>
    ) {
        for t in stride(from: 0, to: triangles.count, by: 3) {
            let a = Int(triangles[t]) * 3, b = Int(triangles[t + 1]) * 3, c = Int(triangles[t + 2]) * 3
            let e0 = p[b] - p[a], e1 = p[b + 1] - p[a + 1], e2 = p[b + 2] - p[a + 2]
            let g0 = p[c] - p[a], g1 = p[c + 1] - p[a + 1], g2 = p[c + 2] - p[a + 2]
            let x = e1 * g2 - e2 * g1, y = e2 * g0 - e0 * g2, z = e0 * g1 - e1 * g0
            normals[a] += x
            normals[a + 1] += y
            normals[a + 2] += z
            normals[b] += x
            normals[b + 1] += y
            normals[b + 2] += z
            normals[c] += x
            normals[c + 1] += y
            normals[c + 2] += z
        }
    }
}

/// A mesh in one pose, with what it is made of.
public struct Surface: Sendable {
    public var topology: Topology
    /// x, y, z of each vertex; metres, Z up.
    public var positions: [Float]
    /// x, y, z of each vertex's unit normal.
    public var normals: [Float]
    public var paint: Paint
    /// 1 hides what is behind, 0 is invisible. In between only the nearest layer of the surface is seen, over what is opaque.
    public var opacity: Float
    public var castsShadow: Bool
    /// False for what lies inside other things, such as bones: lit as if nothing were around it.
    public var isOccluded: Bool
    /// Whose body it is, counted from 0, for ``Measurements/persons``.
    public var person = 0

    /// - Parameter normals: computed from the triangles when not given.
    public init(
        topology: Topology, positions: [Float], normals: [Float]? = nil, paint: Paint, opacity: Float = 1, castsShadow: Bool = true,
        isOccluded: Bool = true
    ) {
        self.topology = topology
        self.positions = positions
        self.normals = normals ?? topology.normals(of: positions)
        self.paint = paint
        self.opacity = opacity
        self.castsShadow = castsShadow
        self.isOccluded = isOccluded
    }

    /// A surface of one colour.
    /// - Parameter albedo: diffuse colour, linear light.
    public init(topology: Topology, positions: [Float], normals: [Float]? = nil, albedo: SIMD3<Float>) {
        self.init(topology: topology, positions: positions, normals: normals, paint: .plain(albedo))
    }
}
