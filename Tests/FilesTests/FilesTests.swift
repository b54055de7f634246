// Files appear whole or not at all; problems are told in one line.
import Files
import LibC
import TestSupport
import Testing

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
        #expect(
            problem?.description
                == "\(folder)/no/such/a.png: the folder '\(folder)/no/such' does not exist. Create it first: mkdir -p \(folder)/no/such")
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

    /// A link was replaced by a file, and what it led to stayed as it was.
    @Test func aLinkStaysALinkAndItsTargetIsReplaced() throws {
        try OutputFile.write(Array("old".utf8), to: folder + "/real.txt")
        symlink("real.txt", folder + "/first")
        symlink(folder + "/first", folder + "/second")
        try OutputFile.write(Array("new".utf8), to: folder + "/second")
        #expect(try MappedFile(path: folder + "/real.txt").withBytes(Array.init) == Array("new".utf8))
        var status = stat()
        for name in ["first", "second"] { #expect(lstat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK) }
        // A link to what is not there yet.
        symlink("made.txt", folder + "/third")
        try OutputFile.write([1], to: folder + "/third")
        #expect(try MappedFile(path: folder + "/made.txt").bytes.count == 1)
        symlink("round", folder + "/round")
        let problem = #expect(throws: FileProblem.self) { try OutputFile.write([1], to: folder + "/round") }
        #expect(problem?.kind == .unwritable)
        #expect(try !Folders.names(in: folder).contains { $0.hasSuffix(".part") })
    }

    @Test func aFileThatIsReplacedHandsOnItsPermissions() throws {
        let path = folder + "/a.sh"
        for mode in [0o750, 0o600, 0o444] as [mode_t] {
            try OutputFile.write([1], to: path)
            chmod(path, mode)
            try OutputFile.write([2], to: path)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == mode)
        }
    }

    /// A device would be replaced by a file.
    @Test func devicesAndPipesAreNotReplaced() throws {
        mkfifo(folder + "/pipe", 0o600)
        for path in ["/dev/null", folder + "/pipe"] {
            let problem = #expect(throws: FileProblem.self) { try OutputFile(path) }
            #expect(problem?.description.contains("not a regular file") == true)
        }
    }

    /// The list of files to remove when the program is told to stop had 512 places.
    @Test func thousandsOfFilesMayBePending() throws {
        var files: [OutputFile] = []
        for number in 0..<600 { files.append(try OutputFile(folder + "/\(number).txt", durability: .inCache)) }
        let pending = PendingFiles.paths
        #expect(files.allSatisfy { pending.contains($0.temporaryPath) })
        for file in files { try file.commit() }
        #expect(try Folders.names(in: folder).count == 600)
        #expect(!PendingFiles.paths.contains { $0.hasPrefix(folder) })
    }

    @Test func problemsHaveAKind() throws {
        func kind(_ body: () throws -> Void) -> FileProblem.Kind? { (#expect(throws: FileProblem.self) { try body() })?.kind }
        #expect(kind { _ = try MappedFile(path: folder + "/none") } == .missing && kind { _ = try MappedFile(path: folder) } == .unreadable)
        #expect(kind { _ = try OutputFile(folder) } == .unwritable && kind { _ = try OutputFile(folder + "/none/a") } == .unwritable)
        #expect(
            kind { _ = try Folders.names(in: folder + "/none") } == .missing && kind { try Folders.make(folder + "/a/b") } == .unwritable)
    }

    @Test func base64GoesThereAndBack() {
        for (bytes, text) in [
            ([], ""), ([0x66], "Zg=="), ([0x66, 0x6f], "Zm8="), ([0x66, 0x6f, 0x6f], "Zm9v"), ([0xfb, 0xff, 0xfe, 0x00], "+//+AA=="),
        ] as [([UInt8], String)] {
            #expect(Base64.text(bytes) == text)
            #expect(Array(text.utf8).withUnsafeBufferPointer { Base64.bytes($0) } == bytes)
        }
    }

    @Test func numbersAreRoundedAndNeverCut() {
        #expect(
            NumberText.short(1.96) == "2" && NumberText.short(12.34) == "12.3" && NumberText.short(199.6) == "200"
                && NumberText.short(.nan) == "–")
        #expect(NumberText.short(-0.126, 2) == "-0.13" && NumberText.short(3, 2) == "3" && NumberText.short(1e300) == "–")
        #expect(
            [1, 999, 1000, 999_499, 999_500, 1_250_000, 999_960_000].map { NumberText.bytes($0) } == [
                "1 byte", "999 bytes", "1 kB", "999 kB", "1 MB", "1.3 MB", "1 GB",
            ])
        #expect(
            [0.4, 59.6, 125.2, 3599.9, 5970, .infinity].map { NumberText.duration($0) } == [
                "0 s", "1 min 0 s", "2 min 5 s", "1 h 0 min", "1 h 40 min", "–",
            ])
        #expect(NumberText.seconds(1.239) == "1.24 s" && NumberText.seconds(12.6) == "13 s")
        #expect(
            NumberText.count(1, "frame") == "1 frame" && NumberText.count(0, "frame") == "0 frames"
                && NumberText.count(2, "body", "bodies") == "2 bodies")
    }

    @Test func wordsGoThroughAShell() {
        for words in [["a", "b c", "it's", "", "$HOME", "x=1", "-o", "ход"], ["\"", "\\", "a\tb"]] {
            #expect(ShellWords.split(ShellWords.joined(words)) == words)
        }
        #expect(
            ShellWords.quoted(path: "-a.npz") == "./-a.npz" && ShellWords.quoted("it's") == "'it'\\''s'" && ShellWords.split("a 'b") == nil)
    }
}
