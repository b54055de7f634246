// Linear blend skinning: what belongs to joints, blended over the vertices.

extension BodyModel {
    /// For each vertex the joint that moves it most.
    public var dominantJoints: [Int] { (0..<vertexCount).map { skinning.mainJoint(of: $0) } }

    /// Values of joints, such as colours, blended over the vertices by the skinning weights.
    ///
    /// - Parameters:
    ///   - values: one for each joint.
    ///   - sharpness: 1 blends as the skin moves; more gives the strongest joint more, so that borders become narrow.
    /// - Returns: x, y, z of each vertex.
    /// - Precondition: there are as many values as joints.
    public func spread(_ values: [SIMD3<Float>], sharpness: Int = 1) -> [Float] {
        precondition(values.count == jointCount)
        let slots = skinning.slots
        return [Float](unsafeUninitializedCapacity: vertexCount * 3) { out, count in
            for v in 0..<vertexCount {
                var sum = SIMD3<Float>.zero
                var total: Float = 0
                for slot in v * slots..<(v + 1) * slots {
                    var weight = skinning.weights[slot]
                    for _ in 1..<max(sharpness, 2) where sharpness > 1 { weight *= skinning.weights[slot] }
                    sum += values[Int(skinning.joints[slot])] * weight
                    total += weight
                }
                if total > 0 { sum /= total }
                out[v * 3] = sum.x
                out[v * 3 + 1] = sum.y
                out[v * 3 + 2] = sum.z
            }
            count = vertexCount * 3
        }
    }
}

extension ShapedBody {
    /// The same body with its skin moved at rest, such as by clothes; its joints stay where they are.
    ///
    /// - Parameter offsets: x, y, z of each vertex's move, metres.
    /// - Precondition: there are three numbers for each vertex.
    public func moved(by offsets: [Float]) -> ShapedBody {
        precondition(offsets.count == restVertices.count)
        return replacing(restVertices: zip(restVertices, offsets).map { $0 + $1 })
    }
}
