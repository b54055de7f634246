// The pose blend shapes: how bent joints push the skin about, before skinning.
import Arrays

/// Correctives that add `posedirs · (R − I)` to the vertices, in the form that suits how full they are.
package enum PoseCorrectives: Sendable {
    /// Few vertices answer to each joint (the open body: 2 %): only the parts that are not zero, see ``SparseBlocks``.
    case sparse(SparseBlocks)
    /// Every vertex answers to every joint (SMPL): `(vertices · 3, features)`, one matrix product for a batch.
    case dense([Float], features: Int)

    /// The features (entries of `R − I`) it takes: nine a joint but the root.
    package var features: Int {
        switch self {
        case .sparse(let blocks): blocks.jointCount * 9
        case .dense(_, let features): features
        }
    }

    /// Frames of a batch are taken in groups of this size, the last one padded, so that the matrix product does the same sums
    /// in the same order whatever the size of the batch.
    static let groupSize = 8

    /// Adds the correctives of one group of frames to their vertices.
    ///
    /// - Parameters:
    ///   - features: `(groupSize, features)`.
    ///   - vertices: `(groupSize, vertexCount · 3)`, added to.
    ///   - scratch: as long as `vertices`, used by the dense form.
    func add(
        features: UnsafePointer<Float>, to vertices: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>?,
        coordinates: Int, frames: Int
    ) {
        switch self {
        case .sparse(let blocks):
            for frame in 0..<frames {
                blocks.add(features: features + frame * self.features, to: vertices + frame * coordinates)
            }
        case .dense(let directions, let count):
            guard let scratch else { return }
            directions.withUnsafeBufferPointer { directions in
                guard let base = directions.baseAddress else { return }
                LinearAlgebra.productWithTransposed(
                    features, leadingA: count, base, leadingB: count, into: scratch,
                    m: PoseCorrectives.groupSize, n: coordinates, k: count)
            }
            for i in 0..<frames * coordinates { vertices[i] += scratch[i] }
        }
    }

    /// The correctives of some vertices, in the order given.
    func selecting(_ chosen: [Int]) -> PoseCorrectives {
        switch self {
        case .sparse(let blocks): .sparse(blocks.selecting(chosen))
        case .dense(let directions, let features):
            .dense(chosen.flatMap { directions[$0 * 3 * features..<($0 + 1) * 3 * features] }, features: features)
        }
    }
}

/// The non-zero 3×9 parts of `posedirs`: one for each pair of a vertex and a joint that matters to it.
package struct SparseBlocks: Sendable {
    /// Joints without the root.
    package let jointCount: Int
    package private(set) var vertices: [Int32] = []
    /// Numbered without the root: 0 is the body's joint 1.
    package private(set) var joints: [Int32] = []
    /// Nine columns of x, y, z, 0 a block.
    package private(set) var columns: [SIMD4<Float>] = []

    init(jointCount: Int) { self.jointCount = jointCount }

    package var count: Int { vertices.count }

    /// Takes the non-zero blocks of one vertex.
    /// - Parameter rows: `(3, jointCount · 9)`.
    mutating func append(vertex: Int, rows: UnsafePointer<Float>) {
        let features = jointCount * 9
        for joint in 0..<jointCount {
            let start = joint * 9
            var any = false
            for axis in 0..<3 {
                for k in start..<start + 9 where rows[axis * features + k] != 0 { any = true }
            }
            guard any else { continue }
            vertices.append(Int32(vertex))
            joints.append(Int32(joint))
            for k in start..<start + 9 { columns.append([rows[k], rows[features + k], rows[2 * features + k], 0]) }
        }
    }

    func add(features: UnsafePointer<Float>, to vertices: UnsafeMutablePointer<Float>) {
        columns.withUnsafeBufferPointer { columns in
            self.vertices.withUnsafeBufferPointer { owners in
                joints.withUnsafeBufferPointer { joints in
                    for block in 0..<owners.count {
                        let f = features + Int(joints[block]) * 9
                        let c = block * 9
                        var sum = columns[c] * f[0]
                        for k in 1..<9 { sum += columns[c + k] * f[k] }
                        let v = vertices + Int(owners[block]) * 3
                        v[0] += sum.x
                        v[1] += sum.y
                        v[2] += sum.z
                    }
                }
            }
        }
    }

    /// All blocks as a full matrix `(vertexCount · 3, features)`.
    func dense(vertexCount: Int) -> [Float] {
        let features = jointCount * 9
        var full = [Float](repeating: 0, count: vertexCount * 3 * features)
        for block in 0..<count {
            let row = Int(vertices[block]) * 3 * features, start = Int(joints[block]) * 9
            for k in 0..<9 {
                let column = columns[block * 9 + k]
                full[row + start + k] = column.x
                full[row + features + start + k] = column.y
                full[row + 2 * features + start + k] = column.z
            }
        }
        return full
    }

    func selecting(_ chosen: [Int]) -> SparseBlocks {
        var places: [Int32: [Int32]] = [:]
        for (new, old) in chosen.enumerated() { places[Int32(old), default: []].append(Int32(new)) }
        var result = SparseBlocks(jointCount: jointCount)
        for block in 0..<count {
            for place in places[vertices[block], default: []] {
                result.vertices.append(place)
                result.joints.append(joints[block])
                result.columns += columns[block * 9..<block * 9 + 9]
            }
        }
        return result
    }
}
