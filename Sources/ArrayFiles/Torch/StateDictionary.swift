// The weights of a model: tensors by name, in the file's order, whatever kind of file they are in.
import Arrays
import Files

/// The named tensors of a trained model.
///
/// They come from a PyTorch checkpoint (a plain dictionary of tensors, or one under `state_dict`, `model` or the like), a
/// TorchScript archive, a safetensors file or an `.npz` archive. Half precision and bfloat16 become single precision when
/// tensors are asked for as floats. Nothing is converted before: a tensor is a view into the mapped file, and the memory of
/// the file's pages is given back once a tensor was copied, so that weights are never in memory twice.
///
/// ```swift
/// let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
/// try TorchFile.write(.tensors([("encoder.linear.weight", linear)]), to: "small.pt")
///
/// let encoder = try StateDictionary(contentsOf: "small.pt").part("encoder.")
/// print(encoder.names, encoder["linear.weight"]?.shape ?? [])  // ["linear.weight"] [2, 3]
/// print(try encoder.floats("linear.weight", shape: [nil, 3]))  // [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
/// ```
///
/// All errors are ``FileProblem``s that name file and tensor, and what was expected.
public struct StateDictionary: Sendable {
    /// The path as given.
    public let path: String
    /// In the file's order.
    public let names: [String]
    private let arrays: [String: StoredArray]
    /// What stood before the names in the file: errors tell whole names.
    private let prefix: String

    /// Opens a file of any of the known kinds, told by its content.
    /// - Throws: ``FileProblem`` if it is missing, of another kind, damaged, or there are no tensors in it.
    public init(contentsOf path: String) throws {
        let bytes = ByteSlice(try MappedFile(path: path))
        if SafeTensorsFile.isOne(bytes) {
            self = try SafeTensorsFile(bytes, path: path).tensors
            return
        }
        switch FileKind(bytes) {
        case .zip where try !TorchFile.isOne(ZipArchive(bytes, path: path)):
            let file = try NamedArrays(contentsOf: path)
            try self.init(
                path: path,
                file.keys.map { ($0, try file.array($0).labelled(ArrayLabel(file: path, tensor: $0))) }.filter { $0.1.dtype.isNumeric })
        case .zip, .pickle: self = try TorchFile(bytes, path: path).stateDictionary()
        default: throw FileKind.problem(path, bytes, expected: "a PyTorch checkpoint, a TorchScript archive, or a safetensors or .npz file")
        }
    }

    init(path: String, prefix: String = "", _ tensors: [(String, StoredArray)]) throws {
        self.path = path
        self.prefix = prefix
        var names: [String] = []
        var arrays: [String: StoredArray] = [:]
        for (name, array) in tensors {
            // The last of a name counts, as in Python.
            if arrays.updateValue(array, forKey: name) == nil { names.append(name) }
        }
        self.names = names
        self.arrays = arrays
    }

    /// How many tensors there are.
    public var count: Int { names.count }
    /// How many numbers there are in all tensors.
    public var elementCount: Int { arrays.values.reduce(0) { $0 + $1.count } }

    /// The tensor of that name, unconverted.
    public subscript(name: String) -> StoredArray? { arrays[name] }

    public func contains(_ name: String) -> Bool { arrays[name] != nil }

    /// The tensors whose names begin with `prefix`, without it.
    public func part(_ prefix: String) -> StateDictionary {
        let inside = names.filter { $0.hasPrefix(prefix) }
        let tensors = inside.compactMap { name in arrays[name].map { (String(name.dropFirst(prefix.count)), $0) } }
        return StateDictionary(path: path, prefix: self.prefix + prefix, unique: tensors)
    }

    private init(path: String, prefix: String, unique tensors: [(String, StoredArray)]) {
        self.path = path
        self.prefix = prefix
        names = tensors.map(\.0)
        arrays = Dictionary(tensors, uniquingKeysWith: { $1 })
    }

    // MARK: Checked

    /// The tensor of that name, which must have that shape; nil stands for any length.
    /// - Throws: ``FileProblem`` with the shape found and the one expected.
    public func array(_ name: String, shape: [Int?]) throws -> StoredArray {
        guard let array = arrays[name] else { throw missing(name, shape) }
        guard Shape.matches(array.shape, shape) else {
            throw array.label.problem("has shape \(Shape.text(array.shape))", expected: Shape.text(shape))
        }
        return array
    }

    /// The numbers of a tensor in row-major order, as single precision.
    /// - Parameter allowsNonFinite: weights of NaN or infinity are refused unless this is true.
    public func floats(_ name: String, shape: [Int?], allowsNonFinite: Bool = false) throws -> [Float] {
        let array = try array(name, shape: shape)
        return try [Float](unsafeUninitializedCapacity: array.count) { buffer, filled in
            try array.copyFloats(into: UnsafeMutableBufferPointer(rebasing: buffer[..<array.count]))
            if !allowsNonFinite { try array.requireFinite(UnsafeBufferPointer(rebasing: buffer[..<array.count])) }
            filled = array.count
        }
    }

    /// The same with its shape.
    public func tensor(_ name: String, shape: [Int?], allowsNonFinite: Bool = false) throws -> NDArray<Float> {
        let elements = try floats(name, shape: shape, allowsNonFinite: allowsNonFinite)
        return NDArray(shape: try array(name, shape: shape).shape, elements: elements)
    }

    /// The same into memory of the caller's, which must have room for exactly that many.
    public func copyFloats(
        _ name: String, shape: [Int?], into output: UnsafeMutableBufferPointer<Float>, allowsNonFinite: Bool = false
    ) throws {
        let array = try array(name, shape: shape)
        try array.copyFloats(into: output)
        if !allowsNonFinite { try array.requireFinite(UnsafeBufferPointer(output)) }
    }

    /// A single number: a tensor of one element.
    public func number(_ name: String) throws -> Double {
        guard let array = arrays[name] else { throw missing(name, []) }
        guard array.count == 1, let value = try array.float64().elements.first else {
            throw array.label.problem("has shape \(Shape.text(array.shape))", expected: "one number")
        }
        return value
    }

    /// Checks all tensors at once: one error tells those that are missing, misshapen or not expected.
    /// - Parameters:
    ///   - expected: the shapes a model needs, nil for any length.
    ///   - isAllowed: which names may be there though they are not expected, such as those of a part that is not used.
    public func check(_ expected: [(name: String, shape: [Int?])], allowing isAllowed: (String) -> Bool = { _ in false }) throws {
        var problems: [String] = []
        let missing = expected.filter { arrays[$0.name] == nil }
        if !missing.isEmpty { problems.append("misses " + list(missing.map { "'\(prefix)\($0.name)' \(Shape.text($0.shape))" })) }
        let misshapen = expected.compactMap { name, shape in
            arrays[name].flatMap {
                Shape.matches($0.shape, shape) ? nil : "'\(prefix)\(name)' has \(Shape.text($0.shape)) instead of \(Shape.text(shape))"
            }
        }
        if !misshapen.isEmpty { problems.append("has tensors of other shapes: " + list(misshapen)) }
        let known = Set(expected.map(\.name))
        let extra = names.filter { !known.contains($0) && !isAllowed($0) }
        if !extra.isEmpty { problems.append("has tensors that are not expected: " + list(extra.map { "'\(prefix)\($0)'" })) }
        guard problems.isEmpty else { throw FileProblem(path, problems.joined(separator: "; ")) }
    }

    private func list(_ items: [String]) -> String {
        items.prefix(4).joined(separator: ", ") + (items.count > 4 ? " and \(items.count - 4) more" : "")
    }

    private func missing(_ name: String, _ shape: [Int?]) -> FileProblem {
        FileProblem(path, "has no tensor '\(prefix)\(name)'", expected: "one of shape \(Shape.text(shape)) among its \(count) tensors")
    }
}

extension TorchFile {
    /// The weights of the model in the file.
    /// - Parameter key: where the state dictionary is; without it, it is looked for: the file's own dictionary, one under
    ///   `state_dict`, `model` or the like, a TorchScript module, or a module saved as a whole.
    /// - Throws: ``FileProblem`` if there is none, or a tensor is damaged or of numbers that are not known here.
    public func stateDictionary(at key: String? = nil) throws -> StateDictionary {
        var place = root
        if let key {
            guard let inner = root[key] else { throw FileProblem(path, "has no key '\(key)'") }
            place = inner
        }
        let found = try ModuleWalk.tensors(below: place)
        guard !found.isEmpty else {
            throw FileProblem(
                path, "holds \(place.summary) in which there are no tensors by name",
                expected: "a state dictionary, or one under a key such as 'state_dict' or 'model'")
        }
        return try StateDictionary(
            path: path,
            found.map { name, id in
                (name, try root.graph.storedArray(id, label: ArrayLabel(file: path, tensor: name)))
            })
    }
}
