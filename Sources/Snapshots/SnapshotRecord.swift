// `snapshots.json` beside recorded pictures: the files of a snapshot, the command that made them, and what drew them.
import Files
import Foundation

/// What draws here: if a picture changes, this tells whether the machine did too.
public struct DrawingMachine: Codable, Equatable, Sendable {
    /// Such as "smog 0.1.0".
    public var program: String
    /// Such as "llvmpipe (LLVM 15.0.6, 256 bits)".
    public var renderer: String
    /// Such as "4.5 (Core Profile) Mesa 22.3.6".
    public var opengl: String
    /// The processor's name.
    public var processor: String

    /// The processor's name as the system has it.
    public static let processorName: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }()

    /// What is not as it was, in words; nil if all is.
    public func changes(since old: DrawingMachine) -> String? {
        let pairs = [
            ("program", old.program, program), ("renderer", old.renderer, renderer), ("OpenGL", old.opengl, opengl),
            ("processor", old.processor, processor),
        ]
        let changed = pairs.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) then, \($0.2) now" }
        return changed.isEmpty ? nil : changed.joined(separator: "; ")
    }
}

/// What is known of all recorded pictures of a suite.
public struct SnapshotRecord: Codable, Sendable {
    /// Of one snapshot.
    public struct Entry: Codable, Sendable {
        /// The command line that drew it.
        public var command: String
        /// Names in the folder of pictures.
        public var files: [String]
        public var machine: DrawingMachine
    }

    /// By name.
    public var snapshots: [String: Entry] = [:]

    public static let name = "snapshots.json"

    /// Reads the record in a folder; an empty one if nothing was recorded yet.
    /// - Throws: `FileProblem` if it is damaged.
    public init(folder: String) throws {
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

    /// Writes the record into a folder.
    public func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try OutputFile.write([UInt8](try encoder.encode(self)) + [0x0a], to: folder + "/" + Self.name)
    }
}
