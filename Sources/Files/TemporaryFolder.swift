// A temporary folder: removed with the object, and when the program is told to stop.
@preconcurrency import LibC

/// A folder of its own in the system's folder for temporary files (`TMPDIR`, else `/tmp`).
///
/// It is removed with all that is in it when the object goes away, and by ``PendingFiles/removeAll()``. Forked processes may write
/// into it; it is the process that made it that removes it.
package final class TemporaryFolder {
    package let path: String
    private let owner = getpid()

    /// - Parameter name: the beginning of its name.
    /// - Throws: ``FileProblem`` if there is no place for temporary files.
    package init(_ name: String) throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var candidate: String
        var code: Int32
        var attempts = 0
        repeat {
            candidate = "\(parent)/\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            code = PendingFiles.makeFolder(candidate)
            attempts += 1
        } while code == EEXIST && attempts < 100
        path = candidate
        guard code == 0 else {
            throw FileProblem(
                parent, "takes no temporary files: \(systemErrorText(code))", advice: "Set TMPDIR to a folder that does.", kind: .unwritable
            )
        }
    }

    deinit {
        guard getpid() == owner else { return }
        TemporaryFolder.remove(path)
        PendingFiles.forgetFolder(path)
    }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? Folders.names(in: path)) ?? [] { remove(path + "/" + name) }
        rmdir(path)
    }
}
