// The words of a BVH file one by one, with the lines they stand in.
import Files

/// Splits text at blanks, tabs and line ends of every kind.
struct BVHWords {
    let path: String
    private let bytes: UnsafeRawBufferPointer
    private var at = 0
    /// The line of the word read last, from 1.
    private(set) var line = 1

    init(_ bytes: UnsafeRawBufferPointer, path: String) {
        self.bytes = bytes
        self.path = path
        // A byte order mark.
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
    }

    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] <= 0x20 {
            // CR alone ends a line too; CR LF ends one.
            let isReturn = bytes[at] == 0x0d && !(at + 1 < bytes.count && bytes[at + 1] == 0x0a)
            if bytes[at] == 0x0a || isReturn { line += 1 }
            at += 1
        }
    }

    private mutating func nextRange() -> Range<Int>? {
        skipBlanks()
        guard at < bytes.count else { return nil }
        let start = at
        while at < bytes.count, bytes[at] > 0x20 { at += 1 }
        return start..<at
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The next word; nil at the end.
    mutating func next() -> String? { nextRange().map { text($0) } }

    /// The rest of the line, without blanks around it: names may hold blanks.
    mutating func restOfLine() -> String {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        let start = at
        while at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d { at += 1 }
        var end = at
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return text(start..<end)
    }

    /// The next word, or an error that says what should have come.
    mutating func expect(_ what: String) throws -> String {
        guard let word = next() else {
            throw FileProblem(path, "ends in line \(line)", expected: what, advice: "Is the file complete?", kind: .damaged)
        }
        return word
    }

    mutating func expect(word: String) throws {
        let found = try expect("'\(word)'")
        guard found.lowercased() == word.lowercased() else { throw problem(found, expected: "'\(word)'") }
    }

    /// - Throws: the problem that the word read last is not what should be there.
    func problem(_ found: String, expected: String) -> FileProblem {
        FileProblem(path, "line \(line) has '\(found.prefix(40))'", expected: expected)
    }

    /// The next word as a finite number; nil at the end of the file.
    mutating func number() throws -> Double? {
        guard let range = nextRange() else { return nil }
        guard let value = BVHWords.number(UnsafeRawBufferPointer(rebasing: bytes[range])) ?? Double(text(range)), value.isFinite,
            abs(value) <= Double(MotionChecks.largestNumber)
        else { throw problem(text(range), expected: "a finite number") }
        return value
    }

    /// Decimal numbers of up to 15 digits, exactly; others, nil, are left to the library, which is much slower.
    private static func number(_ word: UnsafeRawBufferPointer) -> Double? {
        var (mantissa, digits, decimals, at) = (0, 0, 0, 0)
        var isNegative = false
        var hasPoint = false
        if let sign = word.first, sign == 0x2d || sign == 0x2b {
            isNegative = sign == 0x2d
            at = 1
        }
        while at < word.count {
            let byte = word[at]
            if byte == 0x2e, !hasPoint {
                hasPoint = true
            } else if (0x30...0x39).contains(byte) {
                mantissa = mantissa * 10 + Int(byte - 0x30)
                digits += 1
                if hasPoint { decimals += 1 }
                if digits > 15 { return nil }
            } else {
                return nil
            }
            at += 1
        }
        guard digits > 0 else { return nil }
        // Both are exact in double precision, so the quotient is the nearest number.
        let value = Double(mantissa) / powersOfTen[decimals]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
