// Turns values into joblib's instructions and raw elements.
import Files

/// What takes the pieces of a dump: instructions as they are, and elements that may want padding in front of them.
protocol JoblibSink {
    mutating func write(instructions: [UInt8]) throws
    /// - Parameter elements: hands over `count` bytes in any number of pieces.
    mutating func write(elementsOf count: Int, _ elements: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws
}

/// Source: joblib's `numpy_pickle.py` and NumPy's `ndarray.__reduce__`. Modules are named as NumPy 1 names them, which NumPy 2
/// understands as well.
struct JoblibEncoder {
    /// Where elements begin: at a multiple of this many bytes.
    static let alignment = 16
    private static let maximumDepth = 16

    let path: String
    let name: String
    /// Padding lets elements be mapped; joblib before 1.1 does not know of it.
    let isAligned: Bool

    func add(_ value: JoblibValue, to sink: inout some JoblibSink) throws {
        var pickle = PickleWriter()
        switch value {
        case .array(let data):
            guard let type = Self.numpyType(data.dtype), let size = data.size else {
                throw problem("cannot hold an array of \(data.dtype) \(Shape.text(data.shape))")
            }
            addWrapper(shape: data.shape, type, &pickle)
            try sink.write(instructions: pickle.bytes)
            try sink.write(elementsOf: size) { try data.write(name: name, file: path, to: $0) }
        case .strings(let texts):
            let width = max(texts.lazy.map(\.unicodeScalars.count).max() ?? 1, 1)
            addWrapper(shape: [texts.count], NumPyType(code: "U\(width)", order: "<", size: 4 * width, alignment: 4, flags: 8), &pickle)
            try sink.write(instructions: pickle.bytes)
            try sink.write(elementsOf: 4 * width * texts.count) { write in
                for text in texts {
                    let codes = text.unicodeScalars.map(\.value.littleEndian)
                    try (codes + Array(repeating: 0, count: width - codes.count)).withUnsafeBytes { try write($0) }
                }
            }
        case .objects(let items):
            addWrapper(shape: [items.count], .object, &pickle)
            // The objects are a pickle of their own, right behind the array's description.
            var inner = PickleWriter()
            inner.begin()
            try addObjects(items, &inner)
            inner.end()
            try sink.write(instructions: pickle.bytes + inner.bytes)
        default:
            try addPlain(value, depth: 0, &pickle)
            try sink.write(instructions: pickle.bytes)
        }
    }

    private func addPlain(_ value: JoblibValue, depth: Int, _ pickle: inout PickleWriter) throws {
        guard depth < Self.maximumDepth else { throw problem("cannot hold values nested that deeply") }
        switch value {
        case .none: pickle.append(.none)
        case .bool(let value): pickle.add(value)
        case .integer(let value): pickle.add(value)
        case .number(let value): pickle.add(value)
        case .string(let text): pickle.add(text)
        case .list(let items):
            pickle.append(.emptyList)
            pickle.append(.mark)
            for item in items { try addPlain(item, depth: depth + 1, &pickle) }
            pickle.append(.appends)
        case .array, .strings, .objects: throw problem("cannot hold an array within a list or an array")
        }
    }

    /// `_reconstruct(ndarray, (0,), b'b')` with the state (1, shape, dtype, is Fortran, [objects]).
    private func addObjects(_ items: [JoblibValue], _ pickle: inout PickleWriter) throws {
        pickle.add(global: "_reconstruct", of: "numpy.core.multiarray")
        pickle.tuple { pickle in
            pickle.add(global: "ndarray", of: "numpy")
            pickle.tuple([0])
            pickle.append(.bytes1)
            pickle.append(1, width: 1)
            pickle.append(Int(UInt8(ascii: "b")), width: 1)
        }
        pickle.append(.reduce)
        try pickle.tuple { pickle in
            pickle.add(1)
            pickle.tuple([items.count])
            addType(.object, &pickle)
            pickle.add(false)
            pickle.append(.emptyList)
            pickle.append(.mark)
            for item in items {
                // Labels repeat from frame to frame: each is there once.
                if case .string(let text) = item { pickle.addShared(text) } else { try addPlain(item, depth: 0, &pickle) }
            }
            pickle.append(.appends)
        }
        pickle.append(.build)
    }

    /// A `NumpyArrayWrapper` and its state; nothing is shared between the pieces of a dump, which may come in any order.
    private func addWrapper(shape: [Int], _ type: NumPyType, _ pickle: inout PickleWriter) {
        pickle.add(global: "NumpyArrayWrapper", of: "joblib.numpy_pickle", isShared: false)
        pickle.append(.emptyTuple)
        pickle.append(.newObject)
        pickle.append(.emptyDictionary)
        pickle.append(.mark)
        pickle.add("subclass")
        pickle.add(global: "ndarray", of: "numpy", isShared: false)
        pickle.add("shape")
        pickle.tuple(shape)
        pickle.add("order")
        pickle.add("C")
        pickle.add("dtype")
        addType(type, isShared: false, &pickle)
        pickle.add("allow_mmap")
        pickle.add(!type.isObject)
        if isAligned {
            pickle.add("numpy_array_alignment_bytes")
            pickle.add(Self.alignment)
        }
        pickle.append(.setItems)
        pickle.append(.build)
    }

    /// `dtype('f8', False, True)` with the state (3, '<', None, None, None, size, alignment, flags).
    private func addType(_ type: NumPyType, isShared: Bool = true, _ pickle: inout PickleWriter) {
        pickle.add(global: "dtype", of: "numpy", isShared: isShared)
        pickle.tuple { pickle in
            pickle.add(type.code)
            pickle.add(false)
            pickle.add(true)
        }
        pickle.append(.reduce)
        pickle.tuple { pickle in
            pickle.add(3)
            pickle.add(type.order)
            for _ in 0..<3 { pickle.append(.none) }
            pickle.add(type.size)
            pickle.add(type.alignment)
            pickle.add(type.flags)
        }
        pickle.append(.build)
    }

    private struct NumPyType {
        var code: String
        var order: String
        /// -1 for types that are known by their code alone.
        var size = -1
        var alignment = -1
        var flags = 0

        var isObject: Bool { code == "O8" }
        static let object = NumPyType(code: "O8", order: "|", flags: 63)
    }

    private static func numpyType(_ dtype: DType) -> NumPyType? {
        let letter: String? =
            switch dtype.kind {
            case .float: "f"
            case .int: "i"
            case .uint: "u"
            case .bool: "b"
            default: nil
            }
        guard let letter, dtype.isNumeric else { return nil }
        return NumPyType(code: "\(letter)\(dtype.itemSize)", order: dtype.itemSize == 1 ? "|" : "<")
    }

    private func problem(_ text: String) -> FileProblem { FileProblem(path, "key '\(name)' \(text)") }
}
