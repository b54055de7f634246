// Reads manifests line by line, however a run that wrote them ended.
import Files
import Motions

/// A manifest in a mapped file: half-written last lines and others that are damaged are passed over.
struct ManifestReader {
    let path: String
    private let file: MappedFile

    init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
    }

    /// Bytes of the file, and how many of them are whole lines.
    var byteCount: Int { file.bytes.count }
    var wholeLineBytes: Int { file.withBytes { bytes in bytes.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0 } }

    /// The header, where the first line is one.
    func header() -> ManifestHeader? {
        file.withBytes { bytes in
            guard let end = bytes.firstIndex(of: 0x0a) else { return nil }
            guard let value = try? JSONValue(Array(bytes[..<end]), name: path) else { return nil }
            return ManifestHeader(value)
        }
    }

    /// Hands over every line that can be read, with its place in the file.
    func forEachLine(_ body: (JSONValue, Range<Int>) throws -> Void) rethrows {
        try file.withBytes { bytes in
            var start = 0
            while start < bytes.count, let end = bytes[start...].firstIndex(of: 0x0a) {
                if end > start, let value = try? JSONValue(Array(bytes[start..<end]), name: path) { try body(value, start..<end) }
                start = end + 1
            }
        }
    }

    /// A line by its place.
    func line(_ place: Range<Int>) -> [UInt8] { file.withBytes { Array($0[place]) } }
}

/// What the folder's manifests say of one image.
struct KnownImage: Sendable {
    /// Which manifest, and where in it.
    let source: Int
    let place: Range<Int>
    let bytes: Int
    let checksum: UInt32
}

/// The images that earlier runs have drawn, by the names of their files. Lines stay in their files: there may be a million.
final class KnownImages {
    private var images: [UInt64: KnownImage] = [:]
    private let sources: [ManifestReader]

    /// - Parameter sources: the later ones count for more, as do later lines of one.
    init(_ sources: [ManifestReader]) {
        self.sources = sources
        for (number, source) in sources.enumerated() {
            source.forEachLine { line, place in
                guard let file = line["file"]?.text, let bytes = line["bytes"]?.whole, let sum = line["crc32"]?.text,
                    let checksum = UInt32(sum, radix: 16)
                else { return }
                images[StableHash.of(file)] = KnownImage(source: number, place: place, bytes: bytes, checksum: checksum)
            }
        }
    }

    var count: Int { images.count }

    subscript(file: String) -> KnownImage? { images[StableHash.of(file)] }

    func line(_ image: KnownImage) -> [UInt8] { sources[image.source].line(image.place) }
}
