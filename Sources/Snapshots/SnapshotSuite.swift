// A suite of snapshots as its YAML file describes it: names, commands, tolerances.
public import Comparison
import Files
import Foundation

/// Pictures that must stay as they are, and the commands that draw them.
///
/// The file is YAML; `docs/snapshots.md` describes it. Recorded pictures lie beside it.
///
/// ```swift
/// struct Square: SnapshotProgram, SnapshotPainter {
///     let command = "square", version = "1.0"
///     var machine: (renderer: String, opengl: String) { ("by hand", "") }
///     func form(of words: [String]) -> SnapshotForm { SnapshotForm(isStill: true) }
///     func launch(_ words: [String], output: String) -> (file: String, arguments: [String]) { ("square", words + [output]) }
///     func makePainter() -> any SnapshotPainter { self }
///     func draw(_ words: [String], output: String) throws {
///         try PNG.write(Image(width: 8, height: 8, format: .gray8, fill: Color(gray: UInt8(words[0]) ?? 0)), to: output)
///     }
/// }
/// try OutputFile.write(Array("snapshots: [{name: dark, render: '20'}, {name: light, render: '200'}]".utf8), to: "squares.yaml")
/// let suite = try SnapshotSuite(contentsOf: "squares.yaml", for: Square())
/// let drawing = SnapshotDrawing(suite.snapshots, of: suite, by: Square())
/// try suite.keep(drawing, in: SnapshotRecord(folder: suite.pictureFolder)) { _, _ in }
/// let record = try SnapshotRecord(folder: suite.pictureFolder)
/// var texts: [String] = []
/// try drawing.run { drawn in
///     texts.append(SnapshotVerdict(drawn, recorded: record.snapshots[drawn.snapshot.name], in: suite.pictureFolder).text)
/// }
/// print(texts)  // ["same     dark", "same     light"]
/// ```
public struct SnapshotSuite {
    /// One picture, or an animation, that must stay as it is.
    public struct Snapshot: Sendable {
        /// Letters, digits, `-`, `_` and `.`: it becomes the name of a file.
        public let name: String
        /// Where the file speaks of it.
        public let line: Int
        /// What stands behind the program's command, without an output.
        public let words: [String]
        /// The ending of the file it makes.
        public let format: String
        public let isStill: Bool
        let labelEndings: [String]
        /// How far apart its pictures may be.
        public let limits: [ComparisonMetric: Double]

        /// The whole command line, without an output.
        public let command: String
        /// True for a file of numbers that name something, such as parts of the body: they are the same or not, never nearly the same.
        package func holdsLabels(_ file: String) -> Bool {
            labelEndings.contains { file == name + $0 + ".png" }
        }

        /// The metrics it is compared by.
        public var metrics: [ComparisonMetric] { ComparisonMetric.allCases.filter { limits[$0] != nil } }
    }

    public let path: String
    /// The folder that commands run in, absolute.
    public let workingFolder: String
    public let snapshots: [Snapshot]

    /// The folder of recorded pictures: beside the suite, called after it.
    public var pictureFolder: String { base + ".snapshots" }
    /// Where the page goes that shows what is not as recorded.
    public var reportPath: String { base + ".report.html" }

    private var base: String {
        let url = URL(fileURLWithPath: path)
        return url.deletingPathExtension().path
    }

    /// - Parameter program: reads the commands.
    /// - Throws: `FileProblem` naming the line that is wrong.
    public init(contentsOf path: String, for program: some SnapshotProgram) throws {
        self.path = path
        let root = try YAMLNode.read(path)
        let reading = Reading(path: path, program: program)
        let members = try reading.mapping(root, "the suite", keys: ["folder", "options", "tolerance", "snapshots"])
        let own = URL(fileURLWithPath: path).deletingLastPathComponent()
        let folder = try members["folder"].map { try reading.text($0, "folder") }
        workingFolder = folder.map { URL(fileURLWithPath: $0, relativeTo: own).standardizedFileURL.path } ?? own.path
        if let node = members["folder"], !Folders.isFolder(workingFolder) {
            throw reading.problem(node, "names the folder '\(workingFolder)', which does not exist")
        }
        let options = try members["options"].map { try reading.words($0, "options") } ?? []
        var limits: [ComparisonMetric: Double] = [:]
        for metric in ComparisonMetric.usual { limits[metric] = metric.usualLimit }
        if let node = members["tolerance"] { limits.merge(try reading.tolerance(node)) { $1 } }
        guard let list = members["snapshots"] else {
            throw FileProblem(path, "has no 'snapshots'", expected: "a list of them; see docs/snapshots.md")
        }
        guard let items = list.items, !items.isEmpty else { throw reading.problem(list, "has no list of snapshots", expected: "- name: …") }
        var lineOf: [String: Int] = [:]
        snapshots = try items.map { item in
            let snapshot = try reading.snapshot(item, options: options, limits: limits)
            if let other = lineOf.updateValue(snapshot.line, forKey: snapshot.name) {
                throw reading.problem(
                    item, "is a second snapshot called '\(snapshot.name)'; the first is in line \(other)", expected: "names of their own")
            }
            return snapshot
        }
    }

    /// The snapshots of some names; all if there are none.
    /// - Throws: `FileProblem` naming one that is not in the suite.
    public func named(_ names: [String]) throws -> [Snapshot] {
        for name in names where !snapshots.contains(where: { $0.name == name }) {
            throw FileProblem(
                path, "has no snapshot called '\(name)'",
                expected: "one of \(snapshots.prefix(8).map(\.name).joined(separator: ", "))\(snapshots.count > 8 ? ", …" : "")")
        }
        return names.isEmpty ? snapshots : snapshots.filter { names.contains($0.name) }
    }
}

/// Makes sense of the parts of the file.
private struct Reading {
    let path: String
    let program: any SnapshotProgram

    func problem(_ node: YAMLNode, _ text: String, expected: String? = nil) -> FileProblem {
        .inLine(node.line, of: path, text, expected: expected)
    }

    func mapping(_ node: YAMLNode, _ what: String, keys: [String]) throws -> [String: YAMLNode] {
        guard let members = node.members else {
            throw problem(node, "\(what) is not 'key: value' pairs", expected: keys.joined(separator: ", "))
        }
        for member in members where !keys.contains(member.key) {
            throw FileProblem.inLine(
                member.line, of: path, "has '\(member.key)', which means nothing to \(what)", expected: keys.joined(separator: ", "))
        }
        return Dictionary(members.map { ($0.key, $0.node) }, uniquingKeysWith: { $1 })
    }

    func text(_ node: YAMLNode, _ what: String) throws -> String {
        guard let text = node.text, !text.isEmpty else { throw problem(node, "\(what) is not a text") }
        return text
    }

    func words(_ node: YAMLNode, _ what: String) throws -> [String] {
        if let items = node.items { return try items.map { try text($0, "a word of \(what)") } }
        guard let words = ShellWords.split(try text(node, what)) else {
            throw problem(
                node, "\(what) has a quote that does not end",
                expected: "words; '#' after a space begins a comment unless the whole text is in quotes")
        }
        return words
    }

    func tolerance(_ node: YAMLNode) throws -> [ComparisonMetric: Double] {
        let expected = "such as {max: 3, mean: 0.05, outliers: 0.1%}; also ssim, flip"
        guard let members = node.members else { throw problem(node, "tolerance is not 'metric: limit' pairs", expected: expected) }
        var limits: [ComparisonMetric: Double] = [:]
        for member in members {
            let text = member.node.text
            guard let metric = ComparisonMetric(rawValue: member.key), let number = text.flatMap(Tolerance.number) else {
                throw FileProblem.inLine(member.line, of: path, "has the tolerance '\(member.key): \(text ?? "…")'", expected: expected)
            }
            limits[metric] = number
        }
        return limits
    }

    func snapshot(_ node: YAMLNode, options: [String], limits: [ComparisonMetric: Double]) throws -> SnapshotSuite.Snapshot {
        let members = try mapping(node, "a snapshot", keys: ["name", "render", "format", "tolerance"])
        guard let nameNode = members["name"] else { throw problem(node, "has no 'name'", expected: "name: and render:") }
        guard let render = members["render"] else {
            throw problem(node, "has no 'render'", expected: "what stands behind '\(program.command)', without -o")
        }
        let name = try text(nameNode, "name")
        guard name.utf8.count <= 100, let first = name.unicodeScalars.first, first != ".", first != "-",
            name.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0))
            })
        else {
            throw problem(
                nameNode, "calls a snapshot '\(name)'", expected: "letters, digits, '-', '_' and '.', as it becomes the name of a file")
        }
        var words = try words(render, "render")
        let command = program.command.split(separator: " ").map(String.init)
        if words.starts(with: command) { words.removeFirst(command.count) }
        words += options
        if let word = words.first(where: { $0 == "-o" || $0 == "--output" || $0.hasPrefix("--output=") }) {
            throw problem(render, "names an output by \(word)", expected: "none: pictures are called after the snapshot")
        }
        let form: SnapshotForm
        do {
            form = try program.form(of: words)
        } catch {
            throw problem(render, "'\(name)' cannot be rendered: \(error)")
        }
        let format = try members["format"].map { try text($0, "format") } ?? (form.isStill ? "png" : "gif")
        guard (form.isStill ? ["png"] : ["gif", "apng"]).contains(format) else {
            throw problem(
                members["format"] ?? node, "asks for the format \(format)",
                expected: form.isStill ? "png for a still" : "gif or apng for what moves; --frame makes a still")
        }
        if !form.isStill, form.isManyFiles {
            throw problem(render, "'\(name)' asks for passes of every frame", expected: "--frame with --pass")
        }
        var own = limits
        if let node = members["tolerance"] { own.merge(try tolerance(node)) { $1 } }
        return SnapshotSuite.Snapshot(
            name: name, line: node.line, words: words, format: format, isStill: form.isStill, labelEndings: form.labelEndings, limits: own,
            command: program.command + " " + ShellWords.joined(words))
    }
}
