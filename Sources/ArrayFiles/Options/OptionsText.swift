// opt.txt, in which MoMask, MotionCLR and HumanML3D's evaluators keep the options of a training.
import Files

/// Reads lines of `key: value` between a line of dashes with the word Options and one with the word End.
///
/// Values mean what they mean to those programs: `True` and `False`, digits with a point between them, digits, whole numbers in square brackets;
/// all else is text, `None`, `1e-05` and other lists too. Lines without `: ` are passed over, as the released files have some.
enum OptionsText {
    private static let largestFile = 4 << 20

    /// True for a file whose first line that is not empty heads such options.
    static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = bytes.prefix(256).drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.prefix { $0 != 0x0A }
        return start.starts(with: Array("---".utf8)) && String(decoding: start, as: UTF8.self).contains(" Options ")
    }

    /// - Throws: ``FileProblem`` naming the line with a number that is none, or saying that there are no options.
    static func read(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [OptionValue.Option] {
        guard bytes.count <= largestFile else {
            throw FileProblem(path, "has \(bytes.count) bytes", expected: "options, at most \(largestFile) bytes", kind: .unsupported)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "is not UTF-8 text", expected: "options") }
        var options: [OptionValue.Option] = []
        for (place, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let (key, words) = split(line), !key.isEmpty else { continue }
            options.append(.init(String(key), try value(words, line: place + 1, path: path)))
        }
        guard !options.isEmpty else { throw FileProblem(path, "does not hold options", expected: "lines of 'name: value'") }
        return options
    }

    /// At the first colon with a blank behind it.
    private static func split(_ line: Substring) -> (key: Substring, value: Substring)? {
        var rest = line
        while let colon = rest.firstIndex(of: ":") {
            let after = line.index(after: colon)
            if after < line.endIndex, line[after] == " " { return (line[..<colon], line[line.index(after: after)...]) }
            rest = line[after...]
        }
        return nil
    }

    private static func value(_ words: Substring, line: Int, path: String) throws -> OptionValue {
        if words == "True" || words == "False" { return .bool(words == "True") }
        // As Python's code does: blanks and any signs around, then digits.
        var digits = words.drop { $0 == " " || $0 == "\t" }
        while let last = digits.last, last == " " || last == "\t" { digits.removeLast() }
        let number = digits.drop { $0 == "-" }.drop { $0 == "+" }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
            if parts.count == 1, let value = Int(digits) { return .integer(value) }
            if parts.count == 2, let value = Double(digits) { return .number(value) }
            throw FileProblem.inLine(
                line, of: path, "has '\(digits.prefix(40))', which is no number", expected: "such as 512, -1 or 0.5", kind: .damaged)
        }
        if digits.first == "[", digits.last == "]", digits.utf8.count >= 2 {
            let items = digits.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
            let numbers = items.compactMap { item in Int(item.filter { $0 != " " }) }
            if numbers.count == items.count { return .list(numbers.map { .integer($0) }) }
        }
        return .string(String(words))
    }
}
