// How fast and how small, on demand: SMOG_MEASURE=<folder> swift test -c release --filter Measurements
import Comparison
import Files
import Foundation
import Pictures
import Testing

private let folder = ProcessInfo.processInfo.environment["SMOG_MEASURE"]

@Suite("Measurements, on demand", .enabled(if: folder != nil), .serialized)
struct Measurements {
    private func milliseconds(_ repeats: Int, _ work: () throws -> Void) rethrows -> Double {
        try work()
        var best = Double.infinity
        for _ in 0..<repeats {
            let start = ContinuousClock.now
            try work()
            best = min(best, (ContinuousClock.now - start) / .milliseconds(1))
        }
        return best
    }

    @Test("PNG: time and size of every filter, level and strategy")
    func png() throws {
        for size in [224, 512] {
            var lines: [(Int, String)] = []
            for hues in [[SyntheticScene.crowd[0]], SyntheticScene.crowd] {
                let image = SyntheticScene(size: size, hues: hues).frame(5)
                for filter in PNGOptions.Filter.allCases {
                    for strategy in PNGOptions.Strategy.allCases {
                        for level in [1, 2, 3, 4, 6, 9] where strategy != .runs || level == 1 {
                            let options = PNGOptions(level: level, filter: filter, strategy: strategy)
                            let bytes = try PNG.encode(image, options).count
                            let time = try milliseconds(5) { _ = try PNG.encode(image, options) }
                            lines.append((bytes, "\(size) hues \(hues.count) \(filter) \(strategy) \(level): \(bytes) bytes, \(time) ms"))
                        }
                    }
                }
            }
            for line in lines.sorted(by: { $0.0 < $1.0 }) { print(line.1) }
        }
    }

    @Test("GIF: time and size per frame")
    func gif() throws {
        let folder = try #require(folder)
        for (name, hues) in [("one", [SyntheticScene.crowd[0]]), ("crowd", SyntheticScene.crowd)] {
            let scene = SyntheticScene(size: 480, frames: 40, hues: hues)
            let images = scene.all
            let frames = try NumberedFrames(folder: folder + "/" + name)
            for (i, image) in images.enumerated() { try frames.write(image, index: i) }
            var palette = try Palette([.white])
            let building = milliseconds(1) {
                palette = Palette.build(from: stride(from: 0, to: 40, by: 4).map { images[$0] }, exact: [.white])
            }
            print("\(name): palette of \(palette.colors.count) in \(building) ms")
            for dithering in GIFOptions.Dithering.allCases {
                let path = "\(folder)/\(name)-\(dithering).gif"
                var summary: AnimatedGIF.Summary?
                let time = try milliseconds(3) {
                    let gif = try AnimatedGIF(
                        path: path, width: 480, height: 480, frameRate: 20, palette: palette,
                        options: GIFOptions(dithering: dithering))
                    for image in images { try gif.append(image) }
                    summary = try gif.finish()
                }
                let decoded = try AnimatedGIF.read(path).frames
                let mean = try zip(images, decoded).map { try ImageDifference($0, $1.converted(to: .rgb8)).mean }.reduce(0, +) / 40
                print("\(name) \(dithering): \(time / 40) ms/frame, \(summary?.bytes ?? 0) bytes, mean error \(mean)")
            }
        }
    }
}
