// A Python object as other rooms see it: ask what it is, take what it holds.
import Files

/// An object of a pickle, seen as plain data.
///
/// A value is a place in the pickle; nothing is converted before it is asked for. Objects may contain themselves: code
/// that walks through them must bound its depth.
public struct PickleValue: Sendable {
    let graph: PickleGraph
    let id: PickleID

    package init(_ graph: PickleGraph, _ id: PickleID) {
        self.graph = graph
        self.id = id
    }

    private func value(_ id: PickleID) -> PickleValue { PickleValue(graph, id) }

    /// True for Python's `None`.
    public var isNone: Bool {
        if case .none = graph.node(id) { true } else { false }
    }

    /// Text, a Python 2 string, bytes (as UTF-8, else Latin-1) or a NumPy string.
    public var string: String? { graph.string(id) }

    /// A Python truth value.
    public var bool: Bool? {
        if case .bool(let value) = graph.node(id) { value } else { nil }
    }

    /// A Python integer or truth value, or a whole NumPy number.
    public var int: Int? { graph.integer(id) ?? graph.number(id).flatMap { Int(exactly: $0) } }

    /// A Python number, truth value or NumPy number.
    public var double: Double? { graph.number(id) }

    /// The members of a list, tuple or set.
    public var elements: [PickleValue]? { graph.sequence(id)?.map(value) }

    /// The keys and values of a dictionary (also `OrderedDict`, `defaultdict`), in their order in the file.
    public var pairs: [(key: PickleValue, value: PickleValue)]? {
        graph.pairs(id).map { pairs in
            stride(from: 0, to: pairs.count - 1, by: 2).map { (value(pairs[$0]), value(pairs[$0 + 1])) }
        }
    }

    /// The value under a string key of a dictionary, or the attribute of that name of an object.
    public subscript(key: String) -> PickleValue? {
        guard let pairs = graph.pairs(id) ?? graph.attributes(id) else { return nil }
        return graph.value(key, in: pairs).map(value)
    }

    /// The class of an object that is not plain data, such as `chumpy.ch.Ch`; nil for plain data.
    public var className: String? { graph.className(id).map { "\($0.module).\($0.name)" } }

    /// What the constructor of such an object would be given.
    public var arguments: [PickleValue]? {
        graph.record(id).flatMap { graph.sequence($0.arguments)?.map(value) }
    }

    /// The state of such an object, usually a dictionary of its attributes.
    public var state: PickleValue? { graph.record(id)?.state.map(value) }

    /// What a persistent reference refers to: PyTorch writes a tuple that names a storage.
    package var persistentID: PickleValue? {
        if case .persistent(let id) = graph.node(id) { value(id) } else { nil }
    }

    /// Bytes that followed an object inside the pickle.
    package var attachedBytes: ByteSlice? { graph.record(id)?.attached }

    /// A few words on the object, for error messages: `a list of 3`, `an object of class chumpy.ch.Ch`.
    public var summary: String { graph.summary(id) }

    /// The object as an array: NumPy arrays and numbers, sparse matrices (filled in with zeros), chumpy's variables,
    /// numbers, strings, and nested lists of equal lengths.
    /// - Throws: ``FileProblem`` if it is none of these.
    public func array() throws -> StoredArray { try storedArray(label: ArrayLabel(file: graph.file)) }

    func storedArray(label: ArrayLabel) throws -> StoredArray { try graph.storedArray(id, label: label) }
}
