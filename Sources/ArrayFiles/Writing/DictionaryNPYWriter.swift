// Writes a dictionary as `np.save` does: an .npy of one object, a pickle of names and arrays.
import Arrays
import Files

/// What a pickled dictionary may hold.
public enum DictionaryEntry: Sendable {
    case integer(Int)
    case array(NDArray<Float>)
    case integers([Int])
    case strings([String])
}

/// An `.npy` file that `np.load(path, allow_pickle=True).item()` opens as a dictionary.
public enum DictionaryNPYWriter {
    /// Writes the file whole.
    /// - Throws: ``FileProblem`` if it cannot be written.
    public static func write(_ entries: [(key: String, value: DictionaryEntry)], to path: String) throws {
        let output = try OutputFile(path)
        var pickle = PickleWriter()
        pickle.append(.protocolVersion)
        // Protocol 3, the first with bytes.
        pickle.append(3, width: 1)
        // The object array of one, whose only member is the dictionary.
        pickle.ndarray(shape: [], typeString: "O8", byteOrder: "|") { pickle in
            pickle.append(.emptyList)
            pickle.append(.emptyDictionary)
            pickle.append(.mark)
            for (key, value) in entries {
                pickle.add(key)
                pickle.add(value)
            }
            pickle.append(.setItems)
            pickle.append(.append)
        }
        pickle.end()
        try output.write(NPYHeader.bytes(typeString: "|O", shape: []))
        try output.write(pickle.bytes)
        try output.commit()
    }
}

extension PickleWriter {
    fileprivate mutating func add(_ entry: DictionaryEntry) {
        switch entry {
        case .integer(let value): add(value)
        case .strings(let values):
            append(.emptyList)
            append(.mark)
            for value in values { add(value) }
            append(.appends)
        case .integers(let values):
            ndarray(shape: [values.count], typeString: "i8", byteOrder: "<") { pickle in
                pickle.append(.bytes4)
                pickle.append(values.count * 8, width: 4)
                for value in values { pickle.append(value, width: 8) }
            }
        case .array(let array):
            ndarray(shape: array.shape, typeString: "f4", byteOrder: "<") { pickle in
                pickle.append(array.count * 4 < 1 << 32 ? .bytes4 : .bytes8)
                pickle.append(array.count * 4, width: array.count * 4 < 1 << 32 ? 4 : 8)
                array.elements.withUnsafeBytes { pickle.bytes += $0 }
            }
        }
    }

    /// NumPy's way to rebuild an array: an empty one, then its state.
    fileprivate mutating func ndarray(shape: [Int], typeString: String, byteOrder: String, contents: (inout PickleWriter) -> Void) {
        add(global: "_reconstruct", of: "numpy.core.multiarray")
        tuple { pickle in
            pickle.add(global: "ndarray", of: "numpy")
            pickle.tuple([0])
            pickle.append(.bytes1)
            pickle.append(1, width: 1)
            pickle.bytes.append(UInt8(ascii: "b"))
        }
        append(.reduce)
        tuple { pickle in
            pickle.add(1)
            pickle.tuple(shape)
            pickle.add(global: "dtype", of: "numpy")
            pickle.tuple { pickle in
                pickle.add(typeString)
                pickle.add(false)
                pickle.add(true)
            }
            pickle.append(.reduce)
            pickle.tuple { pickle in
                pickle.add(3)
                pickle.add(byteOrder)
                for _ in 0..<3 { pickle.append(.none) }
                pickle.add(-1)
                pickle.add(-1)
                pickle.add(typeString == "O8" ? 63 : 0)
            }
            pickle.append(.build)
            pickle.add(false)
            contents(&pickle)
        }
        append(.build)
    }
}
