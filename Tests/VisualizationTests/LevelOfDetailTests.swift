// Simplified bodies: still closed, ever fewer triangles, and as near the whole body as they claim.
import BodyModels
import Comparison
import Pictures
import Rendering
import Rotations
import Testing
import Visualization

@Suite(.serialized) struct LevelOfDetailTests {
    private func surface() throws -> Surface {
        let shot = Shot(try Samples.motion("05/05_11"), body: try Samples.body(), aspect: 1)
        return shot.scenes(300..<301)[0].surfaces[0]
    }

    @Test func levelsHaveEverFewerTrianglesAndStayClosed() throws {
        let topology = try surface().topology
        var last = topology.triangles.count
        #expect(topology.levels.count >= 5)
        for level in topology.levels {
            #expect(level.triangles.count < last)
            last = level.triangles.count
            // On a closed surface every edge is run through once in each direction.
            var edges: Set<UInt64> = []
            for t in stride(from: 0, to: level.triangles.count, by: 3) {
                for k in 0..<3 {
                    let from = level.triangles[t + k], to = level.triangles[t + (k + 1) % 3]
                    #expect(edges.insert(UInt64(from) << 32 | UInt64(to)).inserted)
                }
            }
            #expect(edges.allSatisfy { edges.contains($0 << 32 | $0 >> 32) })
        }
        #expect(last < topology.triangles.count / 8)
    }

    @Test func aPosedLevelIsAsNearTheWholeBodyAsItClaims() throws {
        let surface = try surface()
        func point(_ v: Int) -> SIMD3<Float> { SIMD3(surface.positions[v * 3], surface.positions[v * 3 + 1], surface.positions[v * 3 + 2]) }
        for level in [surface.topology.levels[2], surface.topology.levels[5]] {
            var distances: [Float] = []
            for v in stride(from: 0, to: surface.topology.vertexCount, by: 23) {
                var nearest = Float.infinity
                for t in stride(from: 0, to: level.triangles.count, by: 3) {
                    let (a, b, c) = (point(Int(level.triangles[t])), point(Int(level.triangles[t + 1])), point(Int(level.triangles[t + 2])))
                    nearest = min(nearest, distance(point(v), a, b, c))
                }
                distances.append(nearest)
            }
            distances.sort()
            #expect(distances[distances.count * 95 / 100] < level.error)
            #expect((distances.last ?? 1) < 4 * level.error)
        }
    }

    @Test func aSmallBodyLooksTheSameInFewTriangles() throws {
        let shot = Shot(try Samples.motion("05/05_11"), body: try Samples.body(), aspect: 1)
        var scene = shot.scenes(300..<301)[0]
        let renderer = try Renderer()
        let few = try renderer.draw(scene, width: 128, height: 128)
        let whole = scene.surfaces[0]
        scene.surfaces[0] = Surface(
            topology: Topology(triangles: whole.topology.triangles, vertexCount: whole.topology.vertexCount), positions: whole.positions,
            normals: whole.normals, paint: whole.paint)
        let difference = try ImageDifference(few, try renderer.draw(scene, width: 128, height: 128), tolerance: 24)
        #expect(difference.mean < 0.5)
        #expect(difference.outliers < 0.01)
        #expect(difference.maximum > 0, "the levels are in use")
    }

    /// The distance of a point to a triangle (Ericson, "Real-time collision detection", 5.1.5).
    private func distance(_ p: SIMD3<Float>, _ a: SIMD3<Float>, _ b: SIMD3<Float>, _ c: SIMD3<Float>) -> Float {
        func length(_ v: SIMD3<Float>) -> Float { dot(v, v).squareRoot() }
        func toSegment(_ s: SIMD3<Float>, _ e: SIMD3<Float>) -> Float {
            let d = e - s
            let t = min(max(dot(p - s, d) / max(dot(d, d), 1e-20), 0), 1)
            return length(p - s - d * t)
        }
        let n = cross(b - a, c - a)
        let inside = dot(cross(b - a, p - a), n) >= 0 && dot(cross(c - b, p - b), n) >= 0 && dot(cross(a - c, p - c), n) >= 0
        if inside, dot(n, n) > 1e-20 { return dot(p - a, n).magnitude / length(n) }
        return min(toSegment(a, b), toSegment(b, c), toSegment(c, a))
    }
}
