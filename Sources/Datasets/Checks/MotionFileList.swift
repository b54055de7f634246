// The motion files in folders of any layout, in an order that is the same everywhere.
import Files
import Motions

/// Finds the files that may hold motion, however deep they lie.
public enum MotionFileList {
    /// - Parameters:
    ///   - paths: folders, searched with all that is in them, and files, which are taken as they are.
    ///   - unreadable: told of each folder below those named that cannot be listed.
    /// - Returns: each file once, whatever links lead to it; those of a folder in the order of their paths, compared byte by byte.
    /// - Throws: `FileProblem` if one of the paths does not exist, or a folder named cannot be read.
    public static func files(in paths: [String], unreadable: (FileProblem) -> Void = { _ in }) throws -> [String] {
        var found: [String] = []
        var walk = FolderWalk()
        for path in paths {
            guard Folders.exists(path) else { throw FileProblem(path, "no such file or folder", kind: .missing) }
            if Folders.isFolder(path) {
                found += try walk.files(below: path) { MotionFileNames.mayHoldMotion($0.name) }.map(\.path)
            } else if walk.isNew(path) {
                found.append(path)
            }
        }
        for folder in walk.unreadable { unreadable(folder.problem) }
        return found
    }
}
