// A suite keeps the pictures of any program that reads its own commands: here squares of one grey.
import Comparison
import Files
import Foundation
import Pictures
import Snapshots
import TestSupport
import Testing

/// Draws a grey square; `crash` ends the process, `nothing` draws nothing, other words that are no grey are refused.
private struct Squares: SnapshotProgram, SnapshotPainter {
    struct Refusal: Error, CustomStringConvertible { let description: String }

    let command = "square --gray"
    var version = "squares 1"
    /// Added to every grey: what somebody changed by mistake.
    var error: UInt8 = 0
    var machine: (renderer: String, opengl: String) { ("by hand", "none") }

    func form(of words: [String]) throws -> SnapshotForm {
        guard let word = words.first, UInt8(word) != nil || ["crash", "nothing"].contains(word) else {
            throw Refusal(description: "no grey")
        }
        return SnapshotForm(isStill: true, labelEndings: [""].filter { _ in words.contains("--labels") })
    }

    func launch(_ words: [String], output: String) -> (file: String, arguments: [String]) {
        words.first == "crash" ? ("/bin/sh", ["-c", "kill -KILL $$"]) : ("/bin/cp", [Squares.spare, output])
    }

    static let spare = "/dev/null"

    func makePainter() -> any SnapshotPainter { self }

    func draw(_ words: [String], output: String) throws {
        if words[0] == "crash" { kill(getpid(), SIGKILL) }
        if words[0] == "nothing" { return }
        let gray = (UInt8(words[0]) ?? 0) &+ error
        try PNG.write(Image(width: 16, height: 16, format: .gray8, fill: Color(gray: gray)), to: output)
    }
}

@Suite struct SnapshotSuiteTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func suite(_ text: String) throws -> SnapshotSuite {
        try OutputFile.write(Array(text.utf8), to: folder.path + "/squares.yaml")
        return try SnapshotSuite(contentsOf: folder.path + "/squares.yaml", for: Squares())
    }

    private func texts(_ suite: SnapshotSuite, _ program: Squares, workers: Int = 1) throws -> [String] {
        let record = try SnapshotRecord(folder: suite.pictureFolder)
        var texts: [String] = []
        try SnapshotDrawing(suite.snapshots, of: suite, by: program, workers: workers).run { drawn in
            texts.append(SnapshotVerdict(drawn, recorded: record.snapshots[drawn.snapshot.name], in: suite.pictureFolder).text)
        }
        return texts
    }

    @Test func picturesThatChangedAreToldWithWhatChanged() throws {
        let suite = try suite("snapshots: [{name: a, render: '20'}, {name: b, render: square --gray 200}]")
        #expect(suite.snapshots.map(\.command) == ["square --gray 20", "square --gray 200"])
        #expect(try texts(suite, Squares()).allSatisfy { $0.hasPrefix("new ") })
        try suite.keep(SnapshotDrawing(suite.snapshots, of: suite, by: Squares()), in: SnapshotRecord(folder: suite.pictureFolder)) {
            _, _ in
        }
        for workers in [1, 2] { #expect(try texts(suite, Squares(), workers: workers) == ["same     a", "same     b"]) }
        let changed = try texts(suite, Squares(version: "squares 2", error: 9))
        #expect(changed.allSatisfy { $0.contains("max 9 (at most 3)") && $0.contains("program: squares 1 then, squares 2 now") })
    }

    @Test func aCommandThatEndsItsProcessOrDrawsNothingLosesNoOther() throws {
        let suite = try suite("snapshots: [{name: a, render: '20'}, {name: b, render: nothing}]")
        #expect(try texts(suite, Squares()).map { $0.prefix(6) } == ["new   ", "failed"])
        let crashing = try self.suite("snapshots: [{name: a, render: crash}]")
        let told = try texts(crashing, Squares())
        #expect(told.count == 1 && told[0].contains("ended by signal 9"), "\(told)")
    }

    @Test func labelsAreTheSameOrNot() throws {
        let suite = try suite("snapshots: [{name: a, render: '20 --labels'}]")
        try suite.keep(SnapshotDrawing(suite.snapshots, of: suite, by: Squares()), in: SnapshotRecord(folder: suite.pictureFolder)) {
            _, _ in
        }
        #expect(try texts(suite, Squares(error: 4))[0].contains("of the pixels have another label"))
    }

    @Test func aCommandThatItsProgramRefusesIsToldWithItsLine() throws {
        let told = problem { _ = try suite("snapshots:\n  - name: a\n    render: purple\n") }
        #expect(told.contains("squares.yaml, line 3") && told.contains("'a' cannot be rendered: no grey"), "\(told)")
    }

    @Test func recordsOfSnapshotsThatAreGoneAreRemovedWithTheirPictures() throws {
        let old = try suite("snapshots: [{name: a, render: '20'}, {name: b, render: '30'}]")
        try old.keep(SnapshotDrawing(old.snapshots, of: old, by: Squares()), in: SnapshotRecord(folder: old.pictureFolder)) { _, _ in }
        let new = try suite("snapshots: [{name: a, render: '20'}]")
        var record = try SnapshotRecord(folder: new.pictureFolder)
        #expect(new.removeGone(from: &record) == ["b"])
        #expect(!Folders.exists(new.pictureFolder + "/b.png") && Folders.exists(new.pictureFolder + "/a.png"))
        #expect(new.gone(from: record).isEmpty)
    }
}
