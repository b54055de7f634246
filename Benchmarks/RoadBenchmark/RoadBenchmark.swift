// Times each stage from a motion file to a picture: read, pose, draw, read back, encode.
import Arrays
import BodyModels
import Foundation
import Motions
import Pictures
import Rendering
import Visualization

/// Times each stage on one core, in this process, in processor time.
///
///     smog-benchmark [--scaling] [--size 256] [--frames 200] [--clip FILE] [--body FILE] [--look clay] [--light studio]
@main
struct RoadBenchmark {
    static func main() throws {
        let options = Options(CommandLine.arguments)
        if options.scaling {
            try Scaling.measure(options)
            return
        }
        var table = Table()

        let (motion, readMotion) = try timed { try Motion.read(path: options.clip).resampled(to: 30) }
        table.add("read motion", readMotion, per: "once")
        let (model, readBody) = try timed { try BodyModel(contentsOf: options.body) }
        table.add("read body", readBody, per: "once")
        let (figure, dressing) = try timed { Figure(model.shaped(), look: options.look) }
        table.add("dress body, levels of detail", dressing, per: "once")
        var style = ShotOptions()
        style.light = options.light
        let (shot, survey) = try timed { Shot([Performer(motion, figure: figure)], aspect: 1, options: style) }
        table.add("survey motion, place camera", survey, per: "once")
        let (renderer, start) = try timed { try Renderer(threads: 0) }
        table.add("start renderer, compile shaders", start, per: "once")
        let count = min(options.frames, motion.frameCount)
        _ = try renderer.draw(shot.scenes(0..<1)[0], width: options.size, height: options.size)

        renderer.timings = PassTimings()
        var pose = Duration.zero, draw = Duration.zero, encode = Duration.zero
        var bytes = 0
        for first in stride(from: 0, to: count, by: 8) {
            let (scenes, posing) = try timed { shot.scenes(first..<min(first + 8, count)) }
            pose += posing
            for scene in scenes {
                let (image, drawing) = try timed { try renderer.draw(scene, width: options.size, height: options.size) }
                draw += drawing
                let (png, encoding) = try timed { try PNG.encode(image, .fast) }
                encode += encoding
                bytes += png.count
            }
        }
        table.add("pose, normals", pose / count, per: "frame")
        for pass in PassTimings.Pass.allCases {
            table.add("  " + pass.rawValue, (renderer.timings?.total[pass] ?? .zero) / count, per: "frame")
        }
        table.add("draw, all passes", draw / count, per: "frame")
        table.add("encode PNG", encode / count, per: "frame")
        table.add("all of a frame", (pose + draw + encode) / count, per: "frame")
        print(
            "\(options.size)x\(options.size), 4 samples a pixel, \(count) frames, \(model.triangles.count / 3) triangles, \(renderer.description?.renderer ?? "software painter")"
        )
        print(table.text)
        print("PNG: \(bytes / count) bytes a frame; frames a second on one core: \(Int(1 / seconds((pose + draw + encode) / count)))")
    }

    static func timed<Value>(_ work: () throws -> Value) throws -> (Value, Duration) {
        let start = PassTimings.now
        let value = try work()
        return (value, PassTimings.now - start)
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

struct Options {
    var scaling = false
    var size = 256
    var frames = 200
    var look = Look.clay
    var light = ShotOptions.LightStyle.studio
    var clip = "data/sample/CMU/02/02_05_poses.npz"
    var body = "models/open/open_body_neutral.npz"

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        if rest.first == "--scaling" {
            scaling = true
            rest = rest.dropFirst()
        }
        while let name = rest.popFirst(), let value = rest.popFirst() {
            switch name {
            case "--size": size = Int(value) ?? size
            case "--frames": frames = Int(value) ?? frames
            case "--clip": clip = value
            case "--look": look = Look(rawValue: value) ?? look
            case "--light": light = ShotOptions.LightStyle(rawValue: value) ?? light
            case "--body": body = value
            default: break
            }
        }
    }
}

struct Table {
    private(set) var text = ""
    mutating func add(_ what: String, _ time: Duration, per unit: String) {
        let ms = RoadBenchmark.seconds(time) * 1000
        text +=
            what.padding(toLength: 34, withPad: " ", startingAt: 0)
            + String(format: "%9.3f ms a %@\n", ms, unit).replacingOccurrences(of: " a once", with: " once")
    }
}
