// Where things are: the project, its samples, fixtures, and folders that go away.
import Foundation

enum Project {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A short clip (251 frames at 120 a second, 2.1 s) and a longer one of the samples.
    static let clip = sample("49/49_04")
    static let longerClip = sample("02/02_05")
    static let openBody = root + "/models/open/open_body_neutral.npz"

    static func sample(_ name: String) -> String { "\(root)/data/sample/CMU/\(name)_poses.npz" }

    static func fixture(_ name: String) -> String { root + "/Tests/Fixtures/" + name }

    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
}

/// A folder that goes away with the object.
final class TemporaryFolder: @unchecked Sendable {
    let path: String

    init() throws {
        path = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("smog-commands-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func bytes(_ name: String) throws -> [UInt8] { try Project.bytes(file(name)) }

    /// Every file and folder in it, hidden ones too, with sizes.
    var everything: [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.map { name in
            let size = (try? FileManager.default.attributesOfItem(atPath: file(name)))?[.size] as? Int ?? 0
            return "\(name) \(size)"
        }.sorted()
    }

    /// Files that a run began and did not finish.
    var unfinished: [String] { everything.filter { $0.contains(".part") } }
}
