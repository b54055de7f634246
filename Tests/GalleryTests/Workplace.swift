// Folders with motions in them, and what a run makes of these.
import Arrays
import BodyModels
import Foundation
import Gallery
import Motions
import Visualization

/// A folder that goes away with the object.
final class Workplace {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "smog-gallery-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, _ name: String) throws {
        try FileManager.default.createDirectory(atPath: (self(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
    }

    /// A body that turns about itself for half a second.
    func addClip(_ name: String, frames: Int = 10, turn: Float = 1) throws {
        try FileManager.default.createDirectory(atPath: (self(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        var poses = NDArray<Float>(repeating: 0, shape: [frames, 52, 3])
        var places = NDArray<Float>(repeating: 0, shape: [frames, 3])
        for frame in 0..<frames {
            poses[frame, 0, 0] = .pi / 2
            poses[frame, 16, 2] = turn * Float(frame) / Float(frames)
            places[frame, 2] = 0.95
        }
        let motion = Motion(
            name: "made", layout: .smplh, frameRate: 20, poses: poses, translations: places, source: MotionSource(file: "made", format: "made"))
        try motion.writeAmass(to: self(name))
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self(name))) }
    func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: self(folder)).sorted() }

    /// Every file of a folder and its bytes, but for the manifest, which has the times of sources in it.
    func contents(_ folder: String) throws -> [String: Data] {
        var all: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: self(folder)) where name != "gallery.jsonl" {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: self("\(folder)/\(name)"), isDirectory: &isFolder), !isFolder.boolValue { all[name] = try bytes("\(folder)/\(name)") }
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

    @discardableResult
    func run(_ folders: [String], site: String = "site", workers: Int = 1, change: (inout GalleryOptions) -> Void = { _ in }) throws -> GalleryProgress {
        var options = GalleryOptions()
        options.width = 40
        options.height = 40
        options.seconds = 0.2
        change(&options)
        let figure = Workplace.figure
        return try GalleryRun(folders.map { self($0) }, site: self(site), options: options, program: "test 1", figures: { _ in figure }).run(workers: workers)
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    // Sticks are quick to draw.
    private static let figure: Figure = {
        guard let model = try? BodyModel(contentsOf: root + "/models/open/open_body_neutral.npz") else { preconditionFailure("the open body comes with the project") }
        return Figure(model.shaped(), look: .stick)
    }()
}
