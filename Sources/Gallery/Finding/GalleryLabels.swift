// The words that belong to the files of a gallery.
import Files
import Motions

/// What is known about a clip in words.
struct ClipWords: Sendable, Equatable {
    /// Descriptions of the whole clip, the best first.
    var captions: [String] = []
    /// Descriptions of parts, by their beginnings.
    var segments: [LabelSegment] = []

    init() {}

    init(_ label: MotionLabel) {
        captions = label.captions
        segments = label.segments
    }

    var isEmpty: Bool { captions.isEmpty && segments.isEmpty }

    /// The clip in a few words: of parts, each once, where nobody described the whole.
    var text: String {
        if let first = captions.first { return first }
        var parts: [String] = []
        for segment in segments where !parts.contains(segment.text) { parts.append(segment.text) }
        return parts.joined(separator: ", ")
    }

    /// What it is filed under: categories of actions where there are any, else the label itself.
    var topics: [String] {
        var topics: [String] = []
        for topic in segments.flatMap(\.categories) where !topics.contains(topic) { topics.append(topic) }
        return topics.isEmpty && !text.isEmpty ? [captions.first ?? text] : topics
    }

    /// All of it, to notice when it changes.
    var fingerprint: String {
        captions.joined(separator: "\n")
            + segments.map { "\n\($0.start)-\($0.end) \($0.text) \($0.categories.joined(separator: ","))" }.joined()
    }
}

/// Finds labels for sources: BABEL's, those beside the files, and the prompts that MotionCLR lists.
struct GalleryLabels {
    private var labels: [MotionLabels]
    private var prompts: [String: [String]] = [:]
    /// What was wrong with files of labels, one line each.
    private(set) var notes: [String] = []

    private static let babelFiles = ["train.json", "val.json", "test.json", "extra_train.json", "extra_val.json"]
    private static let largestList = 16 << 20

    /// - Parameters:
    ///   - folders: those of the gallery; BABEL's files are taken from them where they lie there.
    ///   - babel: a folder of BABEL's files for all of them.
    /// - Throws: `FileProblem` for what is wrong with `babel`.
    init(folders: [String], babel: String?) throws {
        if let babel {
            labels = [MotionLabels](repeating: try MotionLabels(babel: babel), count: folders.count)
            return
        }
        labels = []
        for folder in folders {
            guard GalleryLabels.babelFiles.contains(where: { Folders.exists(folder + "/" + $0) }) else {
                labels.append(MotionLabels())
                continue
            }
            do {
                labels.append(try MotionLabels(babel: folder))
            } catch {
                notes.append("no labels of BABEL: \(error)")
                labels.append(MotionLabels())
            }
        }
    }

    mutating func labelled(_ sources: [GallerySource]) -> [GallerySource] {
        sources.map { source in
            var source = source
            do {
                if let label = try labels[source.folder].label(ofFile: source.path) { source.words = ClipWords(label) }
            } catch {
                let line = "no label: \(error)"
                if !notes.contains(line), notes.count < 20 { notes.append(line) }
            }
            if source.words.isEmpty, let prompt = prompt(of: source) { source.words.captions = [prompt] }
            return source
        }
    }

    /// The line of `results.txt` beside the folder `joints_npy` that `07.npy` in it was made from.
    private mutating func prompt(of source: GallerySource) -> String? {
        let parts = source.path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[parts.count - 2] == "joints_npy", let name = parts.last, let number = Int(name.prefix { $0 != "." }),
            number >= 0
        else { return nil }
        let folder = parts.dropLast(2).joined(separator: "/")
        let path = (folder.isEmpty ? "" : folder + "/") + "results.txt"
        if prompts[path] == nil {
            let file = try? MappedFile(path: path)
            let text = file?.withBytes { $0.count <= GalleryLabels.largestList ? String(decoding: $0, as: UTF8.self) : "" } ?? ""
            prompts[path] = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        }
        guard let lines = prompts[path], number < lines.count else { return nil }
        return lines[number].contains { !$0.isWhitespace } ? lines[number] : nil
    }
}
