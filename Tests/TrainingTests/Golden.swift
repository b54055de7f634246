// Golden numbers of the originals' data set.
import ArrayFiles
import Arrays
import Files
import Foundation

enum Golden {
    /// The repository.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// A folder of golden files: that of `SMOG_FIXTURES`, or `Tests/Fixtures`; nil if it is in neither.
    static func folder(_ name: String) -> String? {
        let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures").path
        let folders = [own] + (ProcessInfo.processInfo.environment["SMOG_FIXTURES"].map { [$0] } ?? [])
        return folders.map { $0 + "/" + name }.first(where: Folders.exists)
    }
}
