// PyTorch's format before 1.6: several pickles one after the other, then the storages.
import Files

/// Reads the format that `torch.save(…, _use_new_zipfile_serialization=False)` still writes.
///
/// Source: `torch/serialization.py`. In turn: a pickled magic number, the protocol's version, a dictionary on the machine, the
/// object itself, the list of the storages' keys, and for every key the number of elements in 8 bytes and the elements.
enum LegacyTorchFile {
    /// `0x1950a86a20f9469cfc6c`, pickled.
    private static let magic: [UInt8] = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]

    static func isOne(_ bytes: ByteSlice) -> Bool { bytes.number(at: 0, width: 1) == 0x80 && bytes.hasPrefix(magic, at: 2) }

    static func root(_ bytes: ByteSlice, path: String) throws -> PickleValue {
        var position = 2 + magic.count
        func next() throws -> PickleGraph {
            var machine = PickleMachine(bytes, at: position, file: path)
            defer { position = machine.position }
            return try machine.run()
        }
        let version = try next()
        guard version.integer(version.rootID) == 1001 else {
            throw FileProblem(path, "is of an unknown version of PyTorch's old format", expected: "1001")
        }
        let machine = try next().root
        let object = try next()
        let list = try next()
        guard let keys = list.sequence(list.rootID) else { throw FileProblem(path, "does not list the storages of its tensors") }

        let sizes = try elementSizes(object, path: path)
        let isBigEndian = machine["little_endian"]?.bool == false
        var parts: [String: ByteSlice] = [:]
        for id in keys {
            guard let key = list.shortString(id), let known = sizes[key] else {
                throw FileProblem(path, "lists a storage of which it says nothing else")
            }
            guard let stated = bytes.part(at: position, count: 8) else { throw cutShort(path, key) }
            let count = stated.withBytes { raw in
                let value = raw.loadUnaligned(as: UInt64.self)
                return Int(exactly: isBigEndian ? UInt64(bigEndian: value) : UInt64(littleEndian: value))
            }
            guard count == known.count else {
                throw FileProblem(path, "the storage '\(key)' has another length than its tensors say", expected: "\(known.count) elements")
            }
            // StorageReference has seen that this product exists.
            let size = known.count * known.itemSize
            guard let part = bytes.part(at: position + 8, count: size) else { throw cutShort(path, key) }
            parts[key] = part
            position += 8 + size
        }
        object.storages = TensorStorages(parts, isBigEndian: isBigEndian)
        return object.root
    }

    /// Lengths and element sizes, which only the object's own pickle knows.
    private static func elementSizes(_ graph: PickleGraph, path: String) throws -> [String: (count: Int, itemSize: Int)] {
        var sizes: [String: (count: Int, itemSize: Int)] = [:]
        for (index, node) in graph.nodes.enumerated() {
            guard case .persistent(let content) = node else { continue }
            // Before 0.4, the source text of modules was a persistent object as well.
            if let kind = graph.tuple(content)?.first, graph.shortString(kind) == "module" { continue }
            let id = PickleID(index: UInt32(index))
            let storage = try StorageReference(id, in: graph, label: ArrayLabel(file: path))
            sizes[storage.key] = (storage.count, storage.dtype.itemSize)
        }
        return sizes
    }

    private static func cutShort(_ path: String, _ key: String) -> FileProblem {
        FileProblem(path, "is cut short in the storage '\(key)'", advice: "Is the file complete?", kind: .damaged)
    }
}
