// Fonts: areas of glyphs, what the carried font can draw, and that no broken font brings the program down.
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("fonts")
struct FontTests {
    private let synthetic: Font
    init() throws { synthetic = try Font(bytes: SyntheticFont.bytes) }

    private func mask(_ letter: Unicode.Scalar, size: Double, shift: Double = 0) throws -> CoverageMask {
        synthetic.mask(of: try #require(synthetic.glyph(of: letter)), size: size, shift: shift)
    }

    private func area(_ mask: CoverageMask) -> Double { mask.coverage.reduce(0) { $0 + Double($1) } / 255 }

    @Test("a square on pixel borders fills whole pixels and nothing else")
    func square() throws {
        let mask = try mask("x", size: 10)
        #expect((mask.left, mask.top, mask.width, mask.height) == (1, -5, 5, 5))
        #expect(mask.coverage == [UInt8](repeating: 255, count: 25))
    }

    @Test("the coverage of shapes adds up to their area", arguments: [10.0, 13, 50, 77.5, 200])
    func areas(size: Double) throws {
        // Small sizes stretch the x of 500 units to whole pixels.
        let s = size / 1000, y = size <= 40 ? (500 * s).rounded() / 500 : s
        for shift in [0, 0.25, 0.6] {
            let cases: [(Unicode.Scalar, Double)] = [
                ("x", 250_000), ("y", 400_000), ("z", 250_000), ("o", 10 * 400 * 400 / 3),
            ]
            for (letter, units) in cases {
                let mask = try mask(letter, size: size, shift: shift)
                let found = area(mask), wanted = units * s * y
                // Every pixel on an edge is rounded to 1/255; two squares with an edge in one pixel overlap there.
                #expect(
                    abs(found - wanted) < 0.004 * Double(2 * (mask.width + mask.height)) + wanted * 0.0005
                        + (letter == "y" ? 0.2 * size : 0))
            }
        }
    }

    @Test("overlapping parts are filled once")
    func overlap() throws {
        let mask = try mask("y", size: 10)
        #expect((mask.left, mask.width, mask.height) == (1, 8, 5))
        #expect(mask.coverage.allSatisfy { $0 == 255 })
    }

    @Test("advances, kerning and missing characters")
    func measures() throws {
        let x = try #require(synthetic.glyph(of: "x"))
        #expect(synthetic.advance(of: x) == 1000)
        #expect(synthetic.kerning(x, x) == -100)
        #expect(synthetic.kerning(x, 2) == 0)
        #expect(synthetic.glyph(of: "q") == nil)
        #expect(synthetic.xHeight == 500)
        #expect(TextLayout("xx", style: TextStyle(size: 10), font: synthetic).width == 19)
    }

    @Test("the program carries the font of assets/fonts")
    func carried() throws {
        let file = try bytes(of: Project.root + "/assets/fonts/DejaVuSans-subset.ttf")
        #expect(Font.standardBytes == file)
    }

    @Test("the carried font draws Latin, Greek and Cyrillic, and not the rest")
    func scripts() {
        let text = "The quick brown fox ÄÖÜß éèêç ñ ø å ł ő ž ğ İ Ελληνικά ΑΒΓ άέήίόύώ Привет ЁЖЩЪЫЭЮЯ ґєії ўџљњ ạế “”„‚‘’–—…€№°×→"
        for scalar in text.unicodeScalars { #expect(Font.standard.glyph(of: scalar) != nil, "\(scalar)") }
        for scalar in "漢字😀한שع".unicodeScalars { #expect(Font.standard.glyph(of: scalar) == nil) }
        #expect(Font.standard.unitsPerEm == 2048)
    }

    /// Opens a font and draws what the mutation may have hit.
    private func exercise(_ bytes: [UInt8]) throws {
        guard let font = try? Font(bytes: bytes) else { return }
        var image = try Image(width: 120, height: 40, format: .rgb8, fill: .white)
        image.draw(
            text: "xyzo Éa\u{30A}\u{301} 漢 Q\tяΩ wordy words", x: 2, y: 2, width: 116, height: 36, style: TextStyle(size: 14), font: font)
    }

    @Test("no change of bytes and no cut makes a font crash the program")
    func mutations() throws {
        var random = SeededGenerator(5)
        for _ in 0..<6000 {
            var bytes = SyntheticFont.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
            }
            try exercise(bytes)
        }
        for count in 0..<SyntheticFont.bytes.count { try exercise(Array(SyntheticFont.bytes.prefix(count))) }
        let whole = Font.standardBytes
        for round in 0..<600 {
            var bytes = whole
            for _ in 0..<(round % 3 == 0 ? 2000 : 8) {
                let end = round % 2 == 0 ? 400 : bytes.count
                bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // The directory stays readable in two rounds of three, so that the tables are reached.
            if round % 3 != 1 { bytes.replaceSubrange(0..<200, with: whole[0..<200]) }
            try exercise(bytes)
        }
        #expect(throws: PictureProblem.self) { try Font(bytes: []) }
    }

    @Test("glyphs that contain themselves end")
    func recursion() throws {
        var bytes = SyntheticFont.bytes
        // The composite refers to itself twice instead of to the square.
        let parts = [0x00, 0x23, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00] as [UInt8]
        let at = try #require(bytes.indices.first { bytes[$0...].starts(with: parts) })
        bytes[at + 3] = 2
        bytes[at + 11] = 2
        try exercise(bytes)
    }
}
