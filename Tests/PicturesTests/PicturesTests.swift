// Images, colours and their comparison.
import Comparison
import Pictures
import Testing

@Suite("Images")
struct ImageTests {
    @Test("sizes and byte counts that do not agree are refused, huge ones without trying")
    func sizes() throws {
        #expect(throws: PictureProblem.self) { try Image(width: 2, height: 2, format: .rgb8, pixels: [0]) }
        for (w, h) in [(0, 1), (1, 0), (-1, 5), (Int.max, Int.max), (1_000_001, 1), (1_000_000, 1_000_000)] {
            #expect(throws: PictureProblem.self) { try Image(width: w, height: h, format: .rgba8, fill: .white) }
            #expect(throws: PictureProblem.self) { try Image(width: w, height: h, samples: []) }
        }
        let problem = #expect(throws: PictureProblem.self) { try Image(width: 2, height: 1, format: .rgb8, pixels: [1, 2]) }
        #expect(problem?.description == "a 2×1 rgb8 picture was given 2 bytes; expected 6")
    }

    @Test("a fill gives every pixel the colour in every format")
    func fill() throws {
        for format in PixelFormat.allCases {
            let image = try Image(width: 3, height: 2, format: format, fill: Color(10, 20, 30, 40))
            let expected: Color = format == .rgba8 ? Color(10, 20, 30, 40) : format == .rgb8 ? Color(10, 20, 30) : Color(gray: 18)
            #expect(image.color(x: 2, y: 1) == expected)
            #expect(image.color(x: 3, y: 1) == nil)
            #expect(image.color(x: 0, y: -1) == nil)
            #expect(image.pixels.count == 6 * format.bytesPerPixel)
        }
    }

    @Test("16-bit samples come back as given, and are rounded to 8 bits")
    func samples() throws {
        let image = try Image(width: 4, height: 1, samples: [0, 128, 129, 65535])
        #expect(image.samples == [0, 128, 129, 65535])
        #expect(image.pixels.prefix(4) == [0, 0, 0, 128])
        #expect(image.converted(to: .gray8).pixels == [0, 0, 1, 255])
        #expect(image.converted(to: .gray8).converted(to: .gray16).samples == [0, 0, 257, 65535])
    }

    @Test("converting to a richer format and back changes nothing")
    func conversion() throws {
        let gray = try Image(width: 16, height: 16, format: .gray8, pixels: (0...255).map { UInt8($0) })
        for format in PixelFormat.allCases { #expect(gray.converted(to: format).converted(to: .gray8) == gray) }
        let color = SyntheticScene(size: 20).frame(0)
        #expect(color.converted(to: .rgba8).converted(to: .rgb8) == color)
    }

    @Test("flattening blends, rounded to nearest")
    func flatten() throws {
        let image = try Image(width: 3, height: 1, format: .rgba8, pixels: [0, 0, 0, 0, 0, 0, 0, 128, 7, 8, 9, 255])
        #expect(image.flattened(over: .white).pixels == [255, 255, 255, 127, 127, 127, 7, 8, 9])
    }

    @Test("cropping takes the pixels asked for and refuses rectangles that reach outside")
    func crop() throws {
        let image = try Image(width: 3, height: 3, format: .gray8, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(try image.cropped(x: 1, y: 1, width: 2, height: 2).pixels == [5, 6, 8, 9])
        for (x, y, w, h) in [(2, 0, 2, 1), (-1, 0, 1, 1), (0, 0, 0, 1), (0, 3, 1, 1), (Int.max, 0, 1, 1), (1, 1, Int.max, 1)] {
            #expect(throws: PictureProblem.self) { try image.cropped(x: x, y: y, width: w, height: h) }
        }
    }

    @Test("pasting cuts off what reaches outside, on every side")
    func paste() throws {
        var image = try Image(width: 3, height: 3, format: .gray8, fill: .black)
        let stamp = try Image(width: 2, height: 2, format: .gray8, pixels: [1, 2, 3, 4])
        image.paste(stamp, x: -1, y: -1)
        image.paste(stamp, x: 2, y: 2)
        image.paste(stamp, x: 5, y: 0)
        image.paste(stamp, x: Int.min, y: Int.max)
        #expect(image.pixels == [4, 0, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test("drawing a see-through picture lets what is under it through, in every format")
    func draw() throws {
        let glass = try Image(width: 1, height: 1, format: .rgba8, fill: Color(255, 255, 255, 128))
        for format in [PixelFormat.gray8, .rgb8, .rgba8] {
            var image = try Image(width: 1, height: 1, format: format, fill: .black)
            image.draw(glass, x: 0, y: 0)
            #expect(image.color(x: 0, y: 0) == Color(gray: 128))
        }
        var empty = try Image(width: 1, height: 1, format: .rgba8, fill: .transparent)
        empty.draw(glass, x: 0, y: 0)
        #expect(empty.color(x: 0, y: 0) == Color(255, 255, 255, 128))
    }

    @Test("a difference counts the largest, the mean and the outliers")
    func difference() throws {
        let a = try Image(width: 2, height: 1, format: .rgb8, pixels: [0, 0, 0, 10, 10, 10])
        let b = try Image(width: 2, height: 1, format: .rgb8, pixels: [0, 0, 6, 10, 10, 7])
        let difference = try ImageDifference(a, b, tolerance: 3)
        #expect(difference.maximum == 6)
        #expect(difference.mean == 1.5)
        #expect(difference.outliers == 0.5)
        let deep = try ImageDifference(Image(width: 1, height: 1, samples: [1000]), Image(width: 1, height: 1, samples: [700]))
        #expect(deep.maximum == 300)
        #expect(throws: PictureProblem.self) { try ImageDifference(a, b.converted(to: .rgba8)) }
    }
}

@Suite("Colours")
struct ColorTests {
    @Test("colours are read from digits and names, and read back from their own description")
    func parsing() throws {
        let expected: [(String, Color)] = [
            ("#fff", .white), ("#1aF", Color(0x11, 0xAA, 0xFF)), ("#102030", Color(16, 32, 48)),
            (" #10203040 ", Color(16, 32, 48, 64)), ("Transparent", .transparent), ("SteelBlue", Color(70, 130, 180)),
            ("grey", Color(gray: 128)),
        ]
        for (text, color) in expected { #expect(try Color(parsing: text) == color) }
        for name in Color.names {
            let color = try Color(parsing: name)
            #expect(try Color(parsing: color.description) == color)
        }
    }

    @Test("what is no colour is refused, with a list of what is one")
    func refusing() throws {
        for text in ["", "#", "#12", "#12345", "#1234567", "#ggg", "#１２３", "redd", "0xffffff", "#+1+1+1", "#1234567890"] {
            #expect(throws: PictureProblem.self, "\(text)") { try Color(parsing: text) }
        }
        let problem = try #require(throws: PictureProblem.self) { try Color(parsing: "bleu") }
        #expect(problem.description.hasPrefix("'bleu' is not a colour; expected #RGB, #RRGGBB, #RRGGBBAA or one of: aqua, beige"))
        #expect(problem.description.contains("transparent"))
    }
}
