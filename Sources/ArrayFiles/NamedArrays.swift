// Arrays and plain values by name, whatever kind of file they are in.
import Arrays
import Files

/// A file of named arrays: an `.npz` archive, an `.npy` file that holds a pickled dictionary, or a `.pkl` dictionary.
///
/// The kind is told by the content, not by the name. Opening reads only the directory; arrays are read when asked for.
/// The key `poses` of an archive is its entry `poses.npy`.
///
/// ```swift
/// let walk = try NamedArrays(contentsOf: "data/sample/CMU/02/02_01_poses.npz")
/// let poses = try walk.float32("poses", shape: [nil, 156])  // any number of frames
/// let rate = walk.contains("mocap_framerate") ? try walk.scalar("mocap_framerate") : 30
/// print(try walk.string("gender"), poses.shape[0], "frames at", rate)  // neutral 343 frames at 120.0
///
/// // A big, mostly empty array without ever holding all of it:
/// let body = try NamedArrays(contentsOf: "models/open/open_body_neutral.npz")
/// var zeros = 0
/// let shape = try body.forEachFloatChunk("posedirs", shape: [nil, 3, nil]) { start, values in
///     for value in values where value == 0 { zeros += 1 }
/// }
/// print(shape, zeros > 9_000_000)  // [6890, 3, 459] true
/// ```
///
/// All errors are ``FileProblem``s that name the file and the key.
public struct NamedArrays: Sendable {
    /// The path as given.
    public let path: String
    /// The names, in their order in the file.
    public let keys: [String]
    private let source: Source

    private enum Source: Sendable {
        case archive(ZipArchive, [String: ZipArchive.Entry])
        case pickle(PickleGraph, [String: PickleID])
    }

    private static let accepted = "an .npz archive, or an .npy or .pkl file that holds a dictionary"

    /// Opens a file.
    /// - Throws: ``FileProblem`` if it is missing, of another kind, cut short or damaged.
    public init(contentsOf path: String) throws {
        self.path = path
        let bytes = ByteSlice(try MappedFile(path: path))
        // An lzma head is also how a very old pickle may begin.
        switch StreamCompression(bytes) == nil ? FileKind(bytes) : nil {
        case .zip:
            let archive = try ZipArchive(bytes, path: path)
            var entries: [String: ZipArchive.Entry] = [:]
            var keys: [String] = []
            for entry in archive.entries {
                let key = entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : entry.name
                if entries.updateValue(entry, forKey: key) == nil { keys.append(key) }
            }
            self.keys = keys
            source = .archive(archive, entries)
        case .npy:
            let array = try StoredArray(npy: bytes, label: ArrayLabel(file: path))
            guard case .objects(let graph, let objects) = array.storage, objects.count == 1 else {
                throw FileProblem(
                    path, "holds one array of \(array.dtype) \(Shape.text(array.shape)) and no names", expected: Self.accepted)
            }
            (source, keys) = try Self.dictionary(graph, objects[0], path)
        case .pickle:
            let graph: PickleGraph
            do {
                graph = try PickleGraph.read(bytes, file: path)
            } catch {
                // Text may look like the beginning of an old pickle; then its "damage" would only confuse.
                if bytes.number(at: 0, width: 1) != 0x80 {
                    throw FileKind.problem(path, bytes, expected: Self.accepted)
                }
                throw error
            }
            (source, keys) = try Self.dictionary(graph, graph.rootID, path)
        case nil:
            guard PickledFile.mayBeCompressed(bytes) else { throw FileKind.problem(path, bytes, expected: Self.accepted) }
            let graph = try PickledFile(bytes, path: path, expected: Self.accepted).graph()
            (source, keys) = try Self.dictionary(graph, graph.rootID, path)
        }
    }

    private static func dictionary(_ graph: PickleGraph, _ id: PickleID, _ path: String) throws -> (Source, [String]) {
        // An object of a class unknown here is as good as a dictionary of its attributes.
        guard let pairs = graph.pairs(id) ?? (graph.isArray(id) ? nil : graph.attributes(id)) else {
            throw FileProblem(path, "the pickle holds \(graph.summary(id))", expected: accepted)
        }
        var keys: [String] = []
        var values: [String: PickleID] = [:]
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            guard let key = graph.shortString(pairs[index]) ?? graph.integer(pairs[index]).map(String.init) else { continue }
            if values.updateValue(pairs[index + 1], forKey: key) == nil { keys.append(key) }
        }
        return (.pickle(graph, values), keys)
    }

    /// True if there is something of that name.
    public func contains(_ key: String) -> Bool {
        switch source {
        case .archive(_, let entries): entries[key] != nil
        case .pickle(_, let values): values[key] != nil
        }
    }

    /// The array of that name, unconverted. Sparse matrices come filled in with zeros (up to 2²⁶ elements), chumpy's
    /// variables and selections evaluated; Python numbers and strings are arrays without axes, nested lists arrays.
    public func array(_ key: String) throws -> StoredArray {
        let label = ArrayLabel(file: path, key: key)
        switch source {
        case .archive(let archive, let entries):
            guard let entry = entries[key] else { throw missing(key) }
            guard let zipped = try ZippedArray(archive, entry, label: label) else { throw notAnArray(label) }
            let array = try zipped.stored()
            // np.savez puts an array it cannot store as such into an object array of one.
            if case .objects(let graph, let objects) = array.storage, array.shape.isEmpty, let only = objects.first, graph.isArray(only) {
                return try graph.storedArray(only, label: label)
            }
            return array
        case .pickle(let graph, let values):
            guard let id = values[key] else { throw missing(key) }
            return try graph.storedArray(id, label: label)
        }
    }

    /// A value that is no array: a nested dictionary, a list, an object of a class.
    /// - Throws: ``FileProblem`` if the key is missing or, in an archive, holds an array of numbers.
    public func value(_ key: String) throws -> PickleValue {
        switch source {
        case .archive:
            let array = try array(key)
            guard case .objects(let graph, let objects) = array.storage, objects.count == 1 else {
                throw ArrayLabel(file: path, key: key).problem("is an array of \(array.dtype)", expected: "a single Python object")
            }
            return PickleValue(graph, objects[0])
        case .pickle(let graph, let values):
            guard let id = values[key] else { throw missing(key) }
            return PickleValue(graph, id)
        }
    }

    // MARK: Converted

    /// The array as single-precision numbers of the given shape, where nil stands for any length.
    /// - Throws: ``FileProblem`` that names the key, the shape found and the one expected.
    public func float32(_ key: String, shape: [Int?]) throws -> NDArray<Float> { try numbers(key, shape, Float.self) }

    /// The same in double precision.
    public func float64(_ key: String, shape: [Int?]) throws -> NDArray<Double> { try numbers(key, shape, Double.self) }

    /// The same as integers; floating-point arrays must hold whole numbers.
    public func int64(_ key: String, shape: [Int?]) throws -> NDArray<Int> { try numbers(key, shape, Int.self) }

    private func numbers<Number: ArrayNumber>(_ key: String, _ shape: [Int?], _ type: Number.Type) throws -> NDArray<Number> {
        if let zipped = try streamable(key) {
            try check(zipped.header.shape, shape, key)
            return try zipped.numbers(type)
        }
        let array = try array(key)
        try check(array.shape, shape, key)
        return try array.numbers(type)
    }

    /// The array in row-major order as single-precision numbers, in pieces of at most 64 Ki elements.
    ///
    /// Only one piece is in memory at a time, except for Fortran-ordered arrays, which are converted as a whole.
    /// An archive's checksum can only be verified after the last piece: when this throws, forget what `body` was given.
    /// - Parameters:
    ///   - shape: what the shape must be, nil for any length; checked before the first piece.
    ///   - body: gets the row-major index of the first value of a piece, and the piece, valid during the call.
    /// - Returns: the shape.
    public func forEachFloatChunk(
        _ key: String, shape: [Int?], _ body: (_ start: Int, _ values: UnsafeBufferPointer<Float>) throws -> Void
    ) throws -> [Int] {
        if let zipped = try streamable(key) {
            try check(zipped.header.shape, shape, key)
            try zipped.forEachChunk(as: Float.self, body)
            return zipped.header.shape
        }
        let array = try array(key)
        try check(array.shape, shape, key)
        try array.forEachChunk(as: Float.self, body)
        return array.shape
    }

    /// A single number: an array of one element, or a Python number.
    public func scalar(_ key: String) throws -> Double {
        let array = try single(key, "one number")
        guard let value = try array.float64().elements.first else { throw notSingle(key, array, "one number") }
        return value
    }

    /// A single string: an array of one text or byte string, an object array that holds one, or a Python string.
    ///
    /// Values like `b'female'`, which are bytes that were printed as text, come out as `female`.
    public func string(_ key: String) throws -> String {
        let array = try single(key, "one string")
        guard let text = try array.strings(limit: 1).first else { throw notSingle(key, array, "one string") }
        for quote in ["'", "\""] where text.count >= 3 && text.hasPrefix("b" + quote) && text.hasSuffix(quote) {
            return String(text.dropFirst(2).dropLast())
        }
        return text
    }

    /// A list or array of strings, in row-major order.
    public func strings(_ key: String) throws -> [String] { try array(key).strings() }

    // MARK: For this room

    /// The array's header where it is one that can be unpacked piece by piece.
    func streamable(_ key: String) throws -> ZippedArray? {
        guard case .archive(let archive, let entries) = source else { return nil }
        guard let entry = entries[key] else { throw missing(key) }
        guard let zipped = try ZippedArray(archive, entry, label: ArrayLabel(file: path, key: key)), zipped.isStreamable else {
            return nil
        }
        return zipped
    }

    private func single(_ key: String, _ expected: String) throws -> StoredArray {
        let array = try array(key)
        guard array.count == 1 else { throw notSingle(key, array, expected) }
        return array
    }

    private func notSingle(_ key: String, _ array: StoredArray, _ expected: String) -> FileProblem {
        ArrayLabel(file: path, key: key).problem("has shape \(Shape.text(array.shape))", expected: expected)
    }

    private func notAnArray(_ label: ArrayLabel) -> FileProblem {
        label.problem("is not an array", expected: "an entry in .npy format")
    }

    private func check(_ found: [Int], _ expected: [Int?], _ key: String) throws {
        guard Shape.matches(found, expected) else {
            throw ArrayLabel(file: path, key: key).problem(
                "has shape \(Shape.text(found))", expected: Shape.text(expected))
        }
    }

    private func missing(_ key: String) -> FileProblem {
        let shown = keys.prefix(40).map { $0.count > 60 ? "\($0.prefix(60))…" : $0 }.joined(separator: ", ")
        return FileProblem(
            path, "has no key '\(key)'\(keys.isEmpty ? " nor any other" : "")",
            expected: keys.isEmpty ? nil : "one of: \(shown)\(keys.count > 40 ? ", …" : "")")
    }
}
