// What the words of `smog train --resume` change in a training, and what they cannot change.
import ArgumentParser
import Files
import Training

/// The words of a training that is gone on with: those it was begun with, and those that now count instead.
struct ResumedTraining {
    /// All words together; what `opt.yaml` says from now on.
    let words: [String]
    let arguments: TrainingArguments
    /// What changes, one line each.
    let changes: [String]
    /// True if epochs may have another number of batches than before.
    let takesOtherBatches: Bool

    /// - Parameters:
    ///   - stored: the words the training was begun with.
    ///   - given: those behind `smog train` now.
    ///   - folder: where the training is.
    /// - Throws: ``CommandFailure`` naming the options that cannot change.
    init(stored: [String], given: [String], folder: RunFolder) throws {
        let before = try OptionSpelling.parse(TrainingArguments.self, stored)
        let own = TrainingWords(stored), new = TrainingWords(given)
        if let place = new.last("folder")?.value, RunFolder(place) != folder, RunFolder(place) != RunFolder(before.folder ?? "") {
            throw CommandFailure("--folder is \(place), and --resume goes on in \(folder.path); name one of them only")
        }
        let named = new.options.filter { !["folder", "resume"].contains($0.name) }
        let names = Set(named.map(\.name))
        words = own.options.filter { !names.contains($0.name) && $0.name != "resume" }.flatMap(\.words) + named.flatMap(\.words)
        arguments = try OptionSpelling.parse(TrainingArguments.self, words)
        var changes: [String] = [], fixed = new.others
        var changed: Set<String> = []
        for option in TrainingWords.known where names.contains(option.name) {
            let (was, isNow) = (option.value(before), option.value(arguments))
            guard was != isNow else { continue }
            if option.mayChange {
                changes.append("\(option.spelling) is \(isNow) from now on, and was \(was)")
                changed.insert(option.name)
            } else {
                fixed.append("\(option.spelling) (\(was))")
            }
        }
        guard fixed.isEmpty else {
            throw CommandFailure(
                "a training that goes on keeps what it was begun with: \(fixed.joined(separator: ", ")) cannot change. Leave it out, or begin another training in another --folder"
            )
        }
        self.changes = changes
        takesOtherBatches = changed.contains("batch-size") || !names.isDisjoint(with: ["datapath", "babel-dir"])
    }
}

/// Words of a command line as options of `smog train` with their values.
struct TrainingWords {
    /// An option as it was given.
    struct Given {
        /// As in ``TrainingWords/known``.
        let name: String
        let value: String?
        let words: [String]
    }
    private(set) var options: [Given] = []
    /// Options that nothing is known of.
    private(set) var others: [String] = []

    init(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else { continue }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var name = String(parts[0].replacing("_", with: "-"))
            if !TrainingWords.byName.keys.contains(name), name.hasPrefix("no-") { name = String(name.dropFirst(3)) }
            guard let option = TrainingWords.byName[name] else {
                if name != "quiet" { others.append(word) }
                continue
            }
            if parts.count == 2 {
                options.append(Given(name: name, value: String(parts[1]), words: [word]))
            } else if option.takesValue, let value = rest.popFirst() {
                options.append(Given(name: name, value: value, words: [word, value]))
            } else {
                options.append(Given(name: name, value: nil, words: [word]))
            }
        }
    }

    func last(_ name: String) -> Given? { options.last { $0.name == name } }

    // MARK: The options there are

    struct Option: Sendable {
        /// With `-` between words, as both spellings are known by.
        let name: String
        /// As documentation has it.
        let spelling: String
        let takesValue: Bool
        let mayChange: Bool
        let value: @Sendable (TrainingArguments) -> String
    }

    private static func option(_ spelling: String, mayChange: Bool = false, _ value: @escaping @Sendable (TrainingArguments) -> String)
        -> Option
    {
        Option(name: spelling.replacing("_", with: "-"), spelling: "--" + spelling, takesValue: true, mayChange: mayChange, value: value)
    }

    private static func flag(_ spelling: String, mayChange: Bool = false, _ value: @escaping @Sendable (TrainingArguments) -> Bool)
        -> Option
    {
        Option(name: spelling, spelling: "--" + spelling, takesValue: false, mayChange: mayChange) { value($0) ? "on" : "off" }
    }

    private static func path(_ value: String?) -> String { value ?? "none" }

    /// How far it goes, how fast, how often something is written, and where things lie may change; what is learned, from what it is drawn
    /// and how it is measured may not.
    static let known: [Option] = [
        option("datapath", mayChange: true) { path($0.datapath) }, option("babel_dir", mayChange: true) { path($0.babelDir) },
        option("clip_images_dir", mayChange: true) { path($0.clipImagesDir) }, option("phrasings", mayChange: true) { path($0.phrasings) },
        option("clip", mayChange: true) { path($0.clip) }, option("body", mayChange: true) { path($0.body.body) },
        option("model-dir", mayChange: true) { path($0.body.modelDir) },
        option("batch_size", mayChange: true) { "\($0.batchSize)" }, option("num_epochs", mayChange: true) { "\($0.numEpochs)" },
        option("lr", mayChange: true) { "\($0.lr)" }, option("snapshot", mayChange: true) { "\($0.snapshot)" },
        option("save-every", mayChange: true) { "\($0.saveEvery)" }, option("preview", mayChange: true) { "\($0.preview)" },
        option("threads", mayChange: true) { $0.threads.map(String.init) ?? "one a processor" }, flag("half", mayChange: true) { $0.half },
        // These change nothing.
        option("modelname", mayChange: true) { path($0.modelname) },
        option("device", mayChange: true) { $0.device.map(String.init) ?? "none" },
        flag("cpu", mayChange: true) { $0.processor }, flag("cuda", mayChange: true) { $0.processor },

        option("folder") { path($0.folder) }, option("resume") { path($0.resume) },
        option("model") { $0.model.rawValue }, option("latent_dim") { "\($0.latentDim)" }, option("num_layers") { "\($0.numLayers)" },
        option("dropout") { "\($0.dropout)" }, option("pose_rep") { $0.poseRep.rawValue }, option("num_frames") { "\($0.numFrames)" },
        option("sampling") { $0.sampling.rawValue }, option("sampling_step") { "\($0.samplingStep)" },
        option("num_seq_max") { "\($0.numSeqMax)" },
        option("max_len") { "\($0.maxLen)" }, option("min_len") { "\($0.minLen)" }, flag("glob") { $0.glob },
        flag("translation") { $0.translation },
        flag("vertstrans") { $0.vertstrans }, option("mirroring") { "\($0.mirroring)" }, flag("face-front") { $0.faceFront },
        flag("compat") { $0.compat },
        option("lambda_rc") { "\($0.lambdaRc)" }, option("lambda_vel") { "\($0.lambdaVel)" },
        option("lambda_rcxyz") { "\($0.lambdaRcxyz)" },
        option("lambda_velxyz") { "\($0.lambdaVelxyz)" }, option("jointstype") { $0.jointstype.rawValue },
        option("clip_text_losses") { path($0.clipTextLosses) }, option("clip_image_losses") { path($0.clipImageLosses) },
        option("clip_lambda_mse") { "\($0.clipLambdaMse)" }, option("clip_lambda_ce") { "\($0.clipLambdaCe)" },
        option("clip_lambda_cosine") { "\($0.clipLambdaCosine)" }, option("clip_training") { path($0.clipTraining) },
        option("clip_layers") { "\($0.clipLayers)" }, option("clip-width") { "\($0.clipWidth)" },
        option("clip-resolution") { "\($0.clipResolution)" },
        option("lambda-text-rc") { "\($0.lambdaTextRc)" }, option("examples") { "\($0.examples)" },
        option("optimiser") { $0.optimiser.rawValue },
        option("weight-decay") { $0.weightDecay.map { "\($0)" } ?? "the optimiser's own" },
        option("clip-norm") { $0.clipNorm.map { "\($0)" } ?? "none" },
        option("schedule") { $0.schedule.rawValue }, option("warm-up") { "\($0.warmUp)" }, option("seed") { "\($0.seed)" },
        option("dataset") { path($0.dataset) }, option("gender") { $0.body.gender?.rawValue ?? "none" },
        option("betas") { "\($0.body.betas)" },
        option("hands") { $0.body.hands?.rawValue ?? "none" },
    ]

    private static let byName = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
}
