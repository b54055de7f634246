// Motions that tables name by their labels, as the model's encoder reads them.
import ArgumentParser
import Datasets
import Files
import Learning
import MotionModels
import Training

/// Where labels of tables are looked up.
struct MotionDataArguments: ParsableArguments {
    @Option(
        name: [.customLong("datapath"), .customLong("data")],
        help: ArgumentHelp(
            "What the table's labels are of: a database (.pt), or a folder of motions with labels.json, BABEL's .json or text files beside them.",
            valueName: "path"))
    var datapath: String?

    /// Finds motions by their labels; the data are read when the first is asked for.
    /// - Parameter words: all that will be asked for.
    func lookup(_ words: [String], for trained: TrainedModel) -> (String) throws -> Tensor {
        let labels = Set(words.filter { !LatentWords.isFile($0) })
        let path = datapath
        var collection: LabelledMotions?
        var database: DatabaseMotions?
        return { word in
            guard let path else {
                throw CommandFailure(
                    "'\(word)' is a label: name the database or folder of motions it is found in with --datapath, or write a motion file's name in the table"
                )
            }
            if !Folders.isFolder(path) {
                let known =
                    try database
                    ?? DatabaseMotions(path, labels: labels, options: ItemOptions(of: trained.model.options, file: trained.file))
                database = known
                return try known.input(labelled: word)
            }
            let known = try collection ?? LabelledMotions(folder: path)
            collection = known
            return try trained.model.input(known.motion(labelled: word))
        }
    }
}
