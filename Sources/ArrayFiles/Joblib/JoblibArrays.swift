// joblib's arrays: a small object in the pickle, whose elements follow it as they are.
import Files

/// Takes an array's elements out of the stream of a pickle, right after the object that describes them.
///
/// Source: joblib's `numpy_pickle.py`, `NumpyArrayWrapper`. Its state names class, shape, order and element type. Since joblib
/// 1.1 it also has an alignment: then one byte tells how many bytes of padding follow it before the elements. Arrays of Python
/// objects are a pickle of their own.
enum JoblibArrays {
    /// Arrays of objects each need a table of their own.
    private static let maximumNestedPickles = 1 << 16

    static func isWrapper(_ module: String, _ name: String) -> Bool {
        name == "NumpyArrayWrapper" && (module == "joblib.numpy_pickle" || module.hasSuffix("externals.joblib.numpy_pickle"))
    }

    /// For ``PickleMachine/afterBuild``.
    static func takeElements(_ machine: inout PickleMachine, _ id: PickleID) throws {
        let graph = machine.graph
        guard case .record(let index) = graph.node(id), let name = graph.className(id), isWrapper(name.module, name.name) else { return }
        let label = ArrayLabel(file: graph.file)
        guard graph.records[index].attached == nil, graph.records[index].nested == nil else { throw label.problem("is described twice") }
        let (dtype, shape) = try description(id, in: graph, label: label)
        if dtype.containsObjects {
            graph.nestedCount += 1
            guard graph.nestedCount <= maximumNestedPickles else {
                throw label.problem("is one of more than \(maximumNestedPickles) arrays of objects")
            }
            graph.records[index].nested = try machine.takeNestedPickle()
            return
        }
        if let attributes = graph.attributes(id), let alignment = graph.value("numpy_array_alignment_bytes", in: attributes),
            graph.integer(alignment) != nil
        {
            let padding = try machine.takeRawBytes(1)
            _ = try machine.takeRawBytes(padding.number(at: 0, width: 1) ?? 0)
        }
        guard let size = Shape.byteCount(shape, itemSize: dtype.itemSize) else {
            throw label.problem("claims the impossible shape \(Shape.text(shape))")
        }
        graph.records[index].attached = try machine.takeRawBytes(size)
    }

    static func description(_ id: PickleID, in graph: PickleGraph, label: ArrayLabel) throws -> (DType, [Int]) {
        let shapeID = try graph.attribute("shape", of: id, label: label)
        guard let shape = graph.shape(shapeID) else { throw label.problem("is an array without a possible shape") }
        return (try graph.dtype(graph.attribute("dtype", of: id, label: label), label: label), shape)
    }
}

extension PickleGraph {
    func joblibArray(_ id: PickleID, label: ArrayLabel, depth: Int) throws -> StoredArray {
        guard let record = record(id) else { throw label.problem("is a damaged array of joblib") }
        if let nested = record.nested { return try nested.storedArray(nested.rootID, label: label, depth: depth + 1) }
        guard let bytes = record.attached else { throw label.problem("is an array of joblib without its elements") }
        let (dtype, shape) = try JoblibArrays.description(id, in: self, label: label)
        let isFortran = shortString(try attribute("order", of: id, label: label)) == "F"
        return try StoredArray(dtype, shape, bytes, isFortran: isFortran, label: label)
    }
}
