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

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// Clips of `data/sample/CMU`, and a frame worth a still.
    static let clips: [(clip: String, still: Int?)] = [
        ("02/02_01", nil), ("09/09_01", 70), ("05/05_11", nil), ("16/16_01", nil),
    ]

    func run() throws {
        let start = ContinuousClock.now
        guard let data = ["data"].first(where: { Folders.isFolder($0 + "/sample/CMU") }) ?? ModelFolders.besideProgram("data") else {
            throw CommandFailure("the sample motions were not found in data/sample; run this in the project's folder")
        }
        try Folders.makeAll(output)
        var made = 0
        for (clip, still) in Demo.clips {
            let source = "\(data)/sample/CMU/\(clip)_poses.npz"
            let name = String(clip.split(separator: "/").last ?? "clip")
            var arguments = quiet ? ["--quiet"] : []
            if let still {
                let render = try Render.parse([source, "-o", "\(output)/\(name).png", "--frame", "\(still)", "--size", "768x768"] + arguments)
                try render.run()
                made += 1
            }
            arguments += ["--size", "480x480"]
            try Render.parse([source, "-o", "\(output)/\(name).gif"] + arguments).run()
            made += 1
        }
        if !quiet {
            print("\(made) pictures in \(output)/ in \(Report.seconds(Progress.seconds(ContinuousClock.now - start)))")
        }
    }
}
