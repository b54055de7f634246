// BABEL's labels as they stand in its files: what the training data are labelled with.
import Files

/// What BABEL says about one motion (Punnakkal et al., "BABEL: Bodies, Action and Behavior with English Labels", 2021).
public struct BabelAnnotation: Sendable, Equatable {
    /// One label.
    public struct Label: Sendable, Equatable {
        /// As the annotator wrote it; empty where there is nothing.
        public let raw: String
        /// The same, tidied by BABEL's authors.
        public let processed: String
        /// The categories of action; nil where none were given, which is not the same as an empty list.
        public let categories: [String]?
        /// Seconds; 0 in labels of a whole motion.
        public let start: Double
        public let end: Double
    }

    /// `train` or `val`: the file it is from.
    public let split: String
    /// Seconds; 0 where BABEL does not say.
    public let duration: Double
    /// Of the whole motion.
    public let whole: [Label]
    /// Of stretches; nil where BABEL has only the whole.
    public let stretches: [Label]?
}

/// The annotations of BABEL's `train.json` and `val.json` by the paths of their motions.
public struct BabelAnnotations: Sendable {
    private var annotations: [String: BabelAnnotation] = [:]
    /// The same motions as ``key(_:)`` spells them.
    private var spellings: [String: String] = [:]
    /// Two entries for one motion: the later one counts, as in the original. One of them, if there are any.
    public private(set) var repeated: (count: Int, example: String?) = (0, nil)

    /// The files that are read, as many of them as are there.
    public static let files = ["train.json", "val.json"]

    /// No annotations at all.
    public init() {}

    /// - Parameter folder: where the files are; or one such file.
    /// - Throws: `FileProblem` if there is none, or one is damaged.
    public init(_ folder: String) throws {
        let files = Folders.isFolder(folder) ? BabelAnnotations.files.map { folder + "/" + $0 }.filter(Folders.exists) : [folder]
        guard !files.isEmpty else {
            throw FileProblem(folder, "holds no labels of BABEL", expected: BabelAnnotations.files.joined(separator: ", "))
        }
        for file in files {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            let split = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
            var entries = 0, motions = 0
            let isObject = try JSONValue.forEachMember(ofFile: file) { member in
                entries += 1
                guard let place = member.value["feat_p"]?.text else { return }
                motions += 1
                add(BabelAnnotation(member.value, split: split), path: place)
            }
            guard isObject else {
                throw FileProblem(file, "is not a file of BABEL: it holds no object", expected: "motions by their numbers")
            }
            guard motions > 0 || entries == 0 else {
                throw FileProblem(file, "is not a file of BABEL: nothing in it has a path ('feat_p')")
            }
        }
    }

    private mutating func add(_ annotation: BabelAnnotation, path: String) {
        // The first folder is the data set's name given twice.
        let path = path.split(separator: "/").dropFirst().joined(separator: "/")
        if annotations.updateValue(annotation, forKey: path) != nil {
            repeated = (repeated.count + 1, repeated.example ?? path)
        }
        spellings[BabelAnnotations.key(path)] = path
    }

    public var count: Int { annotations.count }

    /// The paths of all motions, sorted.
    public var paths: [String] { annotations.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The annotation of a motion, such as `CMU/02/02_01_poses.npz`.
    /// - Parameter isStrict: true to take the path letter by letter, as the original does; else another spelling of it will do.
    public func annotation(of path: String, isStrict: Bool = false) -> BabelAnnotation? {
        if let found = annotations[path] { return found }
        guard !isStrict, let other = spellings[BabelAnnotations.key(path)] else { return nil }
        return annotations[other]
    }

    /// What the names of a motion have in common in all releases of AMASS: `CMU/02/02_01`.
    private static func key(_ path: String) -> String {
        var key = path.hasSuffix(".npz") ? String(path.dropLast(4)) : path
        for ending in ["_poses", "_stageii"] where key.hasSuffix(ending) { key = String(key.dropLast(ending.count)) }
        return String(key.map { $0 == " " ? "_" : $0 })
    }
}

extension BabelAnnotation {
    /// Reads an entry; whatever is missing or of another type counts as not said.
    init(_ value: JSONValue, split: String) {
        self.split = split
        duration = value["dur"]?.finite.map { max(0, $0) } ?? 0
        whole = BabelAnnotation.labels(value["seq_ann"])
        if case .object? = value["frame_ann"] {
            stretches = BabelAnnotation.labels(value["frame_ann"])
        } else {
            stretches = nil
        }
    }

    private static func labels(_ annotation: JSONValue?) -> [Label] {
        (annotation?["labels"]?.elements ?? []).map { label in
            let categories: [String]? = if case .array(let all)? = label["act_cat"] { all.compactMap(\.text) } else { nil }
            return Label(
                raw: label["raw_label"]?.text ?? "", processed: label["proc_label"]?.text ?? "", categories: categories,
                start: label["start_t"]?.finite ?? 0, end: label["end_t"]?.finite ?? 0)
        }
    }
}
