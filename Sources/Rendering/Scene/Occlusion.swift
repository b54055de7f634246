// The limbs that count where soft light is hidden: shaders take a limited number.
import Rotations

/// Capsules for `occlusion.glsl`.
struct Occlusion {
    /// As many as the shaders have room for.
    static let limit = 96
    /// Beyond so many metres a limb hides too little to be seen.
    private static let reach: Float = 0.9

    let capsules: [Capsule]
    /// How much larger limbs are taken to be.
    let strength: Float

    var isEmpty: Bool { capsules.isEmpty }

    /// The limbs near a surface.
    init(of scene: Scene, on surface: Surface) {
        strength = scene.lighting.occlusion
        guard strength > 0, surface.isOccluded, !scene.occluders.isEmpty else {
            capsules = []
            return
        }
        guard scene.occluders.count > Occlusion.limit else {
            capsules = scene.occluders
            return
        }
        let box = Bounds(of: surface.positions)
        let gaps = scene.occluders.map { Occlusion.gap(box, $0.bounds) }
        let order = scene.occluders.indices.filter { gaps[$0] < Occlusion.reach }.sorted { (gaps[$0], $0) < (gaps[$1], $1) }
        capsules = order.prefix(Occlusion.limit).map { scene.occluders[$0] }
    }

    /// The limbs that hide most of the sky from a floor, as many as count.
    static func capsules(of scene: Scene, onFloorAt height: Float) -> [Capsule] {
        guard scene.lighting.occlusion > 0 else { return [] }
        guard scene.occluders.count > limit else { return scene.occluders }
        let weights = scene.occluders.map { capsule in
            let away = max(min(capsule.start.z, capsule.end.z) - height, capsule.radius)
            return capsule.radius / away
        }
        let order = scene.occluders.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
        return order.prefix(limit).map { scene.occluders[$0] }
    }

    /// Sets the uniforms of `occlusion.glsl` in the program in use.
    func load(into program: ShaderProgram) {
        guard !capsules.isEmpty else { return }
        program.set("capsuleStart", capsules.map { SIMD4($0.start, $0.radius * strength) })
        program.set(
            "capsuleSpan",
            capsules.map { capsule in
                let span = capsule.end - capsule.start
                return SIMD4(span, 1 / max(dot(span, span), 1e-6))
            })
        program.set("capsuleCount", Int32(capsules.count))
    }

    /// Metres between two boxes.
    private static func gap(_ a: Bounds, _ b: Bounds) -> Float {
        let away = pointwiseMax(pointwiseMax(a.low - b.high, b.low - a.high), .zero)
        return dot(away, away).squareRoot()
    }
}
