// Clothes for a bare body, cut from where its joints and its face are.
import BodyModels
@preconcurrency import LibC
import Pictures
import Rendering
import Rotations

/// Hair, skin, a shirt, trousers and shoes on a body of the SMPL family.
///
/// Each garment is a field over the body at rest (arms stretched out sideways): the signed distance to its hem, which runs
/// smoothly across triangles. No vertex numbers are involved, so that any body of the family can be dressed.
struct Clothes {
    /// The garments in the order in which one covers the other; what none covers is skin.
    enum Garment: Int, CaseIterable {
        case hair, eyes, lips, shoes, shirt, trousers
    }

    /// Eight numbers a vertex, see ``Topology/regions``.
    let fields: [Float]
    /// x, y, z of how far cloth and hair stand off the skin, metres.
    let offsets: [Float]

    /// What a dressed body is painted with.
    static func paint(shirt: SIMD3<Float>?) -> Paint {
        let skin = SRGB.linear(Color(0xdc, 0xa8, 0x87)), hair = SRGB.linear(Color(0x3a, 0x29, 0x1f))
        let eyes = SRGB.linear(Color(0x2b, 0x22, 0x20)), lips = SRGB.linear(Color(0xb8, 0x6a, 0x5c))
        let shoes = SRGB.linear(Color(0x62, 0x66, 0x70)), trousers = SRGB.linear(Color(0x3d, 0x4a, 0x66))
        let shirt = shirt ?? SRGB.linear(Color(0x5d, 0x9b, 0xb8))
        func colors(eyes: SIMD3<Float>, lips: SIMD3<Float>) -> [SIMD3<Float>] { [hair, eyes, lips, shoes, shirt, trousers, skin] }
        // A face of a few pixels has a hint of eyes, no more.
        return .regions(
            colors(eyes: eyes, lips: lips), far: colors(eyes: skin * 0.9 + eyes * 0.1, lips: skin * 0.9 + lips * 0.1), coarse: 0.007)
    }

    init(for body: ShapedBody) {
        let measure = BodyMeasure(body)
        let count = body.model.vertexCount
        var fields = [Float](repeating: -1, count: count * 8)
        for v in 0..<count {
            let p = measure.vertex(v)
            let isArm = measure.isArm[v]
            fields[v * 8 + Garment.hair.rawValue] = measure.isHead[v] ? measure.hair(p) : -1
            fields[v * 8 + Garment.eyes.rawValue] = measure.isHead[v] ? measure.eyes(p) : -1
            fields[v * 8 + Garment.lips.rawValue] = measure.isHead[v] ? measure.lips(p) : -1
            fields[v * 8 + Garment.shoes.rawValue] = isArm ? -1 : measure.shoes(p)
            fields[v * 8 + Garment.shirt.rawValue] = measure.shirt(p, isArm: isArm)
            fields[v * 8 + Garment.trousers.rawValue] = isArm ? -1 : measure.trousers(p)
        }
        self.fields = fields
        offsets = Clothes.offsets(body, fields: fields, size: measure.size)
    }

    private static func field(_ fields: [Float], _ v: Int, _ garment: Garment) -> Float { fields[v * 8 + garment.rawValue] }

    /// Shoes are round in front: what lies before the ball of a foot, toes and the gaps between them, moves out to an ellipsoid.
    private static func capToes(_ body: ShapedBody, fields: [Float], size: Float, _ places: inout [Float]) {
        let joints = body.restJoints
        for ball in [10, 11] {
            let isLeft = joints[ball * 3] > 0, start = joints[ball * 3 + 2] - 0.01 * size
            var low = SIMD3<Float>(repeating: .infinity), high = SIMD3<Float>(repeating: -.infinity)
            let toes = (0..<body.model.vertexCount).filter { v in
                field(fields, v, .shoes) > 0 && (places[v * 3] > 0) == isLeft && places[v * 3 + 2] > start
            }
            for v in toes {
                let p = SIMD3(places[v * 3], places[v * 3 + 1], places[v * 3 + 2])
                low = pointwiseMin(low, p)
                high = pointwiseMax(high, p)
            }
            guard toes.count > 8 else { continue }
            let middle = SIMD3((low.x + high.x) / 2, (low.y + high.y) / 2, start)
            let radii = pointwiseMax(SIMD3(high.x - middle.x, high.y - middle.y, high.z - start), SIMD3(repeating: 1e-3))
            for v in toes {
                let away = SIMD3(places[v * 3], places[v * 3 + 1], places[v * 3 + 2]) - middle
                let scaled = away / radii
                let distance = max(dot(scaled, scaled).squareRoot(), 0.3)
                // From nothing at the ball of the foot to all of it at the toes.
                let share = min(max(scaled.z / 0.5, 0), 1)
                for axis in 0..<3 { places[v * 3 + axis] += away[axis] * (1 / distance - 1) * share }
            }
        }
    }

    /// Cloth lies smoother than the body under it, and a little off it; hair has volume; shoes have no toes.
    private static func offsets(_ body: ShapedBody, fields: [Float], size: Float) -> [Float] {
        let rest = body.restVertices
        let count = body.model.vertexCount
        var neighbours = [[Int]](repeating: [], count: count)
        for t in stride(from: 0, to: body.model.triangles.count, by: 3) {
            for (a, b) in [(0, 1), (1, 2), (2, 0)] {
                // Every edge of a closed mesh is walked once in each direction.
                neighbours[Int(body.model.triangles[t + a])].append(Int(body.model.triangles[t + b]))
            }
        }
        func amount(_ v: Int, _ garment: Garment, full: Float) -> Float { min(max(field(fields, v, garment) / full, 0), 1) }
        let smoothing: [(garment: Garment, rounds: Int)] = [(.shoes, 30), (.shirt, 8), (.trousers, 5)]
        var moved = rest
        capToes(body, fields: fields, size: size, &moved)
        for (garment, rounds) in smoothing {
            let inside = (0..<count).filter { field(fields, $0, garment) > 0 && !neighbours[$0].isEmpty }
            for _ in 0..<rounds {
                let before = moved
                for v in inside {
                    let share = 0.6 * amount(v, garment, full: 0.03 * size) / Float(neighbours[v].count)
                    for axis in 0..<3 {
                        var pull: Float = 0
                        for n in neighbours[v] { pull += before[n * 3 + axis] - before[v * 3 + axis] }
                        moved[v * 3 + axis] += share * pull
                    }
                }
            }
        }
        let normals = Topology(triangles: body.model.triangles, vertexCount: count).normals(of: moved)
        let bottom = stride(from: 1, to: rest.count, by: 3).reduce(Float.infinity) { min($0, rest[$1]) }
        for v in 0..<count {
            let thickness =
                size
                * (0.013 * amount(v, .hair, full: 0.02 * size) + 0.008 * amount(v, .shoes, full: 0.01 * size)
                    + 0.009 * amount(v, .shirt, full: 0.006 * size) + 0.006 * amount(v, .trousers, full: 0.01 * size))
            for axis in 0..<3 { moved[v * 3 + axis] += normals[v * 3 + axis] * thickness }
            // Soles stay on the floor.
            if field(fields, v, .shoes) > 0 { moved[v * 3 + 1] = max(moved[v * 3 + 1], bottom) }
        }
        return zip(moved, rest).map { $0 - $1 }
    }
}

/// The places on a body at rest by which clothes are cut: Y up, looking along +Z, metres.
private struct BodyMeasure {
    let size: Float
    let isArm: [Bool]
    let isHead: [Bool]
    private let rest: [Float]
    private let joints: [Float]
    /// Crown and tip of the nose; from one to the other is the unit of the face.
    private let noseHeight: Float
    private let faceUnit: Float
    private let faceFront: Float
    private let headMiddle: Float

    init(_ body: ShapedBody) {
        rest = body.restVertices
        joints = body.restJoints
        let owners = body.model.dominantJoints
        let arms: Set<Int> = Set([16, 17, 18, 19, 20, 21] + Array(body.model.layout.leftHand) + Array(body.model.layout.rightHand))
        isArm = owners.map(arms.contains)
        let face = Set(body.model.layout.face)
        // The skin of the neck takes part: a head's joint may sit high, and then the chin hangs on the neck.
        isHead = owners.map { $0 == 15 || $0 == 12 || face.contains($0) }
        var top = -Float.infinity, bottom = Float.infinity, nose = SIMD2<Float>(-.infinity, 0), back = Float.infinity
        for v in owners.indices {
            let p = SIMD3(rest[v * 3], rest[v * 3 + 1], rest[v * 3 + 2])
            top = max(top, p.y)
            bottom = min(bottom, p.y)
            guard isHead[v], abs(p.x) < 0.03, p.y > joints[12 * 3 + 1] + 0.04 else { continue }
            if p.z > nose.x { nose = [p.z, p.y] }
            back = min(back, p.z)
        }
        size = (top - bottom) / 1.7
        noseHeight = nose.y
        faceUnit = max(top - nose.y, 0.05)
        faceFront = nose.x
        headMiddle = (nose.x + back) / 2
    }

    func vertex(_ v: Int) -> SIMD3<Float> { [rest[v * 3], rest[v * 3 + 1], rest[v * 3 + 2]] }
    private func joint(_ j: Int) -> SIMD3<Float> { [joints[j * 3], joints[j * 3 + 1], joints[j * 3 + 2]] }

    /// Above a plane from the forehead to the nape that passes behind the ears.
    func hair(_ p: SIMD3<Float>) -> Float {
        let q = SIMD3(p.x, p.y - noseHeight - 0.25 * faceUnit, p.z - headMiddle) / faceUnit
        // Ears stand out from the head, and from the hair.
        let ear = 3 * max(abs(q.x) - 0.5, 0)
        let scalp = (0.703 * q.y - 0.711 * q.z + 0.06 - 0.16 * q.x * q.x - ear) * faceUnit
        return scalp
    }

    /// Eyes and brows.
    func eyes(_ p: SIMD3<Float>) -> Float {
        max(ellipse(p, at: [0.225, 0.255], radii: [0.10, 0.045]), ellipse(p, at: [0.24, 0.385], radii: [0.15, 0.028]))
    }
    func lips(_ p: SIMD3<Float>) -> Float { ellipse(p, at: [0, -0.205], radii: [0.16, 0.05]) }

    /// Inside an ellipse on both sides of the face; places and radii in units of the face, from the nose.
    private func ellipse(_ p: SIMD3<Float>, at middle: SIMD2<Float>, radii: SIMD2<Float>) -> Float {
        guard p.z > headMiddle + 0.25 * faceUnit else { return -1 }
        let q = SIMD2(abs(p.x) / faceUnit - middle.x, (p.y - noseHeight) / faceUnit - middle.y) / radii
        return (1 - (q * q).sum().squareRoot()) * min(radii.x, radii.y) * faceUnit
    }

    private var hem: Float { (joint(1).y + joint(2).y) / 2 + 0.012 * size }
    private var ankle: Float { (joint(7).y + joint(8).y) / 2 }

    /// A T-shirt: round at the neck, to the middle of the upper arms, over the hips.
    func shirt(_ p: SIMD3<Float>, isArm: Bool) -> Float {
        let shoulder = joint(p.x > 0 ? 16 : 17), elbow = joint(p.x > 0 ? 18 : 19)
        let arm = elbow - shoulder
        let along = dot(p - shoulder, arm) / max(dot(arm, arm), 1e-6)
        let sleeve = (0.58 - along) * dot(arm, arm).squareRoot()
        if isArm { return sleeve }
        let neck = joint(12)
        let away = SIMD2(p.x, p.z - neck.z)
        let collar = max((away * away).sum().squareRoot() - 0.082 * size, neck.y - 0.035 * size - 0.5 * (p.z - neck.z) - p.y)
        return min(min(collar, neck.y + 0.05 * size - 0.5 * max(p.z - neck.z, 0) - p.y), min(sleeve, p.y - hem))
    }

    func trousers(_ p: SIMD3<Float>) -> Float { min(hem + 0.05 * size - p.y, p.y - ankle - 0.012 * size) }
    func shoes(_ p: SIMD3<Float>) -> Float { ankle + 0.02 * size - p.y }
}
