// `smog demo`: pictures of the sample motions, to see at once what the program does.
import ArgumentParser
import Files
import Foundation

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the sample motions into render/demo/.",
        discussion: "Needs no download: the motions (CMU) and the open body come with the program.")

    @Option(name: [.short, .long], help: ArgumentHelp("Where the pictures go.", valueName: "folder"))
    var output = "render/demo"

    @Option(help: ArgumentHelp("Width and height of every picture. (default: 480x480, stills 768x768)", valueName: "WxH"))
    var size: PictureSize?

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// Clips of `data/sample/CMU` that are shown moving.
    static let animations = ["02/02_01", "09/09_01", "05/05_11", "49/49_06"]
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
        for clip in Demo.animations {
            try draw("\(samples)/\(clip)_poses.npz", to: ".gif", ["--size", size?.description ?? "480x480"])
        }
        for (clip, frame) in Demo.stills {
            try draw("\(samples)/\(clip)_poses.npz", to: ".png", ["--frame", "\(frame)", "--camera", "follow", "--size", size?.description ?? "768x768"])
        }
        for clip in Demo.figures {
            let name = "-figure.png"
            try draw("\(samples)/\(clip)_poses.npz", to: name, ["--layout", "sequence", "--size", size?.description ?? "1280x1024"])
        }
        if !quiet {
            print("\(Demo.animations.count + Demo.stills.count + Demo.figures.count) pictures in \(output)/ in \(Report.seconds(Progress.seconds(ContinuousClock.now - start)))")
        }
    }

    private func draw(_ clip: String, to suffix: String, _ arguments: [String]) throws {
        let name = URL(fileURLWithPath: clip).deletingPathExtension().lastPathComponent.replacing("_poses", with: "")
        let options = arguments + (quiet ? ["--quiet"] : [])
        try Render.parse([clip, "-o", "\(output)/\(name)\(suffix)"] + options).run()
    }
}
