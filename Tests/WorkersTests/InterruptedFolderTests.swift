// What a signal does to a temporary folder. Asked of a worker process, since it touches all unfinished files of the process.
import Files
import LibC
import Testing
import Workers

@Suite(.serialized) struct InterruptedFolderTests {
    /// What a worker's folder was called, and whether it was there.
    private func folder(_ end: (TemporaryFolder) throws -> Void) throws -> String {
        var path = ""
        try WorkerPool(workers: 1).run(
            jobs: 1, resultBytes: 512, prepare: {},
            work: { _, _, slot in
                let folder = try TemporaryFolder("smog-test")
                try Folders.makeAll(folder.path + "/a/b")
                for name in ["/one", "/a/two", "/a/b/.hidden"] { try OutputFile.write([1, 2], to: folder.path + name) }
                let path = Array((Folders.exists(folder.path + "/a/b/.hidden") ? folder.path : "").utf8)
                try end(folder)
                slot.copyBytes(from: path)
                return path.count
            },
            take: { _, bytes in path = String(decoding: bytes, as: UTF8.self) })
        return path
    }

    @Test func aProgramToldToStopRemovesItsFolderWithAllThatIsInIt() throws {
        let path = try folder { folder in
            // As the handler of a signal does; then the process ends without a chance to tidy up.
            PendingFiles.removeAll()
            withExtendedLifetime(folder) {}
        }
        #expect(path.contains("/smog-test-"))
        #expect(!Folders.exists(path) && !Folders.exists(path + ".removed"))
    }

    @Test func aFolderGoesWithItsObject() throws {
        let path = try folder { _ in }
        #expect(path.contains("/smog-test-") && !Folders.exists(path))
    }

    /// A forked process has a copy of the object, and must leave the folder alone.
    @Test func anotherProcessLeavesTheFolderToItsOwner() throws {
        let folder = try TemporaryFolder("smog-test")
        try WorkerPool(workers: 1).run(
            jobs: 1, resultBytes: 8, prepare: {},
            work: { _, _, _ in
                PendingFiles.removeAll()
                return 0
            }, take: { _, _ in })
        #expect(Folders.isFolder(folder.path))
    }
}
