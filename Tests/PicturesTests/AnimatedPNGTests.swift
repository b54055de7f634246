// Animated PNG: nothing lost, exact times, only what changed, and files that other programs read.
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("Animated PNG")
struct AnimatedPNGTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func write(
        _ frames: [Image], fps: Double = 20, hasAlpha: Bool = false, plays: Int? = nil, name: String = "a.png"
    ) throws -> (path: String, summary: AnimatedPNG.Summary) {
        let animation = try AnimatedPNG(
            path: folder(name), width: frames[0].width, height: frames[0].height, frameRate: fps, hasAlpha: hasAlpha, plays: plays)
        for frame in frames { try animation.append(frame) }
        return (folder(name), try animation.finish())
    }

    private func block(_ color: Color, x: Int, y: Int, w: Int, h: Int, on ground: Color = .white) throws -> Image {
        var image = try Image(width: 16, height: 16, format: .rgba8, fill: ground)
        image.paste(try Image(width: w, height: h, format: .rgba8, fill: color), x: x, y: y)
        return image
    }

    private func steps(_ path: String) throws -> [AnimatedPNGReader.Frame] {
        let reader = try AnimatedPNGReader(path: path)
        var all: [AnimatedPNGReader.Frame] = []
        while let frame = try reader.next() { all.append(frame) }
        return all
    }

    @Test("frames come back to the bit", arguments: [false, true])
    func lossless(isTransparent: Bool) throws {
        let frames = SyntheticScene(size: 60, frames: 9, hues: SyntheticScene.crowd, isTransparent: isTransparent).all
        let written = try write(frames, fps: 30, hasAlpha: isTransparent)
        var unrolled: [Image] = []
        for step in try steps(written.path) {
            let number = step.delay.numerator * 30 / step.delay.denominator
            unrolled += [Image](repeating: step.image, count: number)
        }
        #expect(unrolled == frames.map { $0.converted(to: .rgba8) })
        #expect(written.summary.framesIn == 9)
        #expect(abs(written.summary.duration - 0.3) < 1e-12)
        #expect(written.summary.bytes == (try bytes(of: written.path).count))
        // A program that knows no animations sees the first frame.
        #expect(try PNG.read(written.path) == frames[0])
    }

    @Test("another program sees the same frames and times", .enabled(if: Python.hasPillow), arguments: [false, true])
    func foreign(isTransparent: Bool) throws {
        let frames = SyntheticScene(size: 60, frames: 9, isTransparent: isTransparent).all
        let written = try write(frames, fps: 25, hasAlpha: isTransparent)
        let output = try Python.run(
            """
            from PIL import Image
            import sys
            g = Image.open(sys.argv[1])
            out = open(sys.argv[2], 'wb')
            print(g.info['loop'])
            for i in range(g.n_frames):
                g.seek(i)
                print(g.info['duration'])
                out.write(g.convert('RGBA').tobytes())
            """, [written.path, folder("raw")])
        let read = try AnimatedPNG.read(written.path)
        #expect(output.split(separator: "\n").map { Double($0) } == [0] + read.delays.map { $0.seconds * 1000 })
        #expect(try bytes(of: folder("raw")) == read.frames.flatMap(\.pixels))
    }

    @Test(
        "times are exact fractions",
        arguments: [
            (30, 1, 30), (25, 1, 25), (29.97, 100, 2997), (30000.0 / 1001, 1001, 30000), (7.5, 2, 15), (0.001, 1000, 1),
            (10_000, 1, 10_000),
        ] as [(Double, Int, Int)])
    func times(fps: Double, numerator: Int, denominator: Int) throws {
        let frames = try (0..<3).map { try block(.black, x: $0, y: 0, w: 1, h: 1) }
        #expect(
            try AnimatedPNG.read(write(frames, fps: fps).path).delays
                == [AnimatedPNG.Delay](repeating: .init(numerator, denominator), count: 3))
    }

    @Test("equal frames become one that stays longer, however long")
    func merged() throws {
        let a = try block(.black, x: 1, y: 1, w: 2, h: 2), b = try block(.black, x: 5, y: 1, w: 2, h: 2)
        let read = try steps(write([a, a, a, b, b, a], fps: 30).path)
        #expect(read.map(\.delay) == [.init(3, 30), .init(2, 30), .init(1, 30)])
        #expect(read.map(\.image) == [a, b, a])
        let still = try AnimatedPNG.read(write([Image](repeating: a, count: 70) + [b], fps: 0.001).path)
        #expect(still.delays.map(\.seconds) == [65000, 5000, 1000])
        #expect(still.frames == [a, a, b])
    }

    @Test("each frame stores only the box that changed")
    func boxes() throws {
        let frames = try [
            block(.black, x: 2, y: 3, w: 2, h: 2), block(.black, x: 4, y: 3, w: 2, h: 2), block(.black, x: 4, y: 3, w: 3, h: 2),
        ]
        for hasAlpha in [false, true] {
            let read = try steps(write(frames, hasAlpha: hasAlpha).path)
            #expect(read.map(\.image) == frames)
            #expect(
                read.map(\.box) == [
                    PixelBox(left: 0, top: 0, right: 16, bottom: 16), PixelBox(left: 2, top: 3, right: 6, bottom: 5),
                    PixelBox(left: 6, top: 3, right: 7, bottom: 5),
                ])
            #expect(read.allSatisfy { $0.disposal == 0 })
        }
    }

    @Test("a frame is laid over the last where that is smaller, and never where pixels vanish or are half transparent")
    func blending() throws {
        // Two dots at the ends of a noisy picture.
        var random = SeededGenerator(5)
        let noise = (0..<64 * 64 * 4).map { $0 % 4 == 3 ? 255 : UInt8.random(in: 0...255, using: &random) }
        let ground = try Image(width: 64, height: 64, format: .rgba8, pixels: noise)
        func dotted(_ color: Color) throws -> Image {
            var image = ground
            let dot = try Image(width: 1, height: 1, format: .rgba8, fill: color)
            image.paste(dot, x: 0, y: 0)
            image.paste(dot, x: 63, y: 63)
            return image
        }
        let frames = try [ground, dotted(.black), dotted(.transparent), dotted(Color(9, 9, 9, 128)), dotted(.white)]
        let read = try steps(write(frames, hasAlpha: true).path)
        #expect(read.map(\.image) == frames)
        #expect(read.map(\.isBlended) == [false, true, false, false, true])
    }

    @Test("half-transparent frames come back to the bit, whatever changes")
    func transparentNoise() throws {
        var random = SeededGenerator(3)
        let colors: [Color] = [.transparent, .black, Color(1, 2, 3, 100), Color(9, 8, 7, 254), Color(200, 0, 0, 0)]
        var image = try Image(width: 8, height: 6, format: .rgba8, fill: .transparent)
        var frames: [Image] = []
        for _ in 0..<100 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let dot = try Image(width: 1, height: 1, format: .rgba8, fill: colors.randomElement(using: &random)!)
                image.paste(dot, x: Int.random(in: 0..<8, using: &random), y: Int.random(in: 0..<6, using: &random))
            }
            frames.append(image)
        }
        let unrolled = try steps(write(frames, hasAlpha: true).path).flatMap { [Image](repeating: $0.image, count: $0.delay.numerator) }
        #expect(unrolled == frames)
    }

    @Test("frames with alpha are laid over white where none is kept; gray ones are taken too")
    func formats() throws {
        let clear = try Image(width: 4, height: 4, format: .rgba8, fill: .transparent)
        let gray = try Image(width: 4, height: 4, format: .gray8, fill: Color(gray: 7))
        let read = try AnimatedPNG.read(write([clear, gray]).path)
        #expect(read.frames == (try [Color.white, Color(gray: 7)].map { try Image(width: 4, height: 4, format: .rgba8, fill: $0) }))
    }

    @Test("loops are stored as asked for")
    func loops() throws {
        let image = try block(.black, x: 0, y: 0, w: 1, h: 1)
        for plays in [nil, 1, 5, Int(Int32.max)] {
            #expect(try AnimatedPNGReader(path: write([image], plays: plays).path).plays == plays)
        }
        #expect(throws: PictureProblem.self) { try write([image], plays: 0) }
    }

    @Test("sizes, rates and frames that cannot be are refused, and what is given up leaves nothing")
    func refused() throws {
        func open(_ w: Int, _ h: Int, _ fps: Double = 20, level: Int = 4) throws -> AnimatedPNG {
            try AnimatedPNG(path: folder("x.png"), width: w, height: h, frameRate: fps, options: PNGOptions(level: level))
        }
        for (w, h) in [(0, 1), (1, 0), (-3, 5), (Int.max, Int.max)] { #expect(throws: PictureProblem.self) { try open(w, h) } }
        for fps in [0, -1, .nan, .infinity, 1e9] as [Double] { #expect(throws: PictureProblem.self) { try open(2, 2, fps) } }
        #expect(throws: PictureProblem.self) { try open(2, 2, level: 10) }
        #expect(throws: FileProblem.self) { try open(2, 2).finish() }
        #expect(throws: PictureProblem.self) { try open(2, 2).append(Image(width: 2, height: 3, format: .rgb8, fill: .white)) }
        do {
            let animation = try open(2, 2)
            for gray in 0..<9 { try animation.append(Image(width: 2, height: 2, format: .rgb8, fill: Color(gray: UInt8(gray)))) }
            #expect(folder.contents.count == 1)
        }
        #expect(folder.contents.isEmpty)
    }

    @Test("the same frames give the same file, byte for byte")
    func deterministic() throws {
        let frames = SyntheticScene(size: 50, frames: 6).all
        #expect(try bytes(of: write(frames, name: "1.png").path) == bytes(of: write(frames, name: "2.png").path))
        // Without compression: what zlib makes of it changes with its version.
        let stored = try AnimatedPNG(path: folder("3.png"), width: 50, height: 50, frameRate: 20, options: PNGOptions(level: 0))
        for frame in frames { try stored.append(frame) }
        _ = try stored.finish()
        let print = try fingerprint(bytes(of: folder("3.png")))
        #expect(print == "ff913f544842ade7")
    }
}
