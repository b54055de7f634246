// What a YAML file says, with the line where it says it.

/// A piece of YAML: a text, a list, or a mapping. What a text means (a number, true, nothing) is for the reader of the file to say.
package struct YAMLNode: Sendable {
    package enum Value: Sendable {
        /// A text; a plain one stands without quotes, and may thus be meant as a number, a truth value or nothing.
        case scalar(String, isPlain: Bool)
        case list([YAMLNode])
        /// In the file's order; no key twice.
        case mapping([Member])
    }

    /// One entry of a mapping.
    package struct Member: Sendable {
        package let key: String
        /// The key's line.
        package let line: Int
        package let node: YAMLNode
    }

    /// Counted from 1.
    package let line: Int
    package let value: Value
    /// True for what a tag such as `!!python/tuple` stands before.
    package let isTagged: Bool

    /// True for nothing at all after the colon or dash.
    package var isEmpty: Bool {
        if case .scalar("", isPlain: true) = value { true } else { false }
    }

    /// A text that is not empty, or one in quotes.
    package var text: String? {
        if case .scalar(let text, _) = value, !isEmpty { text } else { nil }
    }

    package var items: [YAMLNode]? {
        if case .list(let items) = value { items } else { nil }
    }

    package var members: [Member]? {
        if case .mapping(let members) = value { members } else { nil }
    }
}
