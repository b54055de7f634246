// Runs a pickle's opcodes as a description of data: builds the object table and never calls anything.
import Files

/// Reads one pickle, protocol 0 to 5.
///
/// Sources: PEP 307 (protocol 2), PEP 3154 (protocol 4), PEP 574 (protocol 5), and the opcode list in CPython's
/// `pickletools`. Classes and functions named in a pickle are recorded by name with their arguments; nothing is imported
/// or run.
///
/// Budgets, so that a hostile file ends in an error rather than in exhaustion:
/// - strings and byte strings are ranges of the source, whose lengths are checked against it before use; only the
///   escaped strings of protocol 0 are copied, and they only shrink;
/// - at most 2²⁴ objects (``PickleGraph/maximumNodes``) and 2²² calls (``PickleGraph/maximumRecords``);
/// - every opcode takes at least one byte and does work in proportion to what it takes off the stack, so time grows with
///   the length of the file; nothing recurses, so depth costs nothing;
/// - the memo grows with the number of entries, not with their largest index.
///
/// For formats built on top: persistent ids become ``PickleNode/persistent`` nodes to be looked up afterwards;
/// `afterBuild` is called when an object has received its state and may take raw bytes that follow
/// (``takeRawBytes(_:)``) and attach them; ``position`` after ``run()`` is where the next pickle or its data begin.
package struct PickleMachine {
    let source: ByteSlice
    package internal(set) var position: Int
    let graph: PickleGraph
    /// Called with each object right after its state was set.
    package var afterBuild: ((inout PickleMachine, PickleID) throws -> Void)?

    var stack: [PickleID] = []
    var marks: [Int] = []
    /// Memo entries whose indices follow each other, the usual case.
    var memo: [PickleID] = []
    /// The others.
    var sparseMemo: [Int: PickleID] = [:]
    var bytes: UnsafeRawBufferPointer

    /// - Parameter position: where the pickle begins in `source`.
    package init(_ source: ByteSlice, at position: Int = 0, file: String) {
        self.source = source
        self.position = max(position, 0)
        graph = PickleGraph(file: file, sourceCount: source.count)
        bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// Runs to the end of the pickle.
    /// - Throws: ``FileProblem`` that says at which byte the pickle is cut short or damaged.
    package mutating func run() throws -> PickleGraph {
        try source.withBytes { raw in
            bytes = raw
            defer { bytes = UnsafeRawBufferPointer(start: nil, count: 0) }
            while true {
                let start = position
                let code = try byte()
                guard let opcode = PickleOpcode(rawValue: code) else {
                    throw problem("has an unknown instruction \(code) at byte \(start)")
                }
                if opcode == .stop { break }
                try execute(opcode)
            }
        }
        let root = try pop()
        graph.rootID = root
        stack = []
        memo = []
        sparseMemo = [:]
        return graph
    }

    private mutating func execute(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .protocolVersion:
            let version = try byte()
            guard version <= 5 else { throw problem("is of protocol \(version)", expected: "0 to 5") }
        case .frame:
            let length = try number(width: 8)
            guard length <= bytes.count - position else { throw cutShort }
        case .stop: break

        case .none: stack.append(PickleGraph.none)
        case .newTrue: stack.append(PickleGraph.trueID)
        case .newFalse: stack.append(PickleGraph.falseID)
        case .integer1: try push(integer: number(width: 1))
        case .integer2: try push(integer: number(width: 2))
        case .integer4: try push(integer: Int(Int32(truncatingIfNeeded: number(width: 4))))
        case .integerLine: try pushIntegerLine()
        case .longLine: try pushLongLine()
        case .long1: try push(long: take(number(width: 1)))
        case .long4: try push(long: take(number(width: 4)))
        case .float: try push(.float(Double(bitPattern: bigEndian8())))
        case .floatLine:
            let text = try line().utf8Text
            guard let value = Double(text) else { throw problem("has a damaged number at byte \(position)") }
            try push(.float(value))

        case .byteString1: try push(.byteString(take(number(width: 1))))
        case .byteString4: try push(.byteString(take(number(width: 4))))
        case .byteStringLine: try pushStringLine()
        case .bytes1: try push(.bytes(take(number(width: 1))))
        case .bytes4: try push(.bytes(take(number(width: 4))))
        case .bytes8: try push(.bytes(take(number(width: 8))))
        case .byteArray8: try push(.byteArray(take(number(width: 8))))
        case .text1: try push(.text(take(number(width: 1))))
        case .text4: try push(.text(take(number(width: 4))))
        case .text8: try push(.text(take(number(width: 8))))
        case .textLine:
            let raw = try line()
            let escaped = raw.withBytes { $0.contains { $0 >= 0x80 || $0 == UInt8(ascii: "\\") } }
            try push(.text(escaped ? ByteSlice(raw.withBytes { PythonEscapes.decodeRawUnicode(Array($0)[...]) }) : raw))

        case .emptyList: try push(container: [], PickleNode.list)
        case .emptyTuple: stack.append(PickleGraph.emptyTuple)
        case .emptyDictionary: try push(container: [], PickleNode.dictionary)
        case .emptySet: try push(container: [], PickleNode.set)
        case .list: try push(container: popToMark(), PickleNode.list)
        case .tuple: try push(container: popToMark(), PickleNode.tuple)
        case .tuple1: try push(container: pop(1), PickleNode.tuple)
        case .tuple2: try push(container: pop(2), PickleNode.tuple)
        case .tuple3: try push(container: pop(3), PickleNode.tuple)
        case .frozenSet: try push(container: popToMark(), PickleNode.frozenSet)
        case .dictionary:
            let pairs = try popToMark()
            guard pairs.count.isMultiple(of: 2) else { throw damaged }
            try push(container: pairs, PickleNode.dictionary)
        case .append: try append(pop(1))
        case .appends: try append(popToMark())
        case .addItems: try append(popToMark())
        case .setItem: try setItems(pop(2))
        case .setItems: try setItems(popToMark())

        case .mark: marks.append(stack.count)
        case .pop:
            // Python lets this opcode remove a mark as well.
            if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
        case .popMark: _ = try popToMark()
        case .duplicate: stack.append(try top())
        case .put: try remember(lineNumber())
        case .put1: try remember(number(width: 1))
        case .put4: try remember(number(width: 4))
        case .memoize: try remember(memo.count + sparseMemo.count)
        case .get: try recall(lineNumber())
        case .get1: try recall(number(width: 1))
        case .get4: try recall(number(width: 4))

        case .global:
            let module = try name(line())
            try stack.append(graph.add(globalIn: module, name(line())))
        case .stackGlobal:
            let parts = try pop(2).map { try name(textBytes($0)) }
            try stack.append(graph.add(globalIn: parts[0], parts[1]))
        case .reduce, .newObject:
            let parts = try pop(2)
            try push(record: PickleRecord(callable: parts[0], arguments: parts[1]))
        case .newObjectWithKeywords:
            let parts = try pop(3)
            try push(record: PickleRecord(callable: parts[0], arguments: parts[1], keywords: parts[2]))
        case .object:
            let parts = try popToMark()
            guard let callable = parts.first else { throw damaged }
            try push(record: PickleRecord(callable: callable, arguments: tuple(Array(parts.dropFirst()))))
        case .instance:
            let module = try name(line())
            let callable = try graph.add(globalIn: module, name(line()))
            try push(record: PickleRecord(callable: callable, arguments: tuple(popToMark())))
        case .build: try build()
        case .persistentLine: try push(.persistent(graph.add(.text(line()))))
        case .persistent: try push(.persistent(pop()))

        case .readOnlyBuffer: _ = try top()
        case .nextBuffer:
            throw problem("keeps its buffers in another file (protocol 5, out of band), which cannot be read")
        case .extension1, .extension2, .extension4:
            throw problem("uses the extension registry, which only the program that wrote it knows")
        }
    }

    // MARK: Building

    private mutating func build() throws {
        let state = try pop()
        let target = try top()
        // Python sets attributes of anything here; only records can keep a state, all others have no use for it.
        guard case .record(let index) = graph.node(target) else { return }
        graph.records[index].state = state
        try afterBuild?(&self, target)
    }

    private mutating func append(_ items: [PickleID]) throws {
        switch graph.node(try top()) {
        case .list(let index), .set(let index): graph.members[index].append(contentsOf: items)
        case .record(let index): graph.records[index].items.append(contentsOf: items)
        default: throw damaged
        }
    }

    private mutating func setItems(_ pairs: [PickleID]) throws {
        guard pairs.count.isMultiple(of: 2) else { throw damaged }
        switch graph.node(try top()) {
        case .dictionary(let index): graph.members[index].append(contentsOf: pairs)
        case .record(let index): graph.records[index].pairs.append(contentsOf: pairs)
        default: throw damaged
        }
    }

    private func tuple(_ items: [PickleID]) throws -> PickleID {
        items.isEmpty ? PickleGraph.emptyTuple : try graph.add(container: items, PickleNode.tuple)
    }

    // MARK: Raw bytes, for the formats on top

    /// Takes bytes that follow the instruction just run, without copying them.
    package mutating func takeRawBytes(_ count: Int) throws -> ByteSlice { try take(count) }

    /// Runs a pickle that follows the instruction just run.
    mutating func takeNestedPickle() throws -> PickleGraph {
        // Without `afterBuild`: what is inside may not have yet another inside.
        var inner = PickleMachine(source, at: position, file: graph.file)
        defer { position = inner.position }
        return try inner.run()
    }

    /// Hangs bytes on an object of a class.
    package func attach(_ bytes: ByteSlice, to id: PickleID) {
        if case .record(let index) = graph.node(id) { graph.records[index].attached = bytes }
    }

    // MARK: Errors

    func problem(_ problem: String, expected: String? = nil) -> FileProblem {
        FileProblem(graph.file, "the pickle " + problem, expected: expected)
    }
    var cutShort: FileProblem {
        FileProblem(graph.file, "the pickle is cut short at byte \(position)", advice: "Is the file complete?", kind: .damaged)
    }
    var damaged: FileProblem { problem("is damaged near byte \(position)") }
}

extension PickleGraph {
    /// Reads the pickle at the start of `bytes`, and the elements of joblib's arrays where there are any.
    package static func read(_ bytes: ByteSlice, file: String) throws -> PickleGraph {
        var machine = PickleMachine(bytes, file: file)
        machine.afterBuild = JoblibArrays.takeElements
        return try machine.run()
    }

    /// The object the pickle was made of.
    package var root: PickleValue { PickleValue(self, rootID) }
}
