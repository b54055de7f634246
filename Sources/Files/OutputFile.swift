// Files that appear whole or not at all: written under a temporary name, renamed when complete.
@preconcurrency import LibC

/// A file being written.
///
/// The bytes go to a hidden file in the same folder; ``commit()`` renames it to the final name, replacing what was there
/// in one step. Without a commit (an error thrown half-way, the object going away) the hidden file is removed.
///
/// A link stays a link: what it leads to is replaced. A file that is replaced hands on its permissions.
///
/// ```swift
/// let file = try OutputFile("steps.txt")
/// for step in 1...3 { try file.write(Array("step \(step)\n".utf8)) }
/// print(Folders.exists("steps.txt"))  // false
/// try file.commit()
/// print(Folders.exists("steps.txt"))  // true
/// let steps = try MappedFile(path: "steps.txt")
/// print(steps.bytes.count)  // 21
/// ```
public final class OutputFile {
    /// What a power cut may do to a file after ``commit()`` has returned.
    public enum Durability: Sendable {
        /// Nothing: the bytes and the name are on the disk, which takes some milliseconds.
        case onDisk
        /// The file may be gone or empty. For one of thousands of frames or images that the same command makes again; who finishes such a
        /// set calls ``Folders/syncAll()`` once, before a manifest says that it is complete.
        case inCache
    }

    /// The final path, as given.
    public let path: String
    /// Bytes written so far.
    public private(set) var count = 0
    /// The hidden file, for another program to write into before the commit.
    package let temporaryPath: String
    /// Where the file is put: ``path``, or what the link of that name leads to.
    private let target: String
    private let durability: Durability
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    /// Begins a file. Its folder must exist and be writable.
    /// - Parameter tag: letters and digits in the hidden file's name, by which ``removeLeftovers(in:tag:)`` knows it if the program is killed.
    /// - Throws: ``FileProblem`` naming the folder that is missing or cannot be written to.
    public init(_ path: String, tag: String = "", durability: Durability = .onDisk) throws {
        self.path = path
        self.durability = durability
        func refused(_ problem: String, expected: String? = nil, advice: String? = nil) -> FileProblem {
            FileProblem(path, problem, expected: expected, advice: advice, kind: .unwritable)
        }
        let target = try OutputFile.target(of: path)
        self.target = target
        let slash = target.lastIndex(of: "/")
        let folder = slash.map { String(target[..<$0]) } ?? "."
        let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
        guard !name.isEmpty, name != ".", name != ".." else {
            throw refused("is not the name of a file", expected: "a path that ends in a file name")
        }
        var status = stat()
        let isThere = stat(target, &status) == 0
        if isThere {
            if status.st_mode & S_IFMT == S_IFDIR { throw refused("is a folder", expected: "a file name to write to") }
            // A device or pipe would not be written to but replaced.
            guard status.st_mode & S_IFMT == S_IFREG else { throw refused("is not a regular file", expected: "a file name to write to") }
        } else if errno == ENAMETOOLONG {
            throw refused("cannot be created: \(systemErrorText(ENAMETOOLONG))")
        }
        let prefix = slash == nil ? "" : folder + "/"
        // The final name may be as long as the file system allows, so the temporary one is built from the process alone.
        // Another machine or container may have a process of the same number at work, or killed, in this folder.
        var candidate: String
        var code: Int32 = 0
        var attempts = 0
        repeat {
            candidate = "\(prefix)\(OutputFile.hiddenPrefix(tag))\(getpid())-\(OutputFile.nextSerial()).part"
            descriptor = PendingFiles.open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: 0o666)
            code = descriptor < 0 ? errno : 0
            attempts += 1
        } while code == EEXIST && attempts < 10_000
        temporaryPath = candidate
        guard descriptor >= 0 else {
            let place = folder.isEmpty ? "/" : folder
            switch code {
            case ENOENT where Folders.isFolder(place): throw refused("the folder '\(place)' takes no new files")
            case ENOENT:
                throw refused("the folder '\(place)' does not exist", advice: "Create it first: mkdir -p \(ShellWords.quoted(place))")
            case EACCES, EROFS, EPERM: throw refused("the folder '\(place)' cannot be written to (\(systemErrorText(code)))")
            case ENOTDIR: throw refused("'\(place)' is not a folder")
            default: throw refused("cannot be created: \(systemErrorText(code))")
            }
        }
        // Who may read a file does not change because it is made anew. A file system without permissions has none to keep.
        if isThere { _ = fchmod(descriptor, status.st_mode & 0o7777) }
    }

    /// Follows links from a path to the name that a file is to have, which need not exist.
    private static func target(of path: String) throws -> String {
        var path = path
        for _ in 0..<40 {
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink(path, &buffer, buffer.count)
            guard count > 0, count < buffer.count else { return path }
            let link = String(decoding: buffer[..<count].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            path = link.hasPrefix("/") ? link : folder + link
        }
        throw FileProblem(path, "is a link that goes round", kind: .unwritable)
    }

    deinit { abandon() }

    /// Appends bytes.
    /// - Throws: ``FileProblem`` when the disk is full or the write fails.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        count += bytes.count
        if buffer.count + bytes.count <= OutputFile.bufferSize {
            buffer.append(contentsOf: bytes)
            return
        }
        try flush()
        if bytes.count >= OutputFile.bufferSize {
            try writeThrough(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Appends text as UTF-8.
    public func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Overwrites bytes already written, for headers whose numbers are known only at the end.
    public func overwrite(at offset: Int, _ bytes: [UInt8]) throws {
        try flush()
        try bytes.withUnsafeBytes { raw in
            let error = DescriptorTransfer.write(raw, to: descriptor, at: offset)
            if error != 0 { throw writeProblem(error) }
        }
    }

    /// Hands over what was written so far: for notes on the way that are read back, and then given up.
    package func mapped() throws -> MappedFile {
        try flush()
        return try MappedFile(path: temporaryPath)
    }

    /// Makes the file appear under its final name.
    public func commit() throws {
        try flush()
        guard descriptor >= 0 else { return }
        var code: Int32 = 0
        // The name must not come to the disk before the bytes. File systems that cannot be asked answer EINVAL.
        if durability == .onDisk, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS, errno != ENOTSUP { code = errno }
        if close(descriptor) != 0, code == 0 { code = errno }
        descriptor = -1
        guard code == 0 else {
            unlink(temporaryPath)
            PendingFiles.remove(temporaryPath)
            throw writeProblem(code)
        }
        guard rename(temporaryPath, target) == 0 else {
            let code = errno
            unlink(temporaryPath)
            PendingFiles.remove(temporaryPath)
            throw FileProblem(path, "cannot be put in place: \(systemErrorText(code))", kind: .unwritable)
        }
        PendingFiles.remove(temporaryPath)
        if durability == .onDisk {
            Folders.syncNames(in: target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? ".")
        }
    }

    /// Finds out whether a file can be made, before what takes long is done for it. Nothing is left behind.
    /// - Throws: ``FileProblem`` as ``init(_:tag:)`` does.
    package static func check(_ path: String) throws { try OutputFile(path).abandon() }

    /// Gives the file up; nothing is left behind. Does nothing after ``commit()``.
    public func abandon() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporaryPath)
        PendingFiles.remove(temporaryPath)
    }

    private func flush() throws {
        guard !buffer.isEmpty else { return }
        let pending = buffer
        buffer.removeAll(keepingCapacity: true)
        try pending.withUnsafeBytes { try writeThrough($0) }
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
        guard descriptor >= 0 else { throw FileProblem(path, "is already closed", kind: .unwritable) }
        let error = DescriptorTransfer.write(bytes, to: descriptor)
        if error != 0 { throw writeProblem(error) }
    }

    private func writeProblem(_ code: Int32) -> FileProblem {
        let advice: String? =
            switch code {
            case ENOSPC, EDQUOT: "Free some space and run the same command again."
            case EFBIG: "It outgrew a limit on the size of files: see 'ulimit -f', and the file system's own."
            default: nil
            }
        return FileProblem(path, "cannot be written: \(systemErrorText(code))", advice: advice, kind: .unwritable)
    }
}

extension OutputFile {
    /// Writes a whole file in one go.
    public static func write(_ bytes: [UInt8], to path: String, tag: String = "", durability: Durability = .onDisk) throws {
        let file = try OutputFile(path, tag: tag, durability: durability)
        try file.write(bytes)
        try file.commit()
    }

    /// Removes what killed runs left of files with this tag in a folder. Nobody else may be writing such files there.
    public static func removeLeftovers(in folder: String, tag: String) throws {
        for name in try Folders.names(in: folder) where name.hasPrefix(hiddenPrefix(tag)) && name.hasSuffix(".part") {
            // What follows is a process and a number: another tag may begin with this one.
            let rest = name.dropFirst(hiddenPrefix(tag).count).dropLast(5)
            if rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) { unlink(folder + "/" + name) }
        }
    }

    private static func hiddenPrefix(_ tag: String) -> String { tag.isEmpty ? ".smog-" : ".smog-\(tag)-" }

    private static let serial = Serial()
    private static func nextSerial() -> Int { serial.next() }
}

/// A counter safe to use from any thread.
private final class Serial: @unchecked Sendable {
    private let lock = Lock()
    private var value = 0
    func next() -> Int {
        lock.withLock {
            value += 1
            return value
        }
    }
}
