// Tells files apart by their first bytes, and says helpful things about those that are something else.
import Files

/// What a file of arrays is, by its content.
enum FileKind {
    case zip, npy, pickle

    init?(_ bytes: ByteSlice) {
        if bytes.hasPrefix([0x50, 0x4b, 0x03, 0x04]) || bytes.hasPrefix([0x50, 0x4b, 0x05, 0x06]) {
            self = .zip
        } else if bytes.hasPrefix(NPYHeader.magic) {
            self = .npy
        } else if let first = bytes.number(at: 0, width: 1).flatMap({ PickleOpcode(rawValue: UInt8($0)) }) {
            // Text pickles have no mark; they begin with the making of a container or of an object.
            switch first {
            case .protocolVersion, .mark, .emptyDictionary, .emptyList, .emptyTuple, .global: self = .pickle
            default: return nil
            }
        } else if ZipDirectory.hasEnd(bytes) {
            // Something stands in front of the archive, as in self-extracting ones.
            self = .zip
        } else {
            return nil
        }
    }

    /// The error for a file that is none of `expected`.
    static func problem(_ path: String, _ bytes: ByteSlice, expected: String) -> FileProblem {
        guard bytes.count > 0 else { return FileProblem(path, "is empty", expected: expected) }
        switch StreamCompression(bytes) {
        case .gzip: return FileProblem(path, "is compressed with gzip", expected: expected, advice: "Unpack it first: gunzip '\(path)'")
        case let compression?:
            return FileProblem(path, "is compressed with \(compression.name), as joblib's dumps may be", expected: expected)
        case nil: break
        }
        if bytes.hasPrefix(Array("version https://git-lfs".utf8)) {
            return FileProblem(path, "is only a Git LFS pointer", expected: expected, advice: "Fetch the file itself: git lfs pull")
        }
        let start = bytes.part(at: 0, count: min(bytes.count, 256)).map { $0.lenientText.lowercased() } ?? ""
        if start.contains("<!doctype html") || start.contains("<html") {
            return FileProblem(
                path, "is a web page", expected: expected, advice: "The download probably needs a login: get it with a browser.")
        }
        if bytes.hasPrefix([0x89, 0x48, 0x44, 0x46]) || start.hasPrefix("matlab 5") {
            return FileProblem(path, "is an HDF5 or MATLAB file", expected: expected)
        }
        switch FileKind(bytes) {
        case .zip: return FileProblem(path, "is a zip archive", expected: expected)
        case .npy: return FileProblem(path, "is an .npy file", expected: expected)
        case .pickle: return FileProblem(path, "is perhaps a Python pickle", expected: expected)
        case nil: return FileProblem(path, "is of an unknown kind", expected: expected)
        }
    }
}
