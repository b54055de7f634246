// What a pickle builds: objects in one flat table that refer to each other by number.
import Files

/// The number of an object in a ``PickleGraph``.
package struct PickleID: Hashable, Sendable {
    let index: UInt32
}

/// One object. Whatever has members keeps them in a side table, so that all objects have the same small size.
package enum PickleNode: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    /// An integer beyond 64 bits: decimal digits, or little-endian two's complement.
    case bigInteger(ByteSlice, isDecimal: Bool)
    case float(Double)
    /// Text as UTF-8.
    case text(ByteSlice)
    /// A Python 2 `str`: text or raw bytes, the pickle does not say which.
    case byteString(ByteSlice)
    case bytes(ByteSlice)
    case byteArray(ByteSlice)
    case list(Int)
    case tuple(Int)
    case set(Int)
    case frozenSet(Int)
    /// Keys and values in turn.
    case dictionary(Int)
    /// A class or function by name.
    case global(Int)
    /// The call of a class or function, never made.
    case record(Int)
    /// A reference to something outside of the pickle (PyTorch's storages).
    case persistent(PickleID)
}

/// An instance of a class this program knows nothing of: what would have been called, and what it would have been given.
package struct PickleRecord: Sendable {
    /// A class or function, usually a ``PickleNode/global``.
    package var callable: PickleID
    /// The arguments, usually a tuple.
    package var arguments: PickleID
    package var keywords: PickleID?
    /// What `__setstate__` would get, or what would go into `__dict__`.
    package var state: PickleID?
    /// What would be appended, for subclasses of `list`.
    package var items: [PickleID] = []
    /// Keys and values in turn, for subclasses of `dict`.
    package var pairs: [PickleID] = []
    /// Raw bytes that follow the object inside the pickle (joblib's arrays).
    package var attached: ByteSlice?
    /// A pickle of its own that follows the object (joblib's arrays of objects).
    var nested: PickleGraph?
}

/// The objects of one pickle.
///
/// A table rather than a tree of references: a pickle may nest lists a million deep or put a list into itself, and
/// releasing, copying or printing such a tree would overflow the stack or never end. Here nothing is followed unless
/// asked for. Only the ``PickleMachine`` that makes it writes to it.
package final class PickleGraph: @unchecked Sendable {
    /// The file's name, for errors.
    package let file: String
    /// How many bytes the pickle was read from: bounds how much may be made of it.
    let sourceCount: Int
    package private(set) var nodes: [PickleNode] = []
    package internal(set) var members: [[PickleID]] = []
    package internal(set) var records: [PickleRecord] = []
    package private(set) var globals: [(module: String, name: String)] = []
    package internal(set) var rootID = PickleID(index: 0)
    /// How many pickles of their own are inside.
    var nestedCount = 0
    /// Where the elements of tensors are, if this pickle is part of a PyTorch file.
    var storages: TensorStorages?

    static let none = PickleID(index: 0)
    static let falseID = PickleID(index: 1)
    static let trueID = PickleID(index: 2)
    static let emptyTuple = PickleID(index: 3)
    private static let firstSmallInteger = 4
    static let smallIntegers = 0..<256

    /// At most this many objects are made; 32 bytes each.
    static let maximumNodes = 1 << 24
    /// At most this many calls are recorded; some 100 bytes each.
    static let maximumRecords = 1 << 22

    init(file: String, sourceCount: Int) {
        self.file = file
        self.sourceCount = sourceCount
        members = [[]]
        nodes = [.none, .bool(false), .bool(true), .tuple(0)] + Self.smallIntegers.map { .integer($0) }
    }

    // MARK: Making objects

    func add(_ node: PickleNode) throws -> PickleID {
        guard nodes.count < Self.maximumNodes else {
            throw FileProblem(file, "the pickle holds more than \(Self.maximumNodes) objects")
        }
        nodes.append(node)
        return PickleID(index: UInt32(nodes.count - 1))
    }

    func add(integer: Int) throws -> PickleID {
        if Self.smallIntegers.contains(integer) { return PickleID(index: UInt32(Self.firstSmallInteger + integer)) }
        return try add(.integer(integer))
    }

    func add(container items: [PickleID], _ make: (Int) -> PickleNode) throws -> PickleID {
        let id = try add(make(members.count))
        members.append(items)
        return id
    }

    func add(record: PickleRecord) throws -> PickleID {
        guard records.count < Self.maximumRecords else {
            throw FileProblem(file, "the pickle holds more than \(Self.maximumRecords) objects of classes")
        }
        let id = try add(.record(records.count))
        records.append(record)
        return id
    }

    func add(globalIn module: String, _ name: String) throws -> PickleID {
        let id = try add(.global(globals.count))
        globals.append((module, name))
        return id
    }

    // MARK: Looking at objects

    package func node(_ id: PickleID) -> PickleNode { nodes[Int(id.index)] }

    func record(_ id: PickleID) -> PickleRecord? {
        guard case .record(let index) = node(id) else { return nil }
        return records[index]
    }

    func global(_ id: PickleID) -> (module: String, name: String)? {
        guard case .global(let index) = node(id) else { return nil }
        return globals[index]
    }

    /// The members of a tuple.
    func tuple(_ id: PickleID) -> [PickleID]? {
        guard case .tuple(let index) = node(id) else { return nil }
        return members[index]
    }

    /// The class of a record: what is called, or the class handed to `copy_reg._reconstructor`.
    func className(_ id: PickleID) -> (module: String, name: String)? {
        guard let record = record(id), let called = global(record.callable) else { return nil }
        if called.name == "_reconstructor" && (called.module == "copy_reg" || called.module == "copyreg"),
            let first = tuple(record.arguments)?.first, let actual = global(first)
        {
            return actual
        }
        return called
    }
}
