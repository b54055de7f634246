// The kinds of models that make motions, told apart by their tensors and option files.
import ArrayFiles
import Files

/// A kind of model that makes motions of texts.
public enum MotionEngine: String, CaseIterable, Sendable {
    case smog = "SMoG"
    case motionCLIP = "MotionCLIP"
    case moMask = "MoMask"
    case motionCLR = "MotionCLR"

    /// True for those that make joint positions, to which bodies are fitted.
    public var givesJoints: Bool { self == .moMask || self == .motionCLR }

    /// True for those that are told how long each motion is to be.
    public var takesLengths: Bool { self == .moMask || self == .motionCLR }

    /// Names of the options of a request (``GenerationOptions/own``) that it understands.
    public var ownOptions: Set<String> {
        switch self {
        case .smog, .motionCLIP: AutoEncoderGenerator.ownOptions
        case .moMask: MoMaskGenerator.ownOptions
        case .motionCLR: MotionCLRGenerator.ownOptions
        }
    }

    /// A part of a name of a tensor that no other engine has.
    private var signs: [String] {
        switch self {
        case .smog: ["encoder.skelEmbedding.base_weight"]
        case .motionCLIP: ["encoder.skelEmbedding.weight"]
        case .moMask: ["quantizer.layers.0.codebook", "embed_proj_shared_weight", "token_embed_weight", "input_process.poseEmbedding."]
        case .motionCLR: ["unet.downs."]
        }
    }

    /// The engine whose tensors these are; nil if they are of none.
    init?(tensors names: [String]) {
        let found = MotionEngine.allCases.first { engine in engine.signs.contains { sign in names.contains { $0.contains(sign) } } }
        guard let found else { return nil }
        self = found
    }

    /// The engine that wrote an `opt.txt`, by its keys.
    init?(optionKeys keys: Set<String>) {
        if keys.contains("text_latent_dim") || keys.contains("dim_mults") {
            self = .motionCLR
        } else if keys.contains("num_quantizers") || keys.contains("nb_code") || keys.contains("vq_name") {
            self = .moMask
        } else {
            return nil
        }
    }
}

/// A model that a path was found to be.
public struct FoundModel: Sendable {
    public let engine: MotionEngine
    /// The checkpoint's file; for engines of several files the folder they lie in.
    public let path: String
    /// What was found, in one line; nil where the path itself says it.
    public let remark: String?
}

extension FoundModel {
    /// Recognises a model.
    ///
    /// - Parameters:
    ///   - path: a checkpoint; a folder of checkpoints, which stands for its newest; a folder of MoMask's or MotionCLR's; or the
    ///     name of a folder in one of `folders`, such as `smog-cmu`.
    ///   - folders: where models of a name are looked for.
    /// - Throws: `FileProblem` if there is none.
    public static func at(_ path: String, folders: [String]) throws -> FoundModel {
        let place = try resolved(path, folders: folders)
        return Folders.isFolder(place) ? try inFolder(place) : try file(place)
    }

    /// A path as it is, or the folder of a model by its name.
    private static func resolved(_ path: String, folders: [String]) throws -> String {
        if path.isEmpty || Folders.exists(path) || path.contains("/") || path.contains(".") { return path }
        let places = folders.map { $0 + "/" + path }
        if let place = places.first(where: Folders.isFolder) { return place }
        throw FileProblem(
            path, "is no file, folder or model's name; looked in \(places.joined(separator: ", "))",
            expected: "a checkpoint, a folder of them, or a name such as smog-cmu")
    }

    private static func file(_ path: String) throws -> FoundModel {
        // A file of one of MoMask's parts stands for the model it is a part of.
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let isInTree = folder.hasSuffix("/model") && Folders.exists(path)
        let place = isInTree ? String(folder.dropLast("/model".count)) : folder
        if isInTree || Folders.exists(folder + "/momask_config.json"), MoMaskFiles.areIn(place) {
            return FoundModel(engine: .moMask, path: place, remark: nil)
        }
        let names = try StateDictionary.modelWeights(contentsOf: path).weights.names
        guard let engine = MotionEngine(tensors: names) else {
            throw FileProblem(
                path, "has no tensor encoder.skelEmbedding.weight or .base_weight (its first is \(names.first ?? "none"))",
                expected: "a checkpoint of SMoG or MotionCLIP, or a file of MoMask's")
        }
        return FoundModel(engine: engine, path: path, remark: nil)
    }

    /// The newest checkpoint of a training's folder, or an engine's tree of folders.
    private static func inFolder(_ path: String) throws -> FoundModel {
        let folder = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        let names = try Folders.names(in: folder)
        if let newest = names.filter({ $0.hasSuffix(".pth.tar") && !Folders.isFolder(folder + "/" + $0) }).max(by: { isOlder($0, $1) }) {
            let found = try file(folder + "/" + newest)
            return FoundModel(engine: found.engine, path: found.path, remark: "\(path) is a folder; its newest checkpoint is \(newest)")
        }
        if MoMaskFiles.areIn(folder) { return FoundModel(engine: .moMask, path: folder, remark: nil) }
        if MotionCLRFiles.areIn(folder) { return FoundModel(engine: .motionCLR, path: folder, remark: nil) }
        for place in [folder] + ["/t2m", "/kit", "/checkpoints/t2m", "/checkpoints/kit"].map({ folder + $0 }) where Folders.isFolder(place)
        {
            let parts = place == folder ? [""] + names : try Folders.names(in: place)
            for part in parts.sorted() {
                let options = place + (part.isEmpty ? "" : "/" + part) + "/opt.txt"
                guard Folders.exists(options), let engine = MotionEngine(optionKeys: try keys(options)) else { continue }
                return FoundModel(engine: engine, path: path, remark: nil)
            }
        }
        throw FileProblem(
            path, "holds no model: no checkpoint (.pth.tar) and no part with an opt.txt",
            expected: "a folder with checkpoint_0100.pth.tar, for example")
    }

    /// Checkpoints are as new as the number of their epoch; those without one come first.
    private static func isOlder(_ a: String, _ b: String) -> Bool {
        func epoch(_ name: String) -> Int { name.split(separator: ".").first?.split(separator: "_").last.flatMap { Int($0) } ?? -1 }
        return (epoch(a), a) < (epoch(b), b)
    }

    /// The names in an `opt.txt`: what stands before the first `: ` of each line.
    private static func keys(_ path: String) throws -> Set<String> {
        let text = try MappedFile(path: path).withBytes { String(decoding: $0.prefix(1 << 20), as: UTF8.self) }
        return Set(
            text.split(whereSeparator: \.isNewline).compactMap { line in line.firstRange(of: ": ").map { String(line[..<$0.lowerBound]) } })
    }
}
