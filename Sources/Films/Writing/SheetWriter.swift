// From a sheet to files: numbered frames or one file that moves, drawn by worker processes.
import Files
import Foundation
import Pictures
import Rendering
import Visualization
import Workers

/// A sheet about to be drawn.
struct SheetWriter {
    /// What progress lines call it.
    let name: String
    let sheet: Sheet
    /// What the palette must keep exactly.
    let background: Color
    /// What is written of each frame in a folder.
    let passes: PassFiles
    let workers: Int
    let observer: any FilmObserver

    /// Frames given to one worker at a time: posed together.
    private static let batch = 8
    /// Frames looked at to choose a palette; fewer where each shows many bodies.
    private var paletteSamples: Int { max(3, 12 / sheet.cells.count) }

    var isTransparent: Bool { sheet.format.hasAlpha }
    private var bytesPerFrame: Int { sheet.width * sheet.height * (isTransparent ? 4 : 3) }

    /// Frames given to one worker at a time, where they come back in memory. Two such batches wait for each worker, so large
    /// pictures and many workers make do with smaller ones.
    private var batchInMemory: Int {
        max(1, min(SheetWriter.batch, SheetWriter.waitingBytes / max(1, 2 * workers * bytesPerFrame)))
    }
    /// The most memory that drawn frames take until they are encoded, unless single frames take more.
    private static let waitingBytes = 128 << 20

    /// Draws every frame into a folder, as `000000.png`, `000001.png`, …, and its passes beside it.
    /// - Returns: true if something was too far away for the depth pictures.
    func writeFrames(to folder: String) throws -> Bool {
        let frames = try NumberedFrames(folder: folder, options: .fast)
        try passes.writeLegend(to: (folder.hasSuffix("/") ? folder : folder + "/") + "parts.json")
        var isTooDeep = false
        observer.begin(name, frames: sheet.frameCount)
        defer { observer.end() }
        try WorkerPool(workers: workers, batch: SheetWriter.batch).run(
            jobs: sheet.frameCount, resultBytes: 8, prepare: { try SheetRenderer(sheet, renderer: Renderer(threads: 0)) },
            work: { painter, frame, slot in
                if passes.includesPicture { try frames.write(try painter.image(frame), index: frame) }
                guard passes.includesMeasurements else { return 0 }
                slot.storeBytes(of: try passes.write(try painter.measurements(frame), beside: frames.path(frame)), as: Bool.self)
                return MemoryLayout<Bool>.size
            },
            take: { _, said in
                if said.count > 0, said.load(as: Bool.self) { isTooDeep = true }
                observer.advance()
            })
        try frames.removeFrames(from: sheet.frameCount)
        return isTooDeep
    }

    /// Draws every frame into one file.
    ///
    /// For a GIF, a few frames spread over the motion are drawn first, for the palette, and kept until it is their turn.
    /// - Returns: what became of the file.
    func write(to path: String, as format: MovingFormat) throws -> MovingFile.Summary {
        // Say at once, not after minutes of drawing, that the file cannot be written.
        try format.check(path)
        let samples = format == .gif ? sampleFrames(of: sheet.frameCount) : []
        let isSample = Set(samples)
        let jobs = samples + (0..<sheet.frameCount).filter { !isSample.contains($0) }
        observer.begin(name, frames: sheet.frameCount)
        defer { observer.end() }
        var sampled: [(frame: Int, image: Image)] = []
        var file: MovingFile?
        // Samples wait for their turn among the frames.
        func append(before frame: Int, to file: MovingFile) throws {
            while let first = sampled.first, first.frame < frame {
                try file.append(first.image)
                sampled.removeFirst()
                observer.advance()
            }
        }
        try WorkerPool(workers: workers, batch: batchInMemory).run(
            jobs: jobs.count, resultBytes: bytesPerFrame, prepare: { try SheetRenderer(sheet, renderer: Renderer(threads: 0)) },
            work: { painter, job, slot in
                let image = try painter.image(jobs[job])
                slot.copyBytes(from: image.pixels)
                return image.pixels.count
            },
            take: { job, bytes in
                let image = try Image(width: sheet.width, height: sheet.height, format: sheet.format) {
                    UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes)
                }
                if job < samples.count { sampled.append((jobs[job], image)) }
                guard job >= samples.count - 1 else { return }
                // Begun here, when all workers run: they would inherit what is open.
                let begun = try file ?? MovingFile(path, format, sheet: sheet, samples: sampled.map(\.image), background: background)
                file = begun
                guard job >= samples.count else { return }
                try append(before: jobs[job], to: begun)
                try begun.append(image)
                observer.advance()
            })
        guard let file else { throw FilmProblem("\(path): no frames to draw") }
        try append(before: sheet.frameCount, to: file)
        return try file.finish()
    }

    /// Frames spread evenly over a motion, first and last among them.
    private func sampleFrames(of count: Int) -> [Int] {
        guard count > paletteSamples else { return Array(0..<count) }
        return (0..<paletteSamples).map { $0 * (count - 1) / (paletteSamples - 1) }
    }
}
