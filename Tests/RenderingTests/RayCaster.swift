// An independent measure of a scene: one ray a pixel against every triangle, in double precision.
import Rendering

/// Rays through pixel centres, worked out from a camera's plain words and not from its matrices.
struct RayCaster {
    let scene: Scene
    let width: Int
    let height: Int

    struct Hit {
        /// Along the camera's axis, metres.
        var depth = Double.infinity
        var person = -1
    }

    private typealias Vector = SIMD3<Double>

    private static func wide(_ v: SIMD3<Float>) -> Vector { Vector(Double(v.x), Double(v.y), Double(v.z)) }
    private static func dot(_ a: Vector, _ b: Vector) -> Double { (a * b).sum() }
    private static func unit(_ v: Vector) -> Vector { v / dot(v, v).squareRoot() }
    private static func cross(_ a: Vector, _ b: Vector) -> Vector {
        Vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }

    /// - Parameter slope: tangent of half the vertical angle, for perspective cameras.
    func hits(slope: Double = 0) -> [Hit] {
        let camera = scene.camera
        let eye = RayCaster.wide(camera.position)
        let forward = RayCaster.unit(RayCaster.wide(camera.target) - eye)
        let right = RayCaster.unit(RayCaster.cross(forward, RayCaster.wide(camera.up)))
        let up = RayCaster.cross(right, forward)
        var hits: [Hit] = []
        for row in 0..<height {
            for column in 0..<width {
                let x = Double(column) + 0.5, y = Double(row) + 0.5
                var origin = eye, way = forward
                // Right and down of the axis.
                var offset = SIMD2(x - Double(width) / 2, y - Double(height) / 2)
                switch camera.projection {
                case .perspective: offset *= 2 * slope / Double(height)
                case .orthographic(let metres): offset *= Double(metres) / Double(height)
                case .pinhole(let lens):
                    let u = x * Double(lens.width) / Double(width), v = y * Double(lens.height) / Double(height)
                    offset = SIMD2((u - Double(lens.cx)) / Double(lens.fx), (v - Double(lens.cy)) / Double(lens.fy))
                }
                let sideways: Vector = right * offset.x - up * offset.y
                if case .orthographic = camera.projection { origin += sideways } else { way += sideways }
                // The way has length 1 along the axis, so the ray's parameter is the depth.
                hits.append(hit(origin, way))
            }
        }
        return hits
    }

    private func hit(_ origin: Vector, _ way: Vector) -> Hit {
        var nearest = Hit()
        for surface in scene.surfaces where surface.opacity > 0 {
            let p = surface.positions, triangles = surface.topology.triangles
            func corner(_ k: Int) -> Vector {
                let i = Int(triangles[k]) * 3
                return Vector(Double(p[i]), Double(p[i + 1]), Double(p[i + 2]))
            }
            for t in stride(from: 0, to: triangles.count, by: 3) {
                let a = corner(t), e = corner(t + 1) - a, g = corner(t + 2) - a
                let normal = RayCaster.cross(e, g)
                let slant = RayCaster.dot(normal, way)
                guard slant < 0 else { continue }
                let away = RayCaster.dot(normal, a - origin) / slant
                guard away > 0, away < nearest.depth else { continue }
                let spot = origin + way * away - a
                let area = RayCaster.dot(normal, normal)
                let u = RayCaster.dot(RayCaster.cross(spot, g), normal) / area, v = RayCaster.dot(RayCaster.cross(e, spot), normal) / area
                if u >= 0, v >= 0, u + v <= 1 { nearest = Hit(depth: away, person: surface.person) }
            }
        }
        return nearest
    }
}
