// JSON as manifests have it: on one line, members in the order given.
import Motions

extension JSONValue {
    /// The value on one line, without blanks.
    var written: String {
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
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x2028 || scalar.value == 0x2029 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// A measure rounded to a tenth of a millimetre or its like: more digits would only be noise.
    static func measure(_ value: Double, digits: Int = 4) -> JSONValue {
        let scale = [1, 10, 100, 1000, 1e4, 1e5, 1e6][min(max(digits, 0), 6)]
        return .number((value * scale).rounded() / scale)
    }

    static func point(_ value: SIMD3<Float>) -> JSONValue {
        .array([.measure(Double(value.x)), .measure(Double(value.y)), .measure(Double(value.z))])
    }

    /// A whole number.
    var whole: Int? { finite.flatMap { Int(exactly: $0) } }

    static func object(_ members: [(String, JSONValue)]) -> JSONValue { .object(members.map { Member(key: $0.0, value: $0.1) }) }
}
