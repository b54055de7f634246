// A run of bytes together with whatever keeps them alive, so that a big array can be passed on without a copy.
import Files
@preconcurrency import LibC

/// Memory that never changes after it was filled: a mapped file or a block of our own.
package final class ByteBlock: @unchecked Sendable {
    fileprivate let memory: UnsafeRawBufferPointer
    fileprivate let file: MappedFile?

    fileprivate init(_ file: MappedFile) {
        self.file = file
        memory = file.bytes
    }

    fileprivate init(owning memory: UnsafeMutableRawBufferPointer) {
        file = nil
        self.memory = UnsafeRawBufferPointer(memory)
    }

    deinit {
        if file == nil { free(UnsafeMutableRawPointer(mutating: memory.baseAddress)) }
    }
}

/// A range of a ``ByteBlock``.
package struct ByteSlice: Sendable {
    private let block: ByteBlock
    private let start: Int
    package let count: Int

    private init(block: ByteBlock, start: Int, count: Int) {
        self.block = block
        self.start = start
        self.count = count
    }

    /// All of a mapped file.
    package init(_ file: MappedFile) {
        self.init(block: ByteBlock(file), start: 0, count: file.bytes.count)
    }

    /// A copy of the bytes.
    package init(_ bytes: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer(start: malloc(max(bytes.count, 1)), count: bytes.count)
        memory.copyBytes(from: bytes)
        self.init(block: ByteBlock(owning: memory), start: 0, count: bytes.count)
    }

    /// A block made with `malloc`, which is freed with the last slice of it.
    init(owning memory: UnsafeMutableRawBufferPointer) {
        self.init(block: ByteBlock(owning: memory), start: 0, count: memory.count)
    }

    /// A new block, zeroed by the system (pages that are never touched cost nothing), filled by `fill`.
    /// - Throws: what `fill` throws; ``FileProblem`` about `file` when there is not enough memory.
    package init(zeroed count: Int, for file: String, fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        guard count >= 0, let address = calloc(max(count, 1), 1) else {
            throw FileProblem(file, "needs \(count) bytes of memory, more than there are")
        }
        let memory = UnsafeMutableRawBufferPointer(start: address, count: count)
        let block = ByteBlock(owning: memory)
        try fill(memory)
        self.init(block: block, start: 0, count: count)
    }

    /// A part, or nil where it does not lie inside.
    package func part(at offset: Int, count: Int) -> ByteSlice? {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else { return nil }
        return ByteSlice(block: block, start: start + offset, count: count)
    }

    /// Lends the bytes; the pointer must not leave the closure.
    @inline(__always)
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(block) {
            try body(UnsafeRawBufferPointer(rebasing: block.memory[start..<start + count]))
        }
    }

    /// True if both are the same memory, not only equal bytes.
    package func isSameMemory(as other: ByteSlice) -> Bool {
        block === other.block && start == other.start && count == other.count
    }

    /// True if the bytes lie in a mapped file.
    package var isMapped: Bool { block.file != nil }

    /// Gives the memory of a mapped file's pages back; they are read again if they are touched again.
    package func release() { block.file?.release(start..<start + count) }

    /// True if the bytes belong to a mapped file's memory, that is, were not copied.
    package func lies(in other: ByteSlice) -> Bool { block === other.block }
}

extension ByteSlice {
    /// An unsigned little-endian number of `width` bytes (1 to 8), or nil past the end or where it does not fit an `Int`.
    package func number(at offset: Int, width: Int) -> Int? {
        guard offset >= 0, width > 0, width <= 8, offset <= count, width <= count - offset else { return nil }
        let value = withBytes { bytes in
            (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
        }
        return Int(exactly: value)
    }

    func hasPrefix(_ prefix: [UInt8], at offset: Int = 0) -> Bool {
        guard let part = part(at: offset, count: prefix.count) else { return false }
        return part.withBytes { $0.elementsEqual(prefix) }
    }

    func equals(_ text: String) -> Bool {
        withBytes { bytes in bytes.count == text.utf8.count && bytes.elementsEqual(text.utf8) }
    }

    /// The bytes as UTF-8, with replacement characters where they are not.
    var utf8Text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// The bytes as UTF-8, or as Latin-1 where they are not UTF-8: what a Python 2 `str` may hold.
    var lenientText: String {
        withBytes { bytes in
            String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        }
    }
}
