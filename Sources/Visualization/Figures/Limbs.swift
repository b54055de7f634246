// The body in capsules: thick enough to tell what hides the sky from what.
import Arrays
import BodyModels
import Rendering
import Rotations

/// A body's limbs as capsules along its bones, with radii measured on the body at rest.
struct Limbs: Sendable {
    private struct Limb {
        let from: Int
        let to: Int
        /// How far it goes on past its second joint, as a share of its length.
        let beyond: Float
        let radius: Float
    }

    private let limbs: [Limb]

    /// The bones that count: joints, how far past the second the limb goes on, and whose skin it is.
    private static let bones: [(from: Int, to: Int, beyond: Float)] = [
        (0, 6, 0), (6, 12, 0), (12, 15, 1.2),  // trunk and head
        (1, 4, 0), (2, 5, 0), (4, 7, 0), (5, 8, 0), (7, 10, 0.5), (8, 11, 0.5),  // legs
        (13, 16, 0), (14, 17, 0), (16, 18, 0), (17, 19, 0), (18, 20, 0.35), (19, 21, 0.35),  // arms
    ]

    /// Whose skin is around a bone, by its second joint, where that is not its first: a head hangs on its own joint.
    private static let owners: [Int: [Int]] = [6: [0, 3], 12: [6, 9], 15: [15]]

    init(of body: ShapedBody) {
        let joints = body.restJoints
        func joint(_ j: Int) -> SIMD3<Float> { SIMD3(joints[j * 3], joints[j * 3 + 1], joints[j * 3 + 2]) }
        var skin = [[Int]](repeating: [], count: body.model.jointCount)
        for (vertex, owner) in body.model.dominantJoints.enumerated() { skin[owner].append(vertex) }
        limbs = Limbs.bones.map { bone in
            let a = joint(bone.from), b = joint(bone.to) + (joint(bone.to) - joint(bone.from)) * bone.beyond
            let owners = Limbs.owners[bone.to] ?? [bone.from]
            var distances: [Float] = []
            for v in owners.flatMap({ skin[$0] }) {
                distances.append(
                    Limbs.distance(SIMD3(body.restVertices[v * 3], body.restVertices[v * 3 + 1], body.restVertices[v * 3 + 2]), a, b))
            }
            distances.sort()
            let typical = distances.isEmpty ? 0.05 : distances[distances.count / 2]
            return Limb(from: bone.from, to: bone.to, beyond: bone.beyond, radius: min(max(typical, 0.02), 0.2))
        }
    }

    /// The capsules of a posed frame.
    func capsules(_ posed: PosedFrames, frame: Int) -> [Capsule] {
        func joint(_ j: Int) -> SIMD3<Float> { [posed.joints[frame, j, 0], posed.joints[frame, j, 1], posed.joints[frame, j, 2]] }
        return limbs.map { limb in
            let a = joint(limb.from), b = joint(limb.to)
            return Capsule(start: a, end: b + (b - a) * limb.beyond, radius: limb.radius)
        }
    }

    private static func distance(_ p: SIMD3<Float>, _ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
        let span = b - a, from = p - a
        let along = min(max(dot(from, span) / max(dot(span, span), 1e-9), 0), 1)
        let away = from - span * along
        return dot(away, away).squareRoot()
    }
}
