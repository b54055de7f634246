// Files that grow while a program runs, such as logs: each piece is in them whole or not at all.
@preconcurrency import LibC

/// A file that is added to, by one program at a time.
///
/// Each piece goes to the system in one call, so that a program that is killed leaves whole pieces; one that did not fit on the
/// disk is taken back. What results depend on is written with ``OutputFile`` instead.
///
/// ```swift
/// let log = try AppendedFile("steps.log")
/// try log.append("step 1\n")
/// let again = try AppendedFile("steps.log")  // a second run goes on
/// try again.append("step 2\n")
/// print(again.count)  // 14
/// ```
public final class AppendedFile {
    public let path: String
    /// Bytes in the file.
    public private(set) var count: Int
    private let descriptor: Int32

    /// Opens a file to go on at its end, or creates it. Its folder must exist.
    /// - Throws: ``FileProblem`` if that cannot be done.
    public init(_ path: String) throws {
        self.path = path
        // Without O_NONBLOCK opening a pipe would wait for a reader.
        let opened = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
        guard opened >= 0 else {
            throw FileProblem(path, "cannot be opened for adding to it: \(systemErrorText(errno))", kind: .unwritable)
        }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw FileProblem(path, "is not a regular file", expected: "a file to add to", kind: .unwritable)
        }
        descriptor = opened
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    /// - Throws: ``FileProblem`` if they could not all be written; the file is as before then.
    public func append(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { pwrite(descriptor, $0 + done, raw.count - done, off_t(count + done)) } ?? 0
            }
            if written < 0 {
                let code = errno
                if code == EINTR { continue }
                _ = ftruncate(descriptor, off_t(count))
                throw FileProblem(
                    path, "cannot be written: \(systemErrorText(code))",
                    advice: code == ENOSPC ? "Free some space and go on with the same command." : nil,
                    kind: .unwritable)
            }
            done += written
        }
        count += bytes.count
    }

    /// Adds text as UTF-8.
    public func append(_ text: String) throws { try append(Array(text.utf8)) }

    /// Cuts the file off, such as after the last whole record of a program that was killed.
    /// - Throws: ``FileProblem`` if that cannot be done.
    public func truncate(to length: Int) throws {
        guard length >= 0, length < count else { return }
        guard ftruncate(descriptor, off_t(length)) == 0 else {
            throw FileProblem(path, "cannot be shortened: \(systemErrorText(errno))", kind: .unwritable)
        }
        count = length
    }
}
