// What glTF can say of a body's skin: four joints for each vertex, weights as whole numbers, and a direction.
import BodyModels
import Rotations

/// The skin of a shaped body at rest.
struct GLBSkin {
    /// Joints in a vertex that every program can read.
    static let influences = 4

    /// (vertices, 4), joint numbers.
    let joints: [UInt8]
    /// (vertices, 4), 65535 in all for each vertex.
    let weights: [UInt16]
    /// (vertices, 3), unit vectors away from the body.
    let normals: [Float]

    init(_ body: ShapedBody) {
        (joints, weights) = GLBSkin.strongest(body.model.skinning, vertices: body.model.vertexCount)
        normals = GLBSkin.normals(body)
    }

    /// The four strongest joints of each vertex, their weights made to add up again.
    private static func strongest(_ skinning: SkinningWeights, vertices: Int) -> ([UInt8], [UInt16]) {
        let whole = Int(UInt16.max)
        var joints = [UInt8](repeating: 0, count: vertices * influences)
        var weights = [UInt16](repeating: 0, count: vertices * influences)
        for vertex in 0..<vertices {
            let slots = vertex * skinning.slots..<(vertex + 1) * skinning.slots
            // Of equal weights the first stays first, so that the file is always the same.
            let chosen = slots.filter { skinning.weights[$0] > 0 }
                .sorted { skinning.weights[$0] == skinning.weights[$1] ? $0 < $1 : skinning.weights[$0] > skinning.weights[$1] }
                .prefix(influences)
            let total = chosen.reduce(0.0) { $0 + Double(skinning.weights[$1]) }
            let start = vertex * influences
            guard total > 0 else {
                weights[start] = UInt16.max
                continue
            }
            var left = whole
            for (place, slot) in chosen.enumerated() {
                let share = min(left, Int((Double(skinning.weights[slot]) / total * Double(whole)).rounded()))
                // A joint without weight must be joint 0.
                guard share > 0 else { break }
                joints[start + place] = UInt8(truncatingIfNeeded: skinning.joints[slot])
                weights[start + place] = UInt16(share)
                left -= share
            }
            weights[start] += UInt16(left)
        }
        return (joints, weights)
    }

    /// The mean of the triangles around each vertex, by their areas.
    private static func normals(_ body: ShapedBody) -> [Float] {
        func place(_ vertex: Int) -> Point {
            Point(
                Double(body.restVertices[vertex * 3]), Double(body.restVertices[vertex * 3 + 1]), Double(body.restVertices[vertex * 3 + 2]))
        }
        var sums = [Point](repeating: .zero, count: body.model.vertexCount)
        let triangles = body.model.triangles
        for at in stride(from: 0, to: triangles.count, by: 3) {
            let corners = (0..<3).map { Int(triangles[at + $0]) }
            let normal = cross(place(corners[1]) - place(corners[0]), place(corners[2]) - place(corners[0]))
            for corner in corners { sums[corner] += normal }
        }
        return sums.flatMap { sum -> [Float] in
            let length = magnitude(sum)
            let normal = length > 0 ? sum / length : Point(0, 1, 0)
            return [Float(normal.x), Float(normal.y), Float(normal.z)]
        }
    }
}
