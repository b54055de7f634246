// The pictures of generated motions: one grid, and one picture of each motion.
import ArgumentParser
import Files
import Films
import Foundation
import Motions

/// Options on what is drawn of generated motions, and where it goes.
struct FigureArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The grid's file (.gif, .apng, .mp4, …; .png: the moment in the middle), or a folder for all pictures. (default: beside the checkpoint, named as the originals do)",
            valueName: "output"))
    var output: String?

    @Flag(inversion: .prefixedNo, help: "Also a picture of each motion by itself. (default: unless -o names a file)")
    var singles: Bool?

    @Flag(inversion: .prefixedNo, help: "A grid of all motions.")
    var grid = true

    @Option(
        help: ArgumentHelp(
            "Keep the motions: in a folder of AMASS-style .npz, or a .npy in the form of MDM's results.npy.", valueName: "target"))
    var saveMotions: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Frames a second of the pictures. (default: as the model was trained)", valueName: "rate"))
    var fps: Double?

    @OptionGroup(title: "Body") var body: BodyArguments
    @OptionGroup(title: "Picture") var picture: PictureArguments

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if let fps, !(fps > 0 && fps <= 1000) {
            throw ValidationError("--fps is \(fps); expected a rate above 0 and up to 1000 frames a second.")
        }
        if let output {
            if output.isEmpty { throw ValidationError("-o names no file: it is empty.") }
        }
    }

    /// Refuses places that cannot be written to, before motions are made for them.
    func checkPlaces() throws {
        if let output, output != "-", grid, try CommandFailure.asUsage({ try OutputKind(output) }) != .folder {
            try OutputFile.check(output)
        }
        if let saveMotions, saveMotions.hasSuffix(".npy") { try OutputFile.check(saveMotions) }
    }

    func note(_ line: String) {
        if !quiet { StandardError.print("smog: note: \(line)") }
    }
}

/// Draws generated motions into the files that the originals would have written, or those the user names.
struct FigureFiles {
    let arguments: FigureArguments
    /// The grid's file name, where the user does not say: `clip_text_paper_texts_fig_100.gif`.
    let gridName: String
    /// The folder of single pictures, likewise.
    let singlesName: String
    /// Where both go by default: beside the checkpoint; ends in a slash unless empty.
    let folder: String

    /// - Parameters:
    ///   - motions: in the grid's order, row by row.
    ///   - columns: cells in a row of the grid, where the user does not say; nil to choose well.
    ///   - subfolders: of each motion's own picture; empty for none.
    func draw(_ motions: [Motion], columns: Int?, subfolders: [String] = []) throws {
        guard !motions.isEmpty else {
            throw CommandFailure(
                "this model gives joint positions, which are not drawn: keep them with --save-motions FILE.npy and --no-grid --no-singles")
        }
        var gridFile = folder + gridName, singlesFolder = folder + singlesName
        var drawsSingles = arguments.singles ?? true
        if let output = arguments.output {
            if case .folder = try OutputKind(output) {
                try Folders.makeAll(output)
                let place = output.hasSuffix("/") ? output : output + "/"
                (gridFile, singlesFolder) = (place + gridName, place + singlesName)
            } else {
                gridFile = output
                drawsSingles = arguments.singles ?? false
                singlesFolder = URL(fileURLWithPath: output).deletingPathExtension().relativePath + "_singles"
            }
        }
        var grid = arguments.grid
        if grid, motions.count > MotionFigures.mostCells {
            if arguments.output != nil, !drawsSingles {
                throw CommandFailure(
                    "\(motions.count) motions are too many for one picture (at most \(MotionFigures.mostCells)). Use --singles, or --save-motions and --no-grid"
                )
            }
            arguments.note("\(motions.count) motions are too many for one picture; no grid is drawn")
            grid = false
        }
        var options = FilmOptions()
        options.motion.frameRate = arguments.fps
        options.body = arguments.body.choice
        options.picture = arguments.picture.options
        func drawGrid() throws {
            let start = ContinuousClock.now
            let figures = MotionFigures(options, grid: grid ? gridFile : nil, columns: columns)
            guard let summary = try figures.write(motions, observer: TerminalObserver(quiet: arguments.quiet)), !arguments.quiet else {
                return
            }
            StandardError.print("\(summary), in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))")
        }
        // Stills come last: they are drawn in this process, which must not fork after that.
        let isStill = try OutputKind(gridFile) == .png
        if !isStill { try drawGrid() }
        if drawsSingles {
            var figures = MotionFigures(options, grid: nil, singles: singlesFolder)
            figures.subfolders = subfolders
            try figures.write(motions)
            if !arguments.quiet { print("\(singlesFolder): \(motions.count) pictures") }
        }
        if isStill { try drawGrid() }
    }
}
