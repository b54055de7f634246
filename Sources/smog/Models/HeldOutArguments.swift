// Which model is measured, and on which motions: options of `smog evaluate` and `smog classify`.
import ArgumentParser
import BodyLayers
import BodyModels
import Datasets
import Files
import Foundation
import MotionModels
import Motions
import Training

struct HeldOutArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A checkpoint of SMoG or MotionCLIP with its opt.yaml beside it, such as exps/smog/checkpoint_0100.pth.tar; a folder stands for its newest, smog-cmu for the one that comes with smog.",
            valueName: "checkpoint"))
    var checkpoint: String

    @Option(
        name: [.customLong("datapath"), .customLong("data")],
        help: ArgumentHelp(
            "The motions: a database of 'smog dataset parse' (…_db.pt stands for the file of the split), or an AMASS tree. (default: opt.yaml's)",
            valueName: "path"))
    var datapath: String?

    @Option(help: "Which part of the data is held out: train, vald or test.")
    var split: DataSplit = .vald

    @Option(
        name: .customLong("babel_dir"),
        help: ArgumentHelp("BABEL's train.json and val.json, for an AMASS tree. (default: the tree itself)", valueName: "folder"))
    var babelDir: String?

    @Option(
        name: .customLong("dataset_name"),
        help: "For an AMASS tree: babel splits it by BABEL's files, amass by its sets.")
    var datasetName: SplitRule = .babel

    @Option(
        name: .customLong("batch_size"), parsing: .unconditional,
        help: ArgumentHelp("Motions encoded at once.", valueName: "count"))
    var batchSize = 64

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Frames of each motion. (default: as trained, usually 60)", valueName: "count"))
    var numFrames: Int?

    @Option(help: "xyz, rotvec, rotmat, rotquat or rot6d, where opt.yaml does not say.")
    var poseRep: PoseRepresentation?

    @Flag(help: "Data as the originals draw them: whole chunks of 100 frames, and texts with their mistakes.")
    var compat = false

    @OptionGroup(title: "CLIP") var clip: CLIPArguments
    @OptionGroup(title: "Body") var body: BodyFileArguments

    func validate() throws {
        if let numFrames, !(1...5000).contains(numFrames) {
            throw ValidationError("--num-frames is \(numFrames); expected 1 to 5000 frames.")
        }
        if !(1...65536).contains(batchSize) { throw ValidationError("--batch_size is \(batchSize); expected 1 or more.") }
        if datapath == "" || babelDir == "" { throw ValidationError("A path is empty.") }
    }

    /// The model.
    func model(note: (String) -> Void) throws -> TrainedModel {
        let found = try FoundModel.at(checkpoint, folders: ModelFolders.all(nil))
        if let remark = found.remark { note(remark) }
        return try TrainedModel(found.path, clip: clip.textTower, poseRep: poseRep, numFrames: numFrames, note: note)
    }

    /// The held-out motions as the model takes them.
    ///
    /// - Parameters:
    ///   - text: what they are called by.
    ///   - note: told what was left out.
    func items(for trained: TrainedModel, text: ItemOptions.Text, note: (String) -> Void) throws -> MotionItems {
        guard let path = datapath ?? trained.model.options.database else {
            throw CommandFailure(
                "there is nothing to measure \(checkpoint) on: opt.yaml names no database; name one, or a folder of motions, with --datapath"
            )
        }
        var options = try ItemOptions(of: trained.model.options, file: trained.file)
        options.text = text
        options.isCompatible = compat
        let database = try self.database(path, options, note: note)
        return try MotionItems(database, options)
    }

    /// What compares the bodies of decoded motions; nil where the model's numbers pose none, or there is no body.
    func positions(for trained: TrainedModel, note: (String) -> Void) throws -> (any PositionLoss)? {
        let options = trained.model.options
        guard options.poseRepresentation != .xyz, options.hasRootOrientation else { return nil }
        guard let path = try body.smplPath() else {
            note("there is no SMPL body of 24 joints to measure rcxyz on; --body or --model-dir names one")
            return nil
        }
        let model = try BodyModel(contentsOf: path)
        guard model.jointCount == 24 else {
            note("\(path) has \(model.jointCount) joints; rcxyz takes a body of SMPL's 24")
            return nil
        }
        return try BodyPositionLoss(model, pose: options.poseRepresentation, hasTranslation: options.hasTranslation)
    }

    private func database(_ path: String, _ options: ItemOptions, note: (String) -> Void) throws -> MotionDatabase {
        var source = DatabaseSource(path)
        source.babel = babelDir ?? path
        source.rule = datasetName
        source.readsImages = false
        source.parsing.isCompatible = compat
        // Runs and jumps last a second or two.
        if !compat { source.parsing.shortest = 30 }
        let needsPlaces = options.hasTranslation || options.pose == .xyz
        let database = try source.database(split) { needsPlaces ? try body.model() : nil }
        if let first = database.notes.first {
            note("\(first)\(database.notes.count > 1 ? " (and \(database.notes.count - 1) more notes on \(path))" : "")")
        }
        return database
    }
}

extension DataSplit: ExpressibleByArgument {}
