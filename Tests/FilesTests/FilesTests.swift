// Files appear whole or not at all; problems are told in one line.
import Files
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct FilesTests {
    private let place: TestFolder
    private var folder: String { place.path }

    init() throws { place = try TestFolder() }

    @Test func whatAKilledRunLeftIsRemovedByItsTagAlone() throws {
        let open = try OutputFile(folder + "/a.png", tag: "set2of8")
        try open.write("half")
        for name in [".smog-set-12-1.part", ".smog-set2of8-12-7.part", ".smog-12-1.part", "smog-set2of8-1-1.part", ".smog-set2of8-x.part"] {
            try OutputFile.write([1], to: folder + "/" + name)
        }
        try OutputFile.removeLeftovers(in: folder, tag: "set2of8")
        let left = try Folders.names(in: folder)
        #expect(left == [".smog-12-1.part", ".smog-set-12-1.part", ".smog-set2of8-x.part", "smog-set2of8-1-1.part"])
        open.abandon()
    }

    @Test func aFileAppearsOnlyWhenItIsComplete() throws {
        let path = folder + "/a.txt"
        let file = try OutputFile(path)
        try file.write("half")
        #expect(!Folders.exists(path))
        try file.write(" and half")
        try file.commit()
        #expect(try MappedFile(path: path).withBytes(Array.init) == Array("half and half".utf8))
        #expect(try Folders.names(in: folder) == ["a.txt"])
    }

    @Test func aFileThatIsGivenUpLeavesNothingAndKeepsWhatWasThere() throws {
        let path = folder + "/a.txt"
        try OutputFile.write(Array("old".utf8), to: path)
        do {
            let file = try OutputFile(path)
            try file.write([UInt8](repeating: 1, count: 200_000))
        }
        #expect(try MappedFile(path: path).withBytes(Array.init) == Array("old".utf8))
        #expect(try Folders.names(in: folder) == ["a.txt"])
    }

    @Test func bytesOfAnySizeAreWrittenInOrder() throws {
        let path = folder + "/b"
        let file = try OutputFile(path)
        var expected: [UInt8] = []
        for (i, size) in [1, 0, 70_000, 3, 65_535, 65_536, 65_537, 12].enumerated() {
            let piece = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ i) }
            try file.write(piece)
            expected += piece
        }
        #expect(file.count == expected.count)
        try file.overwrite(at: 5, [9, 9, 9])
        expected.replaceSubrange(5..<8, with: [9, 9, 9])
        try file.commit()
        #expect(try MappedFile(path: path).withBytes(Array.init) == Array(expected))
    }

    @Test func aMissingFolderIsNamedWithWhatToDo() {
        let problem = #expect(throws: FileProblem.self) { try OutputFile(folder + "/no/such/a.png") }
        #expect(problem?.description == "\(folder)/no/such/a.png: the folder '\(folder)/no/such' does not exist. Create it first: mkdir -p '\(folder)/no/such'")
    }

    @Test func aFolderIsNotAFileToReadOrWrite() {
        #expect(throws: FileProblem.self) { try OutputFile(folder) }
        #expect(throws: FileProblem.self) { try MappedFile(path: folder) }
        #expect(throws: FileProblem.self) { try OutputFile("") }
    }

    @Test func anEmptyFileIsReadAsNoBytesAndAMissingOneIsNamed() throws {
        try OutputFile.write([], to: folder + "/empty")
        #expect(try MappedFile(path: folder + "/empty").withBytes(Array.init).isEmpty)
        let problem = #expect(throws: FileProblem.self) { try MappedFile(path: folder + "/none") }
        #expect(problem?.problem == "no such file")
    }

    @Test func aProblemStaysOnOneLineWhateverTheNamesInIt() {
        let problem = FileProblem("a\nb", "key 'x\u{1b}[31m' is odd", expected: "y\r", advice: "Try again.")
        #expect(problem.description == "a\\u{a}b: key 'x\\u{1b}[31m' is odd; expected y\\u{d}. Try again.")
    }

    @Test func namesAreListedInTheSameOrderEverywhere() throws {
        for name in ["b", "a10", "a2", "B", "é"] { try OutputFile.write([], to: folder + "/" + name) }
        #expect(try Folders.names(in: folder) == ["B", "a10", "a2", "b", "é"])
        #expect(throws: FileProblem.self) { try Folders.names(in: folder + "/none") }
    }

    @Test func foldersAreMadeWithTheirParentsOnlyWhereThatIsAskedFor() throws {
        #expect(throws: FileProblem.self) { try Folders.make(folder + "/x/y") }
        try Folders.makeAll(folder + "/x/y")
        try Folders.makeAll(folder + "/x/y")
        #expect(Folders.isFolder(folder + "/x/y"))
        try OutputFile.write([], to: folder + "/file")
        #expect(throws: FileProblem.self) { try Folders.make(folder + "/file") }
    }
}
