// `smog render`: motions to pictures.
import ArgumentParser
import BodyModels
import Files
import Foundation
import Motions
import Pictures
import Rendering
import Visualization
import Workers

struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw a motion as an animated GIF, a PNG of one frame, or a folder of PNGs.",
        discussion: """
            The output's name says what is made:
              smog render walk.npz -o walk.gif              every frame, 30 a second
              smog render walk.npz -o walk.png --frame 70   one frame
              smog render walk.npz -o frames/               frames/000000.png, frames/000001.png, ...
              smog render a.npz b.npz -o pictures/          pictures/a.gif, pictures/b.gif
              smog render walk.npz -o figure.png --layout sequence --size 1280x1024
                                                            eight bodies of the walk in one still, light to dark over time
              smog render walk.npz -o strip.png --layout strip --size 200x280
                                                            six moments of 200x280 pixels side by side

            Frames are counted at the motion's own rate, or at --fps where that is given. Without an exact camera the whole
            motion is framed, so that nobody is ever cut off.
            """)

    @Argument(help: ArgumentHelp("Motion files: AMASS .npz, joint positions or HumanML3D features (.npy), MDM's results.npy.", valueName: "motion"))
    var motions: [String]

    @Option(name: [.short, .long], help: ArgumentHelp("A .gif or .png file, or a folder.", valueName: "output"))
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Draw only this frame, counted from 0.", valueName: "number"))
    var frame: Int?

    @Option(help: "single: one body; sequence: several moments as bodies in one still; strip: several moments side by side with their times.")
    var layout: Layout = .single

    @Option(parsing: .unconditional, help: ArgumentHelp("Bodies in a sequence (default: 8), moments in a strip (default: 6).", valueName: "number"))
    var count: Int?

    @OptionGroup(title: "Time") var time: TimeArguments
    @OptionGroup(title: "Body") var body: BodyArguments
    @OptionGroup(title: "Picture") var picture: PictureArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if let frame, frame < 0 { throw ValidationError("--frame is \(frame); frames are counted from 0.") }
        if layout != .single, frame != nil { throw ValidationError("--frame shows one moment, --layout \(layout.rawValue) several. Use one of them.") }
        if let count {
            if layout == .single { throw ValidationError("--count goes with --layout sequence or strip.") }
            if !(1...200).contains(count) { throw ValidationError("--count is \(count); expected 1 to 200 bodies.") }
        }
    }

    /// True if one motion makes one still.
    private var isStill: Bool { frame != nil || layout != .single }

    func run() throws {
        if output.isEmpty { throw CommandFailure("-o names no file: it is empty") }
        let kind = try OutputKind(output)
        if motions.count > 1, kind != .folder {
            throw CommandFailure("\(motions.count) motions need a folder to go to; \(output) is a file name. Use -o with a folder, such as -o pictures/")
        }
        if kind == .png, !isStill {
            throw CommandFailure("a .png shows one frame: name it with --frame, or use -o with a .gif or a folder (--layout sequence shows several moments in one .png)")
        }
        if kind == .gif, isStill {
            throw CommandFailure("\(frame != nil ? "--frame draws one frame" : "--layout \(layout.rawValue) draws a still"), which is a .png; \(output) is a .gif")
        }
        if motions.count == 1 {
            try draw(motions[0], to: output, as: kind)
            return
        }
        let targets = motions.map { path(in: output, for: $0, isStill ? ".png" : ".gif") }
        var motionOf: [String: String] = [:]
        for (motion, target) in zip(motions, targets) {
            if let other = motionOf.updateValue(motion, forKey: target) {
                throw CommandFailure("\(other) and \(motion) would both become \(target). Draw them into different folders")
            }
        }
        let isNew = !Folders.isFolder(output)
        try Folders.make(output)
        var failed = 0
        for (motion, target) in zip(motions, targets) {
            do {
                try draw(motion, to: target, as: isStill ? .png : .gif)
            } catch {
                StandardError.fail(error)
                failed += 1
            }
        }
        if failed > 0 {
            // An empty folder where there was none is of no use to anybody.
            if isNew { rmdir(output) }
            throw CommandFailure("\(failed) of \(motions.count) motions could not be drawn; the others were", status: failed == motions.count ? 1 : 2)
        }
    }

    private func draw(_ path: String, to target: String, as kind: OutputKind) throws {
        let job = RenderJob(time: time, body: body, picture: picture, quiet: quiet)
        if layout == .sequence {
            try job.sequence(path, count: count ?? 8, to: kind == .folder ? folderTarget(target, path) : target)
        } else if layout == .strip {
            try job.strip(path, count: count ?? 6, to: kind == .folder ? folderTarget(target, path) : target)
        } else if isStill {
            try job.still(path, frame: frame ?? 0, to: kind == .folder ? folderTarget(target, path) : target)
        } else if kind == .gif {
            try job.gif(path, to: target)
        } else {
            try job.frames(path, to: target)
        }
    }

    /// One frame asked for, and a folder to put it in.
    private func folderTarget(_ folder: String, _ motion: String) throws -> String {
        try Folders.make(folder)
        return path(in: folder, for: motion, ".png")
    }

    private func path(in folder: String, for motion: String, _ suffix: String) -> String {
        (folder.hasSuffix("/") ? folder : folder + "/") + URL(fileURLWithPath: motion).deletingPathExtension().lastPathComponent + suffix
    }
}

/// The value of `--layout`.
enum Layout: String, ExpressibleByArgument, CaseIterable {
    case single, sequence, strip
}

/// What an output's name asks for.
enum OutputKind {
    case gif, png, folder

    init(_ path: String) throws {
        let last = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let lower = last.lowercased()
        if lower.hasSuffix(".gif") {
            self = .gif
        } else if lower.hasSuffix(".png") {
            self = .png
        } else if last.isEmpty || !last.contains(".") || last == "." || last == ".." || Folders.isFolder(path) {
            self = .folder
        } else {
            throw FileProblem(path, "is not a kind of picture that can be written", expected: "a name that ends in .gif or .png, or a folder")
        }
    }
}
