// What a signal does to a video in the making. Asked of a worker process, since it touches all unfinished files of the process.
import Files
import LibC
import Pictures
import TestSupport
import Testing
import Workers

@Suite(.serialized) struct InterruptedVideoTests {
    @Test func aProgramToldToStopEndsTheEncoderAndLeavesNoFile() throws {
        let place = try TestFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = place.path
        let program = folder + "/ffmpeg"
        let script = "#!/bin/sh\necho $$ > '\(folder)/pid'\nfor last; do :; done\ncat > \"${last#file:}\"\nsleep 100\n"
        // Written by another process: one that a test forks meanwhile would hold the file open, and it could not be started ("text file busy").
        let writer = try ChildProgram("/bin/sh", ["-c", "cat > '\(program)' && chmod 755 '\(program)'"])
        try writer.write(Array(script.utf8))
        try #require(try writer.finish().isSuccess)
        let image = try Image(width: 8, height: 8, format: .rgb8, fill: .white)

        var pid: Int32 = 0
        try WorkerPool(workers: 1).run(
            jobs: 1, resultBytes: 8, prepare: {},
            work: { _, _, slot in
                let video = try VideoFile(path: folder + "/a.mp4", width: 8, height: 8, frameRate: 30, ffmpeg: program)
                try video.append(image)
                // The frame has arrived when the program has long been writing.
                func unfinished() throws -> String? { try Folders.names(in: folder).first { $0.hasPrefix(".smog") } }
                for _ in 0..<6000 where try unfinished().map({ try MappedFile(path: folder + "/" + $0).bytes.count }) != 8 * 8 * 3 {
                    usleep(10_000)
                }
                let isBegun = try unfinished() != nil
                // As the handler of a signal does; then the process ends without a chance to tidy up.
                PendingFiles.removeAll()
                let text = try MappedFile(path: folder + "/pid").withBytes { String(decoding: $0, as: UTF8.self) }
                slot.storeBytes(of: isBegun ? Int32(text.split(separator: "\n").first ?? "") ?? 0 : 0, as: Int32.self)
                withExtendedLifetime(video) {}
                return 4
            },
            take: { _, bytes in pid = bytes.loadUnaligned(as: Int32.self) })
        #expect(pid > 1)
        #expect(try Folders.names(in: folder) == ["ffmpeg", "pid"])
        // A killed process stays as a zombie until somebody waits for it; what matters is that it runs no more.
        func runs() -> Bool {
            let file = open("/proc/\(pid)/stat", O_RDONLY)
            guard file >= 0 else { return false }
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 512)
            let count = read(file, &bytes, bytes.count)
            return count > 0 && !String(decoding: bytes[..<count], as: UTF8.self).contains(") Z")
        }
        for _ in 0..<6000 where runs() { usleep(10_000) }
        #expect(!runs())
    }
}
