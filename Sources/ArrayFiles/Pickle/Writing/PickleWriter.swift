// Writes the instructions of a pickle; Python's pickle and PyTorch's careful reader understand them.

/// Instructions of pickle protocol 2 as bytes.
///
/// Only plain data, and calls of functions and classes by name. Names and marked strings are written once and then referred to.
/// Source: PEP 307, CPython's `pickletools`.
struct PickleWriter {
    var bytes: [UInt8] = []
    private var memo: [String: Int] = [:]

    /// The mark of the protocol; the first thing in a pickle.
    mutating func begin() { bytes += [PickleOpcode.protocolVersion.rawValue, 2] }
    mutating func end() { append(.stop) }

    mutating func append(_ opcode: PickleOpcode) { bytes.append(opcode.rawValue) }

    mutating func append(_ value: Int, width: Int) {
        for i in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }

    mutating func add(_ value: Bool) { append(value ? .newTrue : .newFalse) }

    mutating func add(_ value: Int) {
        switch value {
        case 0...0xff:
            append(.integer1)
            append(value, width: 1)
        case 0x100...0xffff:
            append(.integer2)
            append(value, width: 2)
        case Int(Int32.min)...Int(Int32.max):
            append(.integer4)
            append(value, width: 4)
        default:
            append(.long1)
            append(8, width: 1)
            append(value, width: 8)
        }
    }

    mutating func add(_ value: Double) {
        append(.float)
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift))) }
    }

    mutating func add(_ text: String) {
        append(.text4)
        append(text.utf8.count, width: 4)
        bytes += text.utf8
    }

    /// A string that comes again and again.
    mutating func addShared(_ text: String) { share("'" + text) { $0.add(text) } }

    /// A class or function.
    mutating func add(global name: String, of module: String, isShared: Bool = true) {
        func write(_ writer: inout PickleWriter) {
            writer.append(.global)
            writer.bytes += Array("\(module)\n\(name)\n".utf8)
        }
        if isShared { share(module + " " + name, write) } else { write(&self) }
    }

    private mutating func share(_ key: String, _ write: (inout PickleWriter) -> Void) {
        if let index = memo[key] {
            append(index < 256 ? .get1 : .get4)
            append(index, width: index < 256 ? 1 : 4)
            return
        }
        write(&self)
        let index = memo.count
        memo[key] = index
        append(index < 256 ? .put1 : .put4)
        append(index, width: index < 256 ? 1 : 4)
    }

    /// A tuple of what `members` adds.
    mutating func tuple(_ members: (inout PickleWriter) throws -> Void) rethrows {
        append(.mark)
        try members(&self)
        append(.tuple)
    }

    mutating func tuple(_ values: [Int]) {
        tuple { writer in
            for value in values { writer.add(value) }
        }
    }

    /// The call of a class or function without arguments.
    mutating func call(_ name: String, of module: String) {
        add(global: name, of: module)
        append(.emptyTuple)
        append(.reduce)
    }
}
