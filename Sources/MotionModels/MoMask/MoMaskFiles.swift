// Where the parts of a MoMask lie: the tree of the released checkpoints, one model's folder in it, or Motius's folder.
import ArrayFiles
import Files

/// The files of a MoMask's parts.
///
/// - The released tree, `checkpoints/t2m` or `checkpoints/kit`: a folder for each part with `model/*.tar`, `opt.txt`, and for the
///   residual VQ-VAE `meta/mean.npy` and `meta/std.npy`. The folder of one model in it, or the folder that holds `t2m`, serves as well.
/// - Motius's re-release: one folder with `vq`, `t2m_trans`, `res_trans`, `length_est` as `.safetensors` or `.pt`,
///   `momask_config.json`, `Mean.npy` and `Std.npy`.
public struct MoMaskFiles: Sendable {
    /// A part of the model.
    public enum Part: String, CaseIterable, Sendable {
        case residualVQ, maskedTransformer, residualTransformer, lengthEstimator

        /// What stands above the tensors in files of `torch.save`, the newest name first.
        var keys: [String] {
            switch self {
            case .residualVQ: ["vq_model", "net"]
            case .maskedTransformer: ["t2m_transformer", "trans"]
            case .residualTransformer: ["res_transformer"]
            case .lengthEstimator: ["estimator"]
            }
        }

        /// Files below `model/`, the best first.
        var fileNames: [String] {
            switch self {
            case .residualVQ: ["net_best_fid.tar", "finest.tar", "latest.tar"]
            case .maskedTransformer: ["latest.tar", "net_best_fid.tar"]
            case .residualTransformer: ["net_best_fid.tar", "latest.tar"]
            case .lengthEstimator: ["finest.tar", "latest.tar"]
            }
        }

        /// The folder of the released model.
        var releasedFolder: String {
            switch self {
            case .residualVQ: "rvq_nq6_dc512_nc512_noshare_qdp0.2"
            case .maskedTransformer: "t2m_nlayer8_nhead6_ld384_ff1024_cdp0.1_rvq6ns"
            case .residualTransformer: "tres_nlayer8_ld384_ff1024_rvq6ns_cdp0.2_sw"
            case .lengthEstimator: "length_estimator"
            }
        }

        /// The name of the file in Motius's folder, without its ending.
        var motiusName: String {
            switch self {
            case .residualVQ: "vq"
            case .maskedTransformer: "t2m_trans"
            case .residualTransformer: "res_trans"
            case .lengthEstimator: "length_est"
            }
        }

        /// Where its file belongs beside the parts that are there.
        func place(in files: MoMaskFiles) -> String {
            let isMotius = Folders.exists(files.folder + "/momask_config.json")
            return files.folder + (isMotius ? "/\(motiusName).safetensors" : "/\(releasedFolder)/model/\(fileNames[0])")
        }

        /// What it is called in messages.
        var words: String {
            switch self {
            case .residualVQ: "residual VQ-VAE"
            case .maskedTransformer: "masked transformer"
            case .residualTransformer: "residual transformer"
            case .lengthEstimator: "length estimator"
            }
        }
    }

    /// One part's weights.
    public struct Place: Sendable {
        public let part: Part
        /// The file.
        public let path: String
        /// What its training options say; nil if there are none beside it.
        public let options: OptionsFile?
        /// The name of its folder, as options of other parts call it.
        let name: String
        /// Why it cannot be read; nil if it seems sound.
        var problem: FileProblem?
        /// Options that stand in a file of the whole model instead.
        var settings: [OptionValue.Option] = []

        /// A whole number among the options.
        func number(_ key: String) -> Int? { options?[key]?.int ?? settings.last { $0.key == key }?.value.int }
    }

    /// The folder that holds the parts.
    public let folder: String
    public let residualVQ: Place
    public let maskedTransformer: Place
    /// Nil where there is none: motions are then made of base tokens alone.
    public let residualTransformer: Place?
    /// Nil where there is none: lengths must then be given.
    public let lengthEstimator: Place?
    /// Normalisation of the features.
    public let mean: String, std: String
    /// CLIP's weights, if they lie beside the parts.
    public let clip: String?
    /// What was chosen or is missing.
    public let notes: [String]

    private init(
        folder: String, residualVQ: Place, maskedTransformer: Place, residualTransformer: Place?, lengthEstimator: Place?, mean: String,
        std: String,
        clip: String?, notes: [String]
    ) {
        self.folder = folder
        self.residualVQ = residualVQ
        self.maskedTransformer = maskedTransformer
        self.residualTransformer = residualTransformer
        self.lengthEstimator = lengthEstimator
        (self.mean, self.std) = (mean, std)
        self.clip = clip
        self.notes = notes
    }

    /// True if the parts of a MoMask, or some of them, lie there.
    public static func areIn(_ path: String) -> Bool {
        let folder = trimmed(path)
        if Folders.exists(folder + "/momask_config.json") { return true }
        guard let tree = tree(of: folder) else { return false }
        return !places(in: tree).isEmpty
    }

    /// - Parameters:
    ///   - path: the tree, a model's folder in it, or Motius's folder.
    ///   - name: the folder of the masked transformer, where there are several.
    ///   - residualName: the folder of the residual transformer, where there are several.
    /// - Throws: ``FileProblem`` naming the parts that are missing and where they belong.
    public init(_ path: String, name: String? = nil, residualName: String? = nil) throws {
        let given = MoMaskFiles.trimmed(path)
        let isMotius = Folders.exists(given + "/momask_config.json")
        self = isMotius ? try MoMaskFiles.motius(given) : try MoMaskFiles.released(given, name: name, residualName: residualName)
    }

    private static func released(_ path: String, name: String?, residualName: String?) throws -> MoMaskFiles {
        guard let tree = MoMaskFiles.tree(of: path) else {
            throw FileProblem(
                path, "holds no parts of MoMask",
                expected: "a folder such as checkpoints/t2m with \(Part.residualVQ.releasedFolder)/model/net_best_fid.tar",
                advice: "docs/data.md says where to get them.")
        }
        var notes: [String] = []
        let all = MoMaskFiles.places(in: tree)
        let own = all.first { Folders.areSame(tree + "/" + $0.name, path) }
        func choose(_ part: Part, named: String?) throws -> Place? {
            let found = all.filter { $0.part == part }
            if let named {
                guard let place = found.first(where: { $0.name == named }) else {
                    throw FileProblem(
                        tree, "has no \(part.words) called \(named)",
                        expected: found.isEmpty
                            ? "a folder with model/\(part.fileNames[0])" : "one of " + found.map(\.name).joined(separator: ", "))
                }
                return place
            }
            if let own, own.part == part { return own }
            return found.first { $0.name == part.releasedFolder } ?? found.first
        }
        let masked = try choose(.maskedTransformer, named: name)
        let residual = try choose(.residualTransformer, named: residualName)
        let vqName = masked?.options?["vq_name"]?.string
        let vq = try choose(
            .residualVQ, named: vqName.flatMap { wanted in all.contains { $0.part == .residualVQ && $0.name == wanted } ? wanted : nil })
        let length = try choose(.lengthEstimator, named: nil)
        for place in [masked, vq, residual, length] { if let problem = place?.problem { throw problem } }
        guard let masked, let vq else {
            let missing = [(Part.maskedTransformer, masked), (.residualVQ, vq)].filter { $0.1 == nil }.map(\.0)
            throw FileProblem(
                tree, "lacks MoMask's " + missing.map(\.words).joined(separator: " and "),
                expected: missing.map { "\(tree)/\($0.releasedFolder)/model/\($0.fileNames[0])" }.joined(separator: " and "),
                advice: "docs/data.md says where to get them.")
        }
        if let vqName, vqName != vq.name {
            notes.append("\(masked.name) was trained on tokens of \(vqName), which is not there; taking \(vq.name)")
        }
        for part in [Part.maskedTransformer, .residualTransformer, .residualVQ] {
            let found = all.filter { $0.part == part }
            let chosen = [masked, residual, vq].compactMap { $0 }.first { $0.part == part }
            if found.count > 1, let chosen, name == nil || part != .maskedTransformer {
                notes.append("of \(found.count) \(part.words)s taking \(chosen.name)")
            }
        }
        if residual == nil {
            notes.append(
                "there is no residual transformer (\(tree)/\(Part.residualTransformer.releasedFolder)): motions are made of base tokens alone"
            )
        }
        let meta = tree + "/" + vq.name + "/meta"
        for file in ["/mean.npy", "/std.npy"] where !Folders.exists(meta + file) {
            throw FileProblem(
                meta + file, "is missing", expected: "the statistics that \(vq.name) was trained with",
                advice: "docs/data.md says where to get them.")
        }
        return MoMaskFiles(
            folder: tree, residualVQ: vq, maskedTransformer: masked, residualTransformer: residual, lengthEstimator: length,
            mean: meta + "/mean.npy", std: meta + "/std.npy", clip: clip(in: tree), notes: notes)
    }

    private static func motius(_ folder: String) throws -> MoMaskFiles {
        // JSON is YAML.
        let config = try OptionsFile(contentsOf: folder + "/momask_config.json")
        func settings(_ part: Part) -> [OptionValue.Option] {
            let name: String? =
                switch part {
                case .residualVQ: "vq"
                case .maskedTransformer: "t2m"
                case .residualTransformer: "res"
                case .lengthEstimator: nil
                }
            guard case .dictionary(let parts)? = config["config"], case .dictionary(let own)? = parts.last(where: { $0.key == name })?.value
            else { return [] }
            return own
        }
        func place(_ part: Part) -> Place? {
            for ending in ["safetensors", "pt", "pth"] {
                let path = "\(folder)/\(part.motiusName).\(ending)"
                if Folders.exists(path) {
                    return Place(part: part, path: path, options: nil, name: part.motiusName, settings: settings(part))
                }
            }
            return nil
        }
        guard let vq = place(.residualVQ), let masked = place(.maskedTransformer) else {
            let missing = [Part.residualVQ, .maskedTransformer].filter { place($0) == nil }
            throw FileProblem(
                folder, "lacks MoMask's " + missing.map(\.words).joined(separator: " and "),
                expected: missing.map { "\(folder)/\($0.motiusName).safetensors" }.joined(separator: " and "))
        }
        for file in ["/Mean.npy", "/Std.npy"] where !Folders.exists(folder + file) {
            throw FileProblem(folder + file, "is missing", expected: "the statistics that the model was trained with")
        }
        let residual = place(.residualTransformer)
        let missing = "there is no residual transformer (\(folder)/res_trans.safetensors): motions are made of base tokens alone"
        return MoMaskFiles(
            folder: folder, residualVQ: vq, maskedTransformer: masked, residualTransformer: residual,
            lengthEstimator: place(.lengthEstimator),
            mean: folder + "/Mean.npy", std: folder + "/Std.npy", clip: clip(in: folder), notes: residual == nil ? [missing] : [])
    }

    /// The weights of a part; of two sets under different names the newer name's.
    static func weights(_ place: Place) throws -> StateDictionary {
        guard place.path.hasSuffix(".tar") else { return try StateDictionary(contentsOf: place.path) }
        let file = try TorchFile(contentsOf: place.path)
        for key in place.part.keys where file.root[key] != nil { return try file.stateDictionary(at: key) }
        throw FileProblem(
            place.path, "holds no \(place.part.words) of MoMask",
            expected: "the key " + place.part.keys.map { "'\($0)'" }.joined(separator: " or "))
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// The folder whose folders are parts: the one given, the one above it, or `t2m` or `kit` in it.
    private static func tree(of path: String) -> String? {
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let candidates =
            [path, path + "/t2m", path + "/kit", path + "/checkpoints/t2m"] + (Folders.isFolder(path + "/model") ? [above] : [])
        return candidates.first { Folders.isFolder($0) && !places(in: $0).isEmpty }
    }

    /// The parts whose folders lie in a folder, told by what is in their files; of files that cannot be read by what their options or
    /// folders say they should be.
    private static func places(in tree: String) -> [Place] {
        guard let names = try? Folders.names(in: tree) else { return [] }
        return names.sorted().compactMap { name in
            let folder = tree + "/" + name
            guard Folders.isFolder(folder + "/model") else { return nil }
            var options: OptionsFile?
            var problem: FileProblem?
            do {
                options = try OptionsFile.beside(checkpoint: folder + "/")
            } catch {
                problem = error as? FileProblem ?? FileProblem(folder + "/opt.txt", "\(error)")
            }
            let file: (part: Part, path: String)
            do {
                guard let told = try told(by: folder) else { return nil }
                file = told
            } catch {
                guard let part = expected(in: name, options), let path = files(in: folder).first else { return nil }
                problem = error as? FileProblem ?? FileProblem(path, "\(error)")
                file = (part, path)
            }
            let best = file.part.fileNames.map { folder + "/model/" + $0 }.first(where: Folders.exists) ?? file.path
            return Place(part: file.part, path: best, options: options, name: name, problem: problem)
        }
    }

    /// Files of weights in a part's folder.
    private static func files(in folder: String) -> [String] {
        Set(Part.allCases.flatMap(\.fileNames)).sorted().map { folder + "/model/" + $0 }.filter(Folders.exists)
    }

    /// What the files of a folder hold; nil where that is no part of MoMask.
    /// - Throws: what is wrong with a file, where none tells.
    private static func told(by folder: String) throws -> (part: Part, path: String)? {
        var problem: (any Error)?
        for path in files(in: folder) {
            do {
                let root = try TorchFile(contentsOf: path).root
                if let part = Part.allCases.first(where: { part in part.keys.contains { root[$0] != nil } }) { return (part, path) }
            } catch {
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
        return nil
    }

    /// What a folder should hold, by its options or its name.
    private static func expected(in name: String, _ options: OptionsFile?) -> Part? {
        if let part = Part.allCases.first(where: { $0.releasedFolder == name || $0.releasedFolder + "_k" == name }) { return part }
        if options?["nb_code"] != nil { return .residualVQ }
        if options?["share_weight"] != nil { return .residualTransformer }
        return options?["vq_name"] != nil ? .maskedTransformer : nil
    }

    private static func clip(in folder: String) -> String? {
        let names = ["clip.safetensors", "clip/ViT-B-32.pt", "ViT-B-32.pt", "clip.pt", "../clip/ViT-B-32.pt", "../ViT-B-32.pt"]
        return names.map { folder + "/" + $0 }.first(where: Folders.exists)
    }
}
