// `smog demo`: pictures of sample motions and of motions made from texts, to see at once what the program does.
import ArgumentParser
import Files
import Films
import Foundation
import Rendering

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw sample motions, and motions made from texts, into render/demo/.",
        discussion: "Needs no download: the motions (CMU), the open body and a small model trained on such motions come with the program.")

    @Option(name: [.short, .long], help: ArgumentHelp("Where the pictures go.", valueName: "folder"))
    var output = "render/demo"

    @Option(help: ArgumentHelp("Width and height of every picture. (default: 480x480, stills 768x768)", valueName: "WxH"))
    var size: PictureSize?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// Clips of `data/sample/CMU` that are shown moving, and how.
    static let animations: [(clip: String, options: [String])] = [
        ("02/02_01", []), ("09/09_01", ["--look", "clothed", "--camera", "follow", "--floor", "checker"]),
        ("05/05_11", ["--look", "clothed"]),
        ("49/49_06", ["--look", "skeleton"]),
    ]
    /// Clips that go into one grid.
    static let grid = ["02/02_01", "02/02_05", "09/09_01", "11/11_01", "49/49_04", "49/49_14", "90/90_08", "135/135_04", "143/143_35"]
    /// Texts made into motions, and the model that makes them.
    static let prompts = "assets/prompts.txt", checkpoint = "models/smog-cmu/checkpoint_0200.pth.tar"
    /// Clips with a frame worth a still.
    static let stills = [("09/09_01", 70)]
    /// Clips that make a figure of several bodies.
    static let figures = ["02/02_01"]

    func run() throws {
        let start = ContinuousClock.now
        let folders = ["data", ModelFolders.besideProgram("data")].compactMap { $0.map { $0 + "/sample/CMU" } }
        guard let samples = folders.first(where: Folders.isFolder) else {
            throw CommandFailure("the sample motions were not found in data/sample; run this in the project's folder")
        }
        try Folders.makeAll(output)
        // Stills come last: they are drawn in this process, which starts threads, and no worker process may be forked after that.
        for (clip, options) in Demo.animations {
            try draw(["\(samples)/\(clip)_poses.npz"], to: ".gif", ["--size", size?.description ?? "480x480"] + options)
        }
        try draw(
            Demo.grid.map { "\(samples)/\($0)_poses.npz" }, to: "-grid.gif",
            [
                "--layout", "grid", "--look", "clothed", "--end", "3", "--fps", "15", "--columns", "3", "--size",
                size?.description ?? "220x240",
            ])
        let generates = try drawTexts(beside: samples)
        for (clip, frame) in Demo.stills {
            try draw(
                ["\(samples)/\(clip)_poses.npz"], to: ".png",
                ["--frame", "\(frame)", "--camera", "follow", "--size", size?.description ?? "768x768"])
        }
        for clip in Demo.figures {
            let name = "-figure.png"
            try draw(["\(samples)/\(clip)_poses.npz"], to: name, ["--preset", "temos", "--size", size?.description ?? "1280x1024"])
        }
        if !quiet {
            if let description = try Renderer().description { print("drawn with \(description.line)") }
            print(
                "\(Demo.animations.count + Demo.stills.count + Demo.figures.count + (generates ? 2 : 1)) pictures in \(output)/ in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))"
            )
        }
    }

    /// A grid of motions made from texts.
    /// - Parameter samples: the folder of sample motions; the model lies beside the same folders.
    /// - Returns: false if the model is not there.
    private func drawTexts(beside samples: String) throws -> Bool {
        let root = String(samples.dropLast("data/sample/CMU".count))
        guard [Demo.checkpoint, Demo.prompts].allSatisfy({ Folders.exists(root + $0) }) else {
            if !quiet { StandardError.print("smog: note: \(root + Demo.checkpoint) is not there; nothing is made from texts") }
            return false
        }
        let arguments = [
            root + Demo.checkpoint, "--input_file", root + Demo.prompts, "-o", "\(output)/texts.gif", "--look", "clothed", "--fps", "15",
        ]
        let size = ["--size", size?.description ?? "220x240"]
        try Text2Motion.parse(arguments + size + (quiet ? ["--quiet"] : [])).run()
        return true
    }

    /// A picture called after the first clip; a grid just that.
    private func draw(_ clips: [String], to suffix: String, _ arguments: [String]) throws {
        let name =
            clips.count > 1
            ? "motions" : URL(fileURLWithPath: clips[0]).deletingPathExtension().lastPathComponent.replacing("_poses", with: "")
        let options = arguments + (quiet ? ["--quiet"] : [])
        try Render.parse(clips + ["-o", "\(output)/\(name)\(suffix)"] + options).run()
    }
}
