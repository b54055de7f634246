// PyTorch's files: what torch.save and torch.jit.save wrote, as data.
import Files

/// A file of PyTorch: a checkpoint of `torch.save` (the zip format of PyTorch 1.6 and later or the one before), or a
/// TorchScript archive of `torch.jit.save` such as OpenAI's releases of CLIP.
///
/// The file is mapped into memory: opening it reads only the pickle, and tensors are views into the mapping until they are
/// converted. The pickle is read as data; nothing in it is ever run.
///
/// ```swift
/// let linear = TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
/// let bias = TensorData(shape: [2], [0.5, -0.5] as [Float])
/// let weights = TorchValue.tensors([("linear.weight", linear), ("linear.bias", bias)])
/// try TorchFile.write(["epoch": 100, "state_dict": weights], to: "training.pth.tar")
///
/// let file = try TorchFile(contentsOf: "training.pth.tar")
/// print(file.root["epoch"]?.int ?? 0)  // 100
/// print(try file.stateDictionary().names)  // ["linear.weight", "linear.bias"]
/// ```
///
/// All errors are ``FileProblem``s of one line. The checksums that the zip format keeps of tensors are verified only by
/// ``verify()``, as that takes longer than reading.
public struct TorchFile: Sendable {
    /// How the file was written.
    public enum Format: Sendable {
        /// A zip archive, since PyTorch 1.6.
        case archive
        /// Pickles one after the other, before PyTorch 1.6.
        case legacy
        /// A module with its program.
        case torchScript
    }

    /// The path as given.
    public let path: String
    public let format: Format
    /// What was saved. Dictionaries, lists and plain values are asked for as such, tensors by ``PickleValue/array()``.
    public let root: PickleValue
    private let archive: ZipArchive?

    static let expected = "a file of torch.save or torch.jit.save"

    /// Opens a file.
    /// - Throws: ``FileProblem`` if it is missing, of another kind, cut short or damaged.
    public init(contentsOf path: String) throws {
        try self.init(ByteSlice(try MappedFile(path: path)), path: path)
    }

    init(_ bytes: ByteSlice, path: String) throws {
        self.path = path
        switch FileKind(bytes) {
        case .zip:
            let archive = try ZipArchive(bytes, path: path)
            let reader = try TorchArchive(archive)
            root = try reader.root()
            format = reader.isScript ? .torchScript : .archive
            self.archive = archive
        case .pickle where LegacyTorchFile.isOne(bytes):
            root = try LegacyTorchFile.root(bytes, path: path)
            format = .legacy
            archive = nil
        default: throw FileKind.problem(path, bytes, expected: Self.expected)
        }
    }

    /// Verifies the checksums of all that is in the file. The format before PyTorch 1.6 has none, and `torch.save` can be told
    /// not to make any.
    /// - Throws: ``FileProblem`` that names the first part that is damaged.
    public func verify() throws {
        guard let archive else { return }
        for entry in archive.entries where entry.crc != 0 { try archive.contents(of: entry).release() }
    }

    /// True for an archive that PyTorch wrote.
    static func isOne(_ archive: ZipArchive) -> Bool { TorchArchive.pickle(of: archive) != nil }
}
