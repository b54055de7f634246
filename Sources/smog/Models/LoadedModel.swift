// A model that generates, found by what the user named. Which engine it is matters here and nowhere else in the commands.
import Files
import MotionModels
import Motions

/// Where the user's model is, and what its pictures are called: told before anything of it is read.
struct ModelPlace {
    let engine: MotionEngine
    /// The checkpoint's file; of engines of several files, their folder.
    let checkpoint: String
    /// What was chosen where the user left something open.
    let remark: String?
    let tree: TreeArguments?
    private let isNamed: Bool

    init(_ arguments: ModelArguments, tree: TreeArguments? = nil) throws { try self.init(named: arguments.checkpoint, tree: tree) }

    /// - Parameter model: what the user called it; nil if nothing.
    init(named model: String?, tree: TreeArguments? = nil) throws {
        var remark: String?
        var name = model ?? tree?.checkpointsDir
        if model != nil, tree?.checkpointsDir != nil {
            throw CommandFailure.usage("a model and --checkpoints_dir both say where the model is. Use one of them")
        }
        if name == nil, tree != nil, MoMaskFiles.areIn("checkpoints") {
            name = "checkpoints"
            remark = "no model is named; taking the one in checkpoints"
        }
        guard var name else {
            throw CommandFailure.usage("name a model: a checkpoint, a folder, or smog-cmu for the one that comes with smog")
        }
        if let dataset = tree?.datasetName, Folders.isFolder(name + "/" + dataset) { name += "/" + dataset }
        let found = try FoundModel.at(name, folders: ModelFolders.all(nil))
        engine = found.engine
        checkpoint = found.path
        self.remark = remark ?? found.remark
        self.tree = tree
        isNamed = !Folders.exists(name)
    }

    /// The number in `checkpoint_0100.pth.tar`, as the Python code calls its figures: `fig_100`.
    var figureName: String {
        let name = checkpoint.split(separator: "/").last.map(String.init) ?? ""
        let digits = name.split(separator: "_").last.map { $0.prefix { $0 != "." } } ?? ""
        guard !digits.isEmpty, digits.allSatisfy(\.isNumber), let epoch = Int(digits) else { return "fig" }
        return "fig_" + String(repeating: "0", count: max(0, 3 - String(epoch).count)) + String(epoch)
    }

    /// The folder of the checkpoint, where the Python code puts its figures; ends in a slash unless empty. Figures of a model that
    /// was named, not pointed at, stay where the user is, as do those of engines whose Python code puts them there.
    var folder: String {
        guard !isNamed, engine == .smog || engine == .motionCLIP else { return "" }
        return checkpoint.lastIndex(of: "/").map { String(checkpoint[...$0]) } ?? ""
    }

    /// Refuses options that this engine does not understand, before anything is read.
    /// - Parameters:
    ///   - sampling: of these, those that belong to other engines.
    ///   - given: flags of the command that only auto-encoders understand.
    func refuseOthers(_ arguments: ModelArguments, sampling: SamplingArguments) throws {
        let own = engine.ownOptions
        var strange = sampling.own.keys.filter { !own.contains($0) }.sorted().map { "--" + $0 }
        if sampling.noEma, engine != .motionCLR { strange.append("--no_ema") }
        switch engine {
        case .smog, .motionCLIP: strange += tree?.given ?? []
        case .moMask: strange = arguments.given + strange
        case .motionCLR: strange = arguments.given + strange + (tree?.given ?? [])
        }
        guard let first = strange.first else { return }
        throw CommandFailure.usage("\(first) means nothing to \(engine.rawValue), which \(checkpoint) is")
    }
}

extension ModelPlace {
    /// The MoMask that lies there.
    ///
    /// - Parameters:
    ///   - skeleton: of the body that will be shown.
    ///   - note: told what was chosen or is missing.
    func moMask(clip: CLIPArguments, skeleton: RestSkeleton, note: (String) -> Void) throws -> MoMaskGenerator {
        let files = try MoMaskFiles(checkpoint, name: tree?.name, residualName: tree?.resName)
        files.notes.forEach(note)
        var generator = MoMaskGenerator(try MoMask(files), clip: clip.textTower)
        generator.skeleton = skeleton
        return generator
    }
}

/// What the commands that generate need of the user's model.
struct LoadedModel {
    let generator: any MotionGenerator
    let options: GenerationOptions

    /// - Parameters:
    ///   - sampling: how motions are drawn; nil where the command does not ask.
    ///   - skeleton: of the body that will be shown, for models that give joints.
    ///   - note: told what had to be assumed.
    init(
        _ arguments: ModelArguments, at place: ModelPlace, sampling: SamplingArguments? = nil, skeleton: RestSkeleton = .average,
        note: (String) -> Void
    ) throws {
        if let remark = place.remark { note(remark) }
        switch place.engine {
        case .smog, .motionCLIP:
            generator = AutoEncoderGenerator(
                try TrainedModel(
                    place.checkpoint, clip: arguments.clip.textTower, poseRep: arguments.poseRep, numFrames: arguments.numFrames,
                    note: note))
        case .moMask: generator = try place.moMask(clip: arguments.clip, skeleton: skeleton, note: note)
        case .motionCLR:
            let model = try MotionCLR(MotionCLRFiles(place.checkpoint), usesAverage: sampling?.noEma != true)
            var own = MotionCLRGenerator(model, clip: arguments.clip.textTower)
            own.skeleton = skeleton
            generator = own
        }
        var options = arguments.options
        for (name, value) in sampling?.own ?? [:] { options.own[name] = value }
        self.options = options
    }

    /// The model as one with latents.
    /// - Throws: `CommandFailure` for engines that have none.
    func autoEncoder() throws -> AutoEncoderGenerator {
        if let generator = generator as? AutoEncoderGenerator { return generator }
        throw CommandFailure(
            "\(generator.path) is \(generator.name), which has no latents to calculate with; this takes SMoG or MotionCLIP")
    }
}
