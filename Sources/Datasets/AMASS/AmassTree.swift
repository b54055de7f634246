// The clips of an AMASS tree, found as MotionCLIP's parser finds them.
import Files
@preconcurrency import LibC

/// A folder laid out as AMASS is: `<Set>/<subject>/<clip>.npz`.
///
/// Only names and sizes are looked at; no clip is opened.
///
/// ```swift
/// let tree = try AmassTree("data/sample")
/// let rules = ParserRules()
/// let clip = tree.clips[1]
/// print(clip.path, clip.stem)  // CMU/02/02_04_poses.npz CMU_02_02_04_poses
/// print(try rules.verdict(AmassClip(path: tree.folder + "/" + clip.path)))  // accepted(step: 4, frames: 121)
/// print(rules.imageCount(frames: 121), rules.imageCount(frames: 643))  // 1 6
/// print(FrameChoice.middle.frames(in: 643, of: clip.path)[0])  // [50, 150, 250, 350, 450, 550]
/// ```
public struct AmassTree: Sendable {
    /// A motion file, or a folder that could not be looked into.
    public struct Clip: Sendable, Equatable {
        public let set: String
        public let subject: String
        /// The file's name; empty for a folder.
        public let file: String
        public let bytes: Int
        /// Why it cannot be used, where that is known without opening it.
        public var problem: String?

        fileprivate init(_ path: String, bytes: Int = 0, problem: String? = nil) {
            let parts = path.split(separator: "/", maxSplits: 2).map(String.init)
            set = parts.first ?? ""
            subject = parts.count > 1 ? parts[1] : ""
            file = parts.count > 2 ? parts[2] : ""
            self.bytes = bytes
            self.problem = problem
        }

        /// Relative to the tree's folder: `CMU/01/01_01_poses.npz`.
        public var path: String { file.isEmpty && subject.isEmpty ? set : "\(set)/\(subject)" + (file.isEmpty ? "" : "/\(file)") }
        /// What the names of its images begin with: `CMU_01_01_01_poses`.
        public var stem: String { "\(set)_\(subject)_\(file.dropLast(4))" }
    }

    public let folder: String
    /// In the order of their sets, subjects and names, compared byte by byte.
    public let clips: [Clip]
    /// Motion files that lie elsewhere than two folders deep, where the parser does not look, and one of them.
    public let misplaced: (count: Int, example: String?)

    /// - Throws: `FileProblem` if the folder is missing or cannot be read. Of what is in it, whatever cannot be read is a clip with a
    ///   ``Clip/problem``.
    public init(_ folder: String) throws {
        guard Folders.isFolder(folder) else {
            throw FileProblem(
                folder, Folders.exists(folder) ? "is not a folder" : "no such folder",
                expected: "an AMASS tree: <Set>/<subject>/<clip>_poses.npz", kind: Folders.exists(folder) ? .unreadable : .missing)
        }
        var base = folder
        while base.count > 1, base.hasSuffix("/") { base.removeLast() }
        var walk = FolderWalk()
        // One folder deeper than clips lie: motions are often put there by mistake.
        let found = try walk.files(below: base, enters: { $0.depth <= 2 }, takes: { AmassTree.isMotion($0.name) })
        var clips = found.filter { $0.depth == 2 }.map { Clip($0.relativePath, bytes: $0.bytes) }
        let misplaced = found.filter { $0.depth != 2 }
        let unreadable = walk.unreadable.map { Clip($0.relativePath, problem: $0.problem.problem) }.filter { $0.file.isEmpty }
        if !unreadable.isEmpty {
            clips = (clips + unreadable).sorted {
                [$0.set, $0.subject, $0.file].lexicographicallyPrecedes([$1.set, $1.subject, $1.file], by: AmassTree.precedes)
            }
        }
        self.folder = base
        self.clips = AmassTree.refusingSameNames(clips)
        self.misplaced = (misplaced.count, misplaced.first?.relativePath)
    }

    /// True for the names of motions: those of shapes, which AMASS keeps beside them, are passed over.
    static func isMotion(_ name: String) -> Bool {
        name.hasSuffix(".npz") && !name.hasPrefix(".") && !name.hasSuffix("shape.npz") && !name.hasSuffix("_stagei.npz")
    }

    private static func precedes(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }

    /// Dangling links are files that cannot be read; pipes and the like are none.
    static func fileSize(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// `A/B_C/D.npz` and `A_B/C/D.npz` would have images of the same names: the first has them.
    private static func refusingSameNames(_ clips: [Clip]) -> [Clip] {
        var owner: [String: String] = [:]
        return clips.map { clip in
            guard clip.problem == nil, let other = owner.updateValue(clip.path, forKey: clip.stem) else { return clip }
            owner[clip.stem] = other
            var clip = clip
            clip.problem = "its images would have the same names as those of \(other)"
            return clip
        }
    }

    /// Clips whose images the parser also finds for another, because that one's name is how theirs begin.
    ///
    /// The parser asks for names that start with a clip's; `run.npz` thus has the images of `run2.npz`, too.
    public static func prefixClashes(_ clips: [Clip]) -> [(shorter: String, longer: String)] {
        let sorted = clips.filter { $0.problem == nil }.map { (stem: Array($0.stem.utf8), path: $0.path) }
            .sorted { $0.stem.lexicographicallyPrecedes($1.stem) }
        var clashes: [(String, String)] = []
        var open: [(stem: [UInt8], path: String)] = []
        for clip in sorted {
            while let last = open.last, !clip.stem.starts(with: last.stem) { open.removeLast() }
            if let last = open.last { clashes.append((last.path, clip.path)) }
            open.append(clip)
        }
        return clashes
    }
}
