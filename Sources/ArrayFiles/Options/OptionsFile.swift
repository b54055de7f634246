// The options a model was trained with: opt.yaml, as PyYAML writes it.
import Files

/// An `opt.yaml`: every option of a training, in the file's order.
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

    private static let largestFile = 4 << 20

    /// Opens a file.
    /// - Throws: ``FileProblem`` naming the line that cannot be understood.
    public init(contentsOf path: String) throws {
        let text = try MappedFile(path: path).withBytes { bytes in
            guard bytes.count <= Self.largestFile else {
                throw FileProblem(path, "has \(bytes.count) bytes", expected: "options, at most \(Self.largestFile) bytes")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, "is not UTF-8 text", expected: "options in YAML") }
            return text
        }
        try self.init(text, path: path)
    }

    package init(_ text: String, path: String) throws {
        self.path = path
        var reader = try OptionsReader(text, path: path)
        switch try reader.document() {
        case .dictionary(let options): self.options = options
        case .none: options = []
        default: throw FileProblem(path, "does not hold options", expected: "lines of 'name: value'")
        }
    }

    /// The file of options beside a checkpoint, if there is one.
    public static func beside(checkpoint path: String) throws -> OptionsFile? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let file = folder + "opt.yaml"
        return Folders.exists(file) ? try OptionsFile(contentsOf: file) : nil
    }

    /// Writes options as `yaml.dump` lays them out; PyYAML reads them, also with `safe_load`.
    public static func write(_ options: [OptionValue.Option], to path: String) throws {
        var text = ""
        try OptionsWriter.append(options, indent: 0, to: &text, path: path)
        try OutputFile.write(Array((text.isEmpty ? "{}\n" : text).utf8), to: path)
    }
}
