// Objects of a pickle as arrays: NumPy's own, SciPy's sparse matrices, chumpy's variables, PyTorch's tensors, lists of numbers.
import Files

extension PickleGraph {
    /// Arrays made of other arrays (chumpy) may lie this deep in each other.
    private static let maximumDepth = 16

    /// NumPy's numbers and strings are small; lists hold very many of them.
    private static let maximumScalarSize = 1 << 16
    /// Records may have this many fields, those of records within them counted as well.
    private static let maximumFields = 1 << 14

    /// Modules of NumPy 1 (`numpy.core.…`) and 2 (`numpy._core.…`).
    static func isNumPyCore(_ module: String) -> Bool {
        module.hasPrefix("numpy.core.") || module.hasPrefix("numpy._core.")
    }

    private enum ArrayClass { case ndarray, buffer, scalar, sparse, chumpyVariable, chumpySelection, tensor, joblib }

    private func arrayClass(_ id: PickleID) -> ArrayClass? {
        guard let (module, name) = className(id) else { return nil }
        if Self.isNumPyCore(module) {
            switch name {
            case "_reconstruct": return .ndarray
            case "_frombuffer": return .buffer
            case "scalar": return .scalar
            default: return nil
            }
        }
        if JoblibArrays.isWrapper(module, name) { return .joblib }
        if TorchNames.isTensor(module, name) { return .tensor }
        if module == "scipy.sparse" || module.hasPrefix("scipy.sparse.") {
            return ["csc_matrix", "csr_matrix", "csc_array", "csr_array"].contains(name) ? .sparse : nil
        }
        if module == "chumpy" || module.hasPrefix("chumpy.") {
            return name == "Ch" ? .chumpyVariable : name == "Select" ? .chumpySelection : nil
        }
        return nil
    }

    /// True for objects of the classes that ``storedArray(_:label:depth:)`` evaluates (not for lists and numbers).
    func isArray(_ id: PickleID) -> Bool { arrayClass(id) != nil }

    /// An object as an array.
    ///
    /// Sparse matrices are filled in with zeros, chumpy's variables and selections evaluated, PyTorch's tensors found in their
    /// storages. Numbers and strings give
    /// arrays without axes, nested lists of equal lengths arrays with as many axes as they are deep.
    /// - Throws: ``FileProblem`` where the object is none of these, or its parts contradict each other.
    func storedArray(_ id: PickleID, label: ArrayLabel, depth: Int = 0) throws -> StoredArray {
        guard depth < Self.maximumDepth else { throw label.problem("is nested too deeply") }
        guard let kind = arrayClass(id), let record = record(id) else { return try plainArray(id, label: label) }
        switch kind {
        case .ndarray: return try ndarray(record, label: label)
        case .buffer: return try bufferArray(record, label: label)
        case .scalar:
            guard let arguments = tuple(record.arguments), let first = arguments.first else {
                throw label.problem("is a damaged NumPy number")
            }
            let dtype = try dtype(first, label: label)
            guard arguments.count == 2, dtype.kind != .object, dtype.itemSize <= Self.maximumScalarSize,
                let data = byteString(arguments[1])
            else { throw label.problem("is a damaged NumPy number") }
            return try StoredArray(dtype, [], data, label: label)
        case .sparse: return try denseMatrix(id, label: label, depth: depth)
        case .chumpyVariable: return try storedArray(attribute("x", of: id, label: label), label: label, depth: depth + 1)
        case .chumpySelection: return try selection(id, label: label, depth: depth)
        case .joblib: return try joblibArray(id, label: label, depth: depth)
        case .tensor: return try tensor(record.callable, record.arguments, label: label, depth: depth)
        }
    }

    func attribute(_ name: String, of id: PickleID, label: ArrayLabel) throws -> PickleID {
        guard let attributes = attributes(id), let value = value(name, in: attributes) else {
            throw label.problem("is \(summary(id)) without its part '\(name)'")
        }
        return value
    }

    /// A tuple of integers, or one integer.
    func shape(_ id: PickleID) -> [Int]? {
        if let single = integer(id) { return [single] }
        guard let items = sequence(id), items.count <= Shape.maximumAxes else { return nil }
        var lengths: [Int] = []
        for item in items {
            guard let length = integer(item) ?? number(item).flatMap({ Int(exactly: $0) }) else { return nil }
            lengths.append(length)
        }
        return lengths
    }

    // MARK: NumPy

    /// `_reconstruct(ndarray, (0,), b'b')` with the state (version, shape, dtype, is Fortran, data).
    private func ndarray(_ record: PickleRecord, label: ArrayLabel) throws -> StoredArray {
        guard let state = record.state, var parts = tuple(state) else { throw label.problem("is a NumPy array without its state") }
        // Before version 1 of the state there was no version in front.
        if parts.count == 5 { parts.removeFirst() }
        guard parts.count == 4, let shape = shape(parts[0]) else { throw label.problem("is a damaged NumPy array") }
        let dtype = try dtype(parts[1], label: label)
        let isFortran = integer(parts[2]) == 1
        if dtype.kind == .object {
            guard case .list(let index) = node(parts[3]) else { throw label.problem("is a damaged array of objects") }
            return try StoredArray(objects: members[index], in: self, shape: shape, label: label)
        }
        guard !dtype.containsObjects, let data = byteString(parts[3]) else { throw label.problem("is a damaged NumPy array") }
        return try StoredArray(dtype, shape, data, isFortran: isFortran, label: label)
    }

    /// Protocol 5: `_frombuffer(data, dtype, shape, 'C')`.
    private func bufferArray(_ record: PickleRecord, label: ArrayLabel) throws -> StoredArray {
        guard let parts = tuple(record.arguments), parts.count == 4, let data = byteString(parts[0]),
            let shape = shape(parts[2])
        else { throw label.problem("is a damaged NumPy array") }
        let dtype = try dtype(parts[1], label: label)
        guard !dtype.containsObjects else { throw label.problem("is a damaged array of objects") }
        return try StoredArray(dtype, shape, data, isFortran: shortString(parts[3]) == "F", label: label)
    }

    /// `dtype('f8', False, True)` with the state (3, '<', sub-array, names, fields, item size, alignment, flags).
    func dtype(_ id: PickleID, label: ArrayLabel) throws -> DType {
        var fieldsLeft = Self.maximumFields
        return try dtype(id, label: label, depth: 0, &fieldsLeft)
    }

    private func dtype(_ id: PickleID, label: ArrayLabel, depth: Int, _ fieldsLeft: inout Int) throws -> DType {
        guard depth < Self.maximumDepth, let record = record(id), let name = className(id), name == ("numpy", "dtype"),
            let first = tuple(record.arguments)?.first, let text = shortString(first, limit: 64), let plain = DType(typeString: text)
        else { throw label.problem("has an element type that is not known") }
        guard let state = record.state, let parts = tuple(state), parts.count > 5 else { return plain }
        let isBigEndian = shortString(parts[1]) == ">"
        guard let names = sequence(parts[3]), let fields = pairs(parts[4]) else {
            return plain.ordered(isBigEndian: isBigEndian)
        }
        // Titles are second names for the same field.
        fieldsLeft -= names.count
        guard fieldsLeft >= 0, fields.count <= 4 * names.count else { throw label.problem("has a record type of too many fields") }
        let members = try names.map { id -> DType.Field in
            guard let name = shortString(id), let entry = value(name, in: fields), let description = tuple(entry),
                description.count >= 2, let offset = integer(description[1])
            else { throw label.problem("has a damaged record type") }
            var element = description[0]
            var shape: [Int] = []
            // A sub-array is a raw type that names its base and shape in its state.
            if let state = self.record(element)?.state, let parts = tuple(state), parts.count > 5,
                let base = tuple(parts[2]), base.count == 2
            {
                guard let lengths = self.shape(base[1]) else { throw label.problem("has a damaged record type") }
                (element, shape) = (base[0], lengths)
            }
            let dtype = try dtype(element, label: label, depth: depth + 1, &fieldsLeft)
            guard let size = Shape.byteCount(shape, itemSize: dtype.itemSize), offset >= 0, size <= plain.itemSize,
                offset <= plain.itemSize - size
            else { throw label.problem("has a record type whose fields do not fit") }
            return DType.Field(name: name, offset: offset, dtype: dtype, shape: shape)
        }
        return DType(.void, itemSize: plain.itemSize, fields: members)
    }

    // MARK: Python

    /// Numbers, strings and nested lists.
    private func plainArray(_ id: PickleID, label: ArrayLabel) throws -> StoredArray {
        var shape: [Int] = []
        var level = [id]
        // As a loop over levels: a hostile pickle nests lists without end or puts one into another many times over.
        let limit = max(1 << 20, sourceCount)
        while let first = level.first, let items = sequence(first), !isArray(first) {
            guard shape.count < 32 else { throw label.problem("is nested too deeply") }
            var next: [PickleID] = []
            for member in level {
                guard let members = sequence(member), members.count == items.count else {
                    throw label.problem("is \(summary(id)) whose members differ in length", expected: "an array")
                }
                guard members.count <= limit - next.count else { throw label.problem("has more members than the file can hold") }
                next += members
            }
            shape.append(items.count)
            level = next
        }
        if level.allSatisfy({ isString($0) }) {
            return try StoredArray(objects: level, in: self, shape: shape, label: label)
        }
        let areIntegers = level.allSatisfy { integer($0) != nil }
        let data = try ByteSlice(zeroed: level.count * 8, for: label.file) { output in
            for (index, id) in level.enumerated() {
                if areIntegers, let value = integer(id) {
                    output.storeBytes(of: value, toByteOffset: index * 8, as: Int.self)
                } else if let value = number(id) {
                    output.storeBytes(of: value, toByteOffset: index * 8, as: Double.self)
                } else {
                    throw label.problem("is \(shape.isEmpty ? "" : "a list that holds ")\(summary(id))", expected: "an array")
                }
            }
        }
        return try StoredArray(areIntegers ? .int64 : .float64, shape, data, label: label)
    }
}
