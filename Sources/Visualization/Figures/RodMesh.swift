// Round rods and balls between joints: stick figures and bones.
import Arrays
import BodyModels
@preconcurrency import LibC
import Rendering
import Rotations

/// Capsules between joints as one mesh, and where its vertices are when the joints are somewhere.
struct RodMesh: Sendable {
    struct Rod: Sendable {
        let from: Int
        /// The same joint as `from` for a ball.
        let to: Int
        let radius: Float
        /// Which colour it has.
        let part: UInt8
    }

    let topology: Topology
    private let rods: [Rod]
    /// Points of the unit circle.
    private let circle: [SIMD2<Float>]
    /// Height above the end's plane and distance from the axis of each ring of an end's half ball, from the rod to its tip.
    private let rings: [SIMD2<Float>]

    private static let around = 12
    private static let ringCount = 3

    /// - Parameter layout: what the joints' numbers mean.
    init(_ rods: [Rod], layout: JointLayout) {
        self.rods = rods
        let around = RodMesh.around, ringCount = RodMesh.ringCount
        circle = UnitCircle.points(around)
        // A quarter of a circle of four times as many points as rings.
        rings = Array(UnitCircle.points(ringCount * 4).prefix(ringCount)).map { SIMD2($0.y, $0.x) }
        let perEnd = around * ringCount + 1
        topology = Topology(
            triangles: RodMesh.triangles(rods.count, corners: Array(0..<around), rings: Array(0..<ringCount)),
            vertexCount: rods.count * 2 * perEnd, parts: rods.flatMap { [UInt8](repeating: $0.part, count: 2 * perEnd) },
            labels: rods.flatMap { [UInt8](repeating: UInt8(BodyParts.part(of: $0.from, layout)), count: 2 * perEnd) },
            // Between six corners of twelve the rod is thinner by 13 % of its radius at most, by half of that nearly everywhere.
            levels: [
                Topology.Level(
                    triangles: RodMesh.triangles(rods.count, corners: Array(stride(from: 0, to: around, by: 2)), rings: [0, 1]),
                    error: 0.07 * (rods.map(\.radius).max() ?? 0))
            ])
    }

    /// The triangles of so many rods, with some of the corners of their rings and some of the rings of their ends.
    private static func triangles(_ rods: Int, corners: [Int], rings: [Int]) -> [UInt32] {
        let perEnd = around * ringCount + 1
        var triangles: [UInt32] = []
        for rod in 0..<rods {
            let low = UInt32(rod * 2 * perEnd), high = low + UInt32(perEnd), tip = UInt32(perEnd - 1)
            for (k, corner) in corners.enumerated() {
                let a = UInt32(corner), b = UInt32(corners[(k + 1) % corners.count])
                triangles += [low + a, low + b, high + b, low + a, high + b, high + a]
                for (one, next) in zip(rings, rings.dropFirst()) {
                    let inner = UInt32(one * around), outer = UInt32(next * around)
                    triangles += [
                        high + inner + a, high + inner + b, high + outer + b, high + inner + a, high + outer + b, high + outer + a,
                    ]
                    triangles += [low + inner + b, low + inner + a, low + outer + a, low + inner + b, low + outer + a, low + outer + b]
                }
                let last = UInt32((rings.last ?? 0) * around)
                triangles += [high + last + a, high + last + b, high + tip]
                triangles += [low + last + b, low + last + a, low + tip]
            }
        }
        return triangles
    }

    /// The mesh in a posed frame.
    func surface(_ posed: PosedFrames, frame: Int, paint: Paint) -> Surface {
        var positions: [Float] = [], normals: [Float] = []
        positions.reserveCapacity(topology.vertexCount * 3)
        normals.reserveCapacity(topology.vertexCount * 3)
        func joint(_ j: Int) -> SIMD3<Float> { [posed.joints[frame, j, 0], posed.joints[frame, j, 1], posed.joints[frame, j, 2]] }
        func add(_ center: SIMD3<Float>, _ normal: SIMD3<Float>, _ radius: Float) {
            let p = center + normal * radius
            positions.append(p.x)
            positions.append(p.y)
            positions.append(p.z)
            normals.append(normal.x)
            normals.append(normal.y)
            normals.append(normal.z)
        }
        for rod in rods {
            let a = joint(rod.from), b = joint(rod.to)
            let axis = normalized(b - a, otherwise: [0, 0, 1])
            let side = normalized(cross(axis, abs(axis.z) < 0.9 ? [0, 0, 1] : [1, 0, 0]), otherwise: [1, 0, 0])
            let other = cross(axis, side)
            for (end, direction) in [(a, -axis), (b, axis)] {
                for ring in rings {
                    for point in circle { add(end, (side * point.x + other * point.y) * ring.y + direction * ring.x, rod.radius) }
                }
                add(end, direction, rod.radius)
            }
        }
        return Surface(topology: topology, positions: positions, normals: normals, paint: paint, isOccluded: false)
    }

    /// Colours of joints as colours of vertices: each end of a rod has its joint's.
    func tints(_ colors: [SIMD3<Float>]) -> [Float] {
        let perEnd = RodMesh.around * RodMesh.ringCount + 1
        return rods.flatMap { rod in
            [rod.from, rod.to].flatMap { joint in
                (0..<perEnd).flatMap { _ in [colors[joint].x, colors[joint].y, colors[joint].z] }
            }
        }
    }
}

/// Points of a circle.
private enum UnitCircle {
    static func points(_ count: Int) -> [SIMD2<Float>] {
        (0..<count).map { k in
            let angle = 2 * Float.pi * Float(k) / Float(count)
            return SIMD2(cos(angle), sin(angle))
        }
    }
}
