// Where the golden files lie, and how far numbers may be from them.
import ArrayFiles
import Arrays
import Foundation
import Testing

enum Golden {
    /// A golden file: in `Tests/Fixtures`, or in the folder named by `SMOG_FIXTURES`, where the large ones are; nil if it is in neither.
    static func path(_ name: String) -> String? {
        let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures").path
        let folders = [own] + (ProcessInfo.processInfo.environment["SMOG_FIXTURES"].map { [$0] } ?? [])
        return folders.map { $0 + "/clip/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }

    static func has(_ names: String...) -> Bool { names.allSatisfy { path($0) != nil } }

    static func arrays(_ name: String) throws -> NamedArrays {
        let path = try #require(Golden.path(name))
        return try NamedArrays(contentsOf: path)
    }

    static func json(_ name: String) throws -> Any {
        let path = try #require(Golden.path(name))
        return try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// By how much the worst number exceeds `absolute + relative · |expected|`; not above 0 if all are near enough.
func excess(_ found: [Float], _ expected: [Float], absolute: Float, relative: Float) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(-Float.infinity) { worst, pair in
        let excess = abs(pair.0 - pair.1) - absolute - relative * abs(pair.1)
        return excess.isNaN ? .infinity : max(worst, excess)
    }
}
