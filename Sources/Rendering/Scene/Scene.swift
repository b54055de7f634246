// Everything the renderer needs for one picture.

/// What is behind everything.
public enum Background: Sendable, Equatable {
    /// One colour, linear light.
    case color(SIMD3<Float>)
    /// Nothing: the picture gets an alpha channel.
    case transparent
}

/// A picture to be drawn.
///
/// ```swift
/// let triangle = Topology(triangles: [0, 1, 2], vertexCount: 3)
/// let scene = Scene(
///     camera: Camera(position: [0, -3, 1], target: [0, 0, 0.5]),
///     lighting: .studio(viewDirection: [0, 1, 0]),
///     background: .color([1, 1, 1]),
///     surfaces: [Surface(topology: triangle, positions: [-0.5, 0, 0, 0.5, 0, 0, 0, 0, 1], albedo: [0.5, 0.5, 0.6])])
/// let renderer = try Renderer()
/// let image = try renderer.draw(scene, width: 256, height: 256)
/// print(image.width, image.height, image.format)  // 256 256 rgb8
/// ```
public struct Scene: Sendable {
    public var camera: Camera
    public var lighting: Lighting
    public var background: Background
    public var floor: Floor?
    public var surfaces: [Surface]
    /// What hides the sky from floor and surfaces: the bodies' limbs, roughly.
    public var occluders: [Capsule]

    public init(
        camera: Camera, lighting: Lighting, background: Background, floor: Floor? = nil, surfaces: [Surface],
        occluders: [Capsule] = []
    ) {
        self.camera = camera
        self.lighting = lighting
        self.background = background
        self.floor = floor
        self.surfaces = surfaces
        self.occluders = occluders
    }
}
