// Where the golden files lie: in the folder that the environment names, or else in the project.
import Foundation

/// Golden files: `Tests/Fixtures`, and before it the folder named by `SMOG_FIXTURES`, where another set of the same files, or
/// those too large for the project, may lie.
package enum Fixtures {
    /// The folder that comes with the project.
    package static let own = Project.root + "/Tests/Fixtures"

    /// The folder named by the environment, without a slash at its end.
    package static let other: String? = ProcessInfo.processInfo.environment["SMOG_FIXTURES"]
        .flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0).path }

    /// A file or folder of the golden files; nil where neither set has it.
    package static func find(_ name: String) -> String? {
        ([other].compactMap { $0 } + [own]).map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The path of a golden file; that in the project where there is none, so that reading it says which is missing.
    package static func path(_ name: String) -> String { find(name) ?? own + "/" + name }

    /// True if all of them are there: for `.enabled(if:)`, so that a test which lacks its file is reported as skipped.
    package static func has(_ names: String...) -> Bool { names.allSatisfy { find($0) != nil } }

    /// The contents of a golden JSON file.
    package static func json(_ name: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}
