// Another program that reads pictures, to check ours against: Python's Pillow, where it is installed.
import Foundation

struct Pillow {
    private static let isInstalled = (try? launch(["python3", "-c", "import PIL.Image"]))?.status == 0

    /// nil where there is no python3 with Pillow on the path.
    static func find() -> Pillow? { isInstalled ? Pillow() : nil }

    /// Runs a script and gives what it prints.
    @discardableResult
    func run(_ script: String, _ arguments: [String]) throws -> String {
        let (status, output) = try Pillow.launch(["python3", "-c", script] + arguments)
        guard status == 0 else { throw CocoaError(.executableNotLoadable, userInfo: [NSLocalizedDescriptionKey: output]) }
        return output
    }

    private static func launch(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
