// One run of `smog train`: the data, the model, the loop, and what it leaves in its folder.
import ArgumentParser
import ArrayFiles
import BodyLayers
import BodyModels
import CLIP
import Files
import Foundation
import Learning
import MotionModels
import Motions
import Training
import Workers

final class TrainingRun {
    private let arguments: TrainingArguments
    private let folder: String
    private let resumes: Bool
    private let quiet: Bool
    private static let stateName = "training_state.pt"
    /// The state is kept this often, seconds, besides at checkpoints.
    private static let keeping = 600.0

    /// - Throws: `FileProblem` or ``CommandFailure`` where a training cannot be gone on with.
    init(_ given: TrainingArguments, quiet: Bool) throws {
        self.quiet = quiet
        if let place = given.resume {
            let folder = Folders.isFolder(place) ? place : URL(fileURLWithPath: place).deletingLastPathComponent().relativePath
            self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            arguments = try TrainingRun.arguments(of: self.folder, given)
            resumes = true
        } else {
            arguments = given
            folder = given.folder ?? ""
            resumes = false
        }
    }

    /// The words a training in this folder was begun with; those of the resuming command line count where they say more.
    private static func arguments(of folder: String, _ given: TrainingArguments) throws -> TrainingArguments {
        let path = folder + "/opt.yaml"
        guard let words = try OptionsFile(contentsOf: path)["smog_arguments"]?.items?.compactMap(\.string) else {
            throw FileProblem(path, "is not of a training by smog", expected: "smog_arguments, the words it was begun with", advice: "Trainings of the Python programs cannot be gone on with: their optimiser is not in the checkpoint.")
        }
        var arguments = try TrainingArguments.parse(words)
        if let threads = given.threads { arguments.threads = threads }
        return arguments
    }

    func run() throws {
        if let threads = arguments.threads { ThreadTeam.size = threads }
        StopRequest.install()
        let start = ContinuousClock.now
        let options = try trainingOptions()
        let database = try TrainingDatabase(arguments, note: note).database
        let items = try MotionItems(database, try itemOptions())
        let plan = BatchPlan(items, batchSize: arguments.batchSize, seed: arguments.seed)
        let needsPictures = options.clipTraining.contains(.image) || options.alignments.contains { $0.domain == .image }
        let clip = try self.clip(options)
        let data = DatabaseTrainingData(
            plan, examplesPerBatch: arguments.lambdaTextRc > 0 ? max(1, arguments.examples) : arguments.examples,
            resolution: needsPictures ? clip?.configuration.resolution : nil, note: note)
        var settled = options
        if arguments.schedule == .cosine {
            settled.schedule = LearningRateSchedule(.cosine(steps: options.epochs * plan.batchesPerEpoch), warmUp: arguments.warmUp)
        } else if arguments.warmUp > 0 {
            settled.schedule = LearningRateSchedule(.constant, warmUp: arguments.warmUp)
        }
        let network = MotionNetwork(settled.network(joints: items.joints), seed: arguments.seed)
        let model = TrainingModel(network: network, clip: clip, positions: try positions(settled), options: settled)
        let trainer = Trainer(model: model, data: data)
        try Folders.makeAll(folder)
        let state = folder + "/" + TrainingRun.stateName
        if resumes {
            guard Folders.exists(state) else { throw FileProblem(state, "is missing", expected: "the state of a training that was stopped") }
            try trainer.restoreState(from: state)
        } else if Folders.exists(state) {
            throw FileProblem(folder, "holds a training already", expected: "an empty folder", advice: "Go on with it by --resume \(folder), or choose another --folder.")
        } else {
            try OptionsFile.write(TrainingOptionsFile.options(arguments, settled, items: items), to: folder + "/opt.yaml")
        }
        if !quiet {
            print("\(items.count) items of \(database.sequences.count) motions, \(plan.batchesPerEpoch) steps an epoch, \(parameterCount(model)) numbers to learn")
        }
        let canSpeak = settled.clipTraining.contains(.text) || settled.textReconstruction > 0 || settled.alignments.contains { $0.domain == .text }
        let prompts = canSpeak && arguments.poseRep != .xyz
            ? TrainingPreview.prompts(arguments.preview, arguments, options: items.options, training: items) : []
        let ownsCLIP = !settled.clipTraining.isEmpty || settled.textReconstruction > 0
        let preview = TrainingPreview(
            prompts, clip: prompts.isEmpty || ownsCLIP ? nil : try CLIPWeights.path(arguments.clip), arguments: arguments, folder: folder, note: note)
        try loop(trainer, preview: preview, state: state, since: start)
    }

    // MARK: The loop

    private func loop(_ trainer: Trainer, preview: TrainingPreview, state: String, since start: ContinuousClock.Instant) throws {
        let firstEpoch = trainer.epoch
        let log = try TrainingLog(folder + "/training.log", resumingAt: resumes ? firstEpoch + 1 : nil)
        let events = try EventFile(
            try EventFile.path(in: folder, resuming: resumes, time: Date().timeIntervalSince1970), resumingAt: resumes ? trainer.step : nil,
            clock: { Date().timeIntervalSince1970 })
        let ticker = TrainingTicker(total: trainer.totalSteps, first: trainer.step, quiet: quiet)
        var kept = ContinuousClock.now
        while !trainer.isFinished {
            let epoch = trainer.epoch
            var sums: [(name: String, value: Double)] = []
            var steps = 0
            while trainer.epoch == epoch, !trainer.isFinished {
                let terms = try trainer.takeStep()
                steps += 1
                let parts = [(name: "mixed", value: terms.total.item)] + terms.parts
                for (index, part) in parts.enumerated() {
                    if index == sums.count { sums.append((part.name, 0)) }
                    if sums[index].name == part.name { sums[index].value += Double(part.value) }
                }
                ticker.tick(trainer.step, epoch: epoch + 1, loss: terms.total.item)
                if StopRequest.isMade {
                    try trainer.writeState(to: state)
                    try trainer.writeModel(to: folder + "/checkpoint_stopped.pth.tar", halves: arguments.half)
                    throw CommandFailure("stopped in epoch \(epoch + 1) at step \(trainer.step) of \(trainer.totalSteps); go on with: smog train --resume \(folder)", status: 130)
                }
                if Progress.seconds(ContinuousClock.now - kept) > TrainingRun.keeping {
                    try trainer.writeState(to: state)
                    kept = ContinuousClock.now
                }
            }
            let means = sums.map { (name: $0.name, value: $0.value / Double(max(1, steps))) }
            try log.write(TrainingLog.Entry(epoch: epoch + 1, losses: means))
            try events.write(means.map { (tag: "train/" + $0.name, value: Float($0.value)) }, step: trainer.step)
            if (epoch + 1) % arguments.snapshot == 0 || trainer.isFinished {
                let checkpoint = folder + "/" + Trainer.checkpointName(epoch: epoch + 1)
                try trainer.writeModel(to: checkpoint, halves: arguments.half)
                try trainer.writeState(to: state)
                kept = ContinuousClock.now
                try? LossCurves.draw(log: folder + "/training.log", to: folder + "/loss.png")
                preview.draw(checkpoint, epoch: epoch + 1)
            }
        }
        ticker.finish()
        preview.finish()
        if !quiet {
            print("\(folder)/\(Trainer.checkpointName(epoch: trainer.model.options.epochs)): \(trainer.step) steps in \(Report.seconds(Progress.seconds(ContinuousClock.now - start)))")
        }
    }

    // MARK: What is trained, and with what

    private func trainingOptions() throws -> TrainingOptions {
        var options = TrainingOptions()
        options.kind = arguments.model == .smog ? .smog : .motionCLIP
        options.pose = arguments.poseRep
        options.hasTranslation = arguments.translation
        options.hasRootOrientation = arguments.glob
        options.latentDim = arguments.latentDim
        options.layers = arguments.numLayers
        options.dropout = arguments.dropout
        options.frameCount = arguments.numFrames
        options.batchSize = arguments.batchSize
        options.epochs = arguments.numEpochs
        options.snapshot = arguments.snapshot
        options.learningRate = arguments.lr
        options.optimiser = arguments.optimiser
        options.weightDecay = arguments.weightDecay
        options.clipNorm = arguments.clipNorm
        options.seed = arguments.seed
        options.textReconstruction = arguments.lambdaTextRc
        let weights: [(loss: MotionLoss, weight: Float)] = [
            (.rc, arguments.lambdaRc), (.vel, arguments.lambdaVel), (.rcxyz, arguments.lambdaRcxyz), (.velxyz, arguments.lambdaVelxyz),
        ]
        options.lambdas = weights.filter { $0.weight > 0 }
        let text = try arguments.terms(arguments.clipTextLosses, "--clip_text_losses")
        let image = try arguments.terms(arguments.clipImageLosses, "--clip_image_losses")
        options.alignments = (text.isEmpty ? [] : [CLIPAlignment(.text, weights: text)]) + (image.isEmpty ? [] : [CLIPAlignment(.image, weights: image)])
        options.clipTraining = try arguments.domains()
        options.folder = folder
        guard !options.lambdas.isEmpty || options.textReconstruction > 0 else { throw CommandFailure("all losses of the motion have weight 0; set --lambda_rc or another one") }
        return options
    }

    private func itemOptions() throws -> ItemOptions {
        var options = ItemOptions()
        options.pose = arguments.poseRep
        options.hasTranslation = arguments.translation
        options.hasRoot = arguments.glob
        options.frameCount = arguments.numFrames
        options.sampling = arguments.sampling
        options.samplingStep = arguments.samplingStep
        options.maximumLength = arguments.maxLen
        options.minimumLength = arguments.minLen
        options.itemLimit = arguments.numSeqMax
        options.isCompatible = arguments.compat
        options.mirroring = arguments.mirroring
        options.isTurnedToFront = arguments.faceFront
        if let path = arguments.phrasings { options.phrasings = try Phrasings(contentsOf: path) }
        return options
    }

    /// A fresh CLIP to train, the user's to align to, or none.
    private func clip(_ options: TrainingOptions) throws -> CLIPModel? {
        if !options.clipTraining.isEmpty || options.textReconstruction > 0 {
            let sizes = CLIPConfiguration(
                embedding: arguments.latentDim, resolution: arguments.clipResolution, patch: 16, imageWidth: arguments.clipWidth,
                imageLayers: arguments.clipLayers, imageHeads: arguments.clipWidth / 64, context: 77, vocabulary: CLIPTokenizer.vocabularySize,
                textWidth: arguments.clipWidth, textLayers: arguments.clipLayers, textHeads: arguments.clipWidth / 64)
            return try CLIPModel(sizes, seed: arguments.seed &+ 1)
        }
        guard !options.alignments.isEmpty else { return nil }
        let towers = Set(options.alignments.map { $0.domain == .text ? CLIPModel.Tower.text : .image })
        let path = try CLIPWeights.path(arguments.clip)
        let clip = try CLIPModel(contentsOf: path, towers: towers)
        guard clip.configuration.embedding == arguments.latentDim else {
            throw FileProblem(path, "gives features of \(clip.configuration.embedding) numbers", expected: "as many as --latent_dim, \(arguments.latentDim)")
        }
        return clip
    }

    private func positions(_ options: TrainingOptions) throws -> (any PositionLoss)? {
        guard options.lambdas.contains(where: { $0.loss.needsPositions }) else { return nil }
        guard arguments.poseRep != .xyz, arguments.glob else {
            throw CommandFailure("--lambda_rcxyz and --lambda_velxyz pose a body, which takes rotations of all joints: not --pose_rep xyz or --no-glob")
        }
        let path = try arguments.body.body ?? TrainingDatabase.smplBody(arguments.body)
        let body = try BodyModel(contentsOf: path)
        guard body.jointCount == 24 else {
            throw FileProblem(path, "has \(body.jointCount) joints", expected: "SMPL's 24, for --lambda_rcxyz and --lambda_velxyz")
        }
        return BodyPositionLoss(BodyLayer(body), pose: options.pose, hasTranslation: options.hasTranslation)
    }

    private func parameterCount(_ model: TrainingModel) -> Int { model.parameters.reduce(0) { $0 + $1.count } }

    private func note(_ line: String) {
        if !quiet { StandardError.print("smog: note: \(line)") }
    }
}
