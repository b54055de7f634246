// Listing and making folders, with errors that say what to do.
@preconcurrency import LibC

/// Questions about paths and folders.
public enum Folders {
    /// True if the path exists and is a folder (links followed).
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// True if anything exists under the path (links followed).
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// True if both paths lead to the same existing file.
    public static func areSame(_ one: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Brings all that was written by anybody to the disk: once for thousands of files.
    public static func syncAll() { sync() }

    /// Brings the names in a folder to the disk. Where a file system cannot, they come there in its own time.
    static func syncNames(in path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// Makes a folder inside one that exists; a folder already there is fine.
    /// - Throws: ``FileProblem`` if its parent is missing or cannot be written to, or a file is in the way.
    public static func make(_ path: String) throws {
        if isFolder(path) { return }
        guard mkdir(path, 0o777) == 0 else {
            let code = errno
            if code == EEXIST && isFolder(path) { return }
            let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
            let parent = trimmed.lastIndex(of: "/").map { String(trimmed[..<$0]) } ?? "."
            switch code {
            case ENOENT where isFolder(parent.isEmpty ? "/" : parent):
                throw FileProblem(path, "the folder '\(parent.isEmpty ? "/" : parent)' takes no new folders", kind: .unwritable)
            case ENOENT:
                throw FileProblem(
                    path, "the folder '\(parent)' does not exist", advice: "Create it first: mkdir -p \(ShellWords.quoted(parent))",
                    kind: .unwritable)
            case EEXIST: throw FileProblem(path, "is a file", expected: "a folder", kind: .unwritable)
            default: throw FileProblem(path, "cannot be created: \(systemErrorText(code))", kind: .unwritable)
            }
        }
    }

    /// Makes a folder and the folders it lies in.
    public static func makeAll(_ path: String) throws {
        var partial = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + part
            try make(partial)
        }
    }

    /// The names in a folder, sorted by their bytes, so that the order is the same on every machine.
    public static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else {
            let code = errno
            throw FileProblem(
                path, "cannot be listed: \(systemErrorText(code))", expected: "a readable folder",
                kind: code == ENOENT ? .missing : .unreadable)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a file that is needed no longer; one that is gone already is fine.
    /// - Throws: ``FileProblem`` if it stays.
    package static func removeFile(_ path: String) throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw FileProblem(path, "cannot be removed: \(systemErrorText(errno))")
    }
}
