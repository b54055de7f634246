// What a camera sees as numbers, pixel by pixel: what depth, normals and segmentation are learned from.
import Rotations

/// Measured at the centre of every pixel: the nearest surface's place, normal, depth, part and person.
///
/// Pixels are those of the picture that ``Renderer/draw(_:width:height:antialiasing:)`` gives of the same scene: row by row, the
/// top row first; nothing is blended between them. Only surfaces are measured, translucent ones like others; floor and background
/// are nothing. The whole mesh is drawn, never a simplified form.
///
/// ```swift
/// let square = Topology(triangles: [0, 1, 2, 0, 2, 3], vertexCount: 4)
/// let scene = Scene(
///     camera: Camera(position: [0, -3, 0], target: [0, 0, 0]), lighting: .flat, background: .transparent,
///     surfaces: [Surface(topology: square, positions: [-1, 0, -1, 1, 0, -1, 1, 0, 1, -1, 0, 1], albedo: [1, 1, 1])])
/// let seen = try Renderer().measure(scene, width: 3, height: 3)
/// print(seen.depths[4], seen.normals(in: .camera)[12..<15], seen.persons)  // 3.0 [0.0, 0.0, 1.0] [1, 1, 1, 1, 1, 1, 1, 1, 1]
/// ```
public struct Measurements: Sendable {
    public let width: Int
    public let height: Int
    /// Who sees it.
    public let camera: Camera
    /// `(height, width, 3)`: where the surface is in the world, metres; zeros where there is none.
    public private(set) var positions: [Float]
    /// `(height, width)`: how far it is from the camera along the camera's axis (not along the pixel's ray), metres; 0 where there is
    /// nothing. In parallel projection it may be negative: what is behind such a camera is seen as well.
    public private(set) var depths: [Float]
    /// `(height, width)`: its part, see ``Topology/labels``, plus one; 0 where there is nothing. A surface without parts is all of
    /// part 0.
    public private(set) var parts: [UInt8]
    /// `(height, width)`: ``Surface/person`` plus one; 0 where there is nothing.
    public private(set) var persons: [UInt16]
    /// `(height, width, 3)`, world.
    private var facings: [Float]

    /// Whose axes a vector is given in.
    public enum Frame: String, Sendable, CaseIterable {
        /// The camera's, as OpenGL has it: X to the right of the picture, Y up, Z towards the viewer.
        case camera
        /// The scene's: Z up.
        case world
    }

    /// `(height, width, 3)`: unit normals, blended between the mesh's vertices; zeros where there is nothing.
    public func normals(in frame: Frame) -> [Float] {
        guard frame == .camera else { return facings }
        let view = camera.worldToCamera
        var turned = facings
        for i in persons.indices where persons[i] > 0 {
            let n = view * SIMD4(facings[3 * i], facings[3 * i + 1], facings[3 * i + 2], 0)
            (turned[3 * i], turned[3 * i + 1], turned[3 * i + 2]) = (n.x, n.y, n.z)
        }
        return turned
    }

    /// True where some body is seen.
    public func isCovered(x: Int, y: Int) -> Bool { persons[y * width + x] > 0 }

    /// Nothing anywhere.
    init(width: Int, height: Int, camera: Camera) {
        self.width = width
        self.height = height
        self.camera = camera
        let count = width * height
        positions = [Float](repeating: 0, count: count * 3)
        facings = positions
        depths = [Float](repeating: 0, count: count)
        parts = [UInt8](repeating: 0, count: count)
        persons = [UInt16](repeating: 0, count: count)
    }

    /// Takes in what was drawn in a part of the picture, bottom row first.
    mutating func fill(
        _ part: PixelRectangle, _ places: UnsafeBufferPointer<SIMD4<Float>>, _ normals: UnsafeBufferPointer<SIMD4<Float>>,
        origin: SIMD3<Float>
    ) {
        let toward = camera.direction
        let base = dot(origin - camera.position, toward)
        for row in 0..<part.height {
            let line = (height - 1 - part.y - row) * width + part.x
            for column in 0..<part.width {
                let from = row * part.width + column, at = line + column
                let place = places[from]
                guard place.w > 0.5, place.sum().isFinite, normals[from].w.isFinite else { continue }
                let offset = SIMD3(place.x, place.y, place.z)
                let position = offset + origin
                let normal = normalized(SIMD3(normals[from].x, normals[from].y, normals[from].z), otherwise: -toward)
                for axis in 0..<3 {
                    positions[3 * at + axis] = position[axis]
                    facings[3 * at + axis] = normal[axis]
                }
                depths[at] = base + dot(offset, toward)
                parts[at] = UInt8(min(max(normals[from].w, 0), 254)) + 1
                persons[at] = UInt16(min(max(place.w, 1), 65535))
            }
        }
    }
}
