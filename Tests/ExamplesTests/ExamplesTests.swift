// The examples in the documentation are code that runs: each doc comment has its twin in `Examples/`, word for word.
import Foundation
import Testing

@Suite struct ExamplesTests {
    @Test func everyExampleInTheDocumentationIsTestedAsItStands() throws {
        let documented = try Repository.swiftFiles(in: "Sources").flatMap { try DocumentedExample.all(in: $0) }
        let tested = try TestedExample.all()
        #expect(documented.count > 10)
        for example in documented {
            let code = tested.filter { $0.source == example.source }.map(\.lines)
            #expect(code.contains(example.lines), "\(example.source), line \(example.line): not a function of Examples as it stands")
        }
        for example in tested {
            let text = documented.filter { $0.source == example.source }.map(\.lines)
            #expect(text.contains(example.lines), "\(example.name)(): not in the documentation of \(example.source)")
        }
    }

    @Test func everyRoomHasAnExample() throws {
        let isCLibrary = { (name: String) in
            FileManager.default.fileExists(atPath: Repository.root.path + "/Sources/\(name)/module.modulemap")
        }
        let rooms = try Repository.names(in: "Sources").filter { !isCLibrary($0) && !["LibC", "smog"].contains($0) }
        #expect(rooms.contains("Motions") && rooms.contains("CLIP") && !rooms.contains("CZlib"))
        let lengths = Dictionary(try TestedExample.all().map { ($0.room, $0.lines.count) }, uniquingKeysWith: max)
        for room in rooms { #expect(lengths[room, default: 0] >= 5, "\(room): its longest example has this many lines") }
    }

    @Test(arguments: try TestedExample.all()) func anExamplePrintsWhatItSays(example: TestedExample) throws {
        let result = try Playground().run(Repository.program("Examples").path, [example.name])
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").map(String.init) == example.promises)
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

/// A function of `Examples`, under a comment that names the file whose documentation it stands in.
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
        for file in try Repository.swiftFiles(in: "Examples") {
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
