// The recorded calls that stand for PyTorch's tensors, as arrays over their storages.
import Files

extension PickleGraph {
    /// The tensor that a call of `callable` would make.
    ///
    /// Source: `torch/_utils.py`. Every number is checked against the storage before it is used.
    func tensor(_ callable: PickleID, _ arguments: PickleID, label: ArrayLabel, depth: Int) throws -> StoredArray {
        guard let name = global(callable)?.name, let parts = tuple(arguments) else { throw label.problem("is a damaged tensor") }
        switch name {
        case "_rebuild_parameter", "_rebuild_parameter_with_state":
            guard let data = parts.first, isArray(data) else { throw label.problem("is a parameter without its tensor") }
            return try storedArray(data, label: label, depth: depth + 1)
        case "_rebuild_from_type_v2":
            // (function, class, its arguments, attributes): a tensor with a class or attributes of its own.
            guard parts.count >= 3, let function = global(parts[0]), TorchNames.isTensor(function.module, function.name),
                function.name != name
            else { throw label.problem("is a tensor of a class that is not known") }
            return try tensor(parts[0], parts[2], label: label, depth: depth + 1)
        default: break
        }
        guard parts.count >= 4, let offset = integer(parts[1]), let shape = shape(parts[2]), let strides = self.shape(parts[3]) else {
            throw label.problem("is a damaged tensor")
        }
        let storage = try StorageReference(parts[0], in: self, label: label)
        var dtype = storage.dtype
        var metadata = parts.count > 6 ? parts[6] : nil
        if name == "_rebuild_tensor_v3" {
            // The storage is plain bytes there, the element type a parameter.
            guard parts.count > 6, let type = global(parts[6]) else { throw label.problem("does not say what its elements are") }
            guard let known = TorchNames.elementType(type.name) else {
                throw label.problem(
                    "has elements of the type \(type.name)", expected: "plain numbers", advice: TensorStorages.conversionAdvice)
            }
            dtype = known
            metadata = parts.count > 7 ? parts[7] : nil
        }
        if let metadata, let pairs = pairs(metadata), isTrue("conj", in: pairs) || isTrue("neg", in: pairs) {
            throw label.problem("is a conjugated or negated view", expected: "plain numbers", advice: TensorStorages.conversionAdvice)
        }
        return try view(of: storage, dtype, offset: offset, shape: shape, strides: strides, label: label)
    }

    private func isTrue(_ key: String, in pairs: [PickleID]) -> Bool {
        guard let value = value(key, in: pairs) else { return false }
        return integer(value) == 1
    }

    /// Elements of a storage, `offset` and `strides` counted in elements of `dtype`.
    private func view(
        of storage: StorageReference, _ dtype: DType, offset: Int, shape: [Int], strides: [Int], label: ArrayLabel
    ) throws -> StoredArray {
        guard let storages else { throw label.problem("is a tensor whose elements are not in this file") }
        guard let bytes = storages[storage.key] else {
            throw label.problem(
                "has its elements in a storage '\(storage.key)' that the file does not have", advice: "Is the file complete?",
                kind: .damaged)
        }
        guard storage.count * storage.dtype.itemSize <= bytes.count else {
            throw label.problem(
                "is cut short: its storage has \(bytes.count) bytes of \(storage.count * storage.dtype.itemSize)",
                advice: "Is the file complete?", kind: .damaged)
        }
        let start = storage.view.lowerBound * storage.dtype.itemSize
        guard let part = bytes.part(at: start, count: storage.view.count * storage.dtype.itemSize) else {
            throw label.problem("is a damaged view of a storage")
        }
        let ordered = dtype.ordered(isBigEndian: storages.isBigEndian)
        return try StoredArray(strided: ordered, shape, strides: strides, offset: offset, in: part, label: label)
    }
}

extension StoredArray {
    /// Elements in any arrangement: `(i, j, …)` at `offset + i * strides[0] + j * strides[1] + …`, counted in elements.
    /// - Throws: ``FileProblem`` where an element would lie outside of `bytes`, whatever the numbers.
    init(strided dtype: DType, _ shape: [Int], strides: [Int], offset: Int, in bytes: ByteSlice, label: ArrayLabel) throws {
        guard shape.count == strides.count, let size = Shape.byteCount(shape, itemSize: dtype.itemSize) else {
            throw label.problem("claims the impossible shape \(Shape.text(shape))")
        }
        let outside = label.problem(
            "of shape \(Shape.text(shape)) and strides \(Shape.text(strides)) at element \(offset) lies outside of its \(bytes.count / max(dtype.itemSize, 1)) stored elements"
        )
        guard offset >= 0, strides.allSatisfy({ $0 >= 0 }) else { throw outside }
        guard !shape.contains(0) else {
            self.init(dtype, shape, .bytes(ByteSlice([]), strides: Shape.strides(shape, itemSize: dtype.itemSize, isFortran: false)), label)
            return
        }
        // The element farthest from the start, then the byte behind it.
        var last = offset
        for (length, stride) in zip(shape, strides) {
            let (step, tooFar) = (length - 1).multipliedReportingOverflow(by: stride)
            let (sum, overflow) = last.addingReportingOverflow(step)
            guard !tooFar, !overflow else { throw outside }
            last = sum
        }
        guard last < bytes.count / dtype.itemSize,
            let part = bytes.part(at: offset * dtype.itemSize, count: (last - offset + 1) * dtype.itemSize)
        else { throw outside }
        guard size <= max(bytes.count, StoredArray.maximumRepeatedSize) else {
            throw label.problem("of shape \(Shape.text(shape)) repeats its \(part.count) bytes to \(size), more than is read")
        }
        // The stride of an axis of one element means nothing and may be any number; told as if without gaps, the array is seen
        // to have none.
        var native = Array(repeating: dtype.itemSize, count: shape.count)
        var step = dtype.itemSize
        for axis in shape.indices.reversed() {
            native[axis] = shape[axis] == 1 ? step : strides[axis] * dtype.itemSize
            step = native[axis] * shape[axis]
        }
        self.init(dtype, shape, .bytes(part, strides: native), label)
    }

    /// An expanded tensor may repeat its elements to this many bytes.
    private static let maximumRepeatedSize = 1 << 28
}
