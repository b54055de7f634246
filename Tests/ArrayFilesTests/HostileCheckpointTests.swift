// Checkpoints and databases made to hurt, or hurt on the way: an error, never a crash, a hang or exhausted memory.
import ArrayFiles
import Files
import Foundation
import TestSupport
import Testing

@Suite struct HostileCheckpointTests {
    static let names = ["mixed_zip.pt", "mixed_legacy.pt", "nested_zip.pt", "nested_legacy.pt", "ordered_zip.pt"]

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("checkpoints/" + name))))
    }

    @Test(arguments: names) func aCheckpointCutShortAnywhereIsAnError(name: String) throws {
        let folder = try TemporaryFolder()
        let whole = try bytes(name)
        for length in stride(from: 0, to: whole.count, by: max(whole.count / 120, 1)) {
            let path = try folder.write(Array(whole.prefix(length)), "cut.pt")
            problem { try readCheckpoint(path) }
            problem { _ = try describeArrayFile(at: path) }
        }
    }

    @Test(arguments: names) func changedBytesNeverCrashTheReader(name: String) throws {
        let folder = try TemporaryFolder()
        let whole = try bytes(name)
        var random = SeededGenerator(UInt64(whole.count))
        for _ in 0..<300 * HostileFileTests.effort {
            var changed = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                changed[place] =
                    Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random) : [0, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
            }
            let path = try folder.write(changed, "changed.pt")
            do { try readCheckpoint(path) } catch is FileProblem {}
            do { _ = try describeArrayFile(at: path) } catch is FileProblem {}
        }
    }

    @Test func changedDatabasesNeverCrashTheReader() throws {
        let folder = try TemporaryFolder()
        let writer = try JoblibListsWriter(folder.file("db.pt"), keys: ["vid_names", "thetas", "labels"], compression: .none)
        try writer.append([
            .strings(["a", "bc"]), .array(TensorData(shape: [2, 3], [1, 2, 3, 4, 5, 6])), .objects([.string("x"), .none]),
        ])
        try writer.finish()
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("db.pt"))))
        var random = SeededGenerator(5)
        for round in 0..<600 * HostileFileTests.effort {
            var changed = round < whole.count ? Array(whole.prefix(round)) : whole
            if round >= whole.count {
                for _ in 0..<3 { changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            }
            let path = try folder.write(changed, "changed.pt")
            do {
                for pair in try JoblibFile(contentsOf: path).root.pairs ?? [] {
                    for entry in pair.value.elements ?? [] { _ = try entry.array() }
                }
                #expect(round >= whole.count)
            } catch is FileProblem {}
            do { _ = try describeArrayFile(at: path) } catch is FileProblem {}
        }
    }

    /// Modules that contain themselves, dictionaries that contain themselves, parameters of parameters.
    @Test(arguments: [
        // c = Module(); c.__dict__ = {"m": c}
        Array("c__torch__\nM\n)\u{81}q\u{00}}X".unicodeScalars.map { UInt8($0.value) }) + [1, 0, 0, 0] + Array("mh\u{00}sb.".utf8),
        // d = {}; d["state_dict"] = d
        Array("}q\u{00}X".utf8) + [10, 0, 0, 0] + Array("state_dicth\u{00}s.".utf8),
        // t = _rebuild_parameter(t2, …), where t2's state is t
        Array("}X".utf8) + [1, 0, 0, 0] + Array("tctorch._utils\n_rebuild_parameter\nq\u{00}((((((((((((((((((NtRtRs.".utf8),
        // an unknown function with a tensor's arguments
        Array("cos\nsystem\nX".utf8) + [2, 0, 0, 0] + Array("ls\u{85}R.".unicodeScalars.map { UInt8($0.value) }),
    ]) func objectsThatContainThemselvesEndInAnError(pickle: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(CraftedTensor.front + [0x80, 2] + pickle + [0x80, 2] + Array("].".utf8), "cyclic.pt")
        problem { _ = try StateDictionary(contentsOf: path) }
    }
}
