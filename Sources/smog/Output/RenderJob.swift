// One motion file drawn with one set of options: reading, choosing a body, drawing, and saying what was made.
import Arrays
import BodyModels
import Foundation
import Motions
import Pictures
import Rendering
import Visualization
import Workers

struct RenderJob {
    let time: TimeArguments
    let body: BodyArguments
    let picture: PictureArguments
    let quiet: Bool

    /// Frames a second of moving pictures, where the user does not say; slower motions keep their own.
    static let defaultRate = 30.0

    /// An animated GIF of the whole motion.
    func gif(_ path: String, to target: String) throws {
        let start = ContinuousClock.now
        let film = try film(path, rate: { min(time.fps ?? RenderJob.defaultRate, time.fps ?? $0) })
        let summary = try film.writeGIF(to: target)
        report(
            "\(target): \(film.shot.frameCount) frames, \(Progress.short(Double(summary.duration) / 100)) s, \(film.size.width)x\(film.size.height), \(Report.bytes(summary.bytes))",
            since: start)
    }

    /// A folder of numbered PNGs.
    func frames(_ path: String, to folder: String) throws {
        let start = ContinuousClock.now
        let film = try film(path, rate: { min(time.fps ?? RenderJob.defaultRate, time.fps ?? $0) })
        try film.writeFrames(to: folder)
        report("\(folder): \(film.shot.frameCount) frames, \(film.size.width)x\(film.size.height)", since: start)
    }

    /// One frame as a PNG. The renderer starts while the motion and the body are read.
    func still(_ path: String, frame: Int, to target: String) throws {
        let start = ContinuousClock.now
        let (renderer, film) = try Concurrently.run(
            here: { try Renderer(threads: WorkerPool.processorCount) },
            besides: { try self.film(path, rate: { time.fps ?? $0 }, frame: frame) })
        let image = try film.still(frame, with: renderer)
        try PNG.write(image, to: target)
        report("\(target): frame \(frame) of \(film.shot.frameCount), \(image.width)x\(image.height)", since: start)
    }

    /// Several bodies of the motion in one still.
    func sequence(_ path: String, count: Int, to target: String) throws {
        let start = ContinuousClock.now
        let (renderer, figure) = try rendererAnd(path) { motion, body, aspect in
            SequenceFigure(
                motion, body: body, aspect: aspect, count: count,
                // A part that the user chose is shown from end to end.
                span: time.start == nil && time.end == nil ? 0.2...0.8 : 0...1,
                options: picture.shotOptions(view: SequenceFigure.view, paint: .temos))
        }
        let image = try renderer.draw(figure.scene, width: picture.size.width, height: picture.size.height, antialiasing: picture.aa)
        try PNG.write(image, to: target)
        report("\(target): \(figure.frames.count) bodies, \(image.width)x\(image.height)", since: start)
    }

    /// Several moments of the motion side by side, with their times beneath.
    func strip(_ path: String, count: Int, to target: String) throws {
        let start = ContinuousClock.now
        let (renderer, figure) = try rendererAnd(path) { motion, body, aspect in
            StripFigure(motion, body: body, aspect: aspect, count: count, options: picture.shotOptions(view: .follow))
        }
        let moments = try figure.scenes.map {
            try renderer.draw($0, width: picture.size.width, height: picture.size.height, antialiasing: picture.aa)
        }
        let isTransparent = picture.background.color.alpha == 0
        let strip = Strip(
            style: TextStyle(size: Double(max(9, min(picture.size.height / 16, 22))), color: Report.inkColor(on: picture.background.color)),
            background: picture.background.color, format: isTransparent ? .rgba8 : .rgb8)
        let image = try strip.image(of: moments, labels: figure.times.map { Strip.timeStamp(seconds: (time.start ?? 0) + $0) })
        try PNG.write(image, to: target)
        report("\(target): \(moments.count) moments, \(image.width)x\(image.height)", since: start)
    }

    /// A figure made of the motion and its body, while the renderer starts.
    private func rendererAnd<Figure>(
        _ path: String, _ figure: (Motion, ShapedBody, _ aspect: Float) -> Figure
    ) throws -> (Renderer, Figure) {
        try Concurrently.run(
            here: { try Renderer(threads: WorkerPool.processorCount) },
            besides: {
                let (motion, body) = try motionAndBody(path, rate: { time.fps ?? $0 })
                return figure(motion, body, Float(picture.size.width) / Float(picture.size.height))
            })
    }

    /// - Parameter rate: the frame rate to show, from the motion's own.
    private func film(_ path: String, rate: (Double) -> Double, frame: Int? = nil) throws -> Film {
        let (motion, shaped) = try motionAndBody(path, rate: rate)
        if let frame, frame >= motion.frameCount {
            throw CommandFailure("\(path): there is no frame \(frame); the motion has \(motion.frameCount) frames, 0 to \(motion.frameCount - 1)")
        }
        let aspect = Float(picture.size.width) / Float(picture.size.height)
        return Film(
            shot: Shot(motion, body: shaped, aspect: aspect, options: picture.shotOptions()), size: picture.size,
            antialiasing: picture.aa, background: picture.background.color,
            workers: picture.workers ?? WorkerPool.processorCount, quiet: quiet)
    }

    /// The motion at the rate to show, and the body to show it.
    private func motionAndBody(_ path: String, rate: (Double) -> Double) throws -> (Motion, ShapedBody) {
        var motion = try time.read(path)
        notes(motion.notes)
        let wanted = rate(motion.frameRate)
        if wanted != motion.frameRate { motion = try motion.resampled(to: wanted) }
        let model = try body.model(for: motion)
        return (motion, body.shaped(model, for: motion) { notes([$0]) })
    }

    private func notes(_ lines: [String]) {
        guard !quiet else { return }
        for line in lines { StandardError.print("smog: note: \(line)") }
    }

    private func report(_ line: String, since start: ContinuousClock.Instant) {
        guard !quiet else { return }
        StandardError.print("\(line), in \(Report.seconds(Progress.seconds(ContinuousClock.now - start)))")
    }
}

/// Numbers for people.
enum Report {
    /// A colour for text that can be read on a background.
    static func inkColor(on background: Color) -> Color {
        let linear = SRGB.linear(background)
        let isDark = background.alpha == 255 && (linear * SIMD3(0.2126, 0.7152, 0.0722)).sum() < 0.18
        return isDark ? Color(gray: 0xe6) : Color(gray: 0x33)
    }

    static func bytes(_ count: Int) -> String {
        count < 1000 ? "\(count) bytes" : count < 1_000_000 ? "\((count + 500) / 1000) kB" : "\(Double((count + 50_000) / 100_000) / 10) MB"
    }

    static func seconds(_ value: Double) -> String {
        value < 10 ? "\(Double(Int(value * 100 + 0.5)) / 100) s" : "\(Int(value + 0.5)) s"
    }
}
