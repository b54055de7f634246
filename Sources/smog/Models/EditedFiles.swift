// What `smog edit inpaint` leaves: joints, BVH and features in the released code's folders, and pictures of before and after.
import Arrays
import Files
import Films
import Foundation
import MotionModels
import Motions

/// Where edited motions and their pictures go.
struct EditedFiles {
    let figures: FigureArguments
    /// The folder that the released command calls `editing/<ext>`.
    let folder: String
    /// The picture of all edits beside the source.
    let picture: String
    /// True to draw each motion by itself.
    let drawsSingles: Bool

    /// - Parameter ext: the name of the folder in `editing`.
    init(_ figures: FigureArguments, ext: String) throws {
        self.figures = figures
        guard let output = figures.output, try CommandFailure.asUsage({ try OutputKind(output) }) != .folder else {
            let given = figures.output.map { $0.hasSuffix("/") && $0.count > 1 ? String($0.dropLast()) : $0 }
            folder = given ?? "editing/" + ext
            picture = folder + "/before_after.gif"
            drawsSingles = figures.singles ?? true
            return
        }
        folder = (output.lastIndex(of: "/").map { String(output[...$0]) } ?? "") + "editing/" + ext
        picture = output
        drawsSingles = figures.singles ?? false
    }

    /// Writes joints, BVH and features of the edits, and features of what they were made from.
    func write(_ edits: [EditedMotion], of source: EditSource, frameRate: Double) throws {
        try ReleasedMotionFiles(folder: folder).write(edits.map(\.generated), frameRate: frameRate)
        for edit in edits {
            let place = try made("features/\(edit.prompt)")
            try edit.features.write(npy: "\(place)/\(edit.name).npy")
            guard edit.repetition == 0 else { continue }
            let rows = min(edit.features.shape[0], source.features.shape[0]), width = source.features.shape[1]
            let before = NDArray(shape: [rows, width], elements: Array(source.features.elements.prefix(rows * width)))
            try before.write(npy: "\(place)/sample\(edit.prompt)_source_len\(rows).npy")
        }
        if !figures.quiet { print("\(folder): joints, BVH and features of \(NumberText.count(edits.count, "edit"))") }
    }

    private func made(_ name: String) throws -> String {
        try Folders.makeAll(folder + "/" + name)
        return folder + "/" + name
    }

    /// Draws the source and its edits side by side, and each by itself where that is asked for.
    ///
    /// - Parameters:
    ///   - motions: the source first.
    ///   - marks: what was made anew, seconds.
    func draw(_ motions: [Motion], marks: [Range<Double>]) throws {
        let observer = TerminalObserver(quiet: figures.quiet)
        defer { observer.finish() }
        var grid = figures.grid
        if grid, motions.count > MotionFigures.mostCells {
            figures.note("\(motions.count) motions are too many for one picture; none is drawn of all")
            grid = false
        }
        var options = FilmOptions()
        options.motion.frameRate = figures.fps
        options.body = figures.body.choice
        options.picture = figures.picture.options
        options.marks = motions.map { _ in marks }
        options.captions.titles = motions.enumerated().map { $0 == 0 ? "before" : $1.label ?? $1.name }
        let resources = RenderResources()
        if drawsSingles {
            for (number, motion) in motions.enumerated() {
                // The sample's number stands in front of the first underscore.
                let sample = number == 0 ? "0" : motion.name.prefix { $0 != "_" }.filter(\.isNumber)
                let place = try made("animations/\(sample)")
                var own = options
                own.layout = .single
                own.captions.titles = [options.captions.titles[number]]
                let name = number == 0 ? "sample0_source_len\(motion.frameCount)" : motion.name
                _ = try Film(own, resources: resources).moving([motion], to: "\(place)/\(name).gif", as: .moving(.gif))
            }
        }
        guard grid else { return }
        let start = ContinuousClock.now
        options.layout = .compare
        if picture.hasPrefix(folder + "/") { try Folders.makeAll(folder) }
        let film = Film(options, resources: resources, observer: observer)
        let kind = try OutputKind(picture)
        let summary: FilmSummary
        if kind == .png {
            // The middle of what is new says most.
            let rate = figures.fps ?? motions[0].frameRate
            let moment = marks.first.map { ($0.lowerBound + $0.upperBound) / 2 } ?? 0
            summary = try film.still({ motions }, frame: Int(moment * rate), to: picture)
        } else {
            summary = try film.moving(motions, to: picture, as: kind)
        }
        if !figures.quiet {
            StandardError.print("\(summary), in \(NumberText.seconds(Progress.seconds(ContinuousClock.now - start)))")
        }
    }
}
