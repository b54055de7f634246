// Folders with motions in them, and what a run makes of these.
import Arrays
import Foundation
import Motions
import TestSupport

extension TestFolder {
    /// A body that turns about itself for half a second.
    func addClip(_ name: String, frames: Int = 10, turn: Float = 1) throws {
        try FileManager.default.createDirectory(
            atPath: (self(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        var poses = NDArray<Float>(repeating: 0, shape: [frames, 52, 3])
        var places = NDArray<Float>(repeating: 0, shape: [frames, 3])
        for frame in 0..<frames {
            poses[frame, 0, 0] = .pi / 2
            poses[frame, 16, 2] = turn * Float(frame) / Float(frames)
            places[frame, 2] = 0.95
        }
        let motion = Motion(
            name: "made", layout: .smplh, frameRate: 20, poses: poses, translations: places,
            source: MotionSource(file: "made", format: "made"))
        try motion.writeAmass(to: self(name))
    }

    /// Every file of a folder and its bytes, but for the manifest, which has the times of sources in it.
    func contents(_ folder: String) throws -> [String: Data] {
        var all: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: self(folder)) where name != "gallery.jsonl" {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: self("\(folder)/\(name)"), isDirectory: &isFolder), !isFolder.boolValue {
                all[name] = Data(try bytes("\(folder)/\(name)"))
            }
        }
        return all
    }

    /// What `data.js` hands over.
    func index(_ site: String = "site") throws -> [String: Any] {
        let script = try text("\(site)/data.js")
        let json = script.dropFirst("gallery(".count).dropLast(")\n".count)
        return try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    }

    func clips(_ site: String = "site") throws -> [[Any]] { try index(site)["clips"] as? [[Any]] ?? [] }

    /// What became of a run.
    struct Outcome {
        var clips = 0, done = 0, kept = 0, removed = 0, failed = 0, bytes = 0
        var failures: [String] = []
    }

    /// A run that was refused, in its words.
    struct Refusal: Error, CustomStringConvertible { let description: String }

    /// Runs `GalleryTrial`, which was built together with these tests and lies beside them.
    @discardableResult
    func run(
        _ folders: [String], site: String = "site", workers: Int = 1, title: String = "", frameRate: Double? = nil, compares: Bool = false
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Project.program("GalleryTrial"))
        process.arguments =
            [Project.openBody, self(site), "\(workers)", title, frameRate.map { "\($0)" } ?? "", compares ? "compare" : "cards"]
            + folders.map { self($0) }
        // A file, not a pipe: what other tests start at the same moment would keep a pipe open.
        let file = path + "/.outcome"
        try Data().write(to: URL(fileURLWithPath: file))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        try output.close()
        var outcome = Outcome()
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let (text, number) = (words.last ?? "", Int(words.last ?? "") ?? 0)
            switch words[0] {
            case "clips": outcome.clips = number
            case "done": outcome.done = number
            case "kept": outcome.kept = number
            case "removed": outcome.removed = number
            case "failed": outcome.failed = number
            case "bytes": outcome.bytes = number
            case "failure": outcome.failures.append(text)
            case "error": throw Refusal(description: text)
            default: break
            }
        }
        guard process.terminationStatus == 0 else { throw Refusal(description: "ended with status \(process.terminationStatus)") }
        return outcome
    }
}
