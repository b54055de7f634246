// How a whole file is compressed, told by its first bytes.
import Files
@preconcurrency import LibC

/// The compressions that joblib can be told to use.
enum StreamCompression: Sendable {
    case zlib, gzip, bzip2, xz, lzma, lz4

    init?(_ bytes: ByteSlice) {
        if bytes.hasPrefix([0x1f, 0x8b]) {
            self = .gzip
        } else if bytes.hasPrefix(Array("BZh".utf8)) {
            self = .bzip2
        } else if bytes.hasPrefix([0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
            self = .xz
        } else if bytes.hasPrefix([0x5d, 0x00, 0x00]) {
            self = .lzma
        } else if bytes.hasPrefix([0x04, 0x22, 0x4d, 0x18]) {
            self = .lz4
        } else if bytes.number(at: 0, width: 1) == 0x78, let second = bytes.number(at: 1, width: 1), (0x78 << 8 | second) % 31 == 0 {
            // RFC 1950: both bytes together are a multiple of 31.
            self = .zlib
        } else {
            return nil
        }
    }

    var name: String {
        switch self {
        case .zlib: "zlib"
        case .gzip: "gzip"
        case .bzip2: "bzip2"
        case .xz: "xz"
        case .lzma: "lzma"
        case .lz4: "lz4"
        }
    }

    /// Unpacks the file.
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - path: the file, which other programs may open.
    ///   - limit: stop after this many bytes, for a look at the beginning.
    /// - Throws: ``FileProblem`` if it is damaged, too big for this machine's memory, or of a compression that is not understood.
    func unpacked(_ bytes: ByteSlice, path: String, limit: Int = .max) throws -> ByteSlice {
        switch self {
        case .zlib, .gzip: break
        case .xz, .lzma: return try UnpackingProgram.xz.unpacked(path, name: name, limit: limit)
        case .bzip2: return try UnpackingProgram.bzip2.unpacked(path, name: name, limit: limit)
        case .lz4: throw Self.notUnderstood(path, name)
        }
        let decoder = try ZlibDecoder(path: path)
        return try GrowingBytes.filled(path: path, limit: limit) { output in
            try bytes.withBytes { raw in
                var taken = 0
                while true {
                    let room = try output.room()
                    let step = try decoder.step(UnsafeRawBufferPointer(rebasing: raw[taken...]), into: room)
                    taken += step.taken
                    output.count += step.made
                    if step.isAtEnd || output.count >= limit { return }
                    guard step.taken > 0 || step.made > 0 else {
                        throw FileProblem(path, "is cut short in its \(name) compression", advice: "Is the file complete?", kind: .damaged)
                    }
                }
            }
        }
    }

    static func notUnderstood(_ path: String, _ name: String) -> FileProblem {
        FileProblem(
            path, "is compressed with \(name), which cannot be read here", expected: "zlib, gzip or no compression",
            advice: "Save it again in Python: joblib.dump(joblib.load('\(path)'), '\(path)', compress=3).")
    }
}

/// Unpacks a stream of bytes piece by piece.
package protocol StreamDecoder {
    /// - Returns: how many bytes of `input` were used, how many of `output` filled, and whether that was all there is.
    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (taken: Int, made: Int, isAtEnd: Bool)
}

/// A block of memory that grows while it is filled: the system moves its pages, it is never there twice.
struct GrowingBytes {
    private var memory: UnsafeMutableRawBufferPointer
    var count = 0
    private let path: String
    private let most: Int

    private init(path: String, limit: Int) throws {
        self.path = path
        // More than the machine's memory would only be swapped out and in again.
        most = Int(clamping: sysconf(Int32(_SC_PHYS_PAGES))) / 4 * 3 * max(Int(clamping: sysconf(Int32(_SC_PAGESIZE))), 1)
        let first = min(max(limit, 64), 1 << 22)
        guard let start = malloc(first) else { throw FileProblem(path, "needs more memory than there is") }
        memory = UnsafeMutableRawBufferPointer(start: start, count: first)
    }

    static func filled(path: String, limit: Int, _ fill: (inout GrowingBytes) throws -> Void) throws -> ByteSlice {
        var bytes = try GrowingBytes(path: path, limit: limit)
        do {
            try fill(&bytes)
        } catch {
            free(bytes.memory.baseAddress)
            throw error
        }
        // Give back what was not needed; if that fails, there is only too much.
        let memory = realloc(bytes.memory.baseAddress, max(bytes.count, 1)) ?? bytes.memory.baseAddress
        return ByteSlice(owning: UnsafeMutableRawBufferPointer(start: memory, count: bytes.count))
    }

    /// Room for at least one more byte.
    mutating func room() throws -> UnsafeMutableRawBufferPointer {
        if count == memory.count {
            guard memory.count <= most / 2, let grown = realloc(memory.baseAddress, memory.count * 2) else {
                throw FileProblem(path, "unpacks to more than \(memory.count >> 20) MB, more than this machine has memory for")
            }
            memory = UnsafeMutableRawBufferPointer(start: grown, count: memory.count * 2)
        }
        return UnsafeMutableRawBufferPointer(rebasing: memory[count...])
    }
}
