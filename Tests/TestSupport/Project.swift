// Where the project's own files are, and the programs built together with the tests.
import Foundation

/// The project's folder and what lies in it.
package enum Project {
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A short clip (251 frames at 120 a second, 2.1 s) and a longer one of the samples.
    package static let clip = sample("49/49_04")
    package static let longerClip = sample("02/02_05")
    package static let openBody = root + "/models/open/open_body_neutral.npz"

    /// A motion of `data/sample`, by the name of its subject and clip.
    package static func sample(_ name: String) -> String { "\(root)/data/sample/CMU/\(name)_poses.npz" }

    /// A program of this package: it lies beside the program that runs the tests.
    package static func program(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folders = [own, Bundle.main.bundlePath, Bundle.main.executablePath ?? own].flatMap { path in
            let url = URL(fileURLWithPath: path)
            return [url, url.deletingLastPathComponent(), url.deletingLastPathComponent().deletingLastPathComponent()]
        }
        return folders.map { $0.appendingPathComponent(name).path }.first {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        } ?? name
    }

    /// The bytes of a file.
    package static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
}
