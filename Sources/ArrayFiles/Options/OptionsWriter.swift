// Lays options out as YAML, the way PyYAML does.
import Files

/// Writes block-style YAML.
enum OptionsWriter {
    private static let maximumDepth = 32

    static func append(_ options: [OptionValue.Option], indent: Int, to text: inout String, path: String) throws {
        for option in options {
            text += String(repeating: " ", count: indent) + scalar(option.key) + ":"
            try append(option.value, indent: indent, afterDash: false, to: &text, path: path)
        }
    }

    /// What follows a key's colon or a dash.
    private static func append(_ value: OptionValue, indent: Int, afterDash: Bool, to text: inout String, path: String) throws {
        guard indent <= 2 * maximumDepth else { throw FileProblem(path, "cannot hold options nested that deeply") }
        switch value {
        case .list(let items) where !items.isEmpty:
            if !afterDash { text += "\n" }
            // A list stands as far left as its key, and right behind a dash.
            let inner = afterDash ? indent + 2 : indent
            for (place, item) in items.enumerated() {
                text += (afterDash && place == 0 ? " " : String(repeating: " ", count: inner)) + "-"
                try append(item, indent: inner, afterDash: true, to: &text, path: path)
            }
        case .dictionary(let options) where !options.isEmpty:
            var block = ""
            try append(options, indent: indent + 2, to: &block, path: path)
            text += afterDash ? " " + block.drop { $0 == " " } : "\n" + block
        case .list: text += " []\n"
        case .dictionary: text += " {}\n"
        case .none: text += " null\n"
        case .bool(let value): text += value ? " true\n" : " false\n"
        case .integer(let value): text += " \(value)\n"
        case .number(let value): text += " \(number(value))\n"
        case .string(let string): text += " \(scalar(string))\n"
        }
    }

    /// YAML 1.1 wants a point in a number, and a sign in its exponent.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = "\(value)"
        guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    /// A text, in quotes where it would be taken for something else.
    private static func scalar(_ text: String) -> String {
        let isPrintable = text.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) }
        guard isPrintable else { return doubleQuoted(text) }
        var isPlain = !text.isEmpty && text.first != " " && text.last != " " && text.utf8.count < 1000
        if let first = text.first, "-?:,[]{}#&*!|>'\"%@`=<".contains(first) { isPlain = false }
        if text.contains(": ") || text.contains(" #") || text.hasSuffix(":") || text.hasPrefix("...") { isPlain = false }
        // What looks like a number, a date or a truth value in any reading of YAML.
        if let first = text.utf8.first, (0x30...0x39).contains(first) || first == 0x2b || first == 0x2e, !text.contains("/") {
            isPlain = false
        }
        if ["y", "Y", "n", "N"].contains(text) { isPlain = false }
        if isPlain, case .string = OptionValue(plain: text) { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private static func doubleQuoted(_ text: String) -> String {
        DoubleQuotes.around(text) { scalar in
            if (0x20..<0x7f).contains(scalar.value) { return nil }
            let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
            return "\\" + letter + DoubleQuotes.digits(scalar, width, uppercase: true)
        }
    }
}
