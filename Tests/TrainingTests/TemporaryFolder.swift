// A folder that is gone when the test is over.
import Foundation

final class TemporaryFolder {
    let path: String

    init() throws {
        path = "/tmp/smog-training-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}
