// A folder for one test, removed with everything in it.
import Foundation

/// A folder that goes away with the object. Its name is its own, so that tests that run at once never meet. Unlike `TemporaryFolder`
/// of the room `Files`, it is none of what a signal removes, which some tests are about.
package final class TestFolder: Sendable {
    package let path: String

    package init() throws {
        path = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("smog-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    package func file(_ name: String) -> String { path + "/" + name }
    package func callAsFunction(_ name: String) -> String { file(name) }

    /// Writes a file and the folders it lies in.
    /// - Returns: its path.
    @discardableResult
    package func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    @discardableResult
    package func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

    package func bytes(_ name: String) throws -> [UInt8] { try Project.bytes(file(name)) }
    package func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    /// The names in it, sorted; hidden ones too.
    package var contents: [String] { (try? names()) ?? [] }

    /// The names in a folder of it.
    package func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
    }

    /// Every file and folder in it, hidden ones too, with sizes.
    package var everything: [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.map { name in
            let size = (try? FileManager.default.attributesOfItem(atPath: file(name)))?[.size] as? Int ?? 0
            return "\(name) \(size)"
        }.sorted()
    }

    /// Files that a run began and did not finish.
    package var unfinished: [String] { everything.filter { $0.contains(".part") } }
}

package func bytes(of path: String) throws -> [UInt8] { try Project.bytes(path) }
package func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// FNV-1a, 64 bits: enough to notice that bytes changed.
package func fingerprint(_ bytes: some Sequence<UInt8>) -> String {
    String(bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
}
