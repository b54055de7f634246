// JSON for people: a member or element a line, indented, as Python's `json.dump(…, indent=2)` lays it out.

extension JSONValue {
    /// The value over several lines, without a line break at the end.
    package var indented: String { indented("") }

    private func indented(_ margin: String) -> String {
        let inner = margin + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { inner + $0.indented(inner) }.joined(separator: ",\n") + "\n" + margin + "]"
        case .object(let members) where !members.isEmpty:
            return "{\n"
                + members.map { inner + JSONValue.string($0.key).written + ": " + $0.value.indented(inner) }.joined(separator: ",\n") + "\n"
                + margin + "}"
        default: return written
        }
    }
}
