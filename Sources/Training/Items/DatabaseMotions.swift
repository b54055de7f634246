// Motions of a training database by their labels, as the model takes them.
import Datasets
import Files
import Learning

/// Looks up pieces of a database of `smog dataset parse`, or of the Python code's parser, by what is said about them.
package struct DatabaseMotions {
    private let file: String
    private let items: MotionItems
    /// The first piece of each label, as in the Python code of MotionCLIP/SMoG.
    private let chunks: [String: Int]

    /// - Parameters:
    ///   - path: the file; `…_db.pt` stands for the training's.
    ///   - labels: what will be asked for; other motions are not made ready.
    ///   - options: the form in which the model takes motions.
    /// - Throws: `FileProblem` if it cannot be read or is no database.
    package init(_ path: String, labels: Set<String>, options: ItemOptions) throws {
        file = MotionDatabase.file(path, .train)
        var database = try MotionDatabase(contentsOf: file, readsImages: false)
        let known = Set(database.sequences.flatMap { $0.labels.raw.texts + $0.labels.captions }).filter { !$0.isEmpty }
        if let missing = labels.subtracting(known).min() {
            let near = known.filter { $0.contains(missing) || missing.contains($0) }.sorted().prefix(3)
            let shown = near.isEmpty ? Array(known.sorted().prefix(3)) : Array(near)
            throw FileProblem(
                file, "has no motion labelled '\(missing)'",
                expected: "one of its \(known.count) labels, such as " + shown.map { "'\($0)'" }.joined(separator: ", "))
        }
        database.sequences.removeAll { labels.isDisjoint(with: $0.labels.raw.texts + $0.labels.captions) }
        items = try MotionItems(database, options)
        var chunks: [String: Int] = [:]
        for chunk in items.chunks.indices {
            for label in items.labels(items.middle(chunk)) where chunks[label] == nil { chunks[label] = chunk }
        }
        // A label may be shorter than a window, and never be in the middle of a piece.
        for chunk in items.chunks.indices {
            for label in items.labels(of: chunk) where chunks[label] == nil { chunks[label] = chunk }
        }
        self.chunks = chunks
    }

    /// `(1, joints, features, frames)`.
    package func input(labelled label: String) throws -> Tensor {
        guard let chunk = chunks[label] else { throw FileProblem(file, "has no motion labelled '\(label)'") }
        var random = RandomNumbers(seed: 0)
        guard let item = items.item(items.middle(chunk, around: label), random: &random) else {
            throw FileProblem(file, "has no motion labelled '\(label)'")
        }
        let values = Tensor(item.values)
        return values.reshaped([1] + values.shape)
    }
}
