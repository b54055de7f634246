// One picture made of one motion or several, with one set of options.
import BodyModels
import Files
import Foundation
import Motions
import Pictures
import Rendering
import Visualization
import Workers

/// One picture, still or moving, of one motion or several.
///
/// ```swift
/// var options = FilmOptions()
/// options.picture.look = .clothed
/// options.picture.size = PictureSize(width: 96, height: 96)
/// let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz").trimmed(from: 0, to: 0.5)
/// let film = try Film(options).write([walk], to: "walk.gif")
/// print(film.what, film.width, film.height)  // 15 frames 96 96
/// ```
///
/// Moving pictures are drawn by processes forked from this one, which must have no other threads at work and no OpenGL context then: so
/// stills come last, and ``SeparateProcess`` is for what computes before.
public struct Film {
    /// Who shows the motions.
    package let performers: PerformerFactory
    private let options: FilmOptions
    private let resources: RenderResources
    private let observer: any FilmObserver

    private var picture: PictureOptions { options.picture }
    private var layout: Layout { options.layout }

    /// Frames a second of moving pictures, where the user does not say; slower motions keep their own.
    private static let defaultRate = 30.0
    /// How long a grid stays as it is at the end, seconds.
    private static let pause = 0.25

    /// - Parameters:
    ///   - resources: what is kept from one picture to the next.
    ///   - observer: hears notes and how far it is.
    public init(
        _ options: FilmOptions = FilmOptions(), resources: RenderResources = RenderResources(),
        observer: any FilmObserver = SilentFilmObserver()
    ) {
        self.options = options
        self.resources = resources
        self.observer = observer
        performers = PerformerFactory(options, resources: resources) { observer.note($0, about: $1) }
    }

    /// Draws motions into a file or a folder.
    ///
    /// - Parameters:
    ///   - motions: at least one. Layouts of one motion take the first.
    ///   - path: its ending says what is made: `.gif`, `.apng`, `.mp4`, `.webm`, `.rgb`, `.png`, or none for a folder of numbered frames.
    ///   - frame: the moment to show in a `.png`, counted from 0; nil for moving pictures and for figures of several moments.
    /// - Throws: ``FilmProblem`` if there is nothing to draw, or the name and what is to be drawn do not go together; `FileProblem`, and
    ///   what the renderer throws.
    @discardableResult
    public func write(_ motions: [Motion], to path: String, frame: Int? = nil) throws -> FilmSummary {
        guard !motions.isEmpty else { throw FilmProblem("\(path): no motions to draw") }
        let kind = try OutputKind(path)
        let isStill = frame != nil || layout.isFigure
        switch kind {
        case .png:
            guard isStill else { throw FilmProblem("\(path): a .png shows one frame: say which") }
            return try still({ motions }, frame: frame ?? 0, to: path)
        case .moving, .folder:
            guard !isStill else { throw FilmProblem("\(path): a still is a .png") }
            return try moving(layout.isTogether ? motions : [motions[0]], to: path, as: kind)
        }
    }

    /// A moving picture.
    package func moving(_ motions: [Motion], to target: String, as kind: OutputKind) throws -> FilmSummary {
        let own = motions.map(\.frameRate).max() ?? Film.defaultRate
        let setting = try PictureSetting(picture, layout: layout, cells: motions.count, frames: frames(of: motions))
        // A photograph for each frame means the motion's frames, not others in between.
        let rate = options.motion.frameRate ?? (setting.photographs?.count == nil ? min(Film.defaultRate, own) : own)
        let sheet = try sheet(motions, rate: rate, pauses: true, on: setting)
        if let photographs = setting.photographs, let count = photographs.count, count < sheet.frameCount {
            throw FileProblem(
                photographs.path, "holds \(NumberText.count(count, "picture")) for \(NumberText.count(sheet.frameCount, "frame"))",
                expected: "one for each frame",
                advice: "Cut the motion with --start and --end, or set its rate with --fps.")
        }
        let writer = SheetWriter(
            name: motions.count == 1 ? motions[0].name : "\(motions.count) motions", sheet: sheet, background: picture.background,
            passes: passFiles(people: layout == .overlay ? motions.count : 1), workers: picture.workers, observer: observer)
        var summary = FilmSummary(
            file: target, what: NumberText.count(sheet.frameCount, "frame"), width: sheet.width, height: sheet.height,
            passes: options.passes)
        if let note = sheet.noteOnEmptyFrames(0..<sheet.frameCount) { observer.note(note, about: nil) }
        switch kind {
        case .moving(let format):
            do {
                let what = try writer.write(to: target, as: format)
                (summary.seconds, summary.bytes, summary.form) = (what.seconds, what.bytes, what.form)
                // Equal frames become one, and GIF's clock of hundredths of a second has no room for more than 50 a second.
                if let frames = what.frames { summary.what = NumberText.count(frames, "frame") }
            } catch let missing as MissingProgram {
                try keepFrames(of: writer, insteadOf: target, missing)
            }
        case .folder, .png:
            if try writer.writeFrames(to: target) { observer.note(PassFiles.depthNote, about: nil) }
        }
        return summary
    }

    /// What is drawn is not lost for want of a program that makes a video of it.
    private func keepFrames(of writer: SheetWriter, insteadOf target: String, _ missing: MissingProgram) throws {
        let folder = URL(fileURLWithPath: target).deletingPathExtension().relativePath + "-frames"
        _ = try writer.writeFrames(to: folder)
        throw FilmProblem(
            "\(missing). The frames are in \(folder)/; with ffmpeg they become a video by: ffmpeg -framerate \(NumberText.short(writer.sheet.frameRate, 3)) -i \(folder)/%06d.png -pix_fmt yuv420p \(target)"
        )
    }

    /// A PNG. The renderer starts while the motions are read.
    ///
    /// - Parameter frame: the moment to show, in layouts that show one.
    package func still(_ motions: @escaping () throws -> [Motion], frame: Int, to target: String) throws -> FilmSummary {
        let (renderer, prepared) = try Concurrently.run(
            here: { try resources.renderer() }, besides: { try self.prepare(try motions(), frame: frame) })
        if options.passes.isMore {
            let files = passFiles(people: prepared.people)
            try files.writeLegend(to: PassFiles.path("_parts.json", beside: target))
            if try files.write(try prepared.measure(renderer), beside: target) { observer.note(PassFiles.depthNote, about: nil) }
        }
        if options.passes.all.contains(.color) { try PNG.write(try prepared.draw(renderer), to: target) }
        return FilmSummary(file: target, what: prepared.what, width: prepared.width, height: prepared.height, passes: options.passes)
    }

    /// A still of which only the drawing is left to do.
    private struct PreparedStill {
        /// What it shows, in words.
        let what: String
        let width: Int
        let height: Int
        let people: Int
        let draw: (Renderer) throws -> Image
        let measure: (Renderer) throws -> Measurements
    }

    private func prepare(_ motions: [Motion], frame: Int) throws -> PreparedStill {
        switch layout {
        case .sequence: return try sequence(motions[0])
        case .strip: return try strip(motions[0])
        case .single, .grid, .overlay, .compare: break
        }
        let rates = Set(motions.map(\.frameRate))
        let rate =
            options.motion.frameRate ?? (rates.count == 1 ? motions[0].frameRate : min(Film.defaultRate, rates.max() ?? Film.defaultRate))
        let setting = try PictureSetting(picture, layout: layout, cells: motions.count, frames: min(frames(of: motions), frame + 1))
        let sheet = try sheet(motions, rate: rate, pauses: false, on: setting)
        guard frame < sheet.frameCount else {
            throw FilmProblem(
                "\(motions[0].source.file): there is no frame \(frame); the motion has \(NumberText.count(sheet.frameCount, "frame"))\(sheet.frameCount > 1 ? ", 0 to \(sheet.frameCount - 1)" : "")"
            )
        }
        if let note = sheet.noteOnEmptyFrames(frame..<frame + 1) { observer.note(note, about: nil) }
        return PreparedStill(
            what: "frame \(frame) of \(sheet.frameCount)", width: sheet.width, height: sheet.height,
            people: layout == .overlay ? motions.count : 1,
            draw: { try SheetRenderer(sheet, renderer: $0).image(frame) },
            measure: { try SheetRenderer(sheet, renderer: $0).measurements(frame) })
    }

    /// Several bodies of the motion in one still.
    private func sequence(_ motion: Motion) throws -> PreparedStill {
        let setting = try PictureSetting(
            picture, layout: layout, view: SequenceFigure.view, paint: (picture.look ?? .clay) == .clay ? .temos : nil)
        let size = setting.size
        let figure = SequenceFigure(
            try performers.performer(motion, rate: options.motion.frameRate ?? motion.frameRate),
            aspect: Float(size.width) / Float(size.height), count: options.count ?? 8,
            // A part that the user chose is shown from end to end.
            span: options.motion.start == nil && options.motion.end == nil ? 0.2...0.8 : 0...1,
            options: setting.options)
        return PreparedStill(
            what: NumberText.count(figure.frames.count, "body", "bodies"), width: size.width, height: size.height,
            people: figure.frames.count,
            draw: { renderer in
                let bodies = try renderer.draw(figure.scene, width: size.width, height: size.height, antialiasing: picture.antialiasing)
                return try titled(try setting.photographs.map { try bodies.laid(over: try $0.image(0)) } ?? bodies, of: motion)
            },
            measure: { try $0.measure(figure.scene, width: size.width, height: size.height) })
    }

    /// Several moments of the motion side by side, with their times beneath.
    private func strip(_ motion: Motion) throws -> PreparedStill {
        let setting = try PictureSetting(picture, layout: layout, view: .follow)
        let size = setting.size
        let figure = StripFigure(
            try performers.performer(motion, rate: options.motion.frameRate ?? motion.frameRate),
            aspect: Float(size.width) / Float(size.height), count: options.count ?? 6,
            options: setting.options)
        let draw = { (renderer: Renderer) throws -> Image in
            let moments = try figure.scenes.map {
                try renderer.draw($0, width: size.width, height: size.height, antialiasing: picture.antialiasing)
            }
            let isTransparent = picture.background.alpha == 0
            let strip = Strip(
                style: TextStyle(size: Double(max(9, min(size.height / 16, 22))), color: CaptionStyle.ink(on: picture.background)),
                background: picture.background, format: isTransparent ? .rgba8 : .rgb8)
            let image = try strip.image(
                of: moments, labels: figure.times.map { Strip.timeStamp(seconds: (options.motion.start ?? 0) + $0) })
            return try titled(image, of: motion)
        }
        return PreparedStill(
            what: NumberText.count(figure.scenes.count, "moment"), width: size.width, height: size.height, people: 1, draw: draw,
            measure: { try $0.measure(figure.scenes[0], width: size.width, height: size.height) })
    }

    /// A figure with its title above it, if it has one.
    private func titled(_ image: Image, of motion: Motion) throws -> Image {
        guard let title = try options.captions.texts(for: [motion], wanted: false).first, !title.isEmpty else { return image }
        let background = picture.background
        let style = CaptionStyle(cellWidth: image.width, background: background)
        let grid = try Grid(
            count: 1, cellWidth: image.width, cellHeight: image.height, captionHeight: style.bandHeight(for: [title], width: image.width))
        return try GridTemplate(
            grid, captions: [title], style: style.text, padding: style.padding, background: background, format: image.format
        )
        .compose([image])
    }

    /// The shots of a layout, in their cells.
    private func sheet(_ motions: [Motion], rate: Double, pauses: Bool, on setting: PictureSetting) throws -> Sheet {
        let isTogether = layout == .overlay || layout == .compare
        let performers = try motions.enumerated().map { number, motion in
            try self.performers.performer(motion, rate: rate, paint: picture.paint(ofPerson: number, of: motions.count, always: isTogether))
        }
        let size = setting.size, options = setting.options
        let aspect = Float(size.width) / Float(size.height)
        let shots: [Shot]
        switch layout {
        case .overlay:
            shots = [Shot(performers, aspect: aspect, options: options)]
        case .compare:
            let shared = Shot(Performer.startingTogether(performers), aspect: aspect, options: options)
            shots = performers.indices.map(shared.only)
        default:
            shots = try Concurrently.map(performers) { Shot([$0], aspect: aspect, options: options) }
        }
        let isNamed = layout == .grid || layout == .compare
        let texts = try self.options.captions.texts(for: isNamed ? self.performers.labelled(motions) : motions, wanted: isNamed)
        return try Sheet(
            shots, captions: layout == .overlay ? Array(texts.prefix(1)) : texts, cellWidth: size.width, cellHeight: size.height,
            columns: picture.columns ?? (layout == .compare && shots.count <= 4 ? shots.count : nil),
            pause: pauses && layout == .grid ? Int((rate * Film.pause).rounded()) : 0, background: picture.background,
            antialiasing: picture.antialiasing, photographs: setting.photographs, timeLines: timeLines(performers))
    }

    /// A time line for each motion that has an entry in ``FilmOptions/marks``, all as long as the longest motion: cells are in step.
    private func timeLines(_ performers: [Performer]) -> [TimeLine?] {
        let duration = performers.map { Double($0.motion.frameCount) / $0.motion.frameRate }.max() ?? 0
        return performers.indices.map { $0 < options.marks.count ? TimeLine(duration: duration, marks: options.marks[$0]) : nil }
    }

    /// Frames that motions have at most, whatever rate they are shown at.
    private func frames(of motions: [Motion]) -> Int {
        let most = motions.map { $0.duration * max($0.frameRate, options.motion.frameRate ?? 0) }.max() ?? 0
        return Int(min(most, 1e7).rounded(.up)) + 1
    }

    private func passFiles(people: Int) -> PassFiles {
        PassFiles(
            passes: options.passes.all, normals: options.passes.normals ?? .camera, personCount: people,
            isInCameraCoordinates: picture.calibration.isMotionInCameraCoordinates)
    }
}
