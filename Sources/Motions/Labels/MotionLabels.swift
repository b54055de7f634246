// Finds the words that belong to a motion file, in the places where data sets keep them.
import Files
@preconcurrency import LibC

/// Finds labels of motion files; remembers the tables it has read.
///
/// In this order:
///
/// 1. BABEL's files, only in a folder that was named, as they are large.
/// 2. A text file beside the motion, of the same name but for its ending: `walk.txt` of `walk.npz`.
/// 3. HumanML3D's `texts/000001.txt` of `new_joints/000001.npy` or `new_joint_vecs/000001.npy`.
/// 4. `labels.json` in one of the folders the motion lies in: `{"CMU/02/02_01_poses.npz": "walk forward"}`, paths being relative to
///    that folder.
///
/// ```swift
/// var labels = MotionLabels()
/// let walk = labels.labelled(try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz"))
/// print(walk.label ?? "none")  // walk forward
/// var babel = try MotionLabels(babel: "data/sample")
/// let found = try babel.label(ofFile: "data/sample/CMU/02/02_04_poses.npz")
/// print(found?.segment(at: 0.1)?.text ?? "none")  // stand
/// ```
public struct MotionLabels: Sendable {
    private let babel: [String: MotionLabel]
    /// What the `labels.json` of folders hold; empty where there is none.
    private var tables: [String: Result<[String: String], FileProblem>] = [:]

    /// How many folders up a `labels.json` is looked for: AMASS keeps files three deep.
    private static let highest = 6
    /// A larger `labels.json` (bytes) is not read unasked.
    private static let largestTable = 16 << 20

    /// Looks only where it takes no time.
    public init() { babel = [:] }

    /// Reads BABEL's labels, too.
    /// - Parameter folder: where `train.json`, `val.json`, … are, any of them; or one such file.
    /// - Throws: `FileProblem` if there is none, or one is damaged.
    public init(babel folder: String) throws {
        var labels: [String: MotionLabel] = [:]
        for file in try BabelAnnotations.paths(in: folder, BabelAnnotations.allFiles) {
            // Within a file the last entry of a motion counts, among files the first.
            var own: [String: MotionLabel] = [:]
            try BabelAnnotations.forEach(ofFile: file) { parts, annotation in
                if parts.count >= 2, let label = annotation.label { own[BabelAnnotations.key(parts)] = label }
            }
            labels.merge(own) { first, _ in first }
        }
        babel = labels
    }

    /// The label of a motion file; nil if none is found.
    /// - Throws: `FileProblem` if a file of labels is damaged.
    public mutating func label(ofFile path: String) throws -> MotionLabel? {
        let parts = MotionLabels.absolute(path)
        guard let name = parts.last else { return nil }
        if let label = babel[BabelAnnotations.key(parts)] { return label }
        let folders = parts.dropLast()
        let folder = "/" + folders.joined(separator: "/")
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
        let beside = "\(folder)/\(stem).txt"
        if stem + ".txt" != name, MotionLabels.isFile(beside), let label = try CaptionFile.label(beside) { return label }
        if folders.last == "new_joints" || folders.last == "new_joint_vecs" {
            let texts = "/" + folders.dropLast().joined(separator: "/") + "/texts/\(stem).txt"
            if MotionLabels.isFile(texts), let label = try CaptionFile.label(texts) { return label }
        }
        for depth in 1...MotionLabels.highest where depth <= folders.count {
            let base = "/" + parts.dropLast(depth).joined(separator: "/")
            if let text = try table(of: base)[parts.suffix(depth).joined(separator: "/")] {
                return MotionLabel(captions: [text], segments: [], source: base + "/labels.json")
            }
        }
        return nil
    }

    /// A motion with its label, if it has none of its own; damaged files of labels become a line in its notes.
    public mutating func labelled(_ motion: Motion) -> Motion { labelled([motion])[0] }

    /// The motions of one file with their labels. Several of one file share none, unless there are captions for each.
    public mutating func labelled(_ motions: [Motion]) -> [Motion] {
        guard let first = motions.first, motions.contains(where: { $0.label == nil }) else { return motions }
        var result = motions
        do {
            guard let label = try label(ofFile: first.source.file) else { return motions }
            for i in result.indices where result[i].label == nil {
                result[i].label = motions.count == 1 ? label.text : label.captions.count == motions.count ? label.captions[i] : nil
            }
        } catch {
            result[0].notes.append("no label: \(error)")
        }
        return result
    }

    /// What the `labels.json` of a folder says.
    private mutating func table(of folder: String) throws -> [String: String] {
        if let known = tables[folder] { return try known.get() }
        let read: Result<[String: String], FileProblem>
        do {
            read = .success(try MotionLabels.readTable(folder + "/labels.json"))
        } catch let problem as FileProblem {
            read = .failure(problem)
        }
        tables[folder] = read
        return try read.get()
    }

    private static func readTable(_ path: String) throws -> [String: String] {
        guard let size = fileSize(path), size <= largestTable else { return [:] }
        // Other programs have a labels.json too; what is not a path with words is not ours.
        guard case .object(let members) = try JSONValue(contentsOf: path) else { return [:] }
        var table: [String: String] = [:]
        for member in members {
            if let text = member.value.text.flatMap({ cleanedCaption($0) }) { table[member.key] = text }
        }
        return table
    }

    private static func isFile(_ path: String) -> Bool { fileSize(path) != nil }

    /// The size of a regular file; nil if there is none.
    private static func fileSize(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The parts of a path from the root on, without `.` and `..`. Links are not followed: folders are what the user calls them.
    private static func absolute(_ path: String) -> [Substring] {
        var full = path
        if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
            full = String(cString: here) + "/" + path
            free(here)
        }
        var parts: [Substring] = []
        for part in full.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return parts
    }
}
