// Writes what torch.load reads: PyTorch's zip format.
import Files

extension TorchFile {
    /// Where PyTorch lets the elements of a storage begin.
    private static let alignment = 64

    /// Writes a value as `torch.save` would; `torch.load(path, weights_only=True)` reads it.
    ///
    /// The same value always gives the same bytes. Tensors are written one after the other, and the file appears when it is
    /// complete.
    /// - Throws: ``FileProblem`` if the file cannot be written, or a tensor has not as many values as its shape says.
    public static func write(_ value: TorchValue, to path: String) throws {
        var encoder = TorchEncoder(path: path)
        encoder.pickle.begin()
        try encoder.add(value, name: "", depth: 0)
        encoder.pickle.end()

        let zip = try ZipWriter(path)
        func entry(_ name: String, _ bytes: [UInt8]) throws {
            try zip.begin("archive/" + name, size: bytes.count, isDeflated: false, alignment: alignment)
            try bytes.withUnsafeBytes { try zip.append($0) }
            try zip.end()
        }
        try entry("data.pkl", encoder.pickle.bytes)
        try entry(".format_version", Array("1".utf8))
        try entry(".storage_alignment", Array(String(alignment).utf8))
        try entry("byteorder", Array("little".utf8))
        for (index, tensor) in encoder.tensors.enumerated() {
            try zip.begin("archive/data/\(index)", size: tensor.data.size ?? 0, isDeflated: false, alignment: alignment)
            try tensor.data.write(name: tensor.name, file: path) { try zip.append($0) }
            try zip.end()
        }
        try entry("version", Array("3\n".utf8))
        try zip.finish()
    }
}

/// Turns a value into a pickle and the list of tensors it refers to.
private struct TorchEncoder {
    let path: String
    var pickle = PickleWriter()
    var tensors: [(name: String, data: TensorData)] = []

    private static let maximumDepth = 64

    init(path: String) { self.path = path }

    mutating func add(_ value: TorchValue, name: String, depth: Int) throws {
        guard depth < Self.maximumDepth else { throw FileProblem(path, "cannot hold values nested that deeply") }
        switch value {
        case .none: pickle.append(.none)
        case .bool(let value): pickle.add(value)
        case .integer(let value): pickle.add(value)
        case .number(let value): pickle.add(value)
        case .string(let text): pickle.add(text)
        case .list(let items):
            pickle.append(.emptyList)
            pickle.append(.mark)
            for item in items { try add(item, name: name, depth: depth + 1) }
            pickle.append(.appends)
        case .tuple(let items):
            pickle.append(.mark)
            for item in items { try add(item, name: name, depth: depth + 1) }
            pickle.append(.tuple)
        case .dictionary(let pairs):
            pickle.append(.emptyDictionary)
            try add(pairs, name: name, depth: depth)
        case .orderedDictionary(let pairs):
            pickle.call("OrderedDict", of: "collections")
            try add(pairs, name: name, depth: depth)
        case .tensor(let data): try add(data, name: name)
        }
    }

    private mutating func add(_ pairs: [(key: TorchValue, value: TorchValue)], name: String, depth: Int) throws {
        pickle.append(.mark)
        for (key, value) in pairs {
            try add(key, name: name, depth: depth + 1)
            var inner = name
            if case .string(let text) = key { inner = text }
            try add(value, name: inner, depth: depth + 1)
        }
        pickle.append(.setItems)
    }

    /// `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)`.
    private mutating func add(_ data: TensorData, name: String) throws {
        let label = ArrayLabel(file: path, tensor: name)
        guard data.size != nil, let count = Shape.count(data.shape) else {
            throw label.problem("cannot have the shape \(Shape.text(data.shape))")
        }
        guard let storageClass = TorchNames.storageClass(data.dtype) else {
            throw label.problem("has elements of type \(data.dtype)", expected: "a type that PyTorch has")
        }
        let index = tensors.count
        tensors.append((name, data))
        pickle.add(global: "_rebuild_tensor_v2", of: "torch._utils")
        pickle.tuple { pickle in
            pickle.tuple { pickle in
                pickle.addShared("storage")
                pickle.add(global: storageClass, of: "torch")
                pickle.add(String(index))
                pickle.addShared("cpu")
                pickle.add(count)
            }
            pickle.append(.persistent)
            pickle.add(0)
            pickle.tuple(data.shape)
            pickle.tuple(Shape.strides(data.shape, itemSize: 1, isFortran: false))
            pickle.add(false)
            pickle.call("OrderedDict", of: "collections")
        }
        pickle.append(.reduce)
    }
}
