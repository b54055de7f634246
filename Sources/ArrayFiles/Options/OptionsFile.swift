// The options a model was trained with: opt.yaml, as PyYAML writes it, or opt.txt.
import Files

/// An `opt.yaml` or `opt.txt`: every option of a training, in the file's order.
///
/// Which of the two it is, is told by its first line: that of an `opt.txt`, as MoMask and MotionCLR write it, is dashes and the word Options.
///
/// The YAML that Python's `yaml.dump` writes is understood, and what people change in it by hand. Tags such as
/// `!!python/object/apply:torch.device` are passed over: what they stand before counts, here `[cuda, 0]`.
///
/// ```swift
/// try OptionsFile.write([.init("latent_dim", 512), .init("lr", 1e-4), .init("losses", ["rc", "vel"])], to: "opt.yaml")
/// let options = try OptionsFile(contentsOf: "opt.yaml")
/// print(options["latent_dim"]?.int ?? 0, options["lr"]?.double ?? 0)  // 512 0.0001
/// print(options.keys)  // ["latent_dim", "lr", "losses"]
/// ```
public struct OptionsFile: Sendable {
    /// The path as given.
    public let path: String
    /// In the file's order.
    public let options: [OptionValue.Option]

    public var keys: [String] { options.map(\.key) }
    public subscript(key: String) -> OptionValue? { options.last { $0.key == key }?.value }

    /// Opens a file.
    /// - Throws: ``FileProblem`` naming the line that cannot be understood.
    public init(contentsOf path: String) throws {
        let file = try MappedFile(path: path)
        if path.hasSuffix(".txt") || file.withBytes({ OptionsText.isOne($0) }) {
            self.init(path: path, options: try file.withBytes { try OptionsText.read($0, path: path) })
        } else {
            try self.init(YAMLNode.read(path, holds: "options in YAML", machinery: .understood), path: path)
        }
    }

    private init(path: String, options: [OptionValue.Option]) {
        self.path = path
        self.options = options
    }

    package init(_ text: String, path: String) throws {
        try self.init(YAMLNode.read(text: text, path: path, machinery: .understood), path: path)
    }

    private init(_ root: YAMLNode, path: String) throws {
        self.path = path
        switch OptionValue(root) {
        case .dictionary(let options): self.options = options
        case .none: options = []
        default: throw FileProblem(path, "does not hold options", expected: "lines of 'name: value'")
        }
    }

    /// The file of options of a checkpoint, if there is one: `opt.yaml` or `opt.txt` beside it, or `opt.txt` above a folder called `model`.
    public static func beside(checkpoint path: String) throws -> OptionsFile? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let isInModels = folder == "model/" || folder.hasSuffix("/model/")
        let places = [folder + "opt.yaml", folder + "opt.txt"] + (isInModels ? [String(folder.dropLast(6)) + "opt.txt"] : [])
        return try places.first { Folders.exists($0) }.map { try OptionsFile(contentsOf: $0) }
    }

    /// Writes options as `yaml.dump` lays them out; PyYAML reads them, also with `safe_load`.
    public static func write(_ options: [OptionValue.Option], to path: String) throws {
        var text = ""
        try OptionsWriter.append(options, indent: 0, to: &text, path: path)
        try OutputFile.write(Array((text.isEmpty ? "{}\n" : text).utf8), to: path)
    }
}
