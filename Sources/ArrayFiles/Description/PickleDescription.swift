// Describes pickles for people: plain ones, joblib's, and databases of motions among those.

extension ArrayFileDescriber {
    /// The words for the first line, and the items.
    mutating func pickle(_ file: PickledFile) throws -> (kind: String, items: [DescriptionItem]) {
        let graph = try file.graph()
        let version = file.bytes.number(at: 0, width: 1) == 0x80 ? file.bytes.number(at: 1, width: 1).map(String.init) ?? "?" : "0 or 1"
        let packing = file.compression.map { ", \($0.name)" } ?? ""
        let isJoblib = graph.records.contains { $0.attached != nil || $0.nested != nil }
        if isJoblib, let database = database(graph) {
            return ("database of motions (joblib\(packing)), \(database.summary)", database.items)
        }
        let root = item(graph, graph.rootID, name: "", depth: 0)
        let words = isJoblib ? "joblib dump (protocol \(version)\(packing))" : "Python pickle (protocol \(version)\(packing))"
        return ("\(words), \(graph.summary(graph.rootID))", root.children.isEmpty ? [root] : root.children)
    }

    /// A dictionary of lists, one entry per sequence: how many sequences and frames there are, and what each key holds.
    private mutating func database(_ graph: PickleGraph) -> (summary: String, items: [DescriptionItem])? {
        guard let pairs = graph.pairs(graph.rootID), let thetas = graph.value("thetas", in: pairs), let sequences = graph.sequence(thetas)
        else { return nil }
        let label = ArrayLabel(file: path)
        let frames = sequences.reduce(0) { sum, id in
            let length = (try? graph.storedArray(id, label: label))?.shape.first ?? 0
            return sum.addingReportingOverflow(length).partialValue
        }
        var items = [DescriptionItem(name: "sequences", type: "\(sequences.count)"), DescriptionItem(name: "frames", type: "\(frames)")]
        if let names = graph.value("vid_names", in: pairs).flatMap({ graph.sequence($0) }) {
            let first = names.prefix(3).compactMap { id in (try? graph.storedArray(id, label: label).strings(limit: 1))?.first }
            if !first.isEmpty {
                let shown = first.map { DescriptionTree.quoted($0) }.joined(separator: ", ")
                items.append(DescriptionItem(name: "names", type: shown + (names.count > first.count ? ", …" : "")))
            }
        }
        let root = item(graph, graph.rootID, name: "", depth: 0)
        return ("\(sequences.count) sequences, \(frames) frames", items + root.children)
    }
}
