// Where a MotionCLR lies: the folder of the released model, or Motius's.
import ArrayFiles
import Files

/// The files of a MotionCLR.
///
/// - The released folder, `checkpoints/t2m/release`: `opt.txt`, `meta/mean.npy`, `meta/std.npy`, and `model/latest.tar`, or `latest.tar` beside
///   `opt.txt`. A folder that holds `release`, `t2m/release` or `checkpoints/t2m/release` serves as well.
/// - Motius's re-release: a folder with `motionclr_config.json`, `model.safetensors` or `model.pt`, `Mean.npy`, `Std.npy` and
///   `clip/ViT-B-32.pt`.
///
/// Of the released 6.7 GB only the weights are read, where they lie.
public struct MotionCLRFiles: Sendable {
    public let folder: String
    /// The file with the weights.
    public let weights: String
    /// Normalisation of the features.
    public let mean: String, std: String
    /// A CLIP beside the weights; the released file has one inside.
    public let clip: String?
    public let options: DiffusionOptions

    /// True if a MotionCLR lies there.
    public static func areIn(_ path: String) -> Bool {
        let folder = trimmed(path)
        if Folders.exists(folder + "/" + motiusConfiguration) { return true }
        return released(folder) != nil
    }

    /// - Parameter path: of the folder, of one that holds it, or of the file with the weights.
    /// - Throws: `FileProblem` naming what is missing and where it belongs, or options that are not known.
    public init(_ path: String) throws {
        var given = MotionCLRFiles.trimmed(path)
        var named: String?
        if Folders.exists(given), !Folders.isFolder(given) {
            named = given
            given = given.lastIndex(of: "/").map { String(given[..<$0]) } ?? "."
            if given.hasSuffix("/model") { given = String(given.dropLast("/model".count)) } else if given == "model" { given = "." }
        }
        if Folders.exists(given + "/" + MotionCLRFiles.motiusConfiguration) {
            self = try MotionCLRFiles.motius(given, weights: named)
        } else if let found = MotionCLRFiles.released(given) {
            folder = found.folder
            weights = named ?? found.weights
            let list = found.folder + "/opt.txt"
            options = try Folders.exists(list) ? DiffusionOptions(OptionsFile(contentsOf: list).options, path: list) : DiffusionOptions()
            (mean, std) = (folder + "/meta/mean.npy", folder + "/meta/std.npy")
            clip = nil
        } else {
            throw FileProblem(
                path, "holds no MotionCLR", expected: "a folder such as checkpoints/t2m/release with opt.txt and model/latest.tar",
                advice: "docs/data.md says where to get it.")
        }
        for file in [mean, std] where !Folders.exists(file) {
            throw FileProblem(
                file, "is missing", expected: "the statistics that the model was trained with",
                advice: "docs/data.md says where to get them.")
        }
    }

    private static let motiusConfiguration = "motionclr_config.json"

    private init(folder: String, weights: String, mean: String, std: String, clip: String?, options: DiffusionOptions) {
        (self.folder, self.weights, self.mean, self.std) = (folder, weights, mean, std)
        (self.clip, self.options) = (clip, options)
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// The folder of a released model and the file of its weights.
    private static func released(_ path: String) -> (folder: String, weights: String)? {
        for folder in [path, path + "/release", path + "/t2m/release", path + "/checkpoints/t2m/release"] {
            let files = ["/model/latest.tar", "/latest.tar"].map { folder + $0 }
            guard Folders.exists(folder + "/opt.txt") || Folders.exists(folder + "/meta/mean.npy") else { continue }
            guard let file = files.first(where: { Folders.exists($0) }), isOurs(file) else { continue }
            return (folder, file)
        }
        return nil
    }

    /// Other models have a `latest.tar`, too.
    private static func isOurs(_ file: String) -> Bool {
        guard let root = try? TorchFile(contentsOf: file).root else { return true }
        return root["encoder"] != nil || root["model_ema"] != nil
    }

    private static func motius(_ folder: String, weights named: String?) throws -> MotionCLRFiles {
        let path = folder + "/" + motiusConfiguration
        // JSON is YAML.
        let file = try OptionsFile(contentsOf: path)
        guard let network = file["network"]?.options else {
            throw FileProblem(path, "has no 'network'", expected: "the description of a MotionCLR as Motius writes it")
        }
        let options = try DiffusionOptions(network + (file["inference"]?.options ?? []), path: path)
        func place(_ relative: String?, _ usual: [String], _ what: String) throws -> String {
            let names = [relative].compactMap { $0 } + usual
            if let found = names.map({ folder + "/" + $0 }).first(where: { Folders.exists($0) }) { return found }
            throw FileProblem(folder + "/" + (names.first ?? ""), "is missing", expected: what)
        }
        let statistics = file["statistics"]
        let clips = [file["text_encoder"]?["path"]?.string, "clip/ViT-B-32.pt", "clip.safetensors"].compactMap { $0 }.map {
            folder + "/" + $0
        }
        return MotionCLRFiles(
            folder: folder,
            weights: try named ?? place(file["weights"]?.string, ["model.safetensors", "model.pt"], "the network's weights"),
            mean: try place(statistics?["mean"]?.string, ["Mean.npy"], "the statistics that the model was trained with"),
            std: try place(statistics?["std"]?.string, ["Std.npy"], "the statistics that the model was trained with"),
            clip: clips.first { Folders.exists($0) }, options: options)
    }

    /// The weights: the average over the training where there is one.
    ///
    /// - Parameter usesAverage: false for those of the last step.
    func load(usesAverage: Bool) throws -> StateDictionary {
        guard !weights.hasSuffix(".safetensors") else { return try StateDictionary(contentsOf: weights) }
        let file = try TorchFile(contentsOf: weights)
        let key = (usesAverage ? ["model_ema", "encoder"] : ["encoder", "model_ema"]).first { file.root[$0] != nil }
        let found = try file.stateDictionary(at: key)
        // An average of PyTorch's own kind has a wrapper around it, and a count beside it.
        return found.contains("module.unet.final_conv.weight") ? found.part("module.") : found
    }
}
