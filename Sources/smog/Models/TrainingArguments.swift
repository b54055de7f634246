// The options of `smog train`, by the names of MotionCLIP/SMoG's Python code.
import ArgumentParser
import BodyLayers
import MotionModels
import Motions
import Training

struct TrainingArguments: ParsableArguments {
    // MARK: Where from, where to
    @Option(
        help: ArgumentHelp(
            "A database (…_db.pt, whose _db is replaced by _train, or the file itself), or a folder of motions.", valueName: "path"))
    var datapath: String?

    @Option(name: .customLong("babel_dir"), help: ArgumentHelp("BABEL's .json files, for a folder of motions.", valueName: "folder"))
    var babelDir: String?

    @Option(name: .customLong("clip_images_dir"), help: ArgumentHelp("The image set, for a folder of motions.", valueName: "folder"))
    var clipImagesDir: String?

    @Option(help: ArgumentHelp("Where checkpoints and logs go.", valueName: "folder"))
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "Go on with the training in this folder. Its own options hold but for those that are named again.", valueName: "folder"))
    var resume: String?

    @Option(help: ArgumentHelp("Other words for labels (.json), one of which is drawn each time.", valueName: "file"))
    var phrasings: String?

    // MARK: The model
    @Option(help: "smog or motionclip.")
    var model: ModelName = .smog

    @Option(help: .hidden) var modelname: String?

    @Option(name: .customLong("latent_dim"), parsing: .unconditional, help: "Numbers of the latent.")
    var latentDim = 256
    @Option(name: .customLong("num_layers"), parsing: .unconditional, help: "Layers of encoder and decoder each.")
    var numLayers = 4
    @Option(parsing: .unconditional, help: "What is dropped during training, 0 to 0.9.")
    var dropout: Float = 0.1

    // MARK: The data
    @Option(name: .customLong("pose_rep"), help: "xyz, rotvec, rotmat, rotquat or rot6d.")
    var poseRep: PoseRepresentation = .rot6d
    @Option(name: .customLong("num_frames"), parsing: .unconditional, help: "Frames of a motion.")
    var numFrames = 60
    @Option(help: "conseq, random_conseq or random.")
    var sampling: ItemOptions.Sampling = .conseq
    @Option(name: .customLong("sampling_step"), parsing: .unconditional, help: "From one frame to the next.")
    var samplingStep = 1
    @Option(name: .customLong("num_seq_max"), parsing: .unconditional, help: "Use no more items than this; -1 for all.")
    var numSeqMax = -1
    @Option(name: .customLong("max_len"), parsing: .unconditional, help: .hidden) var maxLen = -1
    @Option(name: .customLong("min_len"), parsing: .unconditional, help: .hidden) var minLen = -1
    @Flag(inversion: .prefixedNo, help: "The root's orientation is part of the motion.")
    var glob = true
    @Flag(inversion: .prefixedNo, help: "The path is part of the motion.")
    var translation = true
    @Flag(inversion: .prefixedNo, help: "Move bodies along their paths for --lambda_rcxyz and --lambda_velxyz.") var vertstrans = false
    @Option(parsing: .unconditional, help: "How often an item is mirrored, 0 to 1.")
    var mirroring: Float = 0
    @Flag(help: "Turn each item so that the body faces the same way in its first frame.")
    var faceFront = false
    @Flag(help: "Data as the Python code of MotionCLIP/SMoG samples them, with its mistakes (docs/dataset-parse.md).")
    var compat = false

    // MARK: The losses
    @Option(name: .customLong("lambda_rc"), parsing: .unconditional, help: "Weight of the reconstruction.")
    var lambdaRc: Float = 1
    @Option(name: .customLong("lambda_vel"), parsing: .unconditional, help: "Weight of velocities.")
    var lambdaVel: Float = 1
    @Option(name: .customLong("lambda_rcxyz"), parsing: .unconditional, help: "Weight of the body's positions.")
    var lambdaRcxyz: Float = 0
    @Option(
        name: .customLong("lambda_velxyz"), parsing: .unconditional,
        help: "Weight of its velocities: of the points of --jointstype, of the joints for vertices.")
    var lambdaVelxyz: Float = 0
    @Option(
        help:
            "What --lambda_rcxyz compares: vertices, smpl (24 joints, the pelvis at the origin), or a2m, a2mpl, vibe, which need J_regressor_extra.npy beside the body."
    )
    var jointstype: JointsType = .vertices
    @Option(name: .customLong("clip_text_losses"), help: "mse, ce, cosine, joined by _: towards CLIP's features of texts.")
    var clipTextLosses: String?
    @Option(name: .customLong("clip_image_losses"), help: "The same for pictures.")
    var clipImageLosses: String?
    @Option(name: .customLong("clip_lambda_mse"), parsing: .unconditional, help: "Weight of mse.")
    var clipLambdaMse: Float = 1
    @Option(name: .customLong("clip_lambda_ce"), parsing: .unconditional, help: "Weight of ce.")
    var clipLambdaCe: Float = 1
    @Option(name: .customLong("clip_lambda_cosine"), parsing: .unconditional, help: "Weight of cosine.")
    var clipLambdaCosine: Float = 1
    @Option(name: .customLong("clip_training"), help: "text, image or text_image: train a CLIP from scratch with the model.")
    var clipTraining: String?
    @Option(name: .customLong("clip_layers"), parsing: .unconditional, help: "Layers of that CLIP's towers.")
    var clipLayers = 12
    @Option(parsing: .unconditional, help: "Numbers inside its towers, a multiple of 64.")
    var clipWidth = 512
    @Option(parsing: .unconditional, help: "Width and height of its pictures, a multiple of 16.")
    var clipResolution = 224
    @Option(parsing: .unconditional, help: "Weight of motions decoded from texts (not in the Python code).")
    var lambdaTextRc: Float = 0
    @Option(help: ArgumentHelp("CLIP's weights, where it is not trained. (default: found as for text2motion)", valueName: "path"))
    var clip: String?

    // MARK: The steps
    @Option(name: .customLong("batch_size"), parsing: .unconditional, help: "Items of a step.")
    var batchSize = 20
    @Option(parsing: .unconditional, help: "Examples of texts in a step besides, for --lambda-text-rc.")
    var examples = 0
    @Option(name: .customLong("num_epochs"), parsing: .unconditional, help: "Passes over the data.")
    var numEpochs = 100
    @Option(parsing: .unconditional, help: "Epochs from one checkpoint to the next.")
    var snapshot = 10
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Minutes after which the state to go on from is written, besides at checkpoints.", valueName: "minutes"))
    var saveEvery = 10.0
    @Option(parsing: .unconditional, help: "Held-out labels drawn as moving bodies at each checkpoint; 0 for none.")
    var preview = 4
    @Option(parsing: .unconditional, help: "The learning rate.")
    var lr: Float = 1e-4
    @Option(help: "adamw or lion.")
    var optimiser: TrainerOptions.OptimiserKind = .adamw
    @Option(parsing: .unconditional, help: "Of the optimiser. (default: its own)")
    var weightDecay: Float?
    @Option(parsing: .unconditional, help: "Shorten gradients longer than this. (default: never)")
    var clipNorm: Float?
    @Option(help: "constant or cosine: how the learning rate goes.")
    var schedule: ScheduleName = .constant
    @Option(parsing: .unconditional, help: "Steps over which the learning rate rises.")
    var warmUp = 0
    @Option(parsing: .unconditional, help: "Of all that is random.")
    var seed: UInt64 = 0
    @Flag(help: "Checkpoints in half precision.")
    var half = false
    @Option(parsing: .unconditional, help: "Threads that compute. (default: one a processor)")
    var threads: Int?
    @Option(help: .hidden) var dataset: String?
    @Flag(name: [.customLong("cpu"), .customLong("cuda")], help: .hidden) var processor = false
    @Option(help: .hidden) var device: Int?

    @OptionGroup(title: "Body") var body: BodyArguments

    enum ModelName: String, ExpressibleByArgument, CaseIterable { case smog, motionclip }
    enum ScheduleName: String, ExpressibleByArgument, CaseIterable { case constant, cosine }

    func validate() throws {
        func check(_ name: String, _ isRight: Bool, _ value: some CustomStringConvertible, _ expected: String) throws {
            if !isRight { throw ValidationError("\(name) is \(value); expected \(expected).") }
        }
        try check("--latent_dim", latentDim >= 4 && latentDim <= 8192 && latentDim % 4 == 0, latentDim, "a multiple of 4, up to 8192")
        try check("--num_layers", (1...64).contains(numLayers), numLayers, "1 to 64")
        try check("--dropout", dropout >= 0 && dropout <= 0.9, dropout, "0 to 0.9")
        try check("--num_frames", (2...5000).contains(numFrames), numFrames, "2 to 5000 frames")
        try check("--batch_size", (1...65536).contains(batchSize), batchSize, "1 or more items")
        try check("--num_epochs", (1...10_000_000).contains(numEpochs), numEpochs, "1 or more")
        try check("--snapshot", snapshot >= 1, snapshot, "1 or more epochs")
        try check("--save-every", saveEvery > 0 && saveEvery <= 1e6, saveEvery, "minutes above 0")
        try check("--preview", (0...64).contains(preview), preview, "0 to 64")
        try check("--lr", lr > 0 && lr.isFinite, lr, "a number above 0")
        try check("--mirroring", mirroring >= 0 && mirroring <= 1, mirroring, "0 to 1")
        try check("--clip-width", clipWidth >= 64 && clipWidth % 64 == 0, clipWidth, "a multiple of 64")
        try check("--clip-resolution", clipResolution >= 16 && clipResolution % 16 == 0, clipResolution, "a multiple of 16")
        try check("--examples", (0...4096).contains(examples), examples, "0 to 4096")
        if let threads { try check("--threads", (1...1024).contains(threads), threads, "1 or more") }
        for (name, value) in [
            ("--lambda_rc", lambdaRc), ("--lambda_vel", lambdaVel), ("--lambda_rcxyz", lambdaRcxyz), ("--lambda_velxyz", lambdaVelxyz),
            ("--lambda-text-rc", lambdaTextRc),
        ] { try check(name, value >= 0 && value.isFinite, value, "0 or more") }
        _ = try terms(clipTextLosses, "--clip_text_losses")
        _ = try terms(clipImageLosses, "--clip_image_losses")
        _ = try domains()
        if resume == nil, datapath == nil {
            throw ValidationError("There is nothing to train on: name a database or a folder of motions with --datapath.")
        }
        if resume == nil, folder == nil { throw ValidationError("There is nowhere to put checkpoints: name a folder with --folder.") }
    }

    /// The CLIP terms of an option, each with its weight.
    func terms(_ words: String?, _ option: String) throws -> [CLIPTerm: Float] {
        var result: [CLIPTerm: Float] = [:]
        for word in (words ?? "").split(separator: "_") {
            guard let term = CLIPTerm(rawValue: String(word)) else {
                throw ValidationError("\(option) names '\(word)'; expected mse, ce and cosine, joined by _.")
            }
            result[term] =
                switch term {
                case .mse: clipLambdaMse
                case .ce: clipLambdaCe
                case .cosine: clipLambdaCosine
                }
        }
        return result
    }

    func domains() throws -> [CLIPDomain] {
        try (clipTraining ?? "").split(separator: "_").map { word in
            guard let domain = CLIPDomain(rawValue: String(word)) else {
                throw ValidationError("--clip_training is '\(clipTraining ?? "")'; expected text, image or text_image.")
            }
            return domain
        }
    }
}

extension ItemOptions.Sampling: ExpressibleByArgument {}
extension TrainerOptions.OptimiserKind: ExpressibleByArgument {}

extension JointsType: ExpressibleByArgument {}
