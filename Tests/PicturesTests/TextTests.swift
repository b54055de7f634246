// Texts on pictures: wrapped, aligned, inside their box, and the same bytes every time.
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("text")
struct TextTests {
    /// The columns and rows in which anything was drawn on white.
    private func ink(_ image: Image) -> (left: Int, top: Int, right: Int, bottom: Int)? {
        var box: (left: Int, top: Int, right: Int, bottom: Int)?
        for y in 0..<image.height {
            for x in 0..<image.width where image.color(x: x, y: y) != .white {
                let b = box ?? (x, y, x, y)
                box = (min(b.left, x), min(b.top, y), max(b.right, x), max(b.bottom, y))
            }
        }
        return box
    }

    private func white(_ width: Int = 200, _ height: Int = 100, _ format: PixelFormat = .rgb8) throws -> Image {
        try Image(width: width, height: height, format: format, fill: .white)
    }

    static let odd = [
        "", " ", "\n\n\n", "\t\t", "\r\n", "a", "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "\u{301}", "👩‍👩‍👧‍👦🏳️‍🌈", "שלום עולם", "漢字かな交じり文",
        String(repeating: "W", count: 500), String(repeating: "a person walks ", count: 34), "\u{0}\u{7}\u{200D}\u{FEFF}",
        String(repeating: "\u{316}", count: 300), "Ωμέγα — Ёлка…", "a\u{A0}b", "-----------------------------------------",
        "\u{10FFFF}\u{E000}",
    ]

    @Test("text never leaves its box", arguments: odd)
    func inside(text: String) throws {
        for (width, height, size) in [(80, 40, 13.0), (3, 3, 20), (199, 99, 40), (1, 99, 11), (60, 30, 1000), (60, 30, 0)] {
            for alignment in TextStyle.Alignment.allCases {
                var image = try white()
                image.draw(
                    text: text, x: 1, y: 1, width: width, height: height,
                    style: TextStyle(size: size, alignment: alignment, verticalAlignment: .bottom))
                guard let box = ink(image) else { continue }
                #expect(box.left >= 1 && box.top >= 1 && box.right <= width && box.bottom <= height)
            }
        }
        for place in [(-50, -20), (190, 95), (500, 500), (Int.min, Int.max), (-1 << 41, 0)] {
            var image = try white()
            image.draw(text: text, x: place.0, y: place.1, width: 80, height: 40)
        }
    }

    @Test("lines break at spaces and hyphens, words that are too long are cut, and no letter is lost")
    func wrapping() {
        let style = TextStyle(size: 14)
        let layout = TextLayout("a person walks in a counter-clockwise circle", style: style, width: 110)
        #expect(layout.lineCount >= 3 && layout.width <= 110 && !layout.isCut)
        let long = TextLayout(String(repeating: "m", count: 100), style: style, width: 110)
        #expect(long.width <= 110)
        #expect(long.lines.reduce(0) { $0 + $1.glyphCount } == 100)
        #expect(TextLayout("one\ntwo\r\nthree\n\nfive", style: style).lineCount == 5)
        #expect(TextLayout("", style: style).lineCount == 0)
        #expect(TextLayout("iiii", style: style, width: 0).lineCount == 4)
        #expect(TextLayout("walk-walk", style: style, width: TextLayout("walk-", style: style).width).lineCount == 2)
        #expect(TextLayout("abc_defgh", style: style, width: TextLayout("abc_de", style: style).width).lines[0].glyphCount == 4)
        #expect(TextLayout("ab cd", style: style, width: TextLayout("ab", style: style).width).lines.map(\.glyphCount) == [2, 2])
        #expect(TextLayout("a\u{A0}b c", style: style, width: TextLayout("a b", style: style).width).lines.map(\.glyphCount) == [2, 1])
        #expect(TextLayout("a\tb", style: style).width > TextLayout("a b", style: style).width)
    }

    @Test("what does not fit ends with an ellipsis that fits")
    func ellipsis() {
        let text = String(repeating: "a person walks ", count: 34)
        for width in [20, 60, 150, 300] {
            let layout = TextLayout(text, style: TextStyle(size: 13), width: width, maximumLines: 2)
            #expect(layout.isCut && layout.lineCount == 2 && layout.width <= width)
        }
        let marked = TextLayout(String(repeating: "x\u{301}\u{316}", count: 60), style: TextStyle(size: 13), width: 70, maximumLines: 1)
        #expect(marked.isCut && marked.width <= 70 && (marked.lines.first?.glyphCount ?? 0) % 3 == 1)
        #expect(!TextLayout("short", style: TextStyle(size: 13), width: 200, maximumLines: 1).isCut)
        let small = TextLayout("a person walks in a circle", fitting: 100, height: 36, style: TextStyle(size: 20, smallestSize: 9))
        #expect(!small.isCut && small.size < 20 && small.size >= 9)
    }

    @Test("text is centred, or stands at the side it is asked to")
    func alignment() throws {
        for text in ["H", "HOH", "walk walk walk walk walk H"] {
            var image = try white()
            image.draw(text: text, x: 0, y: 0, width: 200, height: 100, style: TextStyle(size: 15, verticalAlignment: .middle))
            let box = try #require(ink(image))
            #expect(abs(box.left - (199 - box.right)) <= 3)
            #expect(abs(box.top - (99 - box.bottom)) <= 6)
        }
        var image = try white()
        image.draw(text: "H", x: 0, y: 0, width: 200, height: 100, style: TextStyle(alignment: .right))
        #expect(try #require(ink(image)).left > 180)
        image = try white()
        image.draw(text: "H", x: 0, y: 0, width: 200, height: 100, style: TextStyle(alignment: .left))
        #expect(try #require(ink(image)).right < 20)
    }

    @Test("the fallback box shows, once for each character a reader sees")
    func fallback() throws {
        let style = TextStyle(size: 14)
        for text in ["漢", "👩‍👩‍👧‍👦", "😀", "ש"] {
            let layout = TextLayout(text, style: style)
            #expect(layout.lines.map(\.glyphCount) == [1])
            var image = try white(40, 30)
            image.draw(text: text, x: 0, y: 0, width: 40, height: 30, style: style)
            #expect(ink(image) != nil)
        }
    }

    @Test("letters with marks are drawn as the one letter they make")
    func marks() throws {
        var one = try white(), two = try white()
        one.draw(text: "é ñ ế ά й", x: 0, y: 0, width: 200, height: 40)
        two.draw(text: "e\u{301} n\u{303} e\u{302}\u{301} α\u{301} и\u{306}", x: 0, y: 0, width: 200, height: 40)
        #expect(one == two)
    }

    @Test("whole coverage is the colour itself, and formats agree")
    func colors() throws {
        let color = Color(200, 30, 60)
        var opaque = try white(), clear = try Image(width: 200, height: 100, format: .rgba8, fill: .transparent)
        opaque.draw(text: "█ \u{25A0}■ Mm", x: 0, y: 0, width: 200, height: 60, style: TextStyle(size: 40, color: color))
        clear.draw(text: "█ \u{25A0}■ Mm", x: 0, y: 0, width: 200, height: 60, style: TextStyle(size: 40, color: color))
        #expect((0..<opaque.width * opaque.height).contains { opaque.color(x: $0 % 200, y: $0 / 200) == color })
        for i in 0..<opaque.width * opaque.height {
            let seen = try #require(clear.color(x: i % 200, y: i / 200))
            if seen.alpha > 0 { #expect((seen.red, seen.green, seen.blue) == (200, 30, 60)) }
        }
        for format in [PixelFormat.gray8, .gray16, .rgba8] {
            var image = try white(200, 100, format)
            image.draw(text: "Mm", x: 0, y: 0, width: 200, height: 60)
            #expect(image != (try white(200, 100, format)))
            if format == .rgba8 {
                var plain = try white()
                plain.draw(text: "Mm", x: 0, y: 0, width: 200, height: 60)
                #expect(image.flattened(over: .black) == plain)
            }
        }
    }

    /// A picture that has everything: sizes, scripts, boxes, wrapping, light on dark.
    private func sample() throws -> Image {
        var image = try white(240, 120)
        image.draw(
            text: "Basketball player dunks, AVATAR 11", x: 2, y: 1, width: 236, height: 14, style: TextStyle(size: 11, alignment: .left))
        image.draw(text: "Ходьба вперёд · Περπατά · é 漢", x: 2, y: 16, width: 236, height: 18, style: TextStyle(size: 13))
        image.draw(
            text: "a person walks in a counter-clockwise circle and sits", x: 2, y: 36, width: 116, height: 40, style: TextStyle(size: 15))
        image.paste(try Image(width: 120, height: 40, format: .rgb8, fill: Color(30, 40, 80)), x: 120, y: 36)
        image.draw(
            text: "1.50 s", x: 120, y: 36, width: 120, height: 40, style: TextStyle(size: 16, color: .white, verticalAlignment: .middle))
        image.draw(
            text: "Ågj", x: 2, y: 78, width: 236, height: 42, style: TextStyle(size: 30, color: Color(200, 60, 20, 160), alignment: .right))
        return image
    }

    @Test("the same bytes in every run and on every machine")
    func snapshot() throws {
        let image = try sample()
        #expect(try sample() == image)
        let path = Fixtures.own + "/pictures/text.png"
        if ProcessInfo.processInfo.environment["SMOG_RECORD"] != nil { try PNG.write(image, to: path) }
        #expect(try PNG.read(path).converted(to: .rgb8) == image)
    }
}
