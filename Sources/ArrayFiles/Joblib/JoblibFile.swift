// Reads what joblib.dump wrote: a pickle with the arrays' bytes in between, perhaps compressed.
import Files

/// A file of Python's joblib, such as the database of motions that MotionCLIP's and SMoG's parsers write.
///
/// An uncompressed file is mapped into memory, and its arrays are views into the mapping; a compressed one is unpacked once.
///
/// ```swift
/// let writer = try JoblibListsWriter("motions.pt", keys: ["vid_names", "thetas"])
/// for clip in ["walk", "run"] {
///     try writer.append([.strings([clip, clip]), .array(TensorData(shape: [2, 72], [Double](repeating: 0, count: 144)))])
/// }
/// try writer.finish()
///
/// let root = try JoblibFile(contentsOf: "motions.pt").root
/// print(root["thetas"]?.elements?.count ?? 0)  // 2
/// print(try root["vid_names"]?.elements?[1].array().strings() ?? [])  // ["run", "run"]
/// ```
public struct JoblibFile: Sendable {
    /// The path as given.
    public let path: String
    /// What was dumped. Arrays are asked for by ``PickleValue/array()``.
    public let root: PickleValue
    /// How the file is compressed, in a word; nil if it is not.
    public let compression: String?

    /// Opens a file.
    /// - Throws: ``FileProblem`` if it is missing, of another kind, cut short or damaged.
    public init(contentsOf path: String) throws {
        let bytes = ByteSlice(try MappedFile(path: path))
        let pickle = try PickledFile(bytes, path: path, expected: "a file of joblib.dump")
        guard !LegacyTorchFile.isOne(pickle.bytes) else {
            throw FileProblem(path, "is a PyTorch checkpoint", expected: "a file of joblib.dump")
        }
        self.path = path
        compression = pickle.compression?.name
        root = try pickle.graph().root
    }
}

/// A pickle in a file, unpacked if need be.
struct PickledFile {
    let bytes: ByteSlice
    let compression: StreamCompression?
    private let path: String

    /// - Throws: ``FileProblem`` if the file is no pickle.
    init(_ bytes: ByteSlice, path: String, expected: String) throws {
        self.path = path
        if let compression = StreamCompression(bytes) {
            // Any file may be compressed: a look at its beginning tells whether it is worth unpacking.
            let begin: ByteSlice
            if compression == .lz4 { throw StreamCompression.notUnderstood(path, compression.name) }
            do { begin = try compression.unpacked(bytes, path: path, limit: 2) } catch {
                throw bytes.count < 64 ? FileKind.problem(path, bytes, expected: expected) : error
            }
            guard begin.number(at: 0, width: 1) == 0x80 else { throw FileKind.problem(path, bytes, expected: expected) }
            self.compression = compression
            self.bytes = try compression.unpacked(bytes, path: path)
        } else {
            guard case .pickle? = FileKind(bytes) else { throw FileKind.problem(path, bytes, expected: expected) }
            compression = nil
            self.bytes = bytes
        }
    }

    func graph() throws -> PickleGraph { try PickleGraph.read(bytes, file: path) }

    /// True for a file that may be a compressed pickle; files that begin like this and are something else are told so.
    static func mayBeCompressed(_ bytes: ByteSlice) -> Bool { StreamCompression(bytes) != nil }
}
