// The examples in the documentation are code that runs: each doc comment has its twin in `Tests/Examples`, word for word.
import Foundation
import Testing

@Suite struct ExamplesTests {
    @Test func everyExampleInTheDocumentationIsTestedAsItStands() throws {
        let documented = try Repository.swiftFiles(in: "Sources").flatMap { try DocumentedExample.all(in: $0) }
        let tested = try TestedExample.all()
        #expect(documented.count > 10)
        for example in documented {
            let code = tested.filter { $0.source == example.source }.map(\.lines)
            #expect(code.contains(example.lines), "\(example.source), line \(example.line): not a function of Tests/Examples as it stands")
        }
        for example in tested {
            let text = documented.filter { $0.source == example.source }.map(\.lines)
            #expect(text.contains(example.lines), "\(example.name)(): not in the documentation of \(example.source)")
        }
    }

    @Test func everyRoomHasAnExample() throws {
        let rooms = try Repository.names(in: "Sources").filter { !$0.hasPrefix("C") && $0 != "smog" }
        #expect(rooms.contains("Motions"))
        let lengths = Dictionary(try TestedExample.all().map { ($0.room, $0.lines.count) }, uniquingKeysWith: max)
        for room in rooms { #expect(lengths[room, default: 0] >= 5, "\(room): its longest example has this many lines") }
    }

    @Test(arguments: try TestedExample.all()) func anExamplePrintsWhatItSays(example: TestedExample) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("example-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["data", "models"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appendingPathComponent(name), withDestinationURL: Repository.root.appendingPathComponent(name))
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Repository.program("Examples")
        process.arguments = [example.name]
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(output.split(separator: "\n").map(String.init) == example.promises)
        #expect(!example.promises.isEmpty)
    }
}

/// A ```swift block of a doc comment.
struct DocumentedExample {
    let source: String
    let line: Int
    var lines: [String] = []

    static func all(in source: String) throws -> [DocumentedExample] {
        var found: [DocumentedExample] = []
        var isOpen = false
        for (number, line) in try Repository.lines(of: source).enumerated() {
            let text = line.drop { $0 == " " }
            guard text.hasPrefix("///") else {
                isOpen = false
                continue
            }
            let comment = text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)
            if comment == "```swift" {
                found.append(DocumentedExample(source: source, line: number + 1))
                isOpen = true
            } else if comment.hasPrefix("```") {
                isOpen = false
            } else if isOpen {
                found[found.count - 1].lines.append(String(comment))
            }
        }
        return found
    }
}

/// A function of `Tests/Examples`, under a comment that names the file whose documentation it stands in.
struct TestedExample: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    var lines: [String] = []

    var room: String { String(source.split(separator: "/")[1]) }
    var testDescription: String { name }

    /// What stands behind each `print(…)  //`.
    var promises: [String] {
        lines.filter { $0.hasPrefix("print(") }.map { $0.components(separatedBy: ")  // ").dropFirst().joined(separator: ")  // ") }
    }

    static func all() throws -> [TestedExample] {
        var found: [TestedExample] = []
        for file in try Repository.swiftFiles(in: "Tests/Examples") {
            let lines = try Repository.lines(of: file)
            for (comment, function) in zip(lines, lines.dropFirst()) where comment.hasPrefix("// Sources/") && function.hasPrefix("func ") {
                let start = (lines.firstIndex(of: function) ?? 0) + 1
                found.append(
                    TestedExample(
                        name: String(function.dropFirst(5).prefix { $0 != "(" }), source: String(comment.dropFirst(3)),
                        lines: lines[start...].prefix { $0 != "}" }.map { String($0.dropFirst(4)) }))
            }
        }
        return found
    }
}

/// The project's own files, and the programs built from them.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

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

    /// A program of this package: it lies beside the program that runs the tests.
    static func program(_ name: String) -> URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(name)
    }
}
