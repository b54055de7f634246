// chumpy's Select: how the official SMPL files keep the first ten of many shape directions.
import Files

extension PickleGraph {
    /// `a.ravel()[idxs].reshape(preferred_shape)`.
    func selection(_ id: PickleID, label: ArrayLabel, depth: Int) throws -> StoredArray {
        let source = try storedArray(attribute("a", of: id, label: label), label: label, depth: depth + 1)
        let indices = try storedArray(attribute("idxs", of: id, label: label), label: label, depth: depth + 1).int64().elements
        var shape = [indices.count]
        if let preferred = attributes(id).flatMap({ value("preferred_shape", in: $0) }), case let node = node(preferred) {
            if case .none = node {
            } else {
                guard let lengths = self.shape(preferred) else { throw label.problem("is a selection of an impossible shape") }
                shape = lengths
            }
        }
        // reshape() takes -1 for the one length that follows from the others.
        if let free = shape.firstIndex(of: -1) {
            var others = shape
            others[free] = 1
            guard let known = Shape.count(others), known > 0 else { throw label.problem("is a selection of an impossible shape") }
            shape[free] = indices.count / known
        }
        guard Shape.count(shape) == indices.count else {
            throw label.problem("is a selection of \(indices.count) elements for the shape \(Shape.text(shape))")
        }
        try source.requireNumeric()
        let elements = try source.contiguousBytes()
        let count = source.count
        let size = source.dtype.itemSize
        let data = try ByteSlice(zeroed: indices.count * size, for: label.file) { output in
            try elements.withBytes { input in
                guard let from = input.baseAddress, let to = output.baseAddress else { return }
                for (place, index) in indices.enumerated() {
                    let wrapped = index < 0 ? index + count : index
                    guard 0 <= wrapped, wrapped < count else {
                        throw label.problem("selects element \(index) of \(count)")
                    }
                    // One instruction for the usual size; copying any number of bytes is a call.
                    if size == 8 {
                        to.storeBytes(
                            of: from.loadUnaligned(fromByteOffset: wrapped * 8, as: UInt64.self), toByteOffset: place * 8,
                            as: UInt64.self)
                    } else {
                        (to + place * size).copyMemory(from: from + wrapped * size, byteCount: size)
                    }
                }
            }
        }
        return try StoredArray(source.dtype, shape, data, label: label)
    }
}
