// The examples in the documentation of Rendering, as code; see main.swift.
import Rendering

// Sources/Rendering/Scene/Scene.swift
func scene() throws {
    let triangle = Topology(triangles: [0, 1, 2], vertexCount: 3)
    let scene = Scene(
        camera: Camera(position: [0, -3, 1], target: [0, 0, 0.5]),
        lighting: .studio(viewDirection: [0, 1, 0]),
        background: .color([1, 1, 1]),
        surfaces: [Surface(topology: triangle, positions: [-0.5, 0, 0, 0.5, 0, 0, 0, 0, 1], albedo: [0.5, 0.5, 0.6])])
    let renderer = try Renderer()
    let image = try renderer.draw(scene, width: 256, height: 256)
    print(image.width, image.height, image.format)  // 256 256 rgb8
}

// Sources/Rendering/Measurements.swift
func measurements() throws {
    let square = Topology(triangles: [0, 1, 2, 0, 2, 3], vertexCount: 4)
    let scene = Scene(
        camera: Camera(position: [0, -3, 0], target: [0, 0, 0]), lighting: .flat, background: .transparent,
        surfaces: [Surface(topology: square, positions: [-1, 0, -1, 1, 0, -1, 1, 0, 1, -1, 0, 1], albedo: [1, 1, 1])])
    let seen = try Renderer().measure(scene, width: 3, height: 3)
    print(seen.depths[4], seen.normals(in: .camera)[12..<15], seen.persons)  // 3.0 [0.0, 0.0, 1.0] [1, 1, 1, 1, 1, 1, 1, 1, 1]
}
