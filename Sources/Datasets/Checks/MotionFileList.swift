// The motion files in folders of any layout, in an order that is the same everywhere.
import Files

/// Finds the files that may hold motion, however deep they lie.
public enum MotionFileList {
    /// What motion files end in.
    private static let endings = [".npz", ".npy", ".bvh", ".glb", ".smpl", ".pkl"]
    /// Files that data sets keep beside motion and that hold none.
    private static let others: Set<String> = ["shape.npz", "Mean.npy", "Std.npy", "mean.npy", "std.npy", "cond.npy", "results_len.npy"]
    /// Deeper trees are links that go round.
    private static let deepest = 24

    /// - Parameter paths: folders, searched with all that is in them, and files, which are taken as they are.
    /// - Returns: each file once, those of a folder in the order of their paths, compared byte by byte.
    /// - Throws: `FileProblem` if one of the paths does not exist, or a folder named cannot be read.
    public static func files(in paths: [String]) throws -> [String] {
        var found: [String] = []
        var known: Set<String> = []
        for path in paths {
            guard Folders.exists(path) else { throw FileProblem(path, "no such file or folder") }
            let files = Folders.isFolder(path) ? try inside(trimmed(path), depth: 0) : [path]
            for file in files where known.insert(file).inserted { found.append(file) }
        }
        return found
    }

    private static func trimmed(_ path: String) -> String { path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path }

    private static func inside(_ folder: String, depth: Int) throws -> [String] {
        guard depth < deepest else { return [] }
        var found: [String] = []
        for name in try Folders.names(in: folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            if Folders.isFolder(path) {
                // What cannot be looked into is not there; the folder the user named is another matter.
                found += (try? inside(path, depth: depth + 1)) ?? []
            } else if endings.contains(where: name.lowercased().hasSuffix), !others.contains(name), !name.hasSuffix("_stagei.npz"), !name.hasSuffix("_shape.npz") {
                found.append(path)
            }
        }
        return found
    }
}
