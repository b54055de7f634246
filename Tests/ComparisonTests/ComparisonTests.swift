// Pairs and sequences of pictures in numbers: formats that meet, frames that are missing, the frame that is worst.
import Comparison
import Files
import Pictures
import TestSupport
import Testing

@Suite("Comparison")
struct ComparisonTests {
    private func plain(_ gray: UInt8, width: Int = 24, height: Int = 20) throws -> Image {
        try Image(width: width, height: height, format: .rgb8, fill: Color(gray: gray))
    }

    /// A folder of frames, each of one gray.
    private func frames(_ folder: String, _ grays: [UInt8]) throws -> String {
        let frames = try NumberedFrames(folder: folder)
        for (i, gray) in grays.enumerated() { try frames.write(plain(gray), index: i) }
        return folder
    }

    private func compare(_ a: String, _ b: String, _ metrics: [ComparisonMetric] = ComparisonMetric.allCases) throws -> SequenceComparison {
        try SequenceComparison(try FrameSequence(a), try FrameSequence(b), metrics: metrics)
    }

    @Test("equal pictures are the same by every metric, whatever their formats")
    func identity() throws {
        let image = try Image(width: 48, height: 48, format: .rgb8, pixels: (0..<48 * 48 * 3).map { UInt8($0 * $0 % 251) })
        for other in [image, image.converted(to: .rgba8)] {
            let values = try PictureComparison(image, other, metrics: Set(ComparisonMetric.allCases)).values
            #expect(values == [.maximum: 0, .mean: 0, .outliers: 0, .similarity: 1, .flip: 0])
        }
    }

    @Test("only what differs by more than three levels is an outlier")
    func outliers() throws {
        let a = try plain(100)
        var b = a
        b.paste(try Image(width: 6, height: 4, format: .rgb8, fill: Color(103, 100, 100)), x: 0, y: 0)
        b.paste(try Image(width: 6, height: 2, format: .rgb8, fill: Color(100, 104, 100)), x: 10, y: 10)
        let values = try PictureComparison(a, b, metrics: [.maximum, .outliers]).values
        #expect(values == [.maximum: 4, .outliers: 12.0 / 480])
    }

    @Test("differences of one level count in the mean, but not in what its limit holds for")
    func rounding() throws {
        let a = try plain(100), one = try plain(101), two = try plain(102)
        let near = try PictureComparison(a, one, metrics: [.mean, .maximum])
        #expect(near.values == [.mean: 1, .maximum: 1] && near.judged == [.mean: 0, .maximum: 1])
        let far = try PictureComparison(a, two, metrics: [.mean])
        #expect(far.values == [.mean: 2] && far.judged == [.mean: 2])
        let difference = try ImageDifference(
            Image(width: 2, height: 1, samples: [1000, 1000]), Image(width: 2, height: 1, samples: [1001, 1004]))
        #expect(difference.mean == 2.5 && difference.meanBeyondRounding == 2)
        let folder = try TestFolder()
        let comparison = try compare(frames(folder("a"), [50, 50, 50]), frames(folder("b"), [51, 50, 49]), [.mean])
        #expect(comparison.isWithin([.mean: 0.05]) && comparison.summaries[.mean]?.worst == 1 && comparison.summaries[.mean]?.judged == 0)
        #expect(!(try compare(frames(folder("c"), [50, 50]), frames(folder("d"), [50, 52]), [.mean]).isWithin([.mean: 0.05])))
    }

    @Test("the worst frame of an animation, and the mean of all")
    func worst() throws {
        let folder = try TestFolder()
        let comparison = try compare(frames(folder("a"), [50, 50, 50, 50]), frames(folder("b"), [50, 52, 90, 50]))
        let maximum = try #require(comparison.summaries[.maximum])
        #expect(maximum.mean == 10.5 && maximum.worst == 40 && maximum.worstFrame == 2)
        #expect(comparison.summaries[.similarity]?.worstFrame == 2)
        #expect(comparison.worst.frame == 2 && comparison.worst.name == "000002.png")
        #expect(try comparison.worst.second == plain(90))
        #expect(comparison.isWithin([.maximum: 40]) && !comparison.isWithin([.maximum: 39.9]) && !comparison.isWithin([.similarity: 0.99]))
    }

    @Test("frames that one side lacks are named")
    func missing() throws {
        let folder = try TestFolder()
        let (a, b) = (try frames(folder("a"), [1, 2, 3]), try frames(folder("b"), [1, 2]))
        #expect(throws: PictureMismatch("\(b) has no 000002.png")) { try compare(a, b) }
        #expect(throws: PictureMismatch("\(b) has no 000002.png")) { try compare(b, a) }
    }

    @Test("a GIF, an animated PNG and a folder of the same frames are the same")
    func kinds() throws {
        let folder = try TestFolder()
        let grays: [UInt8] = [0, 128, 255]
        let gif = try AnimatedGIF(
            path: folder("a.gif"), width: 24, height: 20, frameRate: 20, palette: try Palette([.black, Color(gray: 128), .white]),
            options: GIFOptions())
        let png = try AnimatedPNG(path: folder("a.apng"), width: 24, height: 20, frameRate: 20, hasAlpha: false)
        for gray in grays {
            try gif.append(plain(gray))
            try png.append(plain(gray))
        }
        _ = try gif.finish()
        _ = try png.finish()
        let pngs = try frames(folder("frames"), grays)
        for (a, b) in [("a.gif", "a.apng"), ("a.apng", "frames"), ("frames", "a.gif")] {
            let comparison = try compare(folder(a), folder(b), [.maximum, .flip])
            #expect(comparison.frameCount == 3 && comparison.isWithin([.maximum: 0, .flip: 0]), "\(a) \(b)")
        }
        #expect(throws: PictureMismatch.self) { try compare(pngs + "/000000.png", pngs) }
    }

    @Test("frames that stay longer are a difference")
    func timing() throws {
        let folder = try TestFolder()
        for (name, rate) in [("a.apng", 20.0), ("b.apng", 25.0)] {
            let png = try AnimatedPNG(path: folder(name), width: 24, height: 20, frameRate: rate, hasAlpha: false)
            for gray: UInt8 in [1, 200] { try png.append(plain(gray)) }
            _ = try png.finish()
        }
        let comparison = try compare(folder("a.apng"), folder("b.apng"), [.maximum])
        #expect(comparison.firstOtherDuration?.frame == 0 && comparison.firstOtherDuration?.second == 0.04)
        #expect(!comparison.isWithin([.maximum: 255]))
    }

    @Test("depth in 16 bits is compared in its own units, and with nothing else")
    func deep() throws {
        let a = try Image(width: 4, height: 4, samples: [UInt16](repeating: 1000, count: 16))
        let b = try Image(width: 4, height: 4, samples: [UInt16](repeating: 1500, count: 16))
        #expect(try PictureComparison(a, b, metrics: [.maximum]).values == [.maximum: 500])
        #expect(throws: PictureMismatch.self) { try PictureComparison(a, plain(5, width: 4, height: 4), metrics: [.maximum]) }
        #expect(throws: PictureProblem.self) { try PictureComparison(a, b, metrics: [.flip]) }
        #expect(try DifferencePicture(a, b).amplification == 64)
    }

    @Test("files that are no pictures are refused by name")
    func malformed() throws {
        let folder = try TestFolder()
        try folder.write([], "empty.png")
        try folder.write(Array("GIF89a".utf8), "short.gif")
        try folder.write(Array("text".utf8), "text.png")
        let whole = try PNG.encode(plain(9))
        try folder.write(Array(whole.prefix(40)), "cut.png")
        try folder.write(Array(whole.prefix(8)) + [0xff, 0xff, 0xff, 0xff] + Array("acTX".utf8) + [0, 0, 0, 0], "long.png")
        try folder.write(Array(whole.prefix(8)) + [0, 0, 0, 0] + Array("acTL".utf8) + [0, 0, 0, 0], "animated.png")
        for name in ["empty.png", "short.gif", "text.png", "cut.png", "long.png", "animated.png", "nothing"] {
            #expect(throws: FileProblem.self, "\(name)") { try FrameSequence(folder(name)).next() }
        }
        #expect(throws: FileProblem.self) { try FrameSequence(folder.path).next() }
    }

    @Test("a difference is made as strong as it can be without clipping")
    func amplified() throws {
        let (a, b) = (try plain(100), try plain(105))
        let difference = try DifferencePicture(a, b)
        #expect(difference.amplification == 32 && difference.image.color(x: 3, y: 3) == Color(160, 160, 160))
        #expect(try DifferencePicture(a, a).image == Image(width: 24, height: 20, format: .rgb8, fill: .black))
        let far = try DifferencePicture(plain(0), plain(255))
        #expect(far.amplification == 1 && far.image.color(x: 0, y: 0) == .white)
        // Side by side with captions, small ones enlarged.
        let sheet = try DifferencePicture.sideBySide(a, b, names: ("a.png", "b.png"))
        #expect(sheet.width >= 3 * 160 && sheet.height > 7 * 20)
    }

    @Test("what only differs in alpha is seen")
    func alpha() throws {
        let white = try Image(width: 8, height: 8, format: .rgba8, fill: .white),
            clear = try Image(width: 8, height: 8, format: .rgba8, fill: .transparent)
        #expect(try PictureComparison(white, clear, metrics: [.maximum]).values == [.maximum: 255])
        #expect(try DifferencePicture(white, clear).image.color(x: 2, y: 2) == .white)
    }
}
