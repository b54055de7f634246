// GloVe's vectors of the words of HumanML3D's captions, as the data set's evaluator comes with them.
import ArrayFiles
import Arrays
import Files

/// The files `our_vab_data.npy` and `our_vab_idx.pkl`: a vector for each word that the evaluator knows.
public struct WordVectors: Sendable {
    /// Numbers of a vector.
    public let width: Int
    private let rows: [String: Int]
    private let vectors: NDArray<Float>

    /// The word that stands for those that are not known.
    public static let unknown = "unk"

    /// - Parameter folder: `glove`, where the files lie.
    /// - Throws: ``FileProblem`` for files that are missing, damaged or do not belong together.
    public init(folder: String) throws {
        let (data, index) = (folder + "/our_vab_data.npy", folder + "/our_vab_idx.pkl")
        for path in [data, index] where !Folders.exists(path) {
            throw FileProblem(
                path, "is missing", expected: "GloVe's vectors as HumanML3D's evaluator comes with them",
                advice: "docs/data.md says where to get them.")
        }
        let stored = try StoredArray(contentsOf: data)
        guard stored.shape.count == 2, stored.shape[0] > 0, stored.shape[1] > 0 else {
            throw FileProblem(data, "has shape \(Shape.text(stored.shape))", expected: "(words, 300)")
        }
        vectors = try stored.float32()
        guard vectors.isFinite else { throw FileProblem(data, "holds a number that is not finite") }
        width = stored.shape[1]
        let words = try NamedArrays(contentsOf: index)
        var rows: [String: Int] = [:]
        for word in words.keys {
            let row = try words.scalar(word)
            guard let row = Int(exactly: row), row >= 0, row < stored.shape[0] else {
                throw FileProblem(index, "says that '\(word)' has row \(row)", expected: "a row of the \(stored.shape[0]) in \(data)")
            }
            rows[word] = row
        }
        guard rows[WordVectors.unknown] != nil else {
            throw FileProblem(index, "has no word '\(WordVectors.unknown)', which stands for those not known")
        }
        self.rows = rows
    }

    /// True for a word that has a vector of its own.
    public func knows(_ word: String) -> Bool { rows[word] != nil }

    /// The vector of a word, or that of the unknown one.
    public subscript(word: String) -> ArraySlice<Float> { vectors.row(rows[word] ?? rows[WordVectors.unknown] ?? 0) }
}
