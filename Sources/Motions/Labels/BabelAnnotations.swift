// Reads BABEL's files: which motions of AMASS a release has, and what it says about them.
import Files

/// The annotations of a release of BABEL by the paths of their motions.
///
/// `train.json` and its siblings have for each motion its path (`feat_p`), labels of the whole (`seq_ann`) and of stretches (`frame_ann`).
public struct BabelAnnotations: Sendable {
    private var annotations: [String: BabelAnnotation] = [:]
    /// The same motions as ``key(_:)`` spells them.
    private var spellings: [String: String] = [:]
    /// Two entries for one motion: the later one counts, as in the Python code. One of them, if there are any.
    public private(set) var repeated: (count: Int, example: String?) = (0, nil)

    /// What MotionCLIP and SMoG train on: as many of these files as are there are read.
    public static let files = ["train.json", "val.json"]
    /// All files of a release. Those of the test set hold no labels, but say which motions there are.
    package static let allFiles = ["train.json", "val.json", "test.json", "extra_train.json", "extra_val.json"]

    /// No annotations at all.
    public init() {}

    /// - Parameter folder: where the files are; or one such file.
    /// - Throws: `FileProblem` if there is none, or one is damaged.
    public init(_ folder: String) throws {
        for file in try BabelAnnotations.paths(in: folder, BabelAnnotations.files) {
            try BabelAnnotations.forEach(ofFile: file) { add($1, path: $0.joined(separator: "/")) }
        }
    }

    private mutating func add(_ annotation: BabelAnnotation, path: String) {
        if annotations.updateValue(annotation, forKey: path) != nil {
            repeated = (repeated.count + 1, repeated.example ?? path)
        }
        spellings[BabelAnnotations.key(path.split(separator: "/"))] = path
    }

    /// How many motions there are, those of which nothing is said included.
    public var count: Int { annotations.count }

    /// The paths of all motions, sorted: BABEL's `feat_p` without its first folder, such as `CMU/02/02_01_poses.npz`.
    public var paths: [String] { annotations.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The annotation of a motion.
    /// - Parameter isStrict: true to take the path letter by letter, as the Python code does; else another spelling of it will do.
    public func annotation(of path: String, isStrict: Bool = false) -> BabelAnnotation? {
        if let found = annotations[path] { return found }
        guard !isStrict, let other = spellings[BabelAnnotations.key(path.split(separator: "/"))] else { return nil }
        return annotations[other]
    }

    /// True if the release has the motion under exactly this path.
    public func contains(_ path: String) -> Bool { annotations[path] != nil }

    /// True if the release has the motion under another spelling: blanks for underscores, `_poses` for `_stageii`.
    public func knows(_ path: String) -> Bool { spellings[BabelAnnotations.key(path.split(separator: "/"))] != nil }

    // MARK: Files

    /// Those of a folder that are there; or the file itself.
    static func paths(in folder: String, _ names: [String]) throws -> [String] {
        let files = Folders.isFolder(folder) ? names.map { folder + "/" + $0 }.filter(Folders.exists) : [folder]
        guard !files.isEmpty else {
            throw FileProblem(folder, "holds no labels of BABEL", expected: names.joined(separator: ", "))
        }
        return files
    }

    /// Hands over the motions of a file: the parts of their paths, without the first folder, which is the name of the data set given twice,
    /// and what is said about them.
    static func forEach(ofFile path: String, _ body: (ArraySlice<Substring>, BabelAnnotation) -> Void) throws {
        var motions = 0, members = 0
        let isObject = try JSONValue.forEachMember(ofFile: path) { member in
            members += 1
            guard let place = member.value["feat_p"]?.text else { return }
            motions += 1
            body(place.split(separator: "/").dropFirst(), BabelAnnotation(member.value, file: path))
        }
        guard isObject else {
            throw FileProblem(path, "is not a file of BABEL: it holds no object", expected: "motions by their numbers")
        }
        guard motions > 0 || members == 0 else {
            throw FileProblem(path, "is not a file of BABEL: nothing in it has a path ('feat_p')")
        }
    }

    /// What the names of one motion have in common in all releases: the last three parts of its path, `CMU/02/02_01`.
    ///
    /// Releases differ in what follows (`_poses.npz`, `_stageii.npz`) and in blanks.
    static func key(_ parts: some BidirectionalCollection<Substring>) -> String {
        var key = parts.suffix(3).joined(separator: "/")
        if let dot = key.lastIndex(of: "."), !key[dot...].contains("/") { key = String(key[..<dot]) }
        for ending in ["_poses", "_stageii"] where key.hasSuffix(ending) { key = String(key.dropLast(ending.count)) }
        return String(key.map { $0 == " " ? "_" : $0 })
    }
}
