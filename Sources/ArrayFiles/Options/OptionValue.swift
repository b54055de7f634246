// A plain value of an options file.
import Files

/// What an option is set to.
public indirect enum OptionValue: Sendable, Equatable {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([OptionValue])
    case dictionary([Option])

    /// One entry of a dictionary.
    public struct Option: Sendable, Equatable {
        public let key: String
        public let value: OptionValue

        public init(_ key: String, _ value: OptionValue) {
            self.key = key
            self.value = value
        }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// A whole number.
    public var int: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
    /// A number, whole or not.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    public var items: [OptionValue]? { if case .list(let items) = self { items } else { nil } }
    /// The entries of a dictionary, in the file's order.
    public var options: [Option]? { if case .dictionary(let options) = self { options } else { nil } }
    /// The value of a dictionary under a key.
    public subscript(key: String) -> OptionValue? { options?.last { $0.key == key }?.value }

    /// What a piece of YAML means to Python; tags are passed over.
    init(_ node: YAMLNode) {
        switch node.value {
        // What only Python can make of nothing.
        case .scalar("", isPlain: true) where node.isTagged: self = .string("")
        case .scalar(let text, isPlain: true): self.init(plain: text)
        case .scalar(let text, isPlain: false): self = .string(text)
        case .list(let items): self = .list(items.map { OptionValue($0) })
        case .mapping(let members): self = .dictionary(members.map { Option($0.key, OptionValue($0.node)) })
        }
    }

    /// The value of a plain YAML 1.1 scalar, as PyYAML resolves it; a number may also be written `1e-5`.
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .none
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": self = .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": self = .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        default:
            guard text.utf8.count <= 64, let first = text.utf8.first, Self.begins(first), let last = text.utf8.last,
                Self.isDigit(last) || last == UInt8(ascii: ".") || text.hasPrefix("0x")
            else {
                self = .string(text)
                return
            }
            let digits = text.filter { $0 != "_" }
            if let value = Int(digits) {
                self = .integer(value)
            } else if digits.hasPrefix("0x"), let value = Int(digits.dropFirst(2), radix: 16) {
                self = .integer(value)
            } else if digits.utf8.allSatisfy({ Self.isDigit($0) || ".eE+-".utf8.contains($0) }),
                let value = Double(digits.hasSuffix(".") ? digits + "0" : digits.hasPrefix(".") ? "0" + digits : digits)
            {
                self = .number(value)
            } else {
                self = .string(text)
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func begins(_ byte: UInt8) -> Bool { isDigit(byte) || ".+-".utf8.contains(byte) }
}

extension OptionValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .none }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: OptionValue...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, OptionValue)...) { self = .dictionary(elements.map { Option($0.0, $0.1) }) }
}

extension OptionValue: CustomStringConvertible {
    /// On one line, for people: `[a, b]`, `{a: 1}`.
    public var description: String {
        switch self {
        case .none: "none"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): text.isEmpty ? "''" : text
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .dictionary(let options): "{" + options.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}
