// Where the elements of a PyTorch file's tensors lie, by the names under which its pickle refers to them.
import Files

/// The storages of one file.
struct TensorStorages: Sendable {
    private let parts: [String: ByteSlice]
    let isBigEndian: Bool

    init(_ parts: [String: ByteSlice], isBigEndian: Bool) {
        self.parts = parts
        self.isBigEndian = isBigEndian
    }

    subscript(key: String) -> ByteSlice? { parts[key] }
}

/// What a pickle says of a storage: a persistent id `('storage', class, key, device, length[, view])`.
struct StorageReference {
    let key: String
    let dtype: DType
    /// In elements.
    let count: Int
    /// The part of it that is meant: files before PyTorch 0.4 may say.
    let view: Range<Int>

    /// - Throws: ``FileProblem`` where the id is none of a storage, or of elements that are not known.
    init(_ id: PickleID, in graph: PickleGraph, label: ArrayLabel) throws {
        guard case .persistent(let content) = graph.node(id), let parts = graph.tuple(content), parts.count >= 5,
            graph.shortString(parts[0]) == "storage", let key = graph.shortString(parts[2]),
            let count = graph.integer(parts[4]), count >= 0
        else { throw label.problem("does not say where its elements are") }
        guard let type = graph.global(parts[1]), let dtype = TorchNames.elementType(storage: type.name) else {
            let name = graph.global(parts[1])?.name ?? graph.summary(parts[1])
            throw label.problem("has elements of the type \(name)", expected: "plain numbers", advice: TensorStorages.conversionAdvice)
        }
        guard Shape.byteCount([count], itemSize: dtype.itemSize) != nil else { throw label.problem("claims \(count) elements") }
        var view = 0..<count
        if parts.count > 5, let range = graph.tuple(parts[5]) {
            guard range.count == 3, let start = graph.integer(range[1]), let length = graph.integer(range[2]),
                start >= 0, length >= 0, start <= count, length <= count - start
            else { throw label.problem("is a damaged view of a storage") }
            view = start..<start + length
        }
        (self.key, self.dtype, self.count, self.view) = (key, dtype, count, view)
    }
}

extension TensorStorages {
    static let conversionAdvice = "Convert it in Python, with tensor.float(), and save again."
}
