// Where files go, and what happens when they cannot: one line, no half-written file.
import Foundation
import Pictures
import TestSupport
import Testing

struct OutputTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Every kind of output, into the given folder.
    private static let commands: [[String]] = [
        ["render", Project.clip, "--size", "32x32", "-o", "PLACE/out.gif"],
        ["render", Project.clip, "--size", "32x32", "--frame", "3", "-o", "PLACE/out.png"],
        ["render", Project.clip, "--size", "32x32", "-o", "PLACE/frames"],
        ["convert", Project.clip, "PLACE/out.obj"],
        ["convert", Project.clip, "PLACE/out.ply"],
        ["convert", Project.clip, "PLACE/out.npz"],
        ["convert", Project.clip, "PLACE/out.npy"],
        ["convert", Project.clip, "PLACE/out.glb"],
        ["convert", Project.clip, "PLACE/out.bvh"],
        ["convert", Project.clip, "PLACE/out.smpl"],
    ]

    private func inPlace(_ command: [String], _ place: String) -> [String] {
        command.map { $0.replacingOccurrences(of: "PLACE", with: place) }
    }

    private func expectRefused(
        place: String, saying words: [String], shell: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for command in OutputTests.commands {
            try CommandTests.expectRefused(inPlace(command, place), in: folder, saying: words, shell: shell, sourceLocation: sourceLocation)
        }
    }

    @Test func aFolderThatDoesNotExist() throws {
        let place = folder.file("missing/place")
        try expectRefused(place: place, saying: [place, "does not exist", "mkdir -p"])
    }

    @Test func aFileInPlaceOfTheFolder() throws {
        let place = try folder.write([1], "file")
        try expectRefused(place: place, saying: [place])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
    func aFolderThatTakesNoFiles() throws { try expectRefused(place: "/proc", saying: ["'/proc'", "takes no new"]) }

    @Test func aFolderByTheNameOfTheFile() throws {
        for command in OutputTests.commands {
            guard let name = command.last(where: { $0.hasPrefix("PLACE/out") })?.dropFirst(6) else { continue }
            try? FileManager.default.createDirectory(atPath: folder.file(String(name)), withIntermediateDirectories: true)
            try CommandTests.expectRefused(inPlace(command, folder.path), in: folder, saying: [String(name), "folder"])
        }
    }

    @Test(.enabled(if: Mount.isPossible))
    func aReadOnlyFolder() throws {
        let place = folder.file("readonly")
        try Mount.with(options: "ro", at: place) { try expectRefused(place: place, saying: [place, "Read-only file system"]) }
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
    func aFolderWithoutPermission() throws {
        let place = folder.file("forbidden")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
        try expectRefused(place: place, saying: [place, "Permission denied"])
    }

    @Test(.enabled(if: Mount.isPossible))
    func aFullDisk() throws {
        let place = folder.file("full")
        try Mount.with(options: "size=4k", at: place) {
            for command in OutputTests.commands where !command.contains("PLACE/frames") && !command.contains("PLACE/out.png") {
                try CommandTests.expectRefused(inPlace(command, place), in: folder, saying: [place, "No space left", "Free some space"])
            }
            // Of a folder of frames, those that fitted stay, each whole.
            let run = try Program.run(inPlace(["render", Project.clip, "--size", "64x64", "--quiet", "-o", "PLACE/frames"], place))
            #expect(run.status == 1)
            expectOneLine(run, saying: [place, "No space left"])
            #expect(folder.unfinished.isEmpty)
            for frame in try NumberedFrames.paths(in: place + "/frames") { #expect(try PNG.read(frame).width == 64) }
        }
    }

    /// `ulimit -f` counts 512-byte blocks: 2 kB. Without care the signal that comes with it would end the program mid-file.
    @Test func aFileThatOutgrowsTheLimit() throws {
        for command in OutputTests.commands where command[0] == "convert" || command.contains("PLACE/out.gif") {
            try CommandTests.expectRefused(
                inPlace(command, folder.path).map { $0 == "32x32" ? "128x128" : $0 }, in: folder,
                saying: [folder.path, "File too large", "ulimit"],
                shell: "ulimit -f 4")
        }
    }

    @Test func aNameThatIsTooLong() throws {
        let started = Date()
        try CommandTests.expectRefused(
            [
                "render", Project.longerClip, "-o", "OUT/" + String(repeating: "x", count: 300) + ".gif", "--fps", "120", "--size",
                "2048x2048",
            ],
            in: folder, saying: ["name too long"])
        // Before anything is drawn, not after: that would take minutes.
        #expect(Date().timeIntervalSince(started) < 30)
    }

    @Test(arguments: ["exec 2>&-", "exec 2>/dev/full", "exec >&- 2>&- <&-"])
    func whetherAnybodyReadsItsMessagesDoesNotMatter(shell: String) throws {
        let good = try Program.run(["render", Project.clip, "-o", folder.file("out.gif"), "--size", "32x32"], shell: shell)
        #expect(good.status == 0)
        #expect(try folder.bytes("out.gif").starts(with: Array("GIF89a".utf8)))
        #expect(try Program.run(["render", "nothing.npz", "-o", folder.file("bad.gif")], shell: shell).status == 1)
    }

    @Test func aReportThatCannotBeWrittenIsAFailure() throws {
        for arguments in [["info", Project.clip], ["doctor"]] {
            let run = try Program.run(arguments, shell: "exec >/dev/full")
            #expect(run.status == 1)
            expectOneLine(run, saying: ["standard output", "No space left"])
        }
    }

    /// Containers share folders, and their processes have the same few numbers.
    @Test func unfinishedFilesOfAnotherProcessOfTheSameNumberDoNotMatter() throws {
        let others = (1...5).map { "touch '\(folder.path)/.smog-'$$'-\($0).part'" }.joined(separator: "\n")
        let run = try Program.run(["convert", Project.clip, folder.file("out.obj"), "--quiet"], shell: others)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(folder.unfinished.count == 5)
    }

    @Test func anOldFileStaysUntilTheNewOneIsWhole() throws {
        let old = try folder.write([1, 2, 3], "out.npz")
        let run = try Program.run(["convert", Project.clip, old], shell: "ulimit -f 4")
        #expect(run.status == 1)
        #expect(try folder.bytes("out.npz") == [1, 2, 3])
        try Program.run(["convert", Project.clip, old, "--end", "0.05"])
        #expect(try folder.bytes("out.npz").count > 100_000)
    }

    @Test func aFolderIsMadeWhereItsParentExists() throws {
        let run = try Program.run(["render", Project.clip, "--size", "16x16", "--fps", "5", "-o", folder.file("new/")])
        #expect(run.status == 0)
        #expect(FileManager.default.fileExists(atPath: folder.file("new/000000.png")))
    }
}

/// Small file systems in memory, for those who may mount them.
enum Mount {
    static let isPossible: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        return (try? with(options: "size=4k", at: folder.file("try")) { true }) ?? false
    }()

    private struct Failure: Error {}

    static func with<Result>(options: String, at place: String, _ body: () throws -> Result) throws -> Result {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        guard try call("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place]) == 0 else { throw Failure() }
        defer { _ = try? call("umount", [place]) }
        return try body()
    }

    private static func call(_ program: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
