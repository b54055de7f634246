// From a shot to files: a still, numbered frames, or an animated GIF, drawn by worker processes.
import Files
import Foundation
import Pictures
import Rendering
import Visualization
import Workers

/// A shot about to be drawn at some size.
struct Film {
    let shot: Shot
    let size: PictureSize
    let antialiasing: Antialiasing
    let background: Color
    let workers: Int
    let quiet: Bool

    /// Frames posed together.
    private static let batch = 8
    /// Frames looked at to choose a palette.
    private static let paletteSamples = 12

    var isTransparent: Bool { background.alpha == 0 }
    private var bytesPerFrame: Int { size.width * size.height * (isTransparent ? 4 : 3) }

    /// Frames given to one worker at a time, where they come back in memory. Two such batches wait for each worker, so large
    /// pictures and many workers make do with smaller ones.
    private var batchInMemory: Int {
        max(1, min(Film.batch, Film.waitingBytes / max(1, 2 * workers * bytesPerFrame)))
    }
    /// The most memory that drawn frames take until they are encoded, unless single frames take more.
    private static let waitingBytes = 128 << 20

    /// Draws one frame in this process.
    func still(_ frame: Int, with renderer: Renderer) throws -> Image {
        try draw(shot.scenes(frame..<frame + 1)[0], renderer)
    }

    fileprivate func draw(_ scene: Scene, _ renderer: Renderer) throws -> Image {
        try renderer.draw(scene, width: size.width, height: size.height, antialiasing: antialiasing)
    }

    /// Draws every frame into a folder, as `000000.png`, `000001.png`, ….
    func writeFrames(to folder: String) throws {
        let frames = try NumberedFrames(folder: folder)
        let progress = Progress(shot.motion.name, total: shot.frameCount, quiet: quiet)
        defer { progress.clear() }
        try WorkerPool(workers: workers, batch: Film.batch).run(
            jobs: shot.frameCount, resultBytes: 8, prepare: { try FrameDrawer(film: self) },
            work: { drawer, frame, _ in
                try frames.write(try drawer.image(frame), index: frame)
                return 0
            },
            take: { _, _ in progress.advance() })
    }

    /// Draws every frame into an animated GIF.
    ///
    /// A few frames spread over the motion are drawn first, for the palette.
    func writeGIF(to path: String) throws -> AnimatedGIF.Summary {
        // Say at once, not after minutes of drawing, that the file cannot be written.
        try OutputFile(path).abandon()
        let samples = Film.sampleFrames(of: shot.frameCount)
        let jobs = samples + Array(0..<shot.frameCount)
        let progress = Progress(shot.motion.name, total: shot.frameCount, quiet: quiet)
        defer { progress.clear() }
        var sampled: [Image] = []
        var gif: AnimatedGIF?
        try WorkerPool(workers: workers, batch: batchInMemory).run(
            jobs: jobs.count, resultBytes: bytesPerFrame, prepare: { try FrameDrawer(film: self) },
            work: { drawer, job, slot in
                let image = try drawer.image(jobs[job])
                slot.copyBytes(from: image.pixels)
                return image.pixels.count
            },
            take: { job, bytes in
                let image = try Image(width: size.width, height: size.height, format: isTransparent ? .rgba8 : .rgb8) {
                    UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes)
                }
                if job < samples.count {
                    sampled.append(image)
                    return
                }
                if gif == nil {
                    let palette = Palette.build(from: sampled, exact: isTransparent ? [] : [background])
                    sampled = []
                    gif = try AnimatedGIF(
                        path: path, width: size.width, height: size.height, frameRate: shot.motion.frameRate, palette: palette,
                        options: GIFOptions())
                }
                try gif?.append(image)
                progress.advance()
            })
        guard let gif else { throw CommandFailure("\(path): no frames to draw") }
        return try gif.finish()
    }

    /// Frames spread evenly over a motion, first and last among them.
    static func sampleFrames(of count: Int) -> [Int] {
        guard count > paletteSamples else { return Array(0..<count) }
        return (0..<paletteSamples).map { $0 * (count - 1) / (paletteSamples - 1) }
    }
}

/// What a worker process keeps between frames: its renderer, and the scenes posed together with the last frame's.
private final class FrameDrawer {
    private let film: Film
    private let renderer: Renderer
    private var posed = 0..<0
    private var scenes: [Scene] = []
    private static let batch = 8

    init(film: Film) throws {
        self.film = film
        renderer = try Renderer(threads: 0)
    }

    func image(_ frame: Int) throws -> Image {
        if !posed.contains(frame) {
            let first = frame / FrameDrawer.batch * FrameDrawer.batch
            posed = first..<min(first + FrameDrawer.batch, film.shot.frameCount)
            scenes = film.shot.scenes(posed)
        }
        return try film.draw(scenes[frame - posed.lowerBound], renderer)
    }
}
