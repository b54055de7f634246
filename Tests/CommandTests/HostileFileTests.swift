// Small files that claim to be huge, endless or bottomless.
import Foundation
import TestSupport
import Testing

struct HostileFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Tries the file as a motion, as a body and in `info`; 256 MB of address space beyond what the program needs by itself would not
    /// do for any of the claims.
    private func expectHarmless(_ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = try folder.write(bytes, name)
        for arguments in [
            ["render", file, "-o", "OUT/out.gif", "--size", "32x32"],
            ["render", Project.clip, "--body", file, "-o", "OUT/out.gif", "--size", "32x32"],
        ] {
            try expectRefused(arguments, in: folder, saying: [file], shell: "ulimit -v 2000000", sourceLocation: sourceLocation)
        }
        // `info` may describe what can be described.
        let run = try Program.run(["info", file], shell: "ulimit -v 2000000", sourceLocation: sourceLocation)
        #expect(run.status == 0 || run.status == 1, "\(run.errors)", sourceLocation: sourceLocation)
        if run.status == 1 { expectOneLine(run, saying: [file], sourceLocation: sourceLocation) }
        #expect(run.output.utf8.count < 100_000, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["(268435456,)", "(1720740, 156)", "(4611686018427387904, 8)", "(-1, 156)", "(0, 9223372036854775807, 9)"])
    func arraysThatClaimMoreThanThereIs(shape: String) throws {
        try expectHarmless(Bytes.npy(shape: shape, content: Array(repeating: 0, count: 800)), "claims.npy")
    }

    @Test func bracketsWithoutEndInAnArraysHeader() throws {
        try expectHarmless(Bytes.npy(shape: String(repeating: "(", count: 20_000), content: []), "brackets.npy")
    }

    /// One length after the other in a good archive becomes 2 GB, wherever the format keeps lengths.
    @Test func archivesWhoseLengthsLie() throws {
        let whole = try Project.bytes(MotionInput().write(folder, "whole.npz"))
        let directory = try #require(whole.firstRange(of: [0x50, 0x4b, 1, 2])).lowerBound
        let end = try #require(whole.firstRange(of: [0x50, 0x4b, 5, 6])).lowerBound
        // Compressed and true size, length of the name, place of the entry; number of entries, size and place of the directory.
        for (place, width) in [
            (directory + 20, 4), (directory + 24, 4), (directory + 28, 2), (directory + 42, 4), (end + 8, 4), (end + 12, 4), (end + 16, 4),
        ] {
            var bytes = whole
            bytes.replaceSubrange(place..<place + width, with: Bytes.little(0x7fff_ff00, width))
            try expectHarmless(bytes, "lies.npz")
        }
    }

    @Test(
        arguments: [
            [0x58] + Bytes.little(0x7fff_ffff, 4), [0x54] + Bytes.little(0x7fff_ffff, 4), [0x42] + Bytes.little(0x7fff_ffff, 4),
            [0x8d] + Bytes.little(1 << 31, 8), [0x8e] + Bytes.little(1 << 31, 8), [0x96] + Bytes.little(1 << 40, 8),
            [0x95] + Bytes.little(1 << 62, 8), [0x8b] + Bytes.little(0x7fff_ffff, 4), [0x54] + Bytes.little(-1, 4),
            [0x72] + Bytes.little(0x7fff_ffff, 4),
        ] as [[UInt8]])
    func picklesThatClaimMoreThanThereIs(instruction: [UInt8]) throws {
        try expectHarmless([0x80, 4] + instruction + Array(repeating: 0x61, count: 1000) + [0x2e], "claims.pkl")
    }

    @Test func aPickleThatHoldsItself() throws { try expectHarmless(Bytes.endlessPickle, "endless.pkl") }

    @Test func aPickleNestedAHundredThousandDeep() throws {
        try expectHarmless(Bytes.nestedPickle(depth: 100_000), "nested.pkl")
        let inDictionary: [UInt8] =
            [0x80, 2, 0x7d, 0x55, 5] + Array("poses".utf8) + Bytes.nestedPickle(depth: 100_000).dropFirst(2).dropLast() + [0x73, 0x2e]
        try expectHarmless(inDictionary, "nested_poses.pkl")
    }

    /// Each list holds the one before twice: 2⁶⁰ elements for whoever unfolds them.
    @Test func aPickleThatDoublesItself() throws {
        var lists: [UInt8] = [0x5d, 0x71, 0]
        for level in UInt8(0)..<60 { lists += [0x30, 0x5d, 0x71, level + 1, 0x28, 0x68, level, 0x68, level, 0x65] }
        try expectHarmless([0x80, 2] + lists + [0x2e], "doubling.pkl")
        try expectHarmless([0x80, 2, 0x7d, 0x55, 5] + Array("poses".utf8) + lists + [0x73, 0x2e], "doubling_poses.pkl")
    }

    @Test func aPickleThatWouldRunACommand() throws {
        let mark = folder.file("was-run")
        try expectHarmless(Array("cos\nsystem\n(S'touch \(mark)'\ntR.".utf8), "command.pkl")
        #expect(!FileManager.default.fileExists(atPath: mark))
    }
}
