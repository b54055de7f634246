// Writes a dictionary of lists for joblib, entry by entry, without ever holding all of it.
import Files

/// How a joblib dump is kept.
public enum JoblibCompression: Sendable {
    /// Can be mapped into memory, by this program and by `joblib.load(…, mmap_mode='r')`. For joblib 1.1 and later.
    case none
    /// As `joblib.dump(…, compress=level)`; the parsers of MotionCLIP and SMoG use 3. Every joblib reads it.
    case zlib(level: Int)

    /// Elements are padded only where that is of use: joblib before 1.1 would take the padding for elements.
    var alignsElements: Bool { if case .none = self { true } else { false } }
}

/// A dump of `{key: [entry, entry, …], …}` being written, as `joblib.load` reads it.
///
/// The file has all entries of the first key, then all of the second, while entries come for all keys at once: what is appended
/// goes to a hidden file for each key, beside the final one, and ``finish()`` strings them together. Memory does not grow with
/// the number of entries; the disk needs room for the uncompressed entries in the meantime.
public final class JoblibListsWriter {
    public let path: String
    public let keys: [String]
    /// How many entries each key has.
    public private(set) var count = 0
    private let compression: JoblibCompression
    private var spills: [Spill]

    /// Begins a file.
    /// - Throws: ``FileProblem`` if the folder cannot be written to.
    public init(_ path: String, keys: [String], compression: JoblibCompression = .zlib(level: 3)) throws {
        self.path = path
        self.keys = keys
        self.compression = compression
        spills = try keys.map { _ in Spill(file: try OutputFile(path)) }
    }

    /// Appends one entry to each key's list, in the order of the keys.
    public func append(_ entries: [JoblibValue]) throws {
        guard entries.count == keys.count else {
            throw FileProblem(path, "got \(entries.count) values for an entry", expected: "one for each of \(keys.joined(separator: ", "))")
        }
        for (place, entry) in entries.enumerated() {
            try JoblibEncoder(path: path, name: keys[place], isAligned: compression.alignsElements).add(entry, to: &spills[place])
        }
        count += 1
    }

    /// Puts the file together and makes it appear.
    public func finish() throws {
        let output = try DumpStream(path, compression)
        var pickle = PickleWriter()
        pickle.bytes = [PickleOpcode.protocolVersion.rawValue, 3]
        pickle.append(.emptyDictionary)
        pickle.append(.mark)
        try output.write(pickle.bytes)
        for (place, key) in keys.enumerated() {
            var head = PickleWriter()
            head.add(key)
            head.append(.emptyList)
            head.append(.mark)
            try output.write(head.bytes)
            try spills[place].copy(to: output)
            spills[place].file.abandon()
            try output.write([PickleOpcode.appends.rawValue])
        }
        try output.write([PickleOpcode.setItems.rawValue, PickleOpcode.stop.rawValue])
        try output.finish()
    }
}

/// The entries of one key, waiting: pieces, each with its kind and length in front.
private struct Spill: JoblibSink {
    let file: OutputFile

    private static let instructions = 0
    private static let elements = 1

    private func begin(_ kind: Int, _ count: Int) throws {
        try withUnsafeBytes(of: (Int64(kind), Int64(count))) { try file.write($0) }
    }

    mutating func write(instructions: [UInt8]) throws {
        try begin(Self.instructions, instructions.count)
        try file.write(instructions)
    }

    mutating func write(elementsOf count: Int, _ elements: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        try begin(Self.elements, count)
        try elements { try file.write($0) }
    }

    func copy(to output: DumpStream) throws {
        let pieces = ByteSlice(try file.mapped())
        var position = 0
        while position < pieces.count {
            guard let kind = pieces.number(at: position, width: 8), let count = pieces.number(at: position + 8, width: 8),
                let piece = pieces.part(at: position + 16, count: count)
            else { throw FileProblem(output.path, "was changed while it was being written") }
            try piece.withBytes { kind == Self.elements ? try output.write(elements: $0) : try output.write($0) }
            piece.release()
            position += 16 + count
        }
    }
}

/// The dump itself, compressed on its way to the file.
private final class DumpStream {
    let path: String
    private let file: OutputFile
    private let deflater: Deflater?
    private let isAligned: Bool
    /// Bytes so far, before compression.
    private var position = 0

    init(_ path: String, _ compression: JoblibCompression) throws {
        self.path = path
        file = try OutputFile(path)
        isAligned = compression.alignsElements
        switch compression {
        case .none: deflater = nil
        case .zlib(let level): deflater = try Deflater(path, level: Int32(clamping: min(max(level, 0), 9)), isRaw: false)
        }
    }

    func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        position += bytes.count
        if let deflater {
            try deflater.compress(bytes) { try file.write($0) }
        } else {
            try file.write(bytes)
        }
    }

    /// If aligned: one byte that tells how many of padding follow, and the padding. joblib pads by a whole step where none is needed.
    func write(elements: UnsafeRawBufferPointer) throws {
        if isAligned {
            let padding = JoblibEncoder.alignment - (position + 1) % JoblibEncoder.alignment
            try write([UInt8(padding)] + Array(repeating: 0xff, count: padding))
        }
        try write(elements)
    }

    func finish() throws {
        if let deflater { try deflater.finish { try file.write($0) } }
        try file.commit()
    }
}
