// The motion files in the folders of a gallery: where they lie, and what they belong to.
import Files
import Motions

/// A file that should hold a motion, or several.
public struct GallerySource: Sendable, Equatable {
    /// The number of the folder it was found in, in the order they were given.
    public let folder: Int
    /// Relative to that folder: `CMU/01/01_01_poses.npz`.
    public let relativePath: String
    /// As the user would name it.
    public let path: String
    /// The data set it belongs to: AMASS's first folder, or what the given folder is called.
    public let set: String
    /// Whose motion it is, as far as folders say; else empty.
    public let subject: String
    /// Size in bytes, and when it was last changed, in nanoseconds: another file has others.
    public let bytes: Int
    public let changed: Int
    /// What is said about it in words; found by ``GalleryLabels``.
    var words = ClipWords()

    /// What tells it from other sources of the same site.
    var key: String { "\(folder)/\(relativePath)" }
}

/// Finds motion files.
///
/// AMASS trees, results of generators and loose files alike: whatever has the ending of a motion file, but for what is known by its name to
/// hold none (shapes, means and deviations, trajectories of roots) or the same motions once more (MotionCLR's features beside their
/// joints, MoMask's `.bvh` beside its `.npy`).
public enum GallerySources {
    /// Folders that say what a file holds, not whose motion it is.
    private static let formats: Set<String> = ["joints", "joints_npy", "animations", "new_joints", "new_joint_vecs"]

    /// - Parameters:
    ///   - folders: as the user names them; each may be a single file, too.
    ///   - site: the folder of the site, which may lie in one of them.
    ///   - unreadable: told of each folder below those named that cannot be listed.
    /// - Returns: folder by folder, in the order of their paths, compared byte by byte.
    /// - Throws: `FileProblem` if a folder is missing.
    public static func find(_ folders: [String], except site: String? = nil, unreadable: (FileProblem) -> Void = { _ in }) throws
        -> [GallerySource]
    {
        var result: [GallerySource] = []
        for (number, folder) in folders.enumerated() {
            let base = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            guard Folders.exists(base) else {
                throw FileProblem(folder, "no such file or folder", expected: "a folder of motions", kind: .missing)
            }
            guard Folders.isFolder(base) else {
                if let file = FolderWalk.file(base) { result.append(source(file, folder: number, base: base)) }
                continue
            }
            // Folder by folder: the results of two generators may link to the same motion, and are compared.
            var walk = FolderWalk()
            result += try walk.files(
                below: base, enters: { entry in !(site.map { Folders.areSame(entry.path, $0) } ?? false) && !holdsTheSame(entry) },
                takes: isMotion
            ).map { source($0, folder: number, base: base) }
            for folder in walk.unreadable { unreadable(folder.problem) }
        }
        return result
    }

    /// Trajectories of roots, and a generator's animations of the joints beside them.
    private static func holdsTheSame(_ folder: FolderWalk.Entry) -> Bool {
        folder.name == "root_npy" || folder.name == "animations" && folder.neighbours.contains("joints")
    }

    private static func isMotion(_ file: FolderWalk.Entry) -> Bool {
        guard MotionFileNames.mayHoldMotion(file.name), let dot = file.name.lastIndex(of: ".") else { return false }
        let stem = file.name[..<dot].lowercased()
        return !stem.hasSuffix("_smpl_params") && !(stem.hasPrefix("raw_") && file.neighbours.contains(String(file.name.dropFirst(4))))
    }

    private static func source(_ file: FolderWalk.Entry, folder: Int, base: String) -> GallerySource {
        let parts = file.relativePath.split(separator: "/").map(String.init)
        let folders = parts.dropLast().filter { !formats.contains($0) }
        let own = name(of: base)
        return GallerySource(
            folder: folder, relativePath: file.relativePath, path: file.path, set: folders.count >= 2 ? folders[0] : own,
            subject: folders.last ?? "", bytes: file.bytes,
            changed: file.changed)
    }

    /// What a folder is called: the last part of its path that is a name.
    static func name(of folder: String) -> String {
        folder.split(separator: "/").last { $0 != "." && $0 != ".." }.map(String.init) ?? folder
    }
}
