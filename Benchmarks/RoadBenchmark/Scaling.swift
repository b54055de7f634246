// Whether two processes, or two threads with a context each, draw twice as much as one.
import BodyModels
import Foundation
import Motions
import Rendering
import Visualization
import Workers

/// Times the same frames drawn by worker processes and by threads of this process.
enum Scaling {
    static func measure(_ options: Options) throws {
        let motion = try Motion.read(path: options.clip).resampled(to: 30)
        let shot = Shot(motion, body: try BodyModel(contentsOf: options.body).shaped(), aspect: 1)
        let count = min(options.frames, motion.frameCount)
        // Processes first: this process must have no context and no threads while it forks.
        var rates: [(String, Double)] = []
        for workers in [1, 2] {
            let (_, time) = try RoadBenchmark.timed {
                try WorkerPool(workers: workers, batch: 8).run(
                    jobs: count, resultBytes: 8, prepare: { try Renderer(threads: 0) },
                    work: { renderer, frame, _ in
                        _ = try renderer.draw(shot.scenes(frame..<frame + 1)[0], width: options.size, height: options.size)
                        return 0
                    }, take: { _, _ in })
            }
            rates.append(("\(workers) process\(workers == 1 ? "" : "es")", Double(count) / RoadBenchmark.seconds(time)))
        }
        @Sendable func draw(_ frames: StrideTo<Int>) throws {
            let renderer = try Renderer(threads: 0)
            for frame in frames {
                _ = try renderer.draw(shot.scenes(frame..<frame + 1)[0], width: options.size, height: options.size)
            }
        }
        let (_, one) = try RoadBenchmark.timed { try draw(stride(from: 0, to: count, by: 1)) }
        rates.append(("1 thread", Double(count) / RoadBenchmark.seconds(one)))
        let (_, two) = try RoadBenchmark.timed {
            _ = try Concurrently.run(
                here: { try draw(stride(from: 0, to: count, by: 2)) }, besides: { try draw(stride(from: 1, to: count, by: 2)) })
        }
        rates.append(("2 threads", Double(count) / RoadBenchmark.seconds(two)))
        print("\(count) frames of \(options.size)x\(options.size), start of renderers included")
        for (what, rate) in rates { print(what.padding(toLength: 14, withPad: " ", startingAt: 0) + "\(Int(rate)) frames a second") }
    }
}
