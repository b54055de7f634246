// A suite of snapshots as its YAML file describes it: names, commands, tolerances.
import Comparison
import Files
import Foundation
import Pictures
import Visualization

struct SnapshotSuite {
    /// One picture, or an animation, that must stay as it is.
    struct Snapshot {
        let name: String
        /// Where the file speaks of it.
        let line: Int
        /// What stands behind `smog render`, without an output.
        let words: [String]
        /// The ending of the file it makes.
        let format: String
        let isStill: Bool
        let passes: [RenderPass]
        let limits: [ComparisonMetric: Double]

        var command: String { "smog render " + ShellWords.joined(words) }
        /// True for a file of numbers that name something, such as parts of the body: they are the same or not, never nearly the same.
        func holdsLabels(_ file: String) -> Bool {
            passes.contains(.mask) && ["\(name)_mask.png", "\(name)_person.png"].contains(file)
                || passes.contains(.parts) && file == "\(name)_parts.png"
        }

        var metrics: [ComparisonMetric] { ComparisonMetric.allCases.filter { limits[$0] != nil } }
    }

    let path: String
    /// The folder that commands run in, absolute.
    let workingFolder: String
    let snapshots: [Snapshot]

    /// The folder of recorded pictures: beside the suite, called after it.
    var pictureFolder: String { base + ".snapshots" }
    var reportPath: String { base + ".report.html" }

    private var base: String {
        let url = URL(fileURLWithPath: path)
        return url.deletingPathExtension().path
    }

    /// - Throws: `FileProblem` naming the line that is wrong.
    init(contentsOf path: String) throws {
        self.path = path
        let root = try YAMLNode.read(path)
        let reading = Reading(path: path)
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
    func named(_ names: [String]) throws -> [Snapshot] {
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
            throw problem(node, "has no 'render'", expected: "what stands behind 'smog render', without -o")
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
        if words.prefix(2) == ["smog", "render"] { words.removeFirst(2) }
        words += options
        if let word = words.first(where: { $0 == "-o" || $0 == "--output" || $0.hasPrefix("--output=") }) {
            throw problem(render, "names an output by \(word)", expected: "none: pictures are called after the snapshot")
        }
        let command: Render
        do {
            command = try OptionSpelling.parse(Render.self, words + ["-o", "snapshot.png", "--quiet"])
        } catch {
            let told = UsageProblem(Render.fullMessage(for: error, columns: 10_000)).description.split(separator: "\n")[0]
            throw problem(render, "'\(name)' cannot be rendered: \(told.replacing("smog: ", with: "", maxReplacements: 1))")
        }
        let format = try members["format"].map { try text($0, "format") } ?? (command.isStill ? "png" : "gif")
        guard (command.isStill ? ["png"] : ["gif", "apng"]).contains(format) else {
            throw problem(
                members["format"] ?? node, "asks for the format \(format)",
                expected: command.isStill ? "png for a still" : "gif or apng for what moves; --frame makes a still")
        }
        if !command.isStill, command.passes.options.isMore {
            throw problem(render, "'\(name)' asks for passes of every frame", expected: "--frame with --pass")
        }
        var own = limits
        if let node = members["tolerance"] { own.merge(try tolerance(node)) { $1 } }
        return SnapshotSuite.Snapshot(
            name: name, line: node.line, words: words, format: format, isStill: command.isStill, passes: command.passes.options.all,
            limits: own)
    }
}
