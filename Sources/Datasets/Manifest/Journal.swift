// A manifest being written: lines are added as images are finished, and put in order at the end.
import Files
@preconcurrency import LibC
import Motions

/// A manifest that one process appends to.
///
/// Each line is written in one piece after its image is in place, so that whatever moment a run is killed at, the images of all whole
/// lines are there; the images themselves tell by their checksums whether that holds after a loss of power, too.
/// ``finish(_:summary:)`` replaces the file by one with the same lines in order.
final class Journal {
    let path: String
    private var descriptor: Int32 = -1
    private var lock: FileLock?

    /// Opens the journal, after what is in it already.
    /// - Throws: ``FileProblem`` if another run has it open, or its header is of another set.
    init(path: String, header: ManifestHeader, lock: FileLock) throws {
        self.path = path
        self.lock = lock
        var isResumed = false
        if Folders.exists(path) {
            let reader = try ManifestReader(path: path)
            if reader.header() != nil {
                isResumed = true
                // A half-written line would spoil the next one.
                if reader.wholeLineBytes < reader.byteCount, truncate(path, off_t(reader.wholeLineBytes)) != 0 {
                    throw Journal.problem(path)
                }
            }
        }
        if !isResumed { try OutputFile.write(Array((header.line + "\n").utf8), to: path) }
        descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw Journal.problem(path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Adds a line.
    func append(_ line: [UInt8]) throws {
        let bytes = line + [0x0a]
        try bytes.withUnsafeBytes { raw in
            if DescriptorTransfer.write(raw, to: descriptor) != 0 { throw Journal.problem(path) }
        }
    }

    /// Replaces the journal by a manifest.
    func finish(_ body: (OutputFile) throws -> Void, tag: String) throws {
        let file = try OutputFile(path, tag: tag)
        try body(file)
        // The manifest says that all images are there: they come to the disk before it does.
        Folders.syncAll()
        try file.commit()
        close(descriptor)
        descriptor = -1
        lock?.release()
        lock = nil
    }

    private static func problem(_ path: String) -> FileProblem {
        FileProblem(
            path, "cannot be written: \(String(cString: strerror(errno)))",
            advice: "Free some space or mend the disk, then run the same command again.", kind: .unwritable)
    }
}

/// A file that only one process can hold at a time, on any machine that sees it. Let go by the system however the process ends.
package final class FileLock {
    private let path: String
    private var descriptor: Int32

    /// - Returns: nil if another process holds it.
    /// - Throws: ``FileProblem`` if the folder cannot be written to.
    package init?(_ path: String) throws {
        self.path = path
        while true {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw FileProblem(
                    path, "cannot be created: \(String(cString: strerror(errno)))", expected: "a folder that can be written to",
                    kind: .unwritable)
            }
            var request = flock()
            request.l_type = Int16(F_WRLCK)
            request.l_whence = Int16(SEEK_SET)
            if fcntl(descriptor, F_SETLK, &request) != 0 {
                let code = errno
                close(descriptor)
                // A file system without locks: two runs of the same shard are then the user's to avoid.
                if code == ENOLCK || code == EOPNOTSUPP || code == EINVAL {
                    descriptor = -1
                    return
                }
                return nil
            }
            // Whoever held it may have removed it in between.
            var own = stat()
            var named = stat()
            if fstat(descriptor, &own) == 0, stat(path, &named) == 0, own.st_ino == named.st_ino, own.st_dev == named.st_dev { return }
            close(descriptor)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Removes the file and lets go.
    package func release() {
        guard descriptor >= 0 else {
            unlink(path)
            return
        }
        unlink(path)
        close(descriptor)
        descriptor = -1
    }
}
