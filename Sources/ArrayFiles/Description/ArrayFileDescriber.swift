// Describes what is in a file of arrays, for people: names, types, shapes, ranges.
import Files

/// A description of an `.npy`, `.npz` or `.pkl` file, or of a model's checkpoint: a line on the file, then one line per item, indented where nested.
///
///     walk.npz: NumPy archive (.npz), 3 entries, 12.4 kB
///       poses            float64    (20, 156)  -1.2 … 2.9
///       gender           text of 6  ()         "female"
///       mocap_framerate  float64    ()         120
///
/// Big arrays are read piece by piece. Depth, width and number of lines are limited, whatever the file claims.
/// - Throws: ``FileProblem`` if the file is missing, of another kind, or damaged as a whole. An item that cannot be read is
///   told in its line.
public func describeArrayFile(at path: String) throws -> String {
    let bytes = ByteSlice(try MappedFile(path: path))
    if SafeTensorsFile.isOne(bytes) { return try describe(SafeTensorsFile(bytes, path: path), size: bytes.count) }
    var describer = ArrayFileDescriber(path: path)
    let kind: String
    var items: [DescriptionItem]
    switch FileKind(bytes) {
    case .zip:
        let archive = try ZipArchive(bytes, path: path)
        if TorchFile.isOne(archive) { return try describe(TorchFile(bytes, path: path), size: bytes.count) }
        let count = archive.entries.count
        let isNumPy = archive.entries.contains { $0.name.hasSuffix(".npy") }
        kind = "\(isNumPy ? "NumPy archive (.npz)" : "zip archive"), \(count) \(count == 1 ? "entry" : "entries")"
        items = describer.entries(archive)
    case .npy:
        let array = try StoredArray(npy: bytes, label: ArrayLabel(file: path))
        kind = "NumPy array (.npy)"
        items = [describer.item(array, name: "")]
        // A dictionary in an object array of one: its members are what matters.
        if array.shape.isEmpty, !items[0].children.isEmpty { items = items[0].children }
    case .pickle where LegacyTorchFile.isOne(bytes): return try describe(TorchFile(bytes, path: path), size: bytes.count)
    default:
        let file = try PickledFile(bytes, path: path, expected: "an .npy, .npz or .pkl file, or a checkpoint")
        (kind, items) = try describer.pickle(file)
    }
    let head = "\(DescriptionTree.printable(path, limit: 1000)): \(kind), \(ArrayFileDescriber.size(bytes.count))\n"
    return head + DescriptionTree.text(items)
}

/// Builds the items of a description within its limits.
struct ArrayFileDescriber {
    let path: String
    /// Lines that may still be made.
    private var lines = 400
    /// Numbers that may still be looked at: a pickle may refer to one big array many times.
    private var numbers = 1 << 28
    private static let maximumDepth = 6
    private static let maximumWidth = 200
    private static let maximumNestedWidth = 24

    init(path: String) { self.path = path }

    static func size(_ count: Int) -> String {
        var value = Double(count)
        for unit in ["bytes", "kB", "MB", "GB"] {
            if value < 1000 || unit == "GB" {
                return unit == "bytes" ? "\(count) bytes" : "\((value * 10).rounded() / 10) \(unit)"
            }
            value /= 1000
        }
        return "\(count) bytes"
    }

    mutating func entries(_ archive: ZipArchive) -> [DescriptionItem] {
        limited(archive.entries, Self.maximumWidth) { describer, entry in
            let isArray = entry.name.hasSuffix(".npy")
            let key = isArray ? String(entry.name.dropLast(4)) : entry.name
            let label = ArrayLabel(file: archive.path, key: key)
            let name = DescriptionTree.printable(key)
            do {
                guard isArray, let zipped = try ZippedArray(archive, entry, label: label) else {
                    return DescriptionItem(name: name, type: "file", note: Self.size(entry.size))
                }
                return try describer.item(zipped, entry, name: name)
            } catch {
                return DescriptionItem(name: name, type: "unreadable", note: Self.words(error))
            }
        }
    }

    private mutating func item(_ zipped: ZippedArray, _ entry: ZipArchive.Entry, name: String) throws -> DescriptionItem {
        let dtype = zipped.header.dtype
        var item = DescriptionItem(name: name, type: Self.words(dtype), shape: Shape.text(zipped.header.shape))
        if dtype.isNumeric {
            guard spend(zipped.count) else { return item }
            var statistics = ArrayStatistics()
            try zipped.forEachChunk(as: Double.self) { statistics.add($1) }
            item.note = statistics.text(isFloat: dtype.kind == .float)
        } else if entry.size < 1 << 26 {
            item = try self.item(zipped.stored(), name: name)
        }
        return item
    }

    mutating func item(_ array: StoredArray, name: String, depth: Int = 0) -> DescriptionItem {
        var item = DescriptionItem(name: name, type: Self.words(array.dtype), shape: Shape.text(array.shape))
        do {
            if case .objects(let graph, let objects) = array.storage {
                if array.shape.isEmpty, let only = objects.first, depth < Self.maximumDepth {
                    item = self.item(graph, only, name: name, depth: depth + 1)
                } else if !objects.isEmpty, objects.prefix(3).allSatisfy({ graph.isString($0) }) {
                    item.note = try Self.first(array)
                } else {
                    item.children = members(graph, objects, depth: depth)
                }
            } else if array.dtype.isNumeric {
                guard spend(array.count) else { return item }
                var statistics = ArrayStatistics()
                try array.forEachChunk(as: Double.self, anyOrder: true) { statistics.add($1) }
                item.note = statistics.text(isFloat: array.dtype.kind == .float)
            } else if array.dtype.kind == .text || array.dtype.kind == .bytes {
                item.note = try Self.first(array)
            }
        } catch {
            item.note = "unreadable: \(Self.words(error))"
        }
        return item
    }

    mutating func item(_ graph: PickleGraph, _ id: PickleID, name: String, depth: Int) -> DescriptionItem {
        if graph.isArray(id) { return arrayItem(graph, id, name: name, depth: depth) }
        var item = DescriptionItem(name: name, type: graph.summary(id))
        if let pairs = graph.pairs(id) {
            item.type = "dictionary of \(pairs.count / 2)"
            item.children = self.pairs(graph, pairs, depth: depth)
            return item
        }
        if let members = graph.sequence(id) {
            item.type = String(graph.summary(id).dropFirst(2))
            let areShort = members.count <= 6 && members.allSatisfy { graph.number($0) != nil || graph.isString($0) }
            if areShort {
                item.note = "[" + members.map { Self.plain(graph, $0) ?? "" }.joined(separator: ", ") + "]"
            } else {
                item.children = self.members(graph, members, depth: depth)
            }
            return item
        }
        if let plain = Self.plain(graph, id) {
            (item.type, item.note) = (Self.plainType(graph, id), plain)
            return item
        }
        if let bytes = graph.byteString(id) {
            (item.type, item.note) = ("bytes", Self.size(bytes.count))
        } else if let className = graph.className(id) {
            item.type = DescriptionTree.printable("\(className.module).\(className.name)")
            if let attributes = graph.attributes(id) { item.children = pairs(graph, attributes, depth: depth) }
        }
        return item
    }

    private mutating func arrayItem(_ graph: PickleGraph, _ id: PickleID, name: String, depth: Int) -> DescriptionItem {
        let label = ArrayLabel(file: path)
        let className = graph.className(id).map { "\($0.module).\($0.name)" } ?? ""
        do {
            if let facts = graph.sparseFacts(id, label: label) {
                let note = "\(facts.stored) stored"
                return DescriptionItem(name: name, type: className, shape: Shape.text(facts.shape), note: note)
            }
            let array = try graph.storedArray(id, label: label)
            guard spend(array.count / 16) else { return DescriptionItem(name: name, type: Self.words(array.dtype), note: "not looked at") }
            var item = item(array, name: name, depth: depth)
            if className.hasPrefix("chumpy") { item.note += item.note.isEmpty ? className : "  (\(className))" }
            return item
        } catch {
            return DescriptionItem(name: name, type: className, note: "unreadable: \(Self.words(error))")
        }
    }

    // MARK: Limits

    private mutating func pairs(_ graph: PickleGraph, _ pairs: [PickleID], depth: Int) -> [DescriptionItem] {
        guard depth < Self.maximumDepth else { return [] }
        let indices = Array(stride(from: 0, to: pairs.count - 1, by: 2))
        return limited(indices, depth == 0 ? Self.maximumWidth : Self.maximumNestedWidth) { describer, index in
            let key = graph.shortString(pairs[index]) ?? Self.plain(graph, pairs[index]) ?? graph.summary(pairs[index])
            return describer.item(graph, pairs[index + 1], name: DescriptionTree.printable(key), depth: depth + 1)
        }
    }

    private mutating func members(_ graph: PickleGraph, _ members: [PickleID], depth: Int) -> [DescriptionItem] {
        guard depth < Self.maximumDepth else { return [] }
        return limited(Array(members.prefix(Self.maximumNestedWidth + 1).enumerated()), 8, of: members.count) {
            $0.item(graph, $1.element, name: "[\($1.offset)]", depth: depth + 1)
        }
    }

    mutating func limited<Member>(
        _ members: [Member], _ width: Int, of count: Int? = nil, _ make: (inout Self, Member) -> DescriptionItem
    ) -> [DescriptionItem] {
        var items: [DescriptionItem] = []
        for member in members.prefix(width) {
            guard lines > 0 else { break }
            lines -= 1
            items.append(make(&self, member))
        }
        let left = (count ?? members.count) - items.count
        if left > 0 { items.append(DescriptionItem(name: "…", type: "and \(left) more")) }
        return items
    }

    private mutating func spend(_ count: Int) -> Bool {
        guard count <= numbers else { return false }
        numbers -= count
        return true
    }

    // MARK: Words

    private static func words(_ error: any Error) -> String {
        DescriptionTree.printable((error as? FileProblem)?.problem ?? "\(error)", limit: 200)
    }

    /// The names of a record's members come from the file.
    private static func words(_ dtype: DType) -> String { DescriptionTree.printable("\(dtype)", limit: 120) }

    private static func first(_ array: StoredArray) throws -> String {
        let texts = try array.strings(limit: 3).map { DescriptionTree.quoted($0) }
        return texts.joined(separator: ", ") + (array.count > 3 ? ", …" : "")
    }

    private static func plain(_ graph: PickleGraph, _ id: PickleID) -> String? {
        switch graph.node(id) {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .text(let bytes), .byteString(let bytes):
            bytes.count <= 4096 ? graph.string(id).map { DescriptionTree.quoted($0) } : size(bytes.count)
        case .bytes(let bytes), .byteArray(let bytes): size(bytes.count)
        case .bigInteger, .float: graph.number(id).map { ArrayStatistics.text($0, isFloat: true) }
        default: nil
        }
    }

    private static func plainType(_ graph: PickleGraph, _ id: PickleID) -> String {
        switch graph.node(id) {
        case .none: "None"
        case .bool: "truth value"
        case .integer, .bigInteger: "integer"
        case .float: "number"
        case .bytes, .byteArray: "bytes"
        default: "string"
        }
    }
}
