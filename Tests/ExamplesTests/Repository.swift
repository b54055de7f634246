// Where the project's files and the programs built from it are, and a place to run them without leaving traces.
import Foundation
import TestSupport

/// The project's own files, and the programs built from them.
enum Repository {
    static let root = URL(fileURLWithPath: Project.root)

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
    }

    /// Paths relative to the root, in a fixed order.
    static func swiftFiles(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
    }

    static func lines(of path: String) throws -> [String] {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8).components(separatedBy: "\n")
    }

    /// A program of this package.
    static func program(_ name: String) -> URL { URL(fileURLWithPath: Project.program(name)) }
}

/// A folder for one program to run in, with the project's `data` and `models` in it; it goes away with the object.
final class Playground {
    private let place: TestFolder
    let folder: URL

    init() throws {
        place = try TestFolder()
        folder = URL(fileURLWithPath: place.path)
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("render"), withIntermediateDirectories: true)
        for name in ["data", "models", "assets"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appendingPathComponent(name), withDestinationURL: Repository.root.appendingPathComponent(name))
        }
    }

    /// Runs a program, for two minutes at most; `smog` is on its path.
    func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["120", program] + arguments
        process.currentDirectoryURL = folder
        process.environment = ["PATH": Repository.program("smog").deletingLastPathComponent().path + ":/usr/bin:/bin"]
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
