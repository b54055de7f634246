// Which motions of AMASS a release of BABEL has, by the paths it gives them.
import Files

/// The motions of BABEL's `train.json` and `val.json`, which are what MotionCLIP and SMoG train on.
public struct BabelRelease: Sendable {
    private let motions: [String: MotionLabel?]
    private let keys: Set<String>

    /// The files that are read, as many of them as are there.
    public static let files = ["train.json", "val.json"]

    /// - Parameter folder: where the files are; or one such file.
    /// - Throws: `FileProblem` if there is none, or one is damaged.
    public init(_ folder: String) throws {
        let files = Folders.isFolder(folder) ? BabelRelease.files.map { folder + "/" + $0 }.filter(Folders.exists) : [folder]
        guard !files.isEmpty else {
            throw FileProblem(folder, "holds no labels of BABEL", expected: BabelRelease.files.joined(separator: ", "))
        }
        var motions: [String: MotionLabel?] = [:]
        var keys: Set<String> = []
        for file in files {
            try BabelFile.forEachMotion(file) { parts, label in
                motions[parts.joined(separator: "/")] = .some(label)
                keys.insert(BabelFile.key(parts))
            }
        }
        self.motions = motions
        self.keys = keys
    }

    /// How many motions there are.
    public var count: Int { motions.count }

    /// True if the release has the motion under exactly this path, such as `CMU/02/02_01_poses.npz`: BABEL's `feat_p` without its first
    /// folder.
    public func contains(_ path: String) -> Bool { motions[path] != nil }

    /// True if the release has the motion under another spelling: blanks for underscores, `_poses` for `_stageii`.
    public func knows(_ path: String) -> Bool { keys.contains(BabelFile.key(path.split(separator: "/"))) }

    /// The label of a motion; nil if it has none.
    public func label(of path: String) -> MotionLabel? { motions[path] ?? nil }
}
