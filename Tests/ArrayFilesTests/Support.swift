// What the tests of this room share: its small files, and reading all that a file has.
import ArrayFiles
import Files
import Foundation
import TestSupport

extension Fixtures {
    /// A small file made by `Tests/Fixtures/arrayfiles/make.py`.
    static func arrayFile(_ name: String) -> String { path("arrayfiles/" + name) }

    static func bytes(_ name: String) throws -> [UInt8] { try Project.bytes(arrayFile(name)) }

    static let allNames = (try? Folders.names(in: own + "/arrayfiles"))?.filter { $0 != "make.py" } ?? []
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
