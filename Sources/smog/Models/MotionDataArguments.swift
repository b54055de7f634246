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
        LabelledInputs(datapath, labels: Set(words.filter { !LatentWords.isFile($0) }), for: trained).input
    }
}
