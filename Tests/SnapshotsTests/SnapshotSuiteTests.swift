// A suite is read for any program that reads its own commands, and what is wrong with it is told by line.
//
// Drawing forks, which a process of tests with its many threads must not do: `SnapshotCommandTests` has the program draw, and the example
// of `SnapshotSuite`, a program of its own, does.
import Comparison
import Files
import Foundation
import Snapshots
import TestSupport
import Testing

/// Understands greys, and nothing else.
private struct Greys: SnapshotProgram {
    struct Refusal: Error, CustomStringConvertible { let description: String }

    let command = "square --gray", version = "squares 1"

    func form(of words: [String]) throws -> SnapshotForm {
        guard let word = words.first, UInt8(word) != nil else { throw Refusal(description: "no grey") }
        return SnapshotForm(isStill: !words.contains("--moving"), labelEndings: ["_parts"])
    }

    func launch(_ words: [String], output: String) -> (file: String, arguments: [String]) { ("square", words + [output]) }
    func makePainter() throws -> any SnapshotPainter { throw Refusal(description: "nothing is drawn here") }
}

@Suite struct SnapshotSuiteTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func suite(_ text: String) throws -> SnapshotSuite {
        try OutputFile.write(Array(text.utf8), to: folder.path + "/squares.yaml")
        return try SnapshotSuite(contentsOf: folder.path + "/squares.yaml", for: Greys())
    }

    @Test func commandsAreWordsWithOrWithoutTheProgramsName() throws {
        let suite = try suite("options: --soft\nsnapshots: [{name: a, render: '20'}, {name: b, render: square --gray 200 --moving}]")
        #expect(suite.snapshots.map(\.command) == ["square --gray 20 --soft", "square --gray 200 --moving --soft"])
        #expect(suite.snapshots.map(\.format) == ["png", "gif"])
        #expect(suite.pictureFolder == folder.path + "/squares.snapshots")
        #expect(suite.snapshots[0].holdsLabels("a_parts.png") && !suite.snapshots[0].holdsLabels("a.png"))
        #expect(try suite.named(["b"]).map(\.name) == ["b"])
        #expect(problem { _ = try suite.named(["c"]) }.contains("no snapshot called 'c'"))
    }

    @Test func aCommandThatItsProgramRefusesIsToldWithItsLine() throws {
        let told = problem { _ = try suite("snapshots:\n  - name: a\n    render: purple\n") }
        #expect(told.contains("squares.yaml, line 3") && told.contains("'a' cannot be rendered: no grey"), "\(told)")
    }

    @Test func recordsOfSnapshotsThatAreGoneAreRemovedWithTheirPictures() throws {
        let suite = try suite("snapshots: [{name: a, render: '20'}]")
        let machine = #"{"program": "squares 1", "renderer": "by hand", "opengl": "none", "processor": "any"}"#
        let entries = ["a", "b"].map { #""\#($0)": {"command": "square --gray 1", "files": ["\#($0).png"], "machine": \#(machine)}"# }
        for name in ["a.png", "b.png"] { try folder.write("picture", "squares.snapshots/" + name) }
        try folder.write("{\"snapshots\": {\(entries.joined(separator: ", "))}}", "squares.snapshots/snapshots.json")
        var record = try SnapshotRecord(folder: suite.pictureFolder)
        #expect(suite.gone(from: record) == ["b"] && suite.removeGone(from: &record) == ["b"])
        #expect(!Folders.exists(suite.pictureFolder + "/b.png") && Folders.exists(suite.pictureFolder + "/a.png"))
        #expect(suite.gone(from: record).isEmpty)
    }
}
