// `snapshots.json` beside recorded pictures: the files of a snapshot, the command that made them, and what drew them.
import Files
import Foundation

/// What draws here: if a picture changes, this tells whether the machine did too.
struct DrawingMachine: Codable, Equatable {
    /// Such as "smog 0.1.0".
    var program: String
    /// Such as "llvmpipe (LLVM 15.0.6, 256 bits)".
    var renderer: String
    /// Such as "4.5 (Core Profile) Mesa 22.3.6".
    var opengl: String
    /// The processor's name.
    var processor: String

    /// The processor's name as the system has it.
    static let processorName: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }()

    /// What is not as it was, in words; nil if all is.
    func changes(since old: DrawingMachine) -> String? {
        let pairs = [
            ("program", old.program, program), ("renderer", old.renderer, renderer), ("OpenGL", old.opengl, opengl),
            ("processor", old.processor, processor),
        ]
        let changed = pairs.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) then, \($0.2) now" }
        return changed.isEmpty ? nil : changed.joined(separator: "; ")
    }
}

/// What is known of all recorded pictures of a suite.
struct SnapshotRecord: Codable {
    struct Entry: Codable {
        var command: String
        /// Names in the folder of pictures.
        var files: [String]
        var machine: DrawingMachine
    }

    var snapshots: [String: Entry] = [:]

    static let name = "snapshots.json"

    /// - Returns: an empty record if nothing was recorded yet.
    init(folder: String) throws {
        let path = folder + "/" + Self.name
        guard Folders.exists(path) else { return }
        let bytes = try MappedFile(path: path).withBytes { Data($0) }
        do {
            self = try JSONDecoder().decode(SnapshotRecord.self, from: bytes)
        } catch {
            throw FileProblem(
                path, "is not a record of snapshots", expected: "the file that 'smog snapshot record' wrote",
                advice: "Take it from version control, or accept all pictures anew.")
        }
        for (name, entry) in snapshots {
            for file in entry.files where file.contains("/") || file.hasPrefix(".") || file.isEmpty {
                throw FileProblem(path, "says that '\(name)' has the file '\(file)'", expected: "a name in the same folder")
            }
        }
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try OutputFile.write([UInt8](try encoder.encode(self)) + [0x0a], to: folder + "/" + Self.name)
    }
}
