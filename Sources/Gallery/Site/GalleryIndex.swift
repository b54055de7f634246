// The pages that all clips share: the index, its data and a plain list.
import Datasets
import Files

/// What the index shows.
struct GalleryIndex {
    let options: GalleryOptions
    /// What the folders are called.
    let folders: [String]
    let clips: [ClipRecord]

    /// The files, by their names in the site.
    func files() throws -> [(name: String, bytes: [UInt8])] {
        let templates = try GalleryTemplates()
        let seconds = clips.reduce(0) { $0 + $1.duration }
        let unreadable = clips.count { $0.failure != nil }
        let content: [String: Any] = [
            "title": options.title, "count": clips.count - unreadable, "unreadable": unreadable, "hasUnreadable": unreadable > 0,
            "length": seconds >= 5400
                ? "\(NumberText.short(seconds / 3600, 1)) hours"
                : seconds >= 90 ? "\(NumberText.short(seconds / 60, 1)) minutes" : "\(NumberText.short(seconds, 1)) seconds",
            "width": options.width, "height": options.height, "isComparison": options.isComparison,
            "clips": clips.map { ["file": $0.pageFile, "label": $0.label.isEmpty ? $0.name : $0.label, "about": about($0)] },
        ]
        return [
            ("data.js", Array(data.utf8)), ("list.html", Array(templates.list(content).utf8)),
            ("index.html", Array(templates.index(content).utf8)),
        ] + GalleryTemplates.fixedFiles
    }

    private func about(_ clip: ClipRecord) -> String {
        clip.failure.map { "\(clip.file): \($0)" } ?? "\(clip.name), \(NumberText.short(clip.duration, 1)) s, \(clip.set)"
    }

    /// A script that hands one value to a function: what a page opened from a disk may load.
    ///
    /// Words that many clips share are numbers of a table.
    var data: String {
        var sets = Table(), subjects = Table(), topics = Table(), problems = Table()
        let rows: [JSONValue] = clips.map { clip in
            let number = { (value: Double) in JSONValue.number(value) }
            var row: [JSONValue] = [
                .string(clip.id), .string(clip.name), .string(clip.label), number(sets[clip.set]), number(subjects[clip.subject]),
                number(Double(clip.folder)),
                number(clip.duration), number(clip.frameRate), number(Double(clip.frameCount)),
                .array(clip.topics.map { number(topics[$0]) }),
                .array(clip.problems.map { number(problems[$0]) }), number(Double(clip.sheetFrames)), number(clip.sheetRate),
                .string(clip.words.joined(separator: " · ")),
            ]
            if let failure = clip.failure { row.append(.string(failure)) }
            return .array(row)
        }
        var members: [(String, JSONValue)] = [
            ("width", .number(Double(options.width))), ("height", .number(Double(options.height))),
            ("columns", .number(Double(GalleryOptions.sheetColumns))),
            ("folders", .array(folders.map { .string($0) })), ("sets", sets.json), ("subjects", subjects.json), ("topics", topics.json),
            ("problems", .array(problems.names.map { .array([.string($0), .string(ClipProblem.Kind(rawValue: $0)?.title ?? $0)]) })),
            ("clips", .array(rows)),
        ]
        if options.isComparison {
            members.append(
                (
                    "rows",
                    .array(
                        GalleryComparison.rows(clips, folders: folders.count).map { row in
                            .array([.string(row.title), .array(row.clips.map { $0.map { .number(Double($0)) } ?? .null })])
                        })
                ))
        }
        return "gallery(" + JSONValue.object(members).written + ")\n"
    }

    /// Words and their numbers, in the order they came.
    private struct Table {
        private(set) var names: [String] = []
        private var numbers: [String: Int] = [:]

        subscript(name: String) -> Double {
            mutating get {
                if let number = numbers[name] { return Double(number) }
                numbers[name] = names.count
                names.append(name)
                return Double(names.count - 1)
            }
        }

        var json: JSONValue { .array(names.map { .string($0) }) }
    }
}
