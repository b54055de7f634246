// The motion files in the folders of a gallery: where they lie, and what they belong to.
import Files
import Motions
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

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
    static let endings: Set<String> = ["npz", "npy", "pkl", "bvh", "glb", "smpl"]
    /// Folders that say what a file holds, not whose motion it is.
    private static let formats: Set<String> = ["joints", "joints_npy", "animations", "new_joints", "new_joint_vecs"]
    private static let deepest = 12

    /// - Parameters:
    ///   - folders: as the user names them; each may be a single file, too.
    ///   - site: the folder of the site, which may lie in one of them.
    /// - Returns: folder by folder, in the order of their paths, compared byte by byte.
    /// - Throws: `FileProblem` if a folder is missing.
    public static func find(_ folders: [String], except site: String? = nil) throws -> [GallerySource] {
        var result: [GallerySource] = []
        for (number, folder) in folders.enumerated() {
            let base = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            guard Folders.exists(base) else { throw FileProblem(folder, "no such file or folder", expected: "a folder of motions") }
            guard Folders.isFolder(base) else {
                let name = base.split(separator: "/").last.map(String.init) ?? base
                if let source = source(name, at: base, folder: number, base: base) { result.append(source) }
                continue
            }
            walk(base, "", folder: number, base: base, site: site, depth: 0, into: &result)
        }
        return result
    }

    private static func walk(_ path: String, _ relative: String, folder: Int, base: String, site: String?, depth: Int, into result: inout [GallerySource]) {
        // A folder that cannot be listed holds nothing to be seen.
        guard depth <= deepest, let names = try? Folders.names(in: path) else { return }
        let present = Set(names)
        let own = path.split(separator: "/").last.map(String.init) ?? ""
        for name in names where !name.hasPrefix(".") {
            let full = path + "/" + name, inner = relative.isEmpty ? name : relative + "/" + name
            if Folders.isFolder(full) {
                if let site, Folders.areSame(full, site) { continue }
                if name == "root_npy" || name == "animations" && present.contains("joints") { continue }
                walk(full, inner, folder: folder, base: base, site: site, depth: depth + 1, into: &result)
            } else if isMotion(name, among: present, in: own), let source = source(inner, at: full, folder: folder, base: base) {
                result.append(source)
            }
        }
    }

    private static func isMotion(_ name: String, among names: Set<String>, in folder: String) -> Bool {
        guard let dot = name.lastIndex(of: "."), endings.contains(name[name.index(after: dot)...].lowercased()) else { return false }
        let stem = name[..<dot].lowercased()
        if name.hasSuffix("shape.npz") || stem.hasSuffix("_stagei") || stem.hasSuffix("_smpl_params") { return false }
        if stem == "mean" || stem == "std" || stem == "root_list" { return false }
        if stem.hasPrefix("raw_"), names.contains(String(name.dropFirst(4))) { return false }
        return true
    }

    private static func source(_ relative: String, at path: String, folder: Int, base: String) -> GallerySource? {
        var status = stat()
        var (bytes, changed) = (0, 0)
        if stat(path, &status) == 0 {
            // Pipes and the like are no files; dangling links are files that cannot be read.
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            bytes = Int(status.st_size)
            changed = Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec)
        }
        let parts = relative.split(separator: "/").map(String.init)
        let folders = parts.dropLast().filter { !formats.contains($0) }
        let own = name(of: base)
        return GallerySource(
            folder: folder, relativePath: relative, path: path, set: folders.count >= 2 ? folders[0] : own, subject: folders.last ?? "", bytes: bytes,
            changed: changed)
    }

    /// What a folder is called: the last part of its path that is a name.
    static func name(of folder: String) -> String {
        folder.split(separator: "/").last { $0 != "." && $0 != ".." }.map(String.init) ?? folder
    }
}
