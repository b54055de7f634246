// Walks through folders: each file and folder once, whatever links lead to it.
import Files
import LibC
import TestSupport
import Testing

@Suite struct FolderWalkTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func link(_ name: String, to target: String) { #expect(symlink(target, folder(name)) == 0) }

    private func found(_ below: String = "", _ walk: inout FolderWalk) throws -> [String] {
        try walk.files(below: below.isEmpty ? folder.path : folder(below)) { $0.name.hasSuffix(".npz") }.map(\.relativePath)
    }

    private func found(_ below: String = "") throws -> [String] {
        var walk = FolderWalk()
        return try found(below, &walk)
    }

    @Test func filesComeInTheOrderOfTheirPathsHiddenOnesPassedOver() throws {
        for name in ["b/x.npz", "b.npz", "a/c/z.npz", "a/b.npz", "a-b/y.npz", ".git/a.npz", "a/.x.npz", "a/notes.txt", "B.npz"] {
            try folder.write("x", name)
        }
        #expect(try found() == ["B.npz", "a/b.npz", "a/c/z.npz", "a-b/y.npz", "b/x.npz", "b.npz"])
        #expect(try found("a") == ["b.npz", "c/z.npz"])
    }

    /// It took for ever, or counted each file 4,095 times.
    @Test func linksToFoldersAboveEnd() throws {
        try folder.write("x", "set/a/one.npz")
        try folder.write("x", "beside.npz")
        link("set/a/up", to: "..")
        link("set/a/here", to: ".")
        link("set/top", to: "../..")
        link("set/outside", to: folder.path)
        #expect(try found("set") == ["a/one.npz"])
        #expect(try found() == ["beside.npz", "set/a/one.npz"])
    }

    @Test func linksThatGoRoundEnd() throws {
        try folder.write("x", "a/one.npz")
        try folder.write("x", "b/two.npz")
        link("a/toB", to: "../b")
        link("b/toA", to: "../a")
        link("self", to: "self")
        #expect(try found() == ["a/one.npz", "b/two.npz"])
        // From within one of them the other is reached through its link.
        #expect(try found("a") == ["one.npz", "toB/two.npz"])
    }

    @Test func twoLinksToOneFileCountOnceUnderItsOwnName() throws {
        try folder.write("x", "z/real.npz")
        link("a.npz", to: "z/real.npz")
        link("b.npz", to: "z/real.npz")
        link("linked", to: "z")
        #expect(Glibc.link(folder("z/real.npz"), folder("z/second.npz")) == 0)
        #expect(try found() == ["z/real.npz"])
        try folder.write("x", "elsewhere.bin")
        link("c.npz", to: "elsewhere.bin")
        link("d.npz", to: "elsewhere.bin")
        #expect(try found() == ["c.npz", "z/real.npz"])
    }

    @Test func whatAnEarlierWalkFoundIsNotFoundAgain() throws {
        for name in ["a/one.npz", "a/b/two.npz", "c/three.npz"] { try folder.write("x", name) }
        link("c/a", to: "../a")
        var walk = FolderWalk()
        #expect(try found("a/b", &walk) == ["two.npz"])
        #expect(try found("a", &walk) == ["one.npz"])
        #expect(try found("c", &walk) == ["three.npz"])
        #expect(!walk.isNew(folder("a/one.npz")) && walk.isNew(folder("nowhere")))
    }

    @Test func pipesAreNoFilesAndLinksToNowhereCannotBeRead() throws {
        try folder.write("xyz", "a.npz")
        mkfifo(folder("pipe.npz"), 0o600)
        link("lost.npz", to: "nowhere")
        var walk = FolderWalk()
        let entries = try walk.files(below: folder.path) { _ in true }
        #expect(entries.map(\.name) == ["a.npz", "lost.npz"] && entries.map(\.bytes) == [3, 0])
        #expect(entries[0].neighbours == ["a.npz", "pipe.npz", "lost.npz"])
        #expect(FolderWalk.file(folder("pipe.npz")) == nil && FolderWalk.file(folder("a.npz"))?.bytes == 3)
    }

    @Test func aFolderThatIsMissingOrNoneIsRefused() throws {
        try folder.write("x", "file")
        for (name, kind) in [("none", FileProblem.Kind.missing), ("file", .unreadable)] {
            let problem = #expect(throws: FileProblem.self) { try found(name) }
            #expect(problem?.kind == kind)
        }
    }
}
