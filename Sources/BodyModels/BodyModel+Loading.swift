// Reading a body from its file: the SMPL family's `.npz` and `.pkl`, told apart by what they hold.
import ArrayFiles
import Arrays
import Files
import Workers

extension BodyModel {
    /// Reads a body model.
    ///
    /// SMPL (24 joints), SMPL+H (52) and SMPL-X (55; its expressions are left at rest), as `.npz` or as the official pickles
    /// with chumpy and SciPy objects inside.
    ///
    /// - Throws: ``FileProblem`` naming the key that is missing or has the wrong shape.
    public init(contentsOf path: String) throws {
        let file = try NamedArrays(contentsOf: path)
        guard file.contains("v_template") else {
            throw FileProblem(
                path, "is not a body model: it has no 'v_template'", expected: "an SMPL, SMPL+H or SMPL-X model (.npz or .pkl)",
                advice: "See docs/data.md for where to get one.")
        }
        let template = try file.float32("v_template", shape: [nil, 3])
        let vertexCount = template.shape[0]
        guard vertexCount > 0, vertexCount <= 1_000_000 else {
            throw FileProblem(path, "key 'v_template' has \(vertexCount) vertices", expected: "1 to 1,000,000")
        }
        let tree = try file.int64("kintree_table", shape: [2, nil])
        let jointCount = tree.shape[1]
        guard let layout = JointLayout(jointCount: jointCount) else {
            throw FileProblem(path, "key 'kintree_table' has \(jointCount) joints", expected: "24 (SMPL), 52 (SMPL+H) or 55 (SMPL-X)")
        }
        let parents = try BodyModel.parents(tree, path: path)
        let triangles = try BodyModel.triangles(try file.int64("f", shape: [nil, 3]), vertexCount: vertexCount, path: path)
        // The correctives take as long to unpack as all the rest.
        let (poseCorrectives, rest) = try Concurrently.run(
            here: { try BodyModel.poseCorrectives(file, vertexCount: vertexCount, jointCount: jointCount) },
            besides: { try BodyModel.parts(file, layout: layout, template: template, jointCount: jointCount) })
        guard !triangles.isEmpty else { throw FileProblem(path, "key 'f' has no triangles", expected: "at least one") }
        self.init(
            file: path, layout: layout, triangles: triangles, parents: parents, template: template.elements,
            shapeDirections: rest.shapeDirections, betaCount: rest.betaCount, poseCorrectives: poseCorrectives,
            skinning: rest.skinning, regressor: rest.regressor)
    }

    /// What a model holds beside its tree, triangles and correctives.
    private struct Parts {
        let shapeDirections: [Float]
        let betaCount: Int
        let skinning: SkinningWeights
        let regressor: JointRegressor
    }

    private static func parts(_ file: NamedArrays, layout: JointLayout, template: NDArray<Float>, jointCount: Int) throws -> Parts {
        let path = file.path
        let vertexCount = template.shape[0]
        let weights = try file.float32("weights", shape: [vertexCount, jointCount])
        let regressor = try file.float32("J_regressor", shape: [jointCount, vertexCount])
        let (shapeDirections, betaCount) = try BodyModel.shapeDirections(file, layout: layout, vertexCount: vertexCount)
        for (key, values) in [("v_template", template.elements), ("weights", weights.elements), ("J_regressor", regressor.elements)] {
            try BodyModel.requireSound(values, named: key, path: path)
        }
        if let vertex = (0..<vertexCount).first(where: { weights.row($0).allSatisfy { $0 == 0 } }) {
            throw FileProblem(
                path, "key 'weights' ties vertex \(vertex) to no joint", expected: "weights that add up to 1 for every vertex")
        }
        return Parts(
            shapeDirections: shapeDirections, betaCount: betaCount,
            skinning: SkinningWeights(dense: weights.elements, jointCount: jointCount),
            regressor: JointRegressor(dense: regressor.elements, vertexCount: vertexCount))
    }

    /// Farther than this in metres, or a greater share, is damage; arithmetic on it would soon overflow.
    private static let largestNumber: Float = 1e6

    private static func requireSound(_ values: [Float], named key: String, path: String) throws {
        guard let bad = values.first(where: { !(abs($0) <= largestNumber) }) else { return }
        guard bad.isFinite else { throw FileProblem(path, "key '\(key)' holds values that are not finite numbers") }
        throw FileProblem(path, "key '\(key)' holds the number \(bad)", expected: "numbers of a body in metres")
    }

    private static func parents(_ tree: NDArray<Int>, path: String) throws -> [Int] {
        let count = tree.shape[1]
        return try (0..<count).map { joint in
            if joint == 0 { return -1 }
            let parent = tree[0, joint]
            guard (0..<joint).contains(parent) else {
                throw FileProblem(
                    path, "key 'kintree_table' gives joint \(joint) the parent \(parent)", expected: "a joint before it (0 to \(joint - 1))"
                )
            }
            return parent
        }
    }

    private static func triangles(_ f: NDArray<Int>, vertexCount: Int, path: String) throws -> [UInt32] {
        try f.elements.map { index in
            guard (0..<vertexCount).contains(index) else {
                throw FileProblem(
                    path, "key 'f' names vertex \(index)", expected: "vertices 0 to \(vertexCount - 1), as many as 'v_template' has")
            }
            return UInt32(index)
        }
    }

    /// The directions of shape; SMPL-X keeps those of facial expression behind them in the same array.
    private static func shapeDirections(
        _ file: NamedArrays, layout: JointLayout, vertexCount: Int
    ) throws -> (values: [Float], count: Int) {
        let all = try file.float32("shapedirs", shape: [vertexCount, 3, nil])
        let stored = all.shape[2]
        // SMPL-X files hold 300 + 100 or, in old releases, 10 + 10.
        let used = layout == .smplx ? (stored >= 400 ? 300 : stored == 20 ? 10 : stored) : stored
        try requireSound(all.elements, named: "shapedirs", path: file.path)
        guard used < stored else { return (all.elements, stored) }
        var values: [Float] = []
        values.reserveCapacity(vertexCount * 3 * used)
        for row in 0..<vertexCount * 3 { values += all.elements[row * stored..<row * stored + used] }
        return (values, used)
    }

    /// Reads `posedirs` piece by piece: for a body whose correctives are mostly zero the full array never exists.
    private static func poseCorrectives(_ file: NamedArrays, vertexCount: Int, jointCount: Int) throws -> PoseCorrectives {
        let features = (jointCount - 1) * 9
        let rowLength = 3 * features
        var builder = PoseCorrectivesBuilder(vertexCount: vertexCount, jointCount: jointCount)
        // Pieces end anywhere; vertices that span two of them are put together here.
        var pending: [Float] = []
        pending.reserveCapacity(rowLength)
        var allSound = true
        _ = try file.forEachFloatChunk("posedirs", shape: [vertexCount, 3, features]) { _, values in
            if !values.allSatisfy({ abs($0) <= largestNumber }) { allSound = false }
            var values = values[...]
            if !pending.isEmpty {
                let missing = min(rowLength - pending.count, values.count)
                pending += values.prefix(missing)
                values = values.dropFirst(missing)
                if pending.count == rowLength {
                    pending.withUnsafeBufferPointer { builder.append($0) }
                    pending.removeAll(keepingCapacity: true)
                }
            }
            while values.count >= rowLength {
                builder.append(UnsafeBufferPointer(rebasing: values.prefix(rowLength)))
                values = values.dropFirst(rowLength)
            }
            pending += values
        }
        guard allSound else {
            throw FileProblem(
                file.path, "key 'posedirs' holds values that are not finite, or huge", expected: "numbers of a body in metres")
        }
        return builder.finish()
    }
}

/// Collects the correctives vertex by vertex and finds out whether they are sparse.
private struct PoseCorrectivesBuilder {
    private let vertexCount: Int
    private let features: Int
    private var blocks: SparseBlocks
    private var full: [Float] = []
    private var isFull = false
    private var vertex = 0
    /// Above this share of non-zero blocks a matrix product is faster.
    private static let sparseLimit = 0.3
    /// Vertices looked at before the form is settled.
    private static let trial = 256

    init(vertexCount: Int, jointCount: Int) {
        self.vertexCount = vertexCount
        features = (jointCount - 1) * 9
        blocks = SparseBlocks(jointCount: jointCount - 1)
    }

    /// - Parameter rows: `(3, features)` of the next vertex.
    mutating func append(_ rows: UnsafeBufferPointer<Float>) {
        guard let base = rows.baseAddress, vertex < vertexCount else { return }
        if isFull {
            full += rows
        } else {
            blocks.append(vertex: vertex, rows: base)
            if vertex == PoseCorrectivesBuilder.trial, share > PoseCorrectivesBuilder.sparseLimit {
                full.reserveCapacity(vertexCount * 3 * features)
                full = blocks.dense(vertexCount: vertex + 1)
                isFull = true
            }
        }
        vertex += 1
    }

    private var share: Double {
        Double(blocks.count) / Double(max(1, (vertex + 1) * blocks.jointCount))
    }

    func finish() -> PoseCorrectives {
        if isFull { return .dense(full, features: features) }
        let tooFull = Double(blocks.count) > PoseCorrectivesBuilder.sparseLimit * Double(vertexCount * blocks.jointCount)
        return tooFull ? .dense(blocks.dense(vertexCount: vertexCount), features: features) : .sparse(blocks)
    }
}
