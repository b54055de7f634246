// One picture made of one motion or several, with one set of options.
import BodyModels
import Foundation
import Motions
import Pictures
import Rendering
import Visualization
import Workers

struct RenderJob {
    let casting: Casting
    let time: TimeArguments
    let picture: PictureArguments
    let captions: CaptionArguments
    let layout: Layout
    let count: Int?
    let quiet: Bool

    /// Frames a second of moving pictures, where the user does not say; slower motions keep their own.
    private static let defaultRate = 30.0
    /// How long a grid stays as it is at the end, seconds.
    private static let pause = 0.25

    init(time: TimeArguments, body: BodyArguments, picture: PictureArguments, captions: CaptionArguments, layout: Layout, count: Int?, quiet: Bool) {
        self.time = time
        self.picture = picture
        self.captions = captions
        self.layout = layout
        self.count = count
        self.quiet = quiet
        casting = Casting(time: time, body: body, picture: picture, babelFolder: captions.babelDir) { line in
            if !quiet { StandardError.print("smog: note: \(line)") }
        }
    }

    /// A moving picture.
    func moving(_ motions: [Motion], to target: String, as kind: OutputKind) throws {
        let start = ContinuousClock.now
        let own = motions.map(\.frameRate).max() ?? RenderJob.defaultRate
        let rate = time.fps ?? min(RenderJob.defaultRate, own)
        let sheet = try sheet(motions, rate: rate, pauses: true)
        let film = Film(
            name: motions.count == 1 ? motions[0].name : "\(motions.count) motions", sheet: sheet, background: picture.background.color,
            workers: picture.workers ?? WorkerPool.processorCount, quiet: quiet)
        let size = "\(sheet.width)x\(sheet.height)"
        if kind == .folder {
            try film.writeFrames(to: target)
            report("\(target): \(sheet.frameCount) frames, \(size)", since: start)
        } else {
            let summary = try film.writeGIF(to: target)
            report(
                "\(target): \(sheet.frameCount) frames, \(Progress.short(Double(summary.duration) / 100)) s, \(size), \(Report.bytes(summary.bytes))",
                since: start)
        }
    }

    /// A PNG. The renderer starts while the motions are read.
    ///
    /// - Parameter frame: the moment to show, in layouts that show one.
    func still(_ motions: @escaping () throws -> [Motion], frame: Int, to target: String) throws {
        let start = ContinuousClock.now
        let (renderer, prepared) = try Concurrently.run(
            here: { try Renderer(threads: WorkerPool.processorCount) }, besides: { try self.prepare(try motions(), frame: frame) })
        let (image, what) = try prepared.draw(renderer)
        try PNG.write(image, to: target)
        report("\(target): \(what), \(image.width)x\(image.height)", since: start)
    }

    /// A still of which only the drawing is left to do.
    private struct PreparedStill {
        /// The picture, and what it shows, in words.
        let draw: (Renderer) throws -> (Image, String)
    }

    private func prepare(_ motions: [Motion], frame: Int) throws -> PreparedStill {
        switch layout {
        case .sequence: return try sequence(motions[0])
        case .strip: return try strip(motions[0])
        case .single, .grid, .overlay, .compare: break
        }
        let rates = Set(motions.map(\.frameRate))
        let rate = time.fps ?? (rates.count == 1 ? motions[0].frameRate : min(RenderJob.defaultRate, rates.max() ?? RenderJob.defaultRate))
        let sheet = try sheet(motions, rate: rate, pauses: false)
        guard frame < sheet.frameCount else {
            throw CommandFailure("\(motions[0].source.file): there is no frame \(frame); the motion has \(sheet.frameCount) frames, 0 to \(sheet.frameCount - 1)")
        }
        return PreparedStill { (try SheetArtist(sheet, renderer: $0).image(frame), "frame \(frame) of \(sheet.frameCount)") }
    }

    /// Several bodies of the motion in one still.
    private func sequence(_ motion: Motion) throws -> PreparedStill {
        let size = picture.size(for: layout)
        let figure = SequenceFigure(
            try casting.performer(motion, rate: time.fps ?? motion.frameRate), aspect: Float(size.width) / Float(size.height), count: count ?? 8,
            // A part that the user chose is shown from end to end.
            span: time.start == nil && time.end == nil ? 0.2...0.8 : 0...1,
            options: picture.shotOptions(view: SequenceFigure.view, paint: (picture.look ?? .clay) == .clay ? .temos : nil))
        return PreparedStill { renderer in
            let image = try renderer.draw(figure.scene, width: size.width, height: size.height, antialiasing: picture.aa)
            return (try titled(image, of: motion), "\(figure.frames.count) bodies")
        }
    }

    /// Several moments of the motion side by side, with their times beneath.
    private func strip(_ motion: Motion) throws -> PreparedStill {
        let size = picture.size(for: layout)
        let figure = StripFigure(
            try casting.performer(motion, rate: time.fps ?? motion.frameRate), aspect: Float(size.width) / Float(size.height), count: count ?? 6,
            options: picture.shotOptions(view: .follow))
        return PreparedStill { renderer in
            let moments = try figure.scenes.map { try renderer.draw($0, width: size.width, height: size.height, antialiasing: picture.aa) }
            let isTransparent = picture.background.color.alpha == 0
            let strip = Strip(
                style: TextStyle(size: Double(max(9, min(size.height / 16, 22))), color: CaptionStyle.ink(on: picture.background.color)),
                background: picture.background.color, format: isTransparent ? .rgba8 : .rgb8)
            let image = try strip.image(of: moments, labels: figure.times.map { Strip.timeStamp(seconds: (time.start ?? 0) + $0) })
            return (try titled(image, of: motion), "\(moments.count) moments")
        }
    }

    /// A figure with its title above it, if it has one.
    private func titled(_ image: Image, of motion: Motion) throws -> Image {
        guard let title = try captions.texts(for: [motion], wanted: false).first, !title.isEmpty else { return image }
        let background = picture.background.color
        let style = CaptionStyle(cellWidth: image.width, background: background)
        let grid = try Grid(count: 1, cellWidth: image.width, cellHeight: image.height, captionHeight: style.bandHeight(for: [title], width: image.width))
        return try GridTemplate(grid, captions: [title], style: style.text, padding: style.padding, background: background, format: image.format)
            .compose([image])
    }

    /// The shots of a layout, in their cells.
    private func sheet(_ motions: [Motion], rate: Double, pauses: Bool) throws -> Sheet {
        let isTogether = layout == .overlay || layout == .compare
        let cast = try motions.enumerated().map { number, motion in
            try casting.performer(motion, rate: rate, paint: picture.paint(ofPerson: number, of: motions.count, always: isTogether))
        }
        let size = picture.size(for: layout, cells: motions.count)
        let aspect = Float(size.width) / Float(size.height)
        let options = picture.shotOptions(view: layout == .grid || layout == .compare ? .follow : .fit)
        let shots: [Shot]
        switch layout {
        case .overlay:
            shots = [Shot(cast, aspect: aspect, options: options)]
        case .compare:
            let shared = Shot(Performer.startingTogether(cast), aspect: aspect, options: options)
            shots = cast.indices.map(shared.only)
        default:
            shots = cast.map { Shot([$0], aspect: aspect, options: options) }
        }
        let isNamed = layout == .grid || layout == .compare
        let texts = try captions.texts(for: isNamed ? casting.labelled(motions) : motions, wanted: isNamed)
        return try Sheet(
            shots, captions: layout == .overlay ? Array(texts.prefix(1)) : texts, cellWidth: size.width, cellHeight: size.height,
            columns: picture.columns ?? (layout == .compare && shots.count <= 4 ? shots.count : nil),
            pause: pauses && layout == .grid ? Int((rate * RenderJob.pause).rounded()) : 0, background: picture.background.color,
            antialiasing: picture.aa)
    }

    private func report(_ line: String, since start: ContinuousClock.Instant) {
        guard !quiet else { return }
        StandardError.print("\(line), in \(Report.seconds(Progress.seconds(ContinuousClock.now - start)))")
    }
}

/// Numbers for people.
enum Report {
    static func bytes(_ count: Int) -> String {
        count < 1000 ? "\(count) bytes" : count < 1_000_000 ? "\((count + 500) / 1000) kB" : "\(Double((count + 50_000) / 100_000) / 10) MB"
    }

    static func seconds(_ value: Double) -> String {
        value < 10 ? "\(Double(Int(value * 100 + 0.5)) / 100) s" : "\(Int(value + 0.5)) s"
    }
}
