// SciPy's compressed sparse matrices, filled in with zeros.
import Files

extension PickleGraph {
    /// Filled in, a sparse matrix may have at most this many elements (512 MB).
    static let maximumDenseCount = 1 << 26

    /// The shape and number of stored elements of a sparse matrix, for descriptions.
    func sparseFacts(_ id: PickleID, label: ArrayLabel) -> (shape: [Int], stored: Int)? {
        guard let name = className(id), name.module.hasPrefix("scipy.sparse"), isArray(id),
            let attributes = attributes(id), let shapeID = value("_shape", in: attributes) ?? value("shape", in: attributes),
            let shape = shape(shapeID), let data = try? storedArray(attribute("data", of: id, label: label), label: label, depth: 15)
        else { return nil }
        return (shape, data.count)
    }

    /// A `csc_matrix` or `csr_matrix` (or `…_array`): elements of equal place are added, as SciPy does.
    func denseMatrix(_ id: PickleID, label: ArrayLabel, depth: Int) throws -> StoredArray {
        let attributes = attributes(id) ?? []
        guard let shapeID = value("_shape", in: attributes) ?? value("shape", in: attributes), let shape = shape(shapeID),
            shape.count == 2, let count = Shape.count(shape)
        else { throw label.problem("is a sparse matrix without a possible shape") }
        guard count <= Self.maximumDenseCount else {
            throw label.problem(
                "is a sparse matrix \(Shape.text(shape)), too big to be filled in",
                expected: "at most \(Self.maximumDenseCount) elements")
        }
        func part(_ name: String) throws -> StoredArray {
            try storedArray(attribute(name, of: id, label: label), label: label, depth: depth + 1)
        }
        let values = try part("data").float64().elements
        let indices = try part("indices").int64().elements
        let starts = try part("indptr").int64().elements
        let isByColumn = className(id)?.name.hasPrefix("csc") ?? false
        let (major, minor) = isByColumn ? (shape[1], shape[0]) : (shape[0], shape[1])
        guard starts.count == major + 1, starts.first == 0, let end = starts.last, end <= values.count, end <= indices.count,
            zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), indices.prefix(end).allSatisfy({ 0 <= $0 && $0 < minor })
        else { throw label.problem("is a sparse matrix whose indices contradict its shape \(Shape.text(shape))") }
        let data = try ByteSlice(zeroed: count * 8, for: label.file) { output in
            let dense = output.bindMemory(to: Double.self)
            for line in 0..<major {
                for k in starts[line]..<starts[line + 1] {
                    dense[isByColumn ? indices[k] * major + line : line * minor + indices[k]] += values[k]
                }
            }
        }
        return try StoredArray(.float64, shape, data, label: label)
    }
}
