// `smog render`: motions to pictures.
import ArgumentParser
import BodyModels
import Files
import Films
import Foundation
import Motions
import Pictures
import Rendering
import Visualization
import Workers

struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw motions: as animated GIF or PNG, video, PNG of one frame, or a folder of PNGs.",
        discussion: """
            The output's name says what is made:
              smog render walk.npz -o walk.gif              every frame, 30 a second; also .apng, and .mp4 or .webm through ffmpeg
              smog render walk.npz -o walk.png --frame 70   one frame
              smog render walk.npz -o frames/               frames/000000.png, frames/000001.png, ...
              smog render a.npz b.npz -o pictures/          pictures/a.gif, pictures/b.gif
              smog render walk.npz -o figure.png --layout sequence --size 1280x1024
                                                            eight bodies of the walk in one still, light to dark over time
              smog render walk.npz -o set/ --pass color,depth,mask
                                                            set/000000.png, set/000000_depth.png, .npy, ...
              smog render walk.npz -o over.gif --over photos/ --intrinsics 1000,1000,320,240
                                                            over photographs, as their camera sees it
              smog render walk.npz -o strip.png --layout strip --size 200x280
                                                            six moments of 200x280 pixels side by side
              smog render generated/*.npy -o grid.gif --layout grid --titles prompts.txt
                                                            many motions in cells with captions
              smog render real.npz made.npy -o both.gif --layout overlay
                                                            two motions in one scene; --layout compare: side by side
              smog render walk.npz -o - --size 256x256 | ...  raw red, green, blue of all frames to another program

            Frames are counted at the motion's own rate, or at --fps where that is given. Without an exact camera the whole
            motion is framed, so that nobody is ever cut off.
            """)

    @Argument(
        help: ArgumentHelp(
            "Motion files: AMASS .npz, .bvh, .glb, .smpl, joint positions or HumanML3D features (.npy), MDM's results.npy.",
            valueName: "motion"))
    var motions: [String]

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "A .gif, .apng, .mp4, .webm, .png or .rgb file, - for raw frames to standard output, or a folder.", valueName: "output"))
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Draw only this frame, counted from 0.", valueName: "number"))
    var frame: Int?

    @Option(
        help: """
            single: one body; sequence: several moments as bodies in one still; strip: several moments side by side with their \
            times; grid: many motions in cells with captions; overlay: several motions in one scene; compare: several motions \
            side by side under one camera. (default: single)
            """)
    var layout: Layout?

    @Option(
        help: """
            temos: the figure of the TEMOS paper, eight bodies from the middle 60 % of a motion, light to dark blue, and its path; \
            clip: 224x224 pictures of dressed people; motionclip: a grid of the field's stick figures.
            """)
    var preset: Preset?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Bodies in a sequence (default: 8), moments in a strip (default: 6).", valueName: "number"))
    var count: Int?

    @OptionGroup(title: "Captions") var captions: CaptionArguments
    @OptionGroup(title: "Time") var time: TimeArguments
    @OptionGroup(title: "Body") var body: BodyArguments
    @OptionGroup(title: "Picture") var picture: PictureArguments
    @OptionGroup(title: "Passes") var passes: PassArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    private var shownLayout: Layout { layout ?? preset?.layout ?? .single }

    func validate() throws {
        if let layout, let needed = preset?.layout, layout != needed {
            throw ValidationError("--preset \(preset?.rawValue ?? "") is a --layout \(needed.rawValue).")
        }
        if let frame, frame < 0 { throw ValidationError("--frame is \(frame); frames are counted from 0.") }
        if shownLayout.isFigure, frame != nil {
            throw ValidationError("--frame shows one moment, --layout \(shownLayout.rawValue) several. Use one of them.")
        }
        if let count {
            if !shownLayout.isFigure { throw ValidationError("--count goes with --layout sequence or strip.") }
            if !(1...200).contains(count) { throw ValidationError("--count is \(count); expected 1 to 200 bodies.") }
        }
        try passes.check(layout: shownLayout, output: output, captions: captions)
        if picture.calibration.over != nil, [.grid, .strip, .compare].contains(shownLayout) {
            throw ValidationError(
                "--over needs one scene; --layout \(shownLayout.rawValue) shows several. Use --layout single, sequence or overlay.")
        }
        if time.up != nil, picture.options.calibration.isMotionInCameraCoordinates {
            throw ValidationError(
                "--up turns the motion's world; with --intrinsics alone the motion is in the camera's coordinates. Use one of them.")
        }
    }

    /// True if the result is a still.
    var isStill: Bool { frame != nil || shownLayout.isFigure }

    /// What the options come to.
    private var options: FilmOptions {
        var options = FilmOptions()
        options.motion = time.selection
        options.body = body.choice
        options.picture = picture.options
        preset?.apply(to: &options.picture)
        options.captions = captions.options
        options.passes = passes.options
        options.layout = shownLayout
        options.count = count
        return options
    }

    func run() throws { try run(in: RenderResources()) }

    /// - Parameter resources: what is kept from one run to the next.
    func run(in resources: RenderResources) throws {
        if output.isEmpty { throw CommandFailure.usage("-o names no file: it is empty") }
        let kind = try CommandFailure.asUsage { try OutputKind(output) }
        if motions.count > 1, kind != .folder, !shownLayout.isTogether {
            throw CommandFailure.usage(
                "\(motions.count) motions need a folder to go to; \(output) is a file name. Use -o with a folder, such as -o pictures/, or --layout grid, overlay or compare"
            )
        }
        if kind == .png, !isStill {
            throw CommandFailure.usage(
                "a .png shows one frame: name it with --frame, or use -o with a .gif or a folder (--layout sequence shows several moments in one .png)"
            )
        }
        if kind.isMoving, isStill {
            let ending = output == "-" ? "standard output" : "a ." + URL(fileURLWithPath: output).pathExtension
            throw CommandFailure.usage(
                "\(frame != nil ? "--frame draws one frame" : "--layout \(shownLayout.rawValue) draws a still"), which is a .png; \(output) is \(ending)"
            )
        }
        let observer = TerminalObserver(quiet: quiet)
        defer { observer.finish() }
        let film = Film(options, resources: resources, observer: observer)
        if shownLayout.isTogether {
            try together(film, kind)
        } else if motions.count == 1 {
            try alone(film, motions[0], kind)
        } else {
            try each(film)
        }
    }

    /// All motions in one picture; those that cannot be read are left out.
    private func together(_ film: Film, _ kind: OutputKind) throws {
        var failed = 0
        let all = motions.flatMap { path -> [Motion] in
            do {
                return try film.performers.motions(path)
            } catch {
                StandardError.fail(error)
                failed += 1
                return []
            }
        }
        guard !all.isEmpty else { throw CommandFailure("none of \(motions.count) motions could be read", status: 1) }
        if let frame {
            try report { try film.still({ all }, frame: frame, to: kind == .folder ? folderTarget(output, motions[0]) : output) }
        } else {
            try report { try film.moving(all, to: output, as: kind) }
        }
        if failed > 0 { throw CommandFailure("\(failed) of \(motions.count) motions could not be read; the others were drawn", status: 2) }
    }

    /// One file: of several motions in it, all go to a folder, the first to a file.
    private func alone(_ film: Film, _ path: String, _ kind: OutputKind) throws {
        if isStill, kind != .folder {
            try report { try film.still({ try film.performers.motions(path) }, frame: frame ?? 0, to: output) }
            return
        }
        let found = try film.performers.motions(path)
        if found.count > 1, kind == .folder {
            try Folders.make(output)
            for motion in found { try draw(film, motion, to: self.path(in: output, named: motion.name)) }
            return
        }
        if found.count > 1, !quiet {
            StandardError.print(
                "smog: note: \(path) holds \(found.count) motions; this is the first (-o with a folder, or --layout grid, shows all)")
        }
        if isStill {
            try draw(film, found[0], to: folderTarget(output, path))
        } else {
            try report { try film.moving([found[0]], to: output, as: kind) }
        }
    }

    /// Each file's motions into files of their own in a folder; one that cannot be drawn does not stop the others.
    private func each(_ film: Film) throws {
        var motionOf: [String: String] = [:]
        for motion in motions {
            let target = path(in: output, named: name(of: motion))
            if let other = motionOf.updateValue(motion, forKey: target) {
                throw CommandFailure.usage("\(other) and \(motion) would both become \(target). Draw them into different folders")
            }
        }
        let isNew = !Folders.isFolder(output)
        try Folders.make(output)
        var failed = 0
        for motion in motions {
            do {
                let found = try film.performers.motions(motion)
                for one in found { try draw(film, one, to: path(in: output, named: found.count == 1 ? name(of: motion) : one.name)) }
            } catch {
                StandardError.fail(error)
                failed += 1
            }
        }
        if failed > 0 {
            // An empty folder where there was none is of no use to anybody.
            if isNew { rmdir(output) }
            throw CommandFailure(
                "\(failed) of \(motions.count) motions could not be drawn; the others were", status: failed == motions.count ? 1 : 2)
        }
    }

    private func draw(_ film: Film, _ motion: Motion, to target: String) throws {
        if isStill {
            try report { try film.still({ [motion] }, frame: frame ?? 0, to: target) }
        } else {
            try report { try film.moving([motion], to: target, as: passes.options.isMore ? .folder : .moving(.gif)) }
        }
    }

    /// One frame asked for, and a folder to put it in.
    private func folderTarget(_ folder: String, _ motion: String) throws -> String {
        try Folders.make(folder)
        return path(in: folder, named: name(of: motion))
    }

    private func name(of motion: String) -> String { URL(fileURLWithPath: motion).deletingPathExtension().lastPathComponent }

    private func path(in folder: String, named name: String) -> String {
        // Passes of moving pictures are numbered frames, each motion's in a folder of its own.
        (folder.hasSuffix("/") ? folder : folder + "/") + name + (isStill ? ".png" : passes.options.isMore ? "/" : ".gif")
    }

    /// Makes a picture and says so.
    private func report(_ make: () throws -> FilmSummary) throws {
        let start = ContinuousClock.now
        let summary = try make()
        if !quiet { StandardError.print("\(summary), in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))") }
    }
}
