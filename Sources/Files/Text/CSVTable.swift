// Tables of comma-separated values, with a first line of names (RFC 4180).

/// The rows of a table by the names of its columns.
package struct CSVTable {
    package let path: String
    /// Each row's values by column name, with the line it begins on, counted from 1.
    package let rows: [(line: Int, values: [String: String])]

    /// - Parameter columns: that must be there; others are let be.
    /// - Throws: ``FileProblem`` naming the missing column or the line that does not fit.
    package init(contentsOf path: String, columns: [String]) throws {
        self.path = path
        let expected = "columns " + columns.joined(separator: ",")
        let text = try TextLines.read(path, expected: expected).joined(separator: "\n")
        var records = try CSVTable.records(text, path: path)
        guard !records.isEmpty else { throw FileProblem(path, "is empty", expected: expected) }
        let names = records.removeFirst().fields.map(TextLines.trimmed)
        if let missing = columns.first(where: { !names.contains($0) }) {
            throw FileProblem(path, "has no column '\(missing)'; its first line is \(names.joined(separator: ","))", expected: expected)
        }
        rows = try records.filter { $0.fields != [""] }.map { record in
            guard record.fields.count == names.count else {
                throw FileProblem(
                    path, "line \(record.line) has \(record.fields.count) values", expected: "\(names.count), as the first line names")
            }
            return (record.line, Dictionary(zip(names, record.fields.map(TextLines.trimmed)), uniquingKeysWith: { first, _ in first }))
        }
        guard !rows.isEmpty else { throw FileProblem(path, "has no rows below its first line", expected: expected) }
    }

    private static func records(_ text: String, path: String) throws -> [(line: Int, fields: [String])] {
        var records: [(line: Int, fields: [String])] = []
        var fields: [String] = [], field = ""
        var isQuoted = false, line = 1, start = 1
        var rest = text.unicodeScalars.makeIterator()
        var next = rest.next()
        while let scalar = next {
            next = rest.next()
            if isQuoted {
                if scalar == "\n" { line += 1 }
                if scalar != "\"" {
                    field.unicodeScalars.append(scalar)
                } else if next == "\"" {
                    field.append("\"")
                    next = rest.next()
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", field.isEmpty {
                isQuoted = true
            } else if scalar == "," {
                fields.append(field)
                field = ""
            } else if scalar == "\n" {
                records.append((start, fields + [field]))
                (fields, field) = ([], "")
                line += 1
                start = line
            } else {
                field.unicodeScalars.append(scalar)
            }
        }
        if isQuoted { throw FileProblem(path, "line \(start) opens a quotation mark that nothing closes") }
        if !field.isEmpty || !fields.isEmpty { records.append((start, fields + [field])) }
        return records
    }
}
