// Writes JSON on one line, members in the order given.

extension JSONValue {
    /// The value on one line, without blanks.
    package var written: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): JSONValue.written(value)
        case .string(let text): JSONValue.written(text)
        case .array(let elements): "[" + elements.map(\.written).joined(separator: ",") + "]"
        case .object(let members): "{" + members.map { JSONValue.written($0.key) + ":" + $0.value.written }.joined(separator: ",") + "}"
        }
    }

    private static func written(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        // The shortest digits that are read back as the same number, whatever the locale.
        return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }

    private static func written(_ text: String) -> String {
        DoubleQuotes.around(text) { scalar in
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7f && scalar.value != 0x2028 && scalar.value != 0x2029
            return isPlain ? nil : "\\u" + DoubleQuotes.digits(scalar, 4)
        }
    }

    /// A whole number.
    package var whole: Int? { finite.flatMap { Int(exactly: $0) } }

    package static func object(_ members: [(String, JSONValue)]) -> JSONValue { .object(members.map { Member(key: $0.0, value: $0.1) }) }
}
