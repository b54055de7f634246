// The machine's stack, memo and operands: every length and index checked before it is used.
import Files

extension PickleMachine {
    // MARK: Stack

    /// Objects below the last mark belong to a container still being built.
    private var floor: Int { marks.last ?? 0 }

    func top() throws -> PickleID {
        guard stack.count > floor, let last = stack.last else { throw damaged }
        return last
    }

    mutating func pop() throws -> PickleID {
        guard stack.count > floor, let last = stack.popLast() else { throw damaged }
        return last
    }

    /// The topmost `count` objects, the deepest first.
    mutating func pop(_ count: Int) throws -> [PickleID] {
        guard stack.count - floor >= count else { throw damaged }
        let items = Array(stack.suffix(count))
        stack.removeLast(count)
        return items
    }

    mutating func popToMark() throws -> [PickleID] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw damaged }
        let items = Array(stack[mark...])
        stack.removeLast(items.count)
        return items
    }

    mutating func push(_ node: PickleNode) throws { stack.append(try graph.add(node)) }
    mutating func push(integer: Int) throws { stack.append(try graph.add(integer: integer)) }
    mutating func push(container items: [PickleID], _ make: (Int) -> PickleNode) throws {
        stack.append(try graph.add(container: items, make))
    }
    mutating func push(record: PickleRecord) throws { stack.append(try graph.add(record: record)) }

    // MARK: Memo

    mutating func remember(_ index: Int) throws {
        let id = try top()
        if index < memo.count {
            memo[index] = id
        } else if index == memo.count && sparseMemo[index] == nil {
            memo.append(id)
        } else {
            sparseMemo[index] = id
        }
    }

    mutating func recall(_ index: Int) throws {
        guard index >= 0, let id = index < memo.count ? memo[index] : sparseMemo[index] else {
            throw problem("refers to an object \(index) that it does not hold")
        }
        stack.append(id)
    }

    // MARK: Operands

    mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw cutShort }
        defer { position += 1 }
        return bytes[position]
    }

    /// An unsigned little-endian number.
    mutating func number(width: Int) throws -> Int {
        guard width <= bytes.count - position else { throw cutShort }
        var value: UInt64 = 0
        for i in 0..<width { value |= UInt64(bytes[position + i]) << UInt64(8 * i) }
        guard let number = Int(exactly: value) else { throw damaged }
        position += width
        return number
    }

    mutating func bigEndian8() throws -> UInt64 {
        guard 8 <= bytes.count - position else { throw cutShort }
        defer { position += 8 }
        return (0..<8).reduce(0) { $0 << 8 | UInt64(bytes[position + $1]) }
    }

    mutating func take(_ count: Int) throws -> ByteSlice {
        guard let part = source.part(at: position, count: count) else { throw cutShort }
        position += count
        return part
    }

    /// The bytes up to the next line feed, which is skipped; a carriage return before it is not part of the line.
    mutating func line() throws -> ByteSlice {
        guard position <= bytes.count, let end = bytes[position...].firstIndex(of: 0x0a) else { throw cutShort }
        let hasReturn = end > position && bytes[end - 1] == 0x0d
        guard let part = source.part(at: position, count: end - position - (hasReturn ? 1 : 0)) else { throw cutShort }
        position = end + 1
        return part
    }

    mutating func lineNumber() throws -> Int {
        let digits = try line()
        guard digits.count <= 20, let number = Int(digits.utf8Text), number >= 0 else { throw damaged }
        return number
    }

    /// `I01` and `I00` are how protocols 0 and 1 write True and False.
    mutating func pushIntegerLine() throws {
        let digits = try line()
        if digits.equals("01") {
            stack.append(PickleGraph.trueID)
        } else if digits.equals("00") {
            stack.append(PickleGraph.falseID)
        } else {
            try push(decimal: digits)
        }
    }

    mutating func pushLongLine() throws {
        let text = try line()
        let hasSuffix = text.count > 0 && text.number(at: text.count - 1, width: 1) == Int(UInt8(ascii: "L"))
        guard let digits = text.part(at: 0, count: text.count - (hasSuffix ? 1 : 0)) else { throw damaged }
        try push(decimal: digits)
    }

    private mutating func push(decimal digits: ByteSlice) throws {
        if digits.count <= 20, let value = Int(digits.utf8Text) {
            try push(integer: value)
            return
        }
        let isNumber = digits.withBytes { text in
            text.drop { $0 == UInt8(ascii: "-") }.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard digits.count > 1, isNumber else { throw damaged }
        try push(.bigInteger(digits, isDecimal: true))
    }

    /// An integer as little-endian two's complement of any length.
    mutating func push(long bytes: ByteSlice) throws {
        guard bytes.count <= 8 else {
            try push(.bigInteger(bytes, isDecimal: false))
            return
        }
        let value = bytes.withBytes { raw in
            raw.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
        }
        let unused = 64 - 8 * bytes.count
        try push(integer: bytes.count == 0 ? 0 : Int(Int64(bitPattern: value << UInt64(unused)) >> Int64(unused)))
    }

    /// A quoted Python 2 string.
    mutating func pushStringLine() throws {
        let text = try line()
        guard let quote = text.number(at: 0, width: 1), text.count >= 2,
            quote == Int(UInt8(ascii: "'")) || quote == Int(UInt8(ascii: "\"")),
            text.number(at: text.count - 1, width: 1) == quote, let body = text.part(at: 1, count: text.count - 2)
        else { throw damaged }
        let isEscaped = body.withBytes { $0.contains(UInt8(ascii: "\\")) }
        try push(.byteString(isEscaped ? ByteSlice(body.withBytes { PythonEscapes.decodeBytes(Array($0)[...]) }) : body))
    }

    func textBytes(_ id: PickleID) throws -> ByteSlice {
        switch graph.node(id) {
        case .text(let bytes), .byteString(let bytes): return bytes
        default: throw damaged
        }
    }

    /// The name of a module or class; no real one is long.
    func name(_ bytes: ByteSlice) throws -> String {
        guard bytes.count <= 1024 else { throw problem("names a class with \(bytes.count) letters") }
        return bytes.utf8Text
    }
}
