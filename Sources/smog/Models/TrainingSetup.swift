// From the words of a command line to a training: its data, its model, and what it is told.
import ArrayFiles
import BodyLayers
import BodyModels
import CLIP
import Datasets
import Files
import Foundation
import Learning
import MotionModels
import Motions
import Training

/// A training as its arguments ask for it, ready to run.
struct TrainingSetup {
    let trainer: Trainer<AutoEncoderTraining>
    let runOptions: RunOptions
    let preview: CheckpointPreview?
    let items: MotionItems
    /// Motions of the data, those too short for an item included.
    let motionCount: Int

    /// - Parameters:
    ///   - words: what `opt.yaml` says the training was begun with.
    ///   - note: told what was left out or assumed.
    /// - Throws: `FileProblem` or ``CommandFailure`` where data or models cannot be had.
    init(_ arguments: TrainingArguments, folder: RunFolder, words: [String], note: @escaping (String) -> Void) throws {
        let options = try arguments.trainingOptions()
        let source = TrainingSetup.source(arguments)
        let database = try source.database(.train) { try TrainingSetup.placedBody(arguments) }
        for line in database.notes.prefix(5) { note(line) }
        if database.notes.count > 5 { note("and \(database.notes.count - 5) more were left out") }
        items = try MotionItems(database, try arguments.itemOptions())
        motionCount = database.sequences.count
        let needsPictures = options.clipTraining.contains(.image) || options.alignments.contains { $0.domain == .image }
        let clip = try TrainingSetup.clip(arguments, options)
        let data = DatabaseTrainingData(
            BatchPlan(items, batchSize: options.batchSize, seed: options.seed),
            examplesPerBatch: options.textReconstruction > 0 ? max(1, arguments.examples) : arguments.examples,
            resolution: needsPictures ? clip?.configuration.resolution : nil, note: note)
        let network = MotionNetwork(options.network(joints: items.joints), seed: options.seed)
        let model = TrainingModel(
            network: network, clip: clip, positions: try TrainingSetup.positions(arguments, options), options: options)
        let optionsFile = TrainingOptionsFile.options(arguments, options, folder: folder.path, words: words)
        trainer = Trainer(AutoEncoderTraining(model, data: data, optionsFile: optionsFile), options: arguments.trainerOptions())
        var runOptions = RunOptions()
        runOptions.snapshot = arguments.snapshot
        runOptions.saveEvery = arguments.saveEvery * 60
        self.runOptions = runOptions
        preview = try TrainingSetup.makePreview(arguments, options, source: source, items: items, note: note)
    }

    // MARK: Data

    private static func source(_ arguments: TrainingArguments) -> DatabaseSource {
        let path = arguments.datapath ?? ""
        var source = DatabaseSource(path)
        source.babel = arguments.babelDir ?? (BabelLabels.lie(in: path) ? path : nil)
        source.images = arguments.clipImagesDir
        source.parsing.isCompatible = arguments.compat
        return source
    }

    /// The body whose joints are placed in a folder of motions.
    private static func placedBody(_ arguments: TrainingArguments) throws -> BodyModel? {
        arguments.translation || arguments.poseRep == .xyz ? try BodyModel(contentsOf: smplBody(arguments.body)) : nil
    }

    /// The file of a body of 24 joints.
    private static func smplBody(_ arguments: BodyArguments) throws -> String {
        if let body = arguments.body { return body }
        let library = BodyLibrary(folders: ModelFolders.all(arguments.modelDir))
        guard let file = library.best(for: .smpl, gender: arguments.gender ?? .neutral) else {
            throw CommandFailure(
                "no SMPL body of 24 joints found in \(library.folders.joined(separator: ", ")); name one with --body (docs/data.md says where to get it)"
            )
        }
        return file.path
    }

    // MARK: Models

    /// A fresh CLIP to train, the user's to align to, or none.
    private static func clip(_ arguments: TrainingArguments, _ options: TrainingOptions) throws -> CLIPModel? {
        if options.trainsCLIP {
            let sizes = CLIPConfiguration(
                embedding: arguments.latentDim, resolution: arguments.clipResolution, patch: 16, imageWidth: arguments.clipWidth,
                imageLayers: arguments.clipLayers, imageHeads: arguments.clipWidth / 64, context: 77,
                vocabulary: CLIPTokenizer.vocabularySize,
                textWidth: arguments.clipWidth, textLayers: arguments.clipLayers, textHeads: arguments.clipWidth / 64)
            return try CLIPModel(sizes, seed: arguments.seed &+ 1)
        }
        guard !options.alignments.isEmpty else { return nil }
        let towers = Set(options.alignments.map { $0.domain == .text ? CLIPModel.Tower.text : .image })
        let path = try CLIPWeights.path(arguments.clip)
        let clip = try CLIPModel(contentsOf: path, towers: towers)
        guard clip.configuration.embedding == arguments.latentDim else {
            throw FileProblem(
                path, "gives features of \(clip.configuration.embedding) numbers",
                expected: "as many as --latent_dim, \(arguments.latentDim)")
        }
        return clip
    }

    private static func positions(_ arguments: TrainingArguments, _ options: TrainingOptions) throws -> (any PositionLoss)? {
        guard options.lambdas.contains(where: { $0.loss.needsPositions }) else { return nil }
        guard arguments.poseRep != .xyz else {
            throw CommandFailure("--lambda_rcxyz and --lambda_velxyz pose a body, which takes rotations: not --pose_rep xyz")
        }
        let path = try smplBody(arguments.body)
        let body = try BodyModel(contentsOf: path)
        guard body.jointCount == 24 else {
            throw FileProblem(path, "has \(body.jointCount) joints", expected: "SMPL's 24, for --lambda_rcxyz and --lambda_velxyz")
        }
        let regressor = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("J_regressor_extra.npy").relativePath
        let needsLandmarks = [.a2m, .a2mpl, .vibe].contains(arguments.jointstype)
        return try BodyPositionLoss(
            body, pose: options.pose, hasRootOrientation: options.hasRootOrientation, hasTranslation: options.hasTranslation,
            follows: arguments.vertstrans, points: arguments.jointstype,
            landmarks: needsLandmarks ? try BodyLandmarks(of: body, regressorFile: regressor) : nil)
    }

    // MARK: Previews

    /// What draws held-out labels at each checkpoint; nil where the model reads no texts or makes no bodies.
    private static func makePreview(
        _ arguments: TrainingArguments, _ options: TrainingOptions, source: DatabaseSource, items: MotionItems,
        note: @escaping (String) -> Void
    ) throws -> CheckpointPreview? {
        let readsTexts =
            options.clipTraining.contains(.text) || options.textReconstruction > 0 || options.alignments.contains { $0.domain == .text }
        guard readsTexts, arguments.poseRep != .xyz, arguments.preview > 0 else { return nil }
        let prompts = try prompts(arguments, source: source, items: items, note: note)
        guard !prompts.isEmpty else { return nil }
        let clip = options.trainsCLIP ? [] : ["--clip", try CLIPWeights.path(arguments.clip)]
        let shared =
            prompts.flatMap { ["--prompt", $0] } + clip + (arguments.body.modelDir.map { ["--model-dir", $0] } ?? [])
            // One process, so that the training keeps what it had.
            + ["--no-singles", "--look", "clothed", "--fps", "15", "--size", "200x220", "--workers", "1", "--quiet"]
        return CheckpointPreview(OwnProgram.path, note: note) { checkpoint, picture in ["text2motion", checkpoint, "-o", picture] + shared }
    }

    /// Labels spread over the held-out data, each once; those of the training data where nothing is held out.
    private static func prompts(_ arguments: TrainingArguments, source: DatabaseSource, items: MotionItems, note: (String) -> Void) throws
        -> [String]
    {
        var shown = items
        do {
            var heldOut = source
            (heldOut.images, heldOut.readsImages) = (nil, false)
            // Notes on the held-out data are `smog evaluate`'s to tell.
            shown = try MotionItems(heldOut.database(.vald) { try placedBody(arguments) }, items.options)
        } catch let problem as FileProblem {
            note("previews show labels of the training data, as none are held out: \(problem)")
        }
        let texts = TextExamples.of(shown).map(\.text)
        guard texts.count > arguments.preview else { return texts }
        return (0..<arguments.preview).map { texts[$0 * texts.count / arguments.preview] }
    }
}

/// Whether a folder has files of BABEL's labels.
enum BabelLabels {
    static func lie(in folder: String) -> Bool { BabelAnnotations.files.contains { Folders.exists(folder + "/" + $0) } }
}
