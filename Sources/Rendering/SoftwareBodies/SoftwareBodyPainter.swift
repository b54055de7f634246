// Bodies that are small in the picture, drawn on the processor.
import Pictures

/// Draws what `BodyPass` draws of bodies whose light is worked out at their corners.
///
/// Small bodies are made of some hundred triangles of a few samples each. OpenGL on the processor spends most of its time on setting those
/// up, one by one; what is written for them takes a fraction of it, and gives the same picture but for last bits. It also needs no OpenGL.
final class SoftwareBodyPainter {
    private var meshes: [ObjectIdentifier: MeshLevels] = [:]
    private var maps: [Int: ShadowMap] = [:]
    private let corners = CornerLight()
    private var samples = SampleBuffer()

    /// True if a scene can be drawn by this pass.
    /// - Parameter pixel: the size of a pixel where it is smallest, metres.
    static func suits(_ scene: Scene, pixel: Float) -> Bool {
        guard !BodyPass.isFine(pixel) else { return false }
        return scene.surfaces.allSatisfy { surface in
            if case .wire = surface.paint { return false }
            return surface.opacity >= 1
        }
    }

    /// What is the same for all surfaces of a picture.
    struct View {
        let scene: Scene
        /// The box around everything.
        let bounds: Bounds
        let worldToClip: Matrix4
        /// The size of a pixel where it is smallest, metres.
        let pixel: Float
        /// Samples along a pixel's side.
        let scale: Int
        let width: Int
        let height: Int
        /// Where bodies may be in the picture.
        let part: PixelRectangle
    }

    private func mesh(_ topology: Topology) -> MeshLevels {
        let key = ObjectIdentifier(topology)
        if let known = meshes[key] { return known }
        let mesh = MeshLevels(topology)
        meshes[key] = mesh
        return mesh
    }

    /// Draws the bodies.
    func draw(_ view: View, measured: (PassTimings.Pass) -> Void) {
        let scene = view.scene
        let needsMap = scene.lighting.keyColor != .zero && scene.surfaces.contains { $0.isOccluded }
        let light = LightView(keyDirection: scene.lighting.keyDirection, bounds: view.bounds)
        let size = LightDepthPass.size(covering: view.bounds, pixel: view.pixel)
        var map = maps.removeValue(forKey: size) ?? ShadowMap(size: size)
        defer { maps[size] = map }
        if needsMap {
            map.begin(light)
            for surface in scene.surfaces where surface.castsShadow { map.add(surface, mesh(surface.topology)) }
        }
        measured(.lightDepth)
        samples.clear(width: view.part.width * view.scale, height: view.part.height * view.scale)
        for surface in scene.surfaces { draw(surface, map: needsMap && surface.isOccluded ? map : nil, view) }
        measured(.bodies)
    }

    /// The picture of what was drawn, over what is behind it.
    func image(_ view: View, over backdrop: [UInt32]) throws -> Image {
        try samples.image(
            part: view.part, scale: view.scale, over: backdrop, width: view.width, height: view.height,
            keepsAlpha: view.scene.background == .transparent)
    }

    private func draw(_ surface: Surface, map: ShadowMap?, _ view: View) {
        let scene = view.scene, lighting = scene.lighting
        let form = mesh(surface.topology).form(within: view.pixel * BodyPass.detail)
        corners.load(surface, form.vertices)
        corners.project(view.worldToClip, width: view.width * view.scale, height: view.height * view.scale, corner: (view.part.x * view.scale, view.part.y * view.scale))
        corners.light(lighting, eye: scene.camera.position, floorHeight: scene.floor?.height ?? -1000, limbs: Occlusion(of: scene, on: surface))
        if let map { corners.project(into: map, offset: BodyPass.shadowOffset(texelSize: map.texelSize, slack: map.slack)) }
        let matter = SurfaceColor(surface, pixel: view.pixel)
        let (width, height) = (samples.width, samples.height)
        let painter = TrianglePainter(
            corners: corners.numbers, keyColor: SIMD4(lighting.keyColor, 0), rimColor: SIMD4(lighting.rimColor, 0), width: width, height: height,
            mapSize: map?.size ?? 0)
        samples.withSamples { samples in
            if let map {
                _ = map.withDepths { painter.paint(form, matter, depths: $0, samples) }
            } else {
                painter.paint(form, matter, depths: nil, samples)
            }
        }
    }
}
