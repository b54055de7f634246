// A whole file as bytes in memory, without reading it: pages come in as they are touched.
@preconcurrency import LibC

/// A file mapped read-only into memory.
///
/// Use it for anything that is read piecewise or only in part (archives, checkpoints). The mapping lives as long as the
/// object; `bytes` must not be used after that. A file that is shortened by somebody else while mapped ends the process
/// with SIGBUS, as with every memory-mapped reader.
public final class MappedFile: @unchecked Sendable {
    /// The path as given.
    public let path: String
    /// The file's bytes; empty for an empty file. Swift may let the object go after its last use: hold on to it with
    /// `withExtendedLifetime`, or use ``withBytes(_:)``.
    public let bytes: UnsafeRawBufferPointer

    /// - Throws: ``FileProblem`` when the file is missing, not readable, or a folder.
    public init(path: String) throws {
        self.path = path
        // Opening a pipe would otherwise wait for somebody to write into it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw FileProblem(
                path, code == ENOENT ? "no such file" : "cannot be opened: \(systemErrorText(code))",
                advice: code == ENOENT ? "Check the spelling of the path." : nil,
                kind: code == ENOENT ? .missing : .unreadable)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileProblem(path, "cannot be examined: \(systemErrorText(errno))", kind: .unreadable)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw FileProblem(path, isFolder ? "is a folder" : "is not a regular file", expected: "a file", kind: .unreadable)
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw FileProblem(path, "cannot be mapped into memory: \(systemErrorText(errno))", kind: .unreadable)
        }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    /// The bytes, for as long as `body` runs: the safe way to them.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// Gives the memory of a range's pages back to the system. They stay valid: touched again, they are read again.
    ///
    /// For files that are read once from front to back: what was copied need not stay in memory a second time.
    package func release(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        guard page > 0, let base = bytes.baseAddress, range.lowerBound >= 0, range.upperBound <= bytes.count else { return }
        // Only whole pages: a neighbour may still be in use.
        let first = (range.lowerBound + page - 1) / page * page
        let last = range.upperBound / page * page
        guard first < last else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
    }

    deinit {
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
    }
}
