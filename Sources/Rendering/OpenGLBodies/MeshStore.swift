// The vertices of surfaces on OpenGL's side, kept from picture to picture.

/// Buffers by the topology they belong to. Surfaces that share a topology have a buffer each.
final class MeshStore {
    private let gl: OpenGL
    private var meshes: [ObjectIdentifier: [MeshBuffers]] = [:]

    init(_ gl: OpenGL) { self.gl = gl }

    /// Takes the surfaces' vertices in; buffers of a topology are kept for the next picture.
    func load(_ surfaces: [Surface]) -> [(surface: Surface, mesh: MeshBuffers)] {
        var used: [ObjectIdentifier: Int] = [:]
        return surfaces.map { surface in
            let key = ObjectIdentifier(surface.topology)
            let index = used[key, default: 0]
            used[key] = index + 1
            if index >= meshes[key, default: []].count { meshes[key, default: []].append(MeshBuffers(gl, surface.topology)) }
            let mesh = meshes[key, default: []][index]
            mesh.load(surface)
            return (surface, mesh)
        }
    }
}
