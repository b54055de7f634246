// Where the reference's numbers lie.
import ArrayFiles
import Foundation

enum Golden {
    static func file(_ name: String) throws -> NamedArrays {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        return try NamedArrays(contentsOf: tests + "/Fixtures/humanml3d/\(name).npz")
    }
}
