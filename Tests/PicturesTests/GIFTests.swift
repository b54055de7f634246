// Animated GIF: what a viewer shows is what was drawn, for as long as it should be, in as few bytes as that takes.
import Comparison
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("GIF")
struct GIFTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Writes frames and gives the path with the summary.
    @discardableResult
    private func write(
        _ frames: [Image], fps: Double = 20, palette: Palette? = nil, options: GIFOptions = GIFOptions(), name: String = "a.gif"
    ) throws -> (path: String, summary: AnimatedGIF.Summary) {
        let palette = palette ?? Palette.build(from: frames, exact: [.white])
        let first = try #require(frames.first)
        let gif = try AnimatedGIF(
            path: folder(name), width: first.width, height: first.height, frameRate: fps, palette: palette, options: options)
        for frame in frames { try gif.append(frame) }
        return (folder(name), try gif.finish())
    }

    /// The frames of a file with where they lie and how they are disposed of.
    private func steps(_ path: String) throws -> [GIFReader.Frame] {
        let reader = try GIFReader(path: path)
        var result: [GIFReader.Frame] = []
        while let frame = try reader.next() { result.append(frame) }
        return result
    }

    private func plain(_ colors: [Color], width: Int = 4, height: Int = 3) throws -> Image {
        try Image(width: width, height: height, format: .rgba8, pixels: colors.flatMap { [$0.red, $0.green, $0.blue, $0.alpha] })
    }

    /// A white picture with one coloured rectangle.
    private func block(_ color: Color, x: Int, y: Int, w: Int, h: Int, on ground: Color = .white, size: Int = 16) throws -> Image {
        var image = try Image(width: size, height: size, format: .rgba8, fill: ground)
        image.paste(try Image(width: w, height: h, format: .rgba8, fill: color), x: x, y: y)
        return image
    }

    @Test("frames with few colours come back exactly as drawn")
    func exact() throws {
        var random = SeededGenerator(9)
        let colors = (0..<200).map { _ in Color(rgb24: UInt32.random(in: 0...0xFFFFFF, using: &random)) }
        let frames = try (0..<12).map { _ in
            try plain((0..<35 * 23).map { _ in colors.randomElement(using: &random)! }, width: 35, height: 23)
        }
        for dithering in GIFOptions.Dithering.allCases {
            let written = try write(frames, options: GIFOptions(dithering: dithering))
            let read = try AnimatedGIF.read(written.path)
            #expect(read.frames == frames)
            #expect(written.summary.framesIn == 12 && written.summary.framesWritten == 12)
            #expect(try written.summary.bytes == bytes(of: written.path).count)
            #expect(written.summary.duration == 60)
        }
    }

    @Test("a scene's colours come back close, its background exact, and plain places stay plain", arguments: GIFOptions.Dithering.allCases)
    func scene(dithering: GIFOptions.Dithering) throws {
        let frames = SyntheticScene(size: 120, frames: 10, hues: SyntheticScene.crowd, background: Color(250, 251, 252)).all
        let palette = Palette.build(from: frames, exact: [Color(250, 251, 252)])
        #expect(palette.colors.first == Color(250, 251, 252))
        #expect(palette.colors.count > 200)
        let read = try AnimatedGIF.read(try write(frames, palette: palette, options: GIFOptions(dithering: dithering)).path)
        for (drawn, shown) in zip(frames, read.frames) {
            let difference = try ImageDifference(drawn, shown.converted(to: .rgb8), tolerance: 12)
            #expect(difference.mean < 0.7)
            #expect(difference.outliers < 0.006)
            for (x, y) in [(0, 0), (119, 0), (60, 5), (0, 119)] { #expect(shown.color(x: x, y: y) == Color(250, 251, 252)) }
        }
    }

    /// Half noise, half runs, so that code tables fill up, serve on, and are given up.
    private func mixture() throws -> [Image] {
        var random = SeededGenerator(21)
        var frames: [Image] = []
        for shift in 0..<4 {
            var pixels: [UInt8] = []
            for i in 0..<50_000 {
                let isNoise = i / 12_500 % 2 == 0
                pixels.append(isNoise ? UInt8.random(in: 0...200, using: &random) : UInt8((i / 40 + shift) % 255))
            }
            frames.append(try Image(width: 250, height: 200, format: .gray8, pixels: pixels))
        }
        return frames
    }

    @Test("full code tables decode")
    func fullTables() throws {
        let frames = try mixture()
        let written = try write(frames, palette: Palette((0..<255).map { Color(gray: UInt8($0)) }))
        #expect(try AnimatedGIF.read(written.path).frames == frames.map { $0.converted(to: .rgba8) })
    }

    @Test("full code tables decode in another program", .enabled(if: Python.hasPillow))
    func fullTablesElsewhere() throws {
        let frames = try mixture()
        let written = try write(frames, palette: Palette((0..<255).map { Color(gray: UInt8($0)) }))
        try Python.run(
            """
            from PIL import Image
            import sys
            g = Image.open(sys.argv[1])
            out = open(sys.argv[2], 'wb')
            for i in range(g.n_frames):
                g.seek(i)
                out.write(g.convert('L').tobytes())
            """, [written.path, folder("raw")])
        #expect(try bytes(of: folder("raw")) == frames.flatMap(\.pixels))
    }

    @Test("another program sees the same frames and delays", .enabled(if: Python.hasPillow), arguments: [false, true])
    func foreign(isTransparent: Bool) throws {
        let frames = SyntheticScene(size: 60, frames: 9, isTransparent: isTransparent).all
        let written = try write(frames, fps: 30)
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
        let read = try AnimatedGIF.read(written.path)
        #expect(output.split(separator: "\n").map(String.init) == ["0"] + read.delays.map { "\($0 * 10)" })
        let visible = { (bytes: [UInt8]) in
            // The colour of an invisible pixel is anybody's choice.
            stride(from: 0, to: bytes.count, by: 4).flatMap { bytes[$0 + 3] == 0 ? [0, 0, 0, 0] : Array(bytes[$0..<$0 + 4]) }
        }
        #expect(visible(try bytes(of: folder("raw"))) == visible(read.frames.flatMap(\.pixels)))
    }

    @Test(
        "delays add up to the true duration, and no frame is shorter than viewers allow",
        arguments: [1, 7.5, 12, 20, 24, 25, 29.97, 30, 50, 59.94, 60, 100, 120, 240] as [Double])
    func delays(fps: Double) throws {
        for count in [2, 3, 4, 7, 61] {
            let frames = try (0..<count).map { try block(.black, x: $0 % 15, y: $0 / 15, w: 1, h: 1) }
            let written = try write(frames, fps: fps)
            let delays = try AnimatedGIF.read(written.path).delays
            let duration = Int((Double(count) * 100 / fps).rounded())
            #expect(delays.reduce(0, +) == duration)
            #expect(written.summary.duration == duration)
            #expect(written.summary.framesWritten == delays.count)
            #expect(delays.allSatisfy { $0 >= 2 } || duration < 2)
            if fps <= 50 { #expect(delays.count == count) }
        }
        if fps == 30 {
            let frames = try (0..<6).map { try block(.black, x: $0, y: 0, w: 1, h: 1) }
            #expect(try AnimatedGIF.read(write(frames, fps: 30).path).delays == [3, 4, 3, 3, 4, 3])
        }
    }

    @Test("frames left out above 50 a second are those too close to the one before")
    func dropped() throws {
        let frames = try (0..<6).map { try block(.black, x: $0, y: 0, w: 1, h: 1) }
        let read = try AnimatedGIF.read(write(frames, fps: 60).path)
        #expect(read.delays == [2, 3, 2, 3])
        #expect(read.frames == [frames[0], frames[1], frames[3], frames[4]])
    }

    @Test("equal frames become one that stays longer, however long")
    func merged() throws {
        let a = try block(.black, x: 1, y: 1, w: 2, h: 2), b = try block(.black, x: 5, y: 1, w: 2, h: 2)
        let read = try steps(write([a, a, a, b, b, a], fps: 10).path)
        #expect(read.map(\.delay) == [30, 20, 10])
        let still = try write([a, a, b], fps: 0.001)
        #expect(still.summary.duration == 300_000)
        let long = try AnimatedGIF.read(still.path)
        #expect(long.delays == [65535, 65535, 65535, 3395, 65535, 34465])
        #expect(long.frames == [a, a, a, a, b, b])
    }

    @Test("each frame stores only the box that changed")
    func boxes() throws {
        let frames = try [
            block(.black, x: 2, y: 3, w: 2, h: 2), block(.black, x: 4, y: 3, w: 2, h: 2), block(.black, x: 4, y: 3, w: 3, h: 2),
        ]
        let read = try steps(write(frames).path)
        #expect(read.map(\.image) == frames)
        #expect(
            read.map(\.box) == [
                PixelBox(left: 0, top: 0, right: 16, bottom: 16), PixelBox(left: 2, top: 3, right: 6, bottom: 5),
                PixelBox(left: 6, top: 3, right: 7, bottom: 5),
            ])
        #expect(read.allSatisfy { $0.disposal == 1 })
    }

    @Test("pixels that become transparent are cleared, whatever moves beside them")
    func clearing() throws {
        let red = Color(255, 0, 0)
        var frames = try [
            block(red, x: 2, y: 2, w: 4, h: 4, on: .transparent), block(red, x: 4, y: 2, w: 4, h: 4, on: .transparent),
            block(red, x: 4, y: 2, w: 4, h: 4, on: .transparent), block(red, x: 4, y: 2, w: 6, h: 6, on: .transparent),
            Image(width: 16, height: 16, format: .rgba8, fill: .transparent), block(red, x: 0, y: 0, w: 1, h: 1, on: .transparent),
            Image(width: 16, height: 16, format: .rgba8, fill: .transparent),
        ]
        frames[1].paste(try Image(width: 2, height: 2, format: .rgba8, fill: .black), x: 12, y: 12)
        let read = try steps(write(frames).path)
        #expect(read.map(\.image) == frames)
        // Only growing needs no clearing: frame 2 → 3.
        #expect(read.map(\.disposal) == [2, 2, 1, 2, 1, 2, 1])
    }

    @Test("long clips with much transparency show every frame as drawn")
    func transparentNoise() throws {
        var random = SeededGenerator(3)
        let colors: [Color] = [.transparent, .black, .white, Color(9, 8, 7)]
        var pixels = [Color](repeating: .transparent, count: 48)
        var frames: [Image] = []
        for _ in 0..<200 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                pixels[Int.random(in: 0..<48, using: &random)] = colors.randomElement(using: &random)!
            }
            frames.append(try plain(pixels, width: 8, height: 6))
        }
        let written = try write(frames)
        var unrolled: [Image] = []
        for step in try steps(written.path) { unrolled += [Image](repeating: step.image, count: step.delay / 5) }
        #expect(unrolled == frames)
    }

    @Test("half-transparent pixels follow the threshold, or the backdrop where there is one")
    func threshold() throws {
        let image = try plain([Color(0, 0, 0, 127), Color(0, 0, 0, 128), .white, .transparent], width: 2, height: 2)
        let palette = try Palette([.black, .white, Color(gray: 127), Color(gray: 128)])
        let bare = try AnimatedGIF.read(write([image], palette: palette).path).frames[0]
        #expect(bare == (try plain([.transparent, .black, .white, .transparent], width: 2, height: 2)))
        let backed = try AnimatedGIF.read(write([image], palette: palette, options: GIFOptions(backdrop: .white)).path).frames[0]
        #expect(backed == (try plain([Color(gray: 128), Color(gray: 127), .white, .white], width: 2, height: 2)))
    }

    @Test("loops are stored as asked for")
    func loops() throws {
        let image = try block(.black, x: 0, y: 0, w: 1, h: 1)
        for (repetition, plays) in [(.forever, nil), (.times(1), 1), (.times(5), 5), (.times(65536), 65536)]
            as [(GIFOptions.Repetition, Int?)]
        {
            let reader = try GIFReader(path: write([image], options: GIFOptions(repetition: repetition)).path)
            _ = try reader.next()
            #expect(reader.plays == plays)
        }
        #expect(throws: PictureProblem.self) { try write([image], options: GIFOptions(repetition: .times(0))) }
    }

    @Test("one pixel and one frame are enough; gray pictures are taken too")
    func smallest() throws {
        let dot = try Image(width: 1, height: 1, format: .gray8, pixels: [77])
        let read = try AnimatedGIF.read(write([dot], palette: Palette([Color(gray: 77)])).path)
        #expect(read.frames == [dot.converted(to: .rgba8)])
        #expect(read.delays == [5])
        let deep = try Image(width: 300, height: 1, samples: (0..<300).map { UInt16($0 * 218) })
        #expect(try AnimatedGIF.read(write([deep]).path).frames[0].width == 300)
    }

    @Test("palettes of every size decode alike", arguments: [1, 2, 3, 4, 7, 8, 15, 16, 127, 128, 254, 255])
    func paletteSizes(count: Int) throws {
        let palette = try Palette((0..<count).map { Color(gray: UInt8($0)) })
        let frames = try (0..<3).map { shift in
            try Image(width: 40, height: 30, format: .gray8, pixels: (0..<1200).map { UInt8(($0 * 7 + $0 / 13 + shift) % count) })
        }
        let read = try AnimatedGIF.read(write(frames, palette: palette).path)
        #expect(read.frames.first == frames.first?.converted(to: .rgba8))
        #expect(read.frames.last == frames.last?.converted(to: .rgba8))
    }

    @Test("sizes, rates and frames that cannot be are refused and leave nothing behind")
    func refused() throws {
        let palette = try Palette([.white])
        let path = folder("x.gif")
        func open(_ w: Int, _ h: Int, _ fps: Double, _ path: String) throws -> AnimatedGIF {
            try AnimatedGIF(path: path, width: w, height: h, frameRate: fps, palette: palette)
        }
        for (w, h) in [(0, 1), (1, 0), (65536, 1), (1, 65536), (-3, 5), (Int.max, Int.max)] {
            let problem = try #require(throws: PictureProblem.self) { try open(w, h, 20, path) }
            #expect(problem.description.contains("65535"))
        }
        for fps in [0, -1, .nan, .infinity, 1e9] as [Double] {
            #expect(throws: PictureProblem.self) { try open(2, 2, fps, path) }
        }
        #expect(throws: FileProblem.self) { try open(2, 2, 20, folder("no/x.gif")) }
        #expect(throws: FileProblem.self) { try open(2, 2, 20, folder.path) }
        #expect(throws: FileProblem.self) { try open(2, 2, 20, path).finish() }
        #expect(throws: PictureProblem.self) { try open(2, 2, 20, path).append(Image(width: 2, height: 3, format: .rgb8, fill: .white)) }
        let finished = try open(1, 65535, 20, path)
        try finished.append(Image(width: 1, height: 65535, format: .rgb8, fill: .white))
        #expect(folder.contents.filter { $0 == "x.gif" }.isEmpty)
        _ = try finished.finish()
        #expect(throws: FileProblem.self) { try finished.finish() }
        #expect(throws: FileProblem.self) { try finished.append(Image(width: 1, height: 65535, format: .rgb8, fill: .white)) }
        #expect(folder.contents == ["x.gif"])
        #expect(throws: PictureProblem.self) { try Palette([]) }
        #expect(throws: PictureProblem.self) { try Palette((0...255).map { Color(gray: UInt8($0)) }) }
    }

    @Test("a writer that is given up leaves nothing behind")
    func abandoned() throws {
        do {
            let gif = try AnimatedGIF(path: folder("y.gif"), width: 16, height: 16, frameRate: 20, palette: Palette([.white, .black]))
            for i in 0..<5 { try gif.append(block(.black, x: i, y: 0, w: 1, h: 1)) }
            #expect(folder.contents.count == 1)
        }
        #expect(folder.contents.isEmpty)
    }

    @Test("memory stays flat over five thousand frames")
    func memory() throws {
        let scene = SyntheticScene(size: 64, frames: 20).all
        let gif = try AnimatedGIF(
            path: folder("m.gif"), width: 64, height: 64, frameRate: 50, palette: Palette.build(from: scene, exact: [.white]))
        for i in 0..<200 { try gif.append(scene[i % 20]) }
        let before = residentPages()
        for i in 0..<4800 { try gif.append(scene[i % 20]) }
        let grown = (residentPages() - before) * 4096
        #expect(try gif.finish().framesIn == 5000)
        // Five thousand frames of indices alone would be 20 MB, of pixels 60 MB. Other tests run beside this one.
        #expect(grown < 12_000_000)
        let reader = try GIFReader(path: folder("m.gif"))
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == 5000)
    }

    @Test("what does not move does not flicker under dithering")
    func stable() throws {
        let scene = SyntheticScene(size: 100, frames: 10, hues: SyntheticScene.crowd)
        var frames = scene.all
        let still = try frames[0].cropped(x: 0, y: 0, width: 100, height: 50)
        for i in frames.indices { frames[i].paste(still, x: 0, y: 50) }
        let palette = Palette.build(from: frames, exact: [.white], maximumCount: 24)
        let read = try steps(write(frames, palette: palette, options: GIFOptions(dithering: .ordered)).path)
        #expect(read.count > 5)
        for step in read.dropFirst() { #expect(step.box.bottom <= 50) }
        // The pattern is really there: with 24 colours the still part uses mixtures.
        let plain = try AnimatedGIF.read(write(frames, palette: palette).path).frames[0]
        #expect(plain != read[0].image)
    }

    @Test("an economical file is smaller, no pixel is off by much more than the nearest entry, and palette colours stay exact")
    func economy() throws {
        let frames = SyntheticScene(size: 120, frames: 6).all
        let palette = Palette.build(from: frames, exact: [.white], maximumCount: 200)
        let nearest = try write(frames, palette: palette, options: GIFOptions(isEconomical: false), name: "n.gif")
        let economical = try write(frames, palette: palette, name: "e.gif")
        #expect(economical.summary.bytes < nearest.summary.bytes * 97 / 100)
        let known = Set(palette.colors)
        for ((frame, near), economic) in zip(
            zip(frames, try AnimatedGIF.read(nearest.path).frames), try AnimatedGIF.read(economical.path).frames)
        {
            let error = try ImageDifference(frame, near.converted(to: .rgb8)),
                other = try ImageDifference(frame, economic.converted(to: .rgb8))
            #expect(other.mean < error.mean + 0.15)
            #expect(other.maximum <= error.maximum + 4)
            var inexact = 0
            for y in 0..<120 {
                for x in 0..<120 {
                    if let color = frame.color(x: x, y: y), known.contains(color), economic.color(x: x, y: y) != color { inexact += 1 }
                }
            }
            #expect(inexact == 0)
        }
    }

    @Test("the same frames give the same file, byte for byte")
    func deterministic() throws {
        let frames = SyntheticScene(size: 80, frames: 6, hues: SyntheticScene.crowd).all
        let first = try bytes(of: write(frames, name: "1.gif").path)
        #expect(try bytes(of: write(frames, name: "2.gif").path) == first)
        #expect(fingerprint(first) == "cb347b670ac6d058")
    }
}

extension Color {
    fileprivate init(rgb24 v: UInt32) { self.init(UInt8(v >> 16), UInt8(v >> 8 & 255), UInt8(v & 255)) }
}

/// Memory pages this process holds.
private func residentPages() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0
}
