// What the page of one clip says.
import Datasets
import Files
import Motions
import Visualization

/// The content of a clip's page, for its template.
struct ClipPage {
    let record: ClipRecord
    let source: GallerySource
    /// The folder of the source, as the user named it.
    let folder: String
    let motion: Motion
    let figure: Figure
    let words: ClipWords
    let measures: ClipMeasures
    let problems: [ClipProblem]
    let sheets: ClipSheets
    /// Which motion of its file it is, and of how many.
    let position: (number: Int, count: Int)?
    let options: GalleryOptions

    var content: [String: Any] {
        let duration = max(motion.duration, 1e-9)
        let marks = problems.compactMap(\.seconds)
        var page = ClipPage.frame(record, source: source, options: options)
        page["animation"] =
            [
                "sheet": "../" + (options.pages == .full ? ClipRecord.largeFile(record.id) : ClipRecord.sheetFile(record.id)),
                "still": "../" + ClipRecord.stillFile(record.id), "width": options.width, "height": options.height, "frames": sheets.count,
                "columns": GalleryOptions.sheetColumns, "rate": NumberText.short(sheets.frameRate, 3),
                "start": NumberText.short(sheets.start, 3),
                "duration": NumberText.short(duration, 3), "zoom": options.pages == .full ? "2.75" : "2",
                "part": sheets.count >= Int(duration * sheets.frameRate) - 1
                    ? []
                    : [
                        "from": NumberText.short(sheets.start, 1),
                        "to": NumberText.short(sheets.start + Double(sheets.count) / sheets.frameRate, 1),
                    ] as Any,
            ] as [String: Any]
        page["strip"] =
            [
                "file": "../" + ClipRecord.stripFile(record.id), "moments": sheets.moments.map { ["time": NumberText.short($0, 2) + " s"] },
                "width": Int(Double(options.width) * options.stripScale) * sheets.moments.count,
                "height": Int(Double(options.height) * options.stripScale),
            ] as [String: Any]
        page["pathPlot"] = PathPlot(path: measures.pelvisPath).svg
        page["plots"] = [
            [
                "title": "Speed of the joints", "unit": "m/s",
                "names": [["style": "a", "name": "mean"], ["style": "b", "name": "fastest"]],
                "plot": TimePlot(
                    curves: [
                        .init(name: "fastest joint", style: "b", values: topSpeeds, keepsHighest: true),
                        .init(name: "mean of the joints", style: "a", values: measures.meanSpeeds, keepsHighest: true),
                    ], duration: duration, unit: "metres a second", least: 0...1, marks: marks
                ).html,
            ] as [String: Any],
            [
                "title": "Height above the floor", "unit": "m",
                "names": [["style": "a", "name": "pelvis"], ["style": "b", "name": "lowest point"]],
                "plot": TimePlot(
                    curves: [
                        .init(name: "lowest point", style: "b", values: measures.lowestHeights, keepsHighest: false),
                        .init(name: "pelvis", style: "a", values: measures.pelvisHeights, keepsHighest: true),
                    ], duration: duration, unit: "metres", least: 0...1, marks: marks
                ).html,
            ],
        ]
        page["lanes"] = lanes(duration)
        page["captions"] = words.captions.dropFirst().map { ["text": $0] }
        page["problems"] = problems.map { problem in
            var item: [String: Any] = ["title": problem.kind.title, "summary": problem.summary]
            if let seconds = problem.seconds {
                item["when"] = "\(NumberText.short(seconds.lowerBound, 2))–\(NumberText.short(seconds.upperBound, 2)) s"
            }
            return item
        }
        page["hasProblems"] = !problems.isEmpty
        page["isSound"] = problems.isEmpty
        page["remarks"] = motion.notes.map { ["text": $0] }
        page["hasRemarks"] = !motion.notes.isEmpty
        page["facts"] = facts
        return page
    }

    /// The page of a file of which nothing can be shown.
    static func failure(_ record: ClipRecord, source: GallerySource, words: String, options: GalleryOptions) -> [String: Any] {
        var page = frame(record, source: source, options: options)
        page["failure"] = words
        page["hasProblems"] = true
        page["problems"] = [["title": ClipProblem.Kind.unreadable.title, "summary": words]]
        page["facts"] = [["name": "File", "value": source.path], ["name": "Size", "value": NumberText.bytes(source.bytes)]]
        page["commands"] = [["words": "smog info \(ShellWords.quoted(path: source.path))"]]
        return page
    }

    /// What pages of both kinds say.
    private static func frame(_ record: ClipRecord, source: GallerySource, options: GalleryOptions) -> [String: Any] {
        let path = ShellWords.quoted(path: source.path)
        let stem =
            record.name.utf8.allSatisfy { ClipNaming.isPlain($0) } && !record.name.isEmpty && !record.name.hasPrefix("-")
            ? record.name : record.id
        return [
            "name": record.name, "label": record.label.isEmpty ? record.name : record.label, "hasLabel": !record.label.isEmpty,
            "set": record.set, "subject": record.subject, "hasSubject": !record.subject.isEmpty, "id": record.id,
            "commands": [
                "smog render \(path) -o \(stem).gif", "smog render \(path) -o \(stem).png --layout sequence", "smog info \(path)",
                "smog convert \(path) \(stem).npz",
            ].map { ["words": $0] },
        ]
    }

    private var topSpeeds: [Float] {
        let count = measures.jointSpeeds.shape[1]
        return measures.jointSpeeds.elements.withUnsafeBufferPointer { speeds in
            (0..<measures.jointSpeeds.shape[0]).map { sample in (0..<count).reduce(Float(0)) { max($0, speeds[sample * count + $1]) } }
        }
    }

    /// Labels of parts, below each other where they overlap, and at the end problems.
    private func lanes(_ duration: Double) -> [[String: Any]] {
        func item(_ start: Double, _ end: Double, _ text: String, _ kind: String) -> [String: Any] {
            let left = min(max(start / duration, 0), 1), right = min(max(end / duration, left), 1)
            return [
                "left": NumberText.short(left * 100, 2), "width": NumberText.short(max((right - left) * 100, 0.5), 2), "text": text,
                "kind": kind,
                "when": "\(NumberText.short(start, 2))–\(NumberText.short(end, 2)) s",
            ]
        }
        var lanes: [(end: Double, items: [[String: Any]])] = []
        for segment in words.segments {
            let end = min(segment.end, duration)
            guard segment.start < duration else { continue }
            let lane = lanes.firstIndex { $0.end <= segment.start + 1e-6 }
            let made = item(segment.start, end, segment.text, "label")
            if let lane {
                lanes[lane].items.append(made)
                lanes[lane].end = end
            } else {
                lanes.append((end, [made]))
            }
        }
        var all = lanes.map { $0.items }
        let faults = problems.compactMap { problem in
            problem.seconds.map { item($0.lowerBound, $0.upperBound, problem.kind.title, "problem") }
        }
        all += faults.map { [$0] }
        all.append([item(sheets.start, sheets.start + Double(sheets.count) / sheets.frameRate, "shown above", "shown")])
        return all.map { ["items": $0] }
    }

    private var facts: [[String: String]] {
        let path = measures.pelvisPath
        let distance = zip(path, path.dropFirst()).reduce(Float(0)) { sum, step in
            let way = step.1 - step.0
            return sum + (way * way).sum().squareRoot()
        }
        var facts: [(String, String)] = [
            ("File", source.path), ("Size", NumberText.bytes(source.bytes)), ("Format", motion.source.format),
            ("Frames", "\(motion.frameCount) at \(NumberText.short(motion.frameRate, 3)) a second"),
            ("Duration", "\(NumberText.short(motion.duration, 2)) s"),
        ]
        if let position { facts.append(("In the file", "motion \(position.number + 1) of \(position.count)")) }
        facts += [("Set", record.set)]
        if !record.subject.isEmpty { facts.append(("Subject", record.subject)) }
        facts += [
            ("Joints", motion.layout.title), ("Gender", motion.gender.rawValue),
            ("Way of the pelvis", "\(NumberText.short(Double(distance), 1)) m"),
            ("Shown on", figure.body.model.file.split(separator: "/").suffix(2).joined(separator: "/")),
        ]
        return facts.map { ["name": $0.0, "value": $0.1] }
    }
}
