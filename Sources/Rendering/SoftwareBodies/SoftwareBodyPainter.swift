// The main painter of bodies: on the processor, in plain arithmetic.
import Pictures

/// Draws bodies whose light is worked out at their corners: nearly every cell of a grid and every picture of an image set.
///
/// A body that is not large in the picture is made of some hundred triangles of a few samples each. OpenGL on the processor spends most of
/// its time on setting those up, one by one; what is written for them takes a fraction of it and gives the same picture but for last bits.
/// It needs no OpenGL, and any processor draws the same.
final class SoftwareBodyPainter: BodyPainter {
    private var meshes: [ObjectIdentifier: MeshLevels] = [:]
    private var maps: [Int: ShadowMap] = [:]
    private let corners = CornerLight()
    private var samples = SampleBuffer()

    /// True if it can draw all surfaces of a scene: it draws neither wires nor what can be seen through.
    static func canDraw(_ scene: Scene) -> Bool {
        scene.surfaces.allSatisfy { surface in
            if case .wire = surface.paint { return false }
            return surface.opacity >= 1
        }
    }

    private func mesh(_ topology: Topology) -> MeshLevels {
        let key = ObjectIdentifier(topology)
        if let known = meshes[key] { return known }
        let mesh = MeshLevels(topology)
        meshes[key] = mesh
        return mesh
    }

    func draw(_ view: BodyView, over backdrop: [UInt32], measured: (PassTimings.Pass) -> Void) throws -> Image {
        let scene = view.scene, needsMap = view.needsShadowMap
        let size = BodyDetail.shadowMapSize(covering: view.bounds, pixel: view.pixel)
        var map = maps.removeValue(forKey: size) ?? ShadowMap(size: size)
        defer { maps[size] = map }
        if needsMap {
            map.begin(LightView(keyDirection: scene.lighting.keyDirection, bounds: view.bounds))
            for surface in scene.surfaces where surface.castsShadow { map.add(surface, mesh(surface.topology)) }
        }
        measured(.lightDepth)
        samples.clear(width: view.samples.width, height: view.samples.height)
        for surface in scene.surfaces { draw(surface, map: needsMap && surface.isOccluded ? map : nil, view) }
        measured(.bodies)
        defer { measured(.resolve) }
        return try samples.image(
            part: view.part, scale: view.scale, over: backdrop, width: view.width, height: view.height, keepsAlpha: view.keepsAlpha)
    }

    private func draw(_ surface: Surface, map: ShadowMap?, _ view: BodyView) {
        let scene = view.scene, lighting = scene.lighting, part = view.samples
        let form = mesh(surface.topology).form(within: view.pixel * BodyDetail.outline)
        corners.load(surface, form.vertices)
        corners.project(view.worldToClip, width: view.width * view.scale, height: view.height * view.scale, corner: (part.x, part.y))
        let limbs = Occlusion(of: scene, on: surface)
        corners.light(lighting, eye: scene.camera.position, floorHeight: scene.floor?.height ?? -1000, limbs: limbs)
        if let map { corners.project(into: map, offset: BodyDetail.shadowOffset(texelSize: map.texelSize, slack: map.slack)) }
        let color = SurfaceColor(surface, pixel: view.pixel)
        let (width, height) = (samples.width, samples.height)
        let painter = TrianglePainter(
            corners: corners.numbers, keyColor: SIMD4(lighting.keyColor, 0), rimColor: SIMD4(lighting.rimColor, 0), width: width,
            height: height,
            mapSize: map?.size ?? 0)
        samples.withSamples { samples in
            if let map {
                _ = map.withDepths { painter.paint(form, color, depths: $0, samples) }
            } else {
                painter.paint(form, color, depths: nil, samples)
            }
        }
    }
}
