// Which parts of a tree of models: options of MoMask's released commands.
import ArgumentParser
import Files
import MotionModels

struct TreeArguments: ParsableArguments {
    @Option(help: ArgumentHelp("MoMask: the masked transformer's folder, where a tree has several.", valueName: "folder"))
    var name: String?

    @Option(
        name: .customLong("res_name"),
        help: ArgumentHelp("MoMask: the residual transformer's folder, where a tree has several.", valueName: "folder"))
    var resName: String?

    @Option(
        name: .customLong("checkpoints_dir"),
        help: ArgumentHelp("MoMask: the folder that holds t2m or kit, in place of a model's name.", valueName: "folder"))
    var checkpointsDir: String?

    @Option(
        name: .customLong("dataset_name"), help: ArgumentHelp("MoMask: t2m or kit, where a folder has both.", valueName: "name"))
    var datasetName: String?

    // Motions are made by the processor, whatever it says.
    @Option(name: .customLong("gpu_id"), parsing: .unconditional, help: .hidden) var graphicsCard: Int?

    func validate() throws {
        if let datasetName, datasetName != "t2m", datasetName != "kit" {
            throw ValidationError("--dataset_name is '\(datasetName)'; expected t2m or kit.")
        }
        for (option, value) in [("name", name), ("res_name", resName), ("checkpoints_dir", checkpointsDir)] where value == "" {
            throw ValidationError("--\(option) is empty.")
        }
    }

    /// What was said of these, as it is written on the command line.
    var given: [String] {
        [name.map { _ in "--name" }, resName.map { _ in "--res_name" }, datasetName.map { _ in "--dataset_name" }].compactMap { $0 }
    }
}
