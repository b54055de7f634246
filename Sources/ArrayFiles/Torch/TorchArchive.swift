// PyTorch's zip format: a pickle, and one stored entry for every storage.
import Files

/// The parts of an archive of `torch.save` or `torch.jit.save`.
///
/// Source: PyTorch's `caffe2/serialize/inline_container.cc` and `torch/serialization.py`: all entries lie in one folder, named
/// after the file or "archive": `data.pkl`, `byteorder`, `data/0`, `data/1`, …, and `constants.pkl` and `code/` for TorchScript.
struct TorchArchive {
    private let archive: ZipArchive
    private let pickle: ZipArchive.Entry
    private let folder: String
    /// True where there is a program beside the data.
    let isScript: Bool

    /// Storages that were compressed by another program have to be unpacked; more than this is refused.
    private static let maximumUnpackedSize = 1 << 34

    init(_ archive: ZipArchive) throws {
        guard let pickle = Self.pickle(of: archive) else {
            throw FileProblem(archive.path, "is a zip archive without a data.pkl", expected: TorchFile.expected)
        }
        self.archive = archive
        self.pickle = pickle
        let folder = String(pickle.name.dropLast(8))
        self.folder = folder
        isScript = archive.entries.contains { $0.name.hasPrefix(folder + "code/") || $0.name == folder + "constants.pkl" }
    }

    static func pickle(of archive: ZipArchive) -> ZipArchive.Entry? {
        archive.entries.first { entry in
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            return parts.last == "data.pkl" && parts.count <= 2
        }
    }

    /// What the pickle holds, with its tensors.
    func root() throws -> PickleValue {
        var machine = PickleMachine(try bytes(of: pickle), file: archive.path)
        let graph = try machine.run()
        graph.storages = try storages()
        return graph.root
    }

    private func storages() throws -> TensorStorages {
        var parts: [String: ByteSlice] = [:]
        var unpacked = 0
        for entry in archive.entries where entry.name.hasPrefix(folder + "data/") {
            if let stored = archive.storedBytes(of: entry) {
                parts[String(entry.name.dropFirst(folder.count + 5))] = stored
            } else {
                unpacked += entry.size
                guard unpacked <= Self.maximumUnpackedSize else {
                    throw FileProblem(archive.path, "has more than \(Self.maximumUnpackedSize >> 30) GB of compressed tensors")
                }
                parts[String(entry.name.dropFirst(folder.count + 5))] = try archive.contents(of: entry)
            }
        }
        let order = try archive.entry(folder + "byteorder").map { try bytes(of: $0).utf8Text }
        return TensorStorages(parts, isBigEndian: order == "big")
    }

    /// Small entries are verified, unless the checksum is 0: that is how `torch.save` without checksums leaves it.
    private func bytes(of entry: ZipArchive.Entry) throws -> ByteSlice {
        if entry.crc == 0, let stored = archive.storedBytes(of: entry) { return stored }
        return try archive.contents(of: entry)
    }
}
