// Motions by their labels, as the encoder of a model takes them: from a database, or from a folder of motions.
import Datasets
import Files
public import Learning
public import MotionModels

/// Looks up motions by their labels; the data are read when the first is asked for.
package final class LabelledInputs {
    private let path: String?
    private let labels: Set<String>
    private let trained: TrainedModel
    private var collection: LabelledMotions?
    private var database: DatabaseMotions?

    /// - Parameters:
    ///   - path: a database, or a folder of motions with labels beside them; nil where the user named none.
    ///   - labels: all that will be asked for.
    ///   - trained: whose encoder takes the motions.
    package init(_ path: String?, labels: Set<String>, for trained: TrainedModel) {
        self.path = path
        self.labels = labels
        self.trained = trained
    }

    /// A motion of a label, `(1, joints, features, frames)`.
    /// - Throws: `FileProblem` if there are no data, or none of that label.
    package func input(labelled label: String) throws -> Tensor {
        guard let path else {
            throw FileProblem(
                "--datapath", "is not given, and '\(label)' is a label", expected: "the database or folder of motions that it is found in",
                advice: "Or write the name of a motion file in its place.")
        }
        if !Folders.isFolder(path) {
            let known =
                try database ?? DatabaseMotions(path, labels: labels, options: ItemOptions(of: trained.model.options, file: trained.file))
            database = known
            return try known.input(labelled: label)
        }
        let known = try collection ?? LabelledMotions(folder: path)
        collection = known
        return try trained.model.input(known.motion(labelled: label))
    }
}
