// Python with one of its libraries, to check ours against, where it is installed.
import Foundation

package enum Python {
    /// True if there is a `python3` on the path that has the module: for `.enabled(if:)`.
    package static func has(_ module: String) -> Bool { (try? launch(["-c", "import \(module)"]))?.status == 0 }

    package static let hasNumPy = has("numpy")
    package static let hasPillow = has("PIL.Image")

    /// Runs a program and gives what it prints.
    /// - Throws: its words, if it fails.
    @discardableResult
    package static func run(_ program: String, _ arguments: [String] = []) throws -> String {
        let (status, output) = try launch(["-c", program] + arguments)
        guard status == 0 else { throw CocoaError(.executableNotLoadable, userInfo: [NSLocalizedDescriptionKey: output]) }
        return output
    }

    private static func launch(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
