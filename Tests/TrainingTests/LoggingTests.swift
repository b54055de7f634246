// Event files, training logs, and the curves drawn from them.
import Files
import Foundation
import Pictures
import TestSupport
import Testing
import Training

extension TemporaryFolder {
    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file(name)))) }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

@Suite struct EventFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }
    private var path: String { folder.file("events.out.tfevents.0000000001.smog") }
    private func open(resumingAt step: Int? = nil) throws -> EventFile { try EventFile(path, resumingAt: step) { 1.5 } }

    @Test func theBytesAreThoseOfTensorBoardsOwnWriter() throws {
        try open().write([("Loss/rc", 0.25)], step: 3)
        let hex = try folder.bytes("events.out.tfevents.0000000001.smog").map { String(format: "%02x", $0) }.joined()
        #expect(hex == GoldenEvents.hex)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let file = try open()
        try file.write([("a", 1), ("b/c", -2.5)], step: 0)
        try file.write("picture", try Image(width: 3, height: 2, format: .rgb8, fill: .white), step: 1)
        try file.write([("a", .nan)], step: 1 << 40)
        let read = try EventRecords(contentsOf: path)
        #expect(read.scalars.map(\.tag) == ["a", "b/c", "a"])
        #expect(read.scalars.map(\.step) == [0, 0, 1 << 40])
        #expect(read.scalars[1].value == -2.5 && read.scalars[2].value.isNaN)
        #expect(read.pictures.map(\.tag) == ["picture"] && read.pictures.map(\.step) == [1])
    }

    @Test func halfARecordIsCutOffBeforeGoingOn() throws {
        try open().write([("a", 1)], step: 1)
        let whole = try folder.bytes("events.out.tfevents.0000000001.smog")
        try open().write([("a", 2)], step: 2)
        let both = try folder.bytes("events.out.tfevents.0000000001.smog")
        for length in [whole.count + 1, whole.count + 11, whole.count + 20, both.count - 1] {
            try Data(both.prefix(length)).write(to: URL(fileURLWithPath: path))
            try open().write([("a", 3)], step: 3)
            #expect(try EventRecords(contentsOf: path).scalars.map(\.value) == [1, 3])
        }
    }

    @Test func goingOnMakesLaterStepsVoid() throws {
        let file = try open()
        for step in 1...5 { try file.write([("a", Float(step))], step: step) }
        try open(resumingAt: 4).write([("a", 40)], step: 4)
        #expect(try EventRecords(contentsOf: path).scalars.map(\.value) == [1, 2, 3, 40])
    }

    @Test func aFileOfAnotherKindIsNotTouched() throws {
        try Data("not events".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: FileProblem.self) { _ = try open() }
        #expect(try folder.text("events.out.tfevents.0000000001.smog") == "not events")
    }

    @Test func goingOnTakesTheLastFileAndAnewMakesOne() throws {
        for time in [3.0, 20] { _ = try EventFile(EventFile.path(in: folder.path, resuming: false, time: time)) { 0 } }
        #expect(try EventFile.path(in: folder.path, resuming: true, time: 99).hasSuffix("tfevents.0000000020.smog"))
        #expect(try EventFile.path(in: folder.path, resuming: false, time: 99).hasSuffix("tfevents.0000000099.smog"))
    }
}

@Suite struct TrainingLogTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }
    private func entry(_ epoch: Int, _ value: Double) -> TrainingLog.Entry {
        .init(epoch: epoch, losses: [("rc", value), ("mixed_with_clip", 100 * value)])
    }

    @Test func linesAreTheOriginals() throws {
        let log = try TrainingLog(folder.file("training.log"))
        try log.write(entry(1, 0.125))
        try log.write(.init(epoch: 1, subject: "held-out", losses: [("rc", 1e-05)]))
        #expect(
            try folder.text("training.log")
                == "Epoch 1, train losses: {'rc': 0.125, 'mixed_with_clip': 12.5}\nEpoch 1, held-out losses: {'rc': 1e-05}\n")
        let read = try TrainingLog.entries(contentsOf: log.path)
        #expect(read.map(\.subject) == ["train", "held-out"])
        #expect(read[0]["mixed_with_clip"] == 12.5 && read[1]["rc"] == 1e-5)
    }

    @Test func goingOnDropsLaterEpochsAndHalfLines() throws {
        let log = try TrainingLog(folder.file("training.log"))
        for epoch in 1...4 { try log.write(entry(epoch, 1)) }
        try Data((folder.text("training.log") + "Epoch 5, train lo").utf8).write(to: URL(fileURLWithPath: log.path))
        try TrainingLog(log.path, resumingAt: 3).write(entry(3, 7))
        let read = try TrainingLog.entries(contentsOf: log.path)
        #expect(read.map(\.epoch) == [1, 2, 3])
        #expect(read[2]["rc"] == 7)
        #expect(try folder.text("training.log").split(separator: "\n").count == 3)
    }

    @Test func otherLinesArePassedOver() throws {
        let text =
            "Total params: 3.2M\nEpoch 2, train losses: {'rc': nan}\nEpoch x, train losses: {'rc': 1}\nEpoch 3, train losses: {'rc': }\n\nEpoch 4, train losses: {}\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("a.log")))
        let read = try TrainingLog.entries(contentsOf: folder.file("a.log"))
        #expect(read.map(\.epoch) == [2, 4])
        #expect(read[0]["rc"]?.isNaN == true)
    }

    @Test func aLogBecomesAPicture() throws {
        let log = try TrainingLog(folder.file("training.log"))
        for epoch in 1...30 {
            try log.write(entry(epoch, 1 / Double(epoch)))
            if epoch % 5 == 0 { try log.write(.init(epoch: epoch, subject: "held-out", losses: [("rc", 1.5 / Double(epoch))])) }
        }
        let chart = LossCurves.chart(try TrainingLog.entries(contentsOf: log.path))
        #expect(chart.lines.map(\.name) == ["rc", "mixed_with_clip", "rc, held-out"])
        #expect(chart.lines.map(\.points.count) == [30, 30, 6])
        #expect(chart.lines.map(\.isDashed) == [false, false, true])
        try LossCurves.draw(log: log.path, to: folder.file("losses.png"))
        let picture = try PNG.read(folder.file("losses.png"))
        #expect(picture.width == 1200 && picture.height == 700)
    }

    @Test func aLogOfNothingStillBecomesAPicture() throws {
        _ = try TrainingLog(folder.file("training.log"))
        try LossCurves.draw(log: folder.file("training.log"), to: folder.file("losses.png"))
        #expect(try PNG.read(folder.file("losses.png")).width == 1200)
    }
}
