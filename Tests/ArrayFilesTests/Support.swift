// What the tests of this room share: where fixtures are, temporary files, expected errors.
import ArrayFiles
import Arrays
import Files
import Foundation
import Testing

enum Fixtures {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    /// A small file made by `Tests/Fixtures/arrayfiles/make.py`.
    static func path(_ name: String) -> String { folder.appendingPathComponent("arrayfiles/\(name)").path }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// A big file that may be missing: in `Tests/Fixtures` or in the folder named by `SMOG_FIXTURES`.
    static func optional(_ name: String) -> String? {
        let folders = [folder.path] + (ProcessInfo.processInfo.environment["SMOG_FIXTURES"].map { [$0] } ?? [])
        return folders.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }

    static let allNames = (try? Folders.names(in: folder.path + "/arrayfiles"))?.filter { $0 != "make.py" } ?? []
}

/// A folder that goes away with the object.
final class TemporaryFolder {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "arrayfiles-\(UUID().uuidString)"
        try Folders.makeAll(path)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try OutputFile.write(bytes, to: file(name))
        return file(name)
    }
}

/// The problem that `body` throws; records an issue if it throws none or another error.
@discardableResult
func problem(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        return ""
    } catch let problem as FileProblem {
        #expect(!problem.description.contains("\n"), sourceLocation: sourceLocation)
        return problem.description
    } catch {
        Issue.record("not a FileProblem: \(error)", sourceLocation: sourceLocation)
        return ""
    }
}

/// Reads everything there is in a file in every way, as a hostile file's victim would.
func readEverything(_ path: String) throws {
    var firstError: (any Error)?
    func attempt(_ body: () throws -> Void) {
        do { try body() } catch { firstError = firstError ?? error }
    }
    attempt { _ = try describeArrayFile(at: path) }
    attempt {
        let file = try NamedArrays(contentsOf: path)
        for key in file.keys {
            attempt { _ = try file.array(key) }
            attempt { _ = try file.forEachFloatChunk(key, shape: file.array(key).shape) { _, _ in } }
            // Keys of every kind lie in the files, so most of these fail even where the file is fine.
            _ = try? file.array(key).float32()
            _ = try? file.array(key).int64()
            _ = try? file.array(key).strings()
            _ = try? file.scalar(key)
            _ = try? file.string(key)
            _ = try? file.value(key).pairs
        }
    }
    if let firstError { throw firstError }
}

/// Repeatable random numbers (SplitMix64).
struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Runs a Python program with NumPy.
/// - Returns: what it printed, or nil where there is no Python with NumPy.
func python(_ program: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "try:\n import numpy as np\nexcept ImportError:\n raise SystemExit(77)\nimport sys\n" + program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 77 || process.terminationStatus == 127 ? nil : String(decoding: data, as: UTF8.self)
}
