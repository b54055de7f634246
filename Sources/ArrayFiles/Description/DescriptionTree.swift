// Lines of a file's description: a tree with aligned columns.

/// One item of a description and what lies below it.
struct DescriptionItem {
    var name: String
    var type: String
    var shape = ""
    var note = ""
    var children: [DescriptionItem] = []
}

/// Lays items out, one line each.
enum DescriptionTree {
    /// Names and values longer than this are cut.
    static let maximumText = 60

    /// The items with their columns aligned among siblings, children indented below their parents.
    static func text(_ items: [DescriptionItem], indent: Int = 2) -> String {
        func width(_ column: (DescriptionItem) -> String) -> Int { items.map { column($0).count }.max() ?? 0 }
        // One long record type must not push everything else out of sight.
        let (name, type, shape) = (width(\.name), min(width(\.type), 32), min(width(\.shape), 24))
        var lines = ""
        for item in items {
            let columns = [pad(item.name, name), pad(item.type, type), pad(item.shape, shape), item.note]
            var line = String(repeating: " ", count: indent) + columns.filter { !$0.isEmpty }.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            lines += line + "\n"
            if !item.children.isEmpty { lines += text(item.children, indent: indent + 2) }
        }
        return lines
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }

    /// Text from a file, fit for a terminal: one line, no control characters, not too long.
    static func printable(_ text: String, limit: Int = maximumText) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.dropFirst(limit).isEmpty ? shown : shown + "…"
    }

    static func quoted(_ text: String) -> String { "\"" + printable(text) + "\"" }
}
