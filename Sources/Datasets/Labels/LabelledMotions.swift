// Motions of a folder by their labels.
import Files
import Motions

/// Looks up motions by what they are called.
package struct LabelledMotions {
    package let folder: String
    private let files: [String: String]

    /// - Throws: ``FileProblem`` if the folder holds no labelled motions, or a file of labels is damaged.
    package init(folder: String) throws {
        guard Folders.isFolder(folder) else { throw FileProblem(folder, "is not a folder of motions") }
        let hasBabel = BabelAnnotations.allFiles.contains { Folders.exists(folder + "/" + $0) }
        var labels = hasBabel ? try MotionLabels(babel: folder) : MotionLabels()
        var files: [String: String] = [:]
        for file in try MotionFileList.files(in: [folder]) {
            guard let text = try labels.label(ofFile: file)?.text else { continue }
            // The first one counts, as in the Python code of MotionCLIP/SMoG.
            if files[text] == nil { files[text] = file }
        }
        guard !files.isEmpty else {
            throw FileProblem(
                folder, "holds no motions with labels", expected: "motions with labels.json, text files or BABEL's .json beside them")
        }
        self.folder = folder
        self.files = files
    }

    package func motion(labelled label: String) throws -> Motion {
        guard let file = files[label] else {
            let near = files.keys.filter { $0.contains(label) || label.contains($0) }.sorted().prefix(3)
            let known = near.isEmpty ? Array(files.keys.sorted().prefix(3)) : Array(near)
            throw FileProblem(
                folder, "has no motion labelled '\(label)'",
                expected: "one of its \(files.count) labels, such as " + known.map { "'\($0)'" }.joined(separator: ", "))
        }
        return try Motion.read(path: file)
    }
}
