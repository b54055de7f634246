// Ten minutes of motion fit into little memory.
import ArrayFiles
import Arrays
import Foundation
import Motions
import TestSupport
import Testing

@Suite(.serialized) struct MemoryTests {
    /// Megabytes that a drawing of a 10-minute clip may take, all processes together.
    static let limit = 400.0

    /// The clip is read whole but drawn at 2 frames a second, unless `SMOG_LONG_TESTS` is set: then at its own 120.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/smaps_rollup")))
    func tenMinutesTakeLittleMemory() throws {
        let isLong = ProcessInfo.processInfo.environment["SMOG_LONG_TESTS"] != nil
        let folder = try TemporaryFolder()
        let clip = try tenMinutes(in: folder)
        let running = try Running([
            "render", clip, "-o", folder.file("out.gif"), "--size", "128x128", "--fps", isLong ? "120" : "2", "--quiet",
        ])
        var most = 0
        while Processes.lives(running.processID) {
            most = max(most, Processes.memory(of: running.processID))
            usleep(10_000)
        }
        let run = running.end()
        #expect(run.status == 0, "\(run.errors)")
        let megabytes = Double(most) / 1e6
        print("10 minutes of motion drawn at 128x128: at most \(Int(megabytes)) MB in all processes together, in \(Int(run.seconds)) s")
        #expect(megabytes > 20 && megabytes < MemoryTests.limit)
    }

    /// A sample again and again, in double precision as AMASS stores it: 72,000 frames, 90 MB.
    private func tenMinutes(in folder: TemporaryFolder) throws -> String {
        let sample = try Motion.read(path: Project.sample("02/02_01"))
        let frames = 72_000, width = sample.layout.jointCount * 3
        let poses = sample.poses.elements.map { Double($0) }, places = sample.translations.elements.map { Double($0) }
        let archive = try NPZWriter(folder.file("long.npz"), compression: .stored)
        func repeated(_ key: String, _ values: [Double], width: Int) throws {
            try archive.begin(key, shape: [frames, width], of: Double.self)
            var missing = frames * width
            while missing > 0 {
                try archive.append(Array(values.prefix(missing)))
                missing -= min(missing, values.count)
            }
        }
        try repeated("poses", poses, width: width)
        try repeated("trans", places, width: 3)
        try archive.add("mocap_framerate", number: 120.0)
        try archive.finish()
        return folder.file("long.npz")
    }
}
