// Zip archives of every make, and archives that lie.
import ArrayFiles
import Arrays
import Files
import TestSupport
import Testing

@Suite struct ZipReadingTests {
    @Test(arguments: [
        "stored.npz", "deflated.npz", "descriptors.npz", "descriptors_stored.npz", "prefixed.npz", "commented.npz", "zip64.npz",
    ])
    func archivesOfEveryMakeRead(name: String) throws {
        let file = try NamedArrays(contentsOf: Fixtures.arrayFile(name))
        let expected = (0..<12).map { Float($0) / 4 }
        #expect(try file.float32("poses", shape: [nil, 3]).elements == expected)
        #expect(try file.array("poses").float32().elements == expected)
        #expect(try file.scalar("rate") == 120)
        if name == "commented.npz" {
            #expect(file.keys == ["poses", "rate", "readme.txt"])
            #expect(problem { _ = try file.array("readme.txt") }.contains("key 'readme.txt' is not an array"))
        }
    }

    @Test func storedEntriesAreNotCopied() throws {
        let path = Fixtures.arrayFile("stored.npz")
        let bytes = ByteSlice(try MappedFile(path: path))
        let archive = try ZipArchive(bytes, path: path)
        let entry = try #require(archive.entry("poses.npy"))
        #expect(try archive.contents(of: entry).lies(in: bytes))
        let deflated = ByteSlice(try MappedFile(path: Fixtures.arrayFile("deflated.npz")))
        let other = try ZipArchive(deflated, path: "deflated.npz")
        let otherEntry = try #require(other.entry("poses.npy"))
        #expect(try !other.contents(of: otherEntry).lies(in: deflated))
    }

    @Test(arguments: ["stored.npz", "deflated.npz"]) func aChangedByteOfDataIsNoticed(name: String) throws {
        let folder = try TemporaryFolder()
        var bytes = try Fixtures.bytes(name)
        let archive = try ZipArchive(ByteSlice(bytes), path: name)
        let entry = try #require(archive.entry("poses.npy"))
        bytes[entry.dataOffset + entry.compressedSize - 4] ^= 0x10
        let file = try NamedArrays(contentsOf: folder.write(bytes, "a.npz"))
        for words in [
            problem { _ = try file.float32("poses", shape: [nil, 3]) }, problem { _ = try file.array("poses") },
            problem { _ = try file.forEachFloatChunk("poses", shape: [nil, 3]) { _, _ in } },
        ] {
            #expect(words.contains("poses.npy") && (words.contains("damaged") || words.contains("longer")), "\(words)")
        }
        #expect(try file.scalar("rate") == 120)
    }

    /// The offset of the central directory's record of the first entry.
    private func directory(_ bytes: [UInt8]) throws -> Int {
        try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == [0x50, 0x4b, 1, 2] })
    }

    @Test func claimsOfImpossibleSizesAreRefusedBeforeAnythingIsAllocated() throws {
        var bytes = try Fixtures.bytes("deflated.npz")
        let record = try directory(bytes)
        // 2 GB out of some hundred bytes.
        bytes.replaceSubrange(record + 24..<record + 28, with: [0, 0, 0, 0x80])
        #expect(problem { _ = try ZipArchive(ByteSlice(bytes), path: "bomb.npz") }.contains("impossible"))
        var stored = try Fixtures.bytes("stored.npz")
        let other = try directory(stored)
        stored.replaceSubrange(other + 20..<other + 28, with: [0, 0, 0, 0x70, 0, 0, 0, 0x70])
        #expect(problem { _ = try ZipArchive(ByteSlice(stored), path: "long.npz") }.contains("claims more bytes than the file has"))
    }

    @Test func anEntryThatUnpacksToMoreOrLessThanItClaimsIsRefused() throws {
        let folder = try TemporaryFolder()
        for delta in [-1, 1] {
            var bytes = try Fixtures.bytes("deflated.npz")
            let record = try directory(bytes)
            bytes[record + 24] = UInt8(truncatingIfNeeded: Int(bytes[record + 24]) + delta)
            let file = try NamedArrays(contentsOf: folder.write(bytes, "a.npz"))
            let words = problem { _ = try file.array("poses") }
            #expect(words.contains("poses"), "\(words)")
        }
    }

    @Test func entriesThatShareBytesAreRefused() throws {
        var bytes = try Fixtures.bytes("stored.npz")
        let first = try directory(bytes)
        let length = 46 + "poses.npy".utf8.count
        // Both records point to the first entry; its header has the name of the first.
        let record = Array(bytes[first..<first + length])
        let end = try #require((0..<bytes.count - 4).last { Array(bytes[$0..<$0 + 4]) == [0x50, 0x4b, 5, 6] })
        bytes.replaceSubrange(first..<end, with: record + record)
        let newEnd = first + 2 * length
        let size = 2 * length
        bytes.replaceSubrange(newEnd + 12..<newEnd + 16, with: [UInt8(size & 0xff), UInt8(size >> 8), 0, 0])
        #expect(problem { _ = try ZipArchive(ByteSlice(bytes), path: "a.npz") }.contains("overlap"))
    }

    @Test func namesWithControlCharactersStayOnOneLine() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.npz")
        let writer = try NPZWriter(path, compression: .stored)
        try writer.add("a\u{1b}[2J\nb\u{202e}", number: 1.5)
        try writer.finish()
        let file = try NamedArrays(contentsOf: path)
        let words = problem { _ = try file.scalar("c\n") }
        #expect(!words.contains("\u{1b}"))
        let text = try describeArrayFile(at: path)
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
    }

    @Test func unreadableMethodsAreNamed() throws {
        let folder = try TemporaryFolder()
        var bytes = try Fixtures.bytes("deflated.npz")
        let record = try directory(bytes)
        bytes[record + 10] = 12
        let file = try NamedArrays(contentsOf: folder.write(bytes, "a.npz"))
        #expect(problem { _ = try file.array("poses") }.contains("compressed by method 12"))
        bytes[record + 8] |= 1
        let other = try NamedArrays(contentsOf: folder.write(bytes, "b.npz"))
        #expect(problem { _ = try other.array("poses") }.contains("encrypted"))
    }
}
