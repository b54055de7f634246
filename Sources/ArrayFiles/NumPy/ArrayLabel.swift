// What an error calls an array: which file, which key.
import Files

/// Names an array in error messages.
struct ArrayLabel: Sendable {
    let file: String
    /// The beginning of a sentence: `key 'poses'`.
    let subject: String

    init(file: String, key: String? = nil) {
        self.file = file
        subject = key.map { "key '\($0)'" } ?? "the array"
    }

    /// A tensor of a checkpoint.
    init(file: String, tensor: String) {
        self.file = file
        subject = "tensor '\(tensor)'"
    }

    /// A member of an array of records.
    init(_ array: ArrayLabel, field: String) {
        file = array.file
        subject = "field '\(field)' of \(array.subject)"
    }

    /// `subject` followed by `problem`: `key 'poses' has shape (10, 7)`.
    func problem(_ problem: String, expected: String? = nil, advice: String? = nil, kind: FileProblem.Kind = .content) -> FileProblem {
        FileProblem(file, "\(subject) \(problem)", expected: expected, advice: advice, kind: kind)
    }
}
