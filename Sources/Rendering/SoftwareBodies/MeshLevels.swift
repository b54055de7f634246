// The forms of a mesh with only the vertices they need.

/// A topology's levels of detail, each with its vertices numbered anew; made when first asked for.
final class MeshLevels {
    /// One form of the mesh.
    struct Form {
        /// The topology's numbers of the vertices in use, ascending.
        let vertices: [Int32]
        /// Places in `vertices`, three a triangle.
        let corners: [Int32]
    }

    /// Kept so that the identity under which the renderer files this is not given to another topology.
    let topology: Topology
    private var forms: [Int: Form] = [:]

    init(_ topology: Topology) { self.topology = topology }

    /// The coarsest form that is at most `error` metres off the whole mesh.
    func form(within error: Float) -> Form {
        let detail = topology.detail(within: error)
        if let known = forms[detail] { return known }
        let triangles = topology.triangles(within: error)
        var places = [Int32](repeating: -1, count: topology.vertexCount)
        for vertex in triangles { places[Int(vertex)] = 0 }
        var vertices: [Int32] = []
        for vertex in places.indices where places[vertex] == 0 {
            places[vertex] = Int32(vertices.count)
            vertices.append(Int32(vertex))
        }
        let form = Form(vertices: vertices, corners: triangles.map { places[Int($0)] })
        forms[detail] = form
        return form
    }
}
