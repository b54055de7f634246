// PNG files: nothing lost, nothing trusted.
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("PNG")
struct PNGTests {
    /// A picture with every kind of byte in it.
    private func noise(_ format: PixelFormat, width: Int = 37, height: Int = 21) throws -> Image {
        var random = SeededGenerator(UInt64(format.bytesPerPixel))
        return try Image(
            width: width, height: height, format: format,
            pixels: (0..<width * height * format.bytesPerPixel).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    @Test("every format comes back bit for bit, with every filter and strategy", arguments: PixelFormat.allCases)
    func roundTrip(format: PixelFormat) throws {
        let image = try noise(format)
        for filter in PNGOptions.Filter.allCases {
            for strategy in PNGOptions.Strategy.allCases {
                for level in [0, 1, 9] {
                    let bytes = try PNG.encode(image, PNGOptions(level: level, filter: filter, strategy: strategy))
                    #expect(try PNG.decode(bytes) == image)
                }
            }
        }
        for (w, h) in [(1, 1), (1, 300), (300, 1)] {
            let odd = try noise(format, width: w, height: h)
            #expect(try PNG.decode(PNG.encode(odd)) == odd)
        }
    }

    @Test("the same picture gives the same bytes, from any thread")
    func deterministic() async throws {
        let image = SyntheticScene(size: 64).frame(3)
        let first = try PNG.encode(image)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? PNG.encode(image)) == first } }
            for await same in group { #expect(same) }
        }
        // The scene itself, and the file without compression: what zlib makes of it changes with its version.
        #expect(fingerprint(image.pixels) == "61f054fecbcbd51b")
        let stored = try fingerprint(PNG.encode(image, PNGOptions(level: 0, filter: .sub)))
        #expect(stored == "87eab4f1225150f4")
    }

    @Test("an option out of range is refused and nothing is written")
    func options() throws {
        let folder = try TemporaryFolder()
        let image = try noise(.gray8)
        for level in [-1, 10] {
            #expect(throws: PictureProblem.self) { try PNG.write(image, to: folder("a.png"), PNGOptions(level: level)) }
        }
        for keyword in ["", " a", "a ", "a  b", "ä", "a\nb", String(repeating: "k", count: 80)] {
            #expect(throws: PictureProblem.self) { try PNG.encode(image, PNGOptions(text: [.init(keyword, "x")])) }
        }
        #expect(throws: PictureProblem.self) { try PNG.encode(image, PNGOptions(text: [.init("k", "a\0b")])) }
        #expect(folder.contents.isEmpty)
    }

    @Test("notes are stored when asked for, in any script, and do not touch the pixels")
    func text() throws {
        let image = try noise(.rgb8)
        let bytes = try PNG.encode(image, PNGOptions(text: [.init("Software", "smog 1"), .init("Title", "走る")]))
        #expect(Data(bytes).range(of: Data("tEXtSoftware\0smog 1".utf8)) != nil)
        #expect(Data(bytes).range(of: Data("iTXtTitle\0".utf8)) != nil)
        #expect(Data(bytes).range(of: Data("走る".utf8)) != nil)
        #expect(try PNG.decode(bytes) == image)
        #expect(Data(try PNG.encode(image)).range(of: Data("tEXt".utf8)) == nil)
    }

    @Test("a file cut short anywhere is refused as a file problem")
    func truncated() throws {
        let bytes = try PNG.encode(noise(.rgba8))
        for i in 0..<60 {
            let count = i < 30 ? i * 2 : bytes.count - (60 - i)
            #expect(throws: FileProblem.self) { try PNG.decode(Array(bytes.prefix(count))) }
        }
        for count in stride(from: 60, to: bytes.count, by: bytes.count / 40) {
            #expect(throws: FileProblem.self) { try PNG.decode(Array(bytes.prefix(count))) }
        }
    }

    @Test("flipped bits give an error or a picture, never a crash")
    func flipped() throws {
        var random = SeededGenerator(5)
        for format in PixelFormat.allCases {
            let good = try PNG.encode(noise(format), PNGOptions(text: [.init("a", "b")]))
            for _ in 0..<300 {
                var bytes = good
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 8..<bytes.count, using: &random)] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
                }
                do { _ = try PNG.decode(bytes) } catch { #expect(error is FileProblem) }
            }
        }
    }

    @Test("a header that claims more than the file can hold is refused before memory is asked for")
    func bomb() throws {
        var bytes = try PNG.encode(noise(.rgb8))
        for (w, h): (UInt32, UInt32) in [(60000, 2000), (0xFFFF_FFFF, 0xFFFF_FFFF), (0, 5), (20, 0x8000_0000)] {
            for i in 0..<4 {
                bytes[16 + i] = UInt8(truncatingIfNeeded: w >> (24 - 8 * UInt32(i)))
                bytes[20 + i] = UInt8(truncatingIfNeeded: h >> (24 - 8 * UInt32(i)))
            }
            #expect(throws: FileProblem.self) { try PNG.decode(bytes) }
        }
        let fine = try PNG.encode(noise(.rgb8))
        #expect(throws: FileProblem.self) { try PNG.decode(fine, maximumPixels: 100) }
    }

    @Test("files that are missing, folders, empty or something else are named in the error")
    func notPNG() throws {
        let folder = try TemporaryFolder()
        for (name, content) in [("empty.png", [UInt8]()), ("text.png", Array("hello".utf8))] {
            try write(content, to: folder(name))
            let problem = try #require(throws: FileProblem.self) { try PNG.read(folder(name)) }
            #expect(problem.file == folder(name))
        }
        #expect(throws: FileProblem.self) { try PNG.read(folder("none.png")) }
        #expect(throws: FileProblem.self) { try PNG.read(folder.path) }
        #expect(throws: FileProblem.self) { try PNG.write(noise(.rgb8), to: folder("no/where.png")) }
        #expect(folder.contents == ["empty.png", "text.png"])
    }

    @Test("PNG files of other programs read as those programs see them", .enabled(if: Python.hasPillow))
    func foreign() throws {
        let folder = try TemporaryFolder()
        try Python.run(
            """
            from PIL import Image
            import sys
            d = sys.argv[1]
            rgb = Image.effect_noise((33, 17), 80).convert('RGB')
            rgb.paste((200, 10, 30), (3, 3, 20, 9))
            gray16 = Image.new('I;16', (33, 17), 4660)
            pictures = {
                '1': rgb.convert('1'), 'L': rgb.convert('L'), 'LA': rgb.convert('LA'), 'P': rgb.quantize(13),
                'RGB': rgb, 'RGBA': rgb.convert('RGBA'), 'I16': gray16,
            }
            pictures['RGBA'].putalpha(rgb.convert('L'))
            pictures['LA'].putalpha(77)
            for name, picture in pictures.items():
                extra = {'gamma': 0.3} if name == 'L' else {}
                picture.save(f'{d}/{name}.png', **extra)
                target = {'1': 'L', 'L': 'L', 'I16': None, 'LA': 'RGBA', 'RGBA': 'RGBA'}.get(name, 'RGB')
                data = picture.convert(target).tobytes() if target else b'\\x12\\x34' * (33 * 17)
                open(f'{d}/{name}.raw', 'wb').write(data)
            """, [folder.path])
        let expected: [(String, PixelFormat)] = [
            ("1", .gray8), ("L", .gray8), ("LA", .rgba8), ("P", .rgb8), ("RGB", .rgb8), ("RGBA", .rgba8), ("I16", .gray16),
        ]
        for (name, format) in expected {
            let image = try PNG.read(folder(name + ".png"))
            #expect(image.format == format, "\(name)")
            #expect(try image.pixels == bytes(of: folder(name + ".raw")), "\(name)")
        }
    }

    @Test("numbered frames have six digits or more and are listed in order")
    func numbered() throws {
        #expect(NumberedFrames.name(0) == "000000.png")
        #expect(NumberedFrames.name(1_234_567) == "1234567.png")
        let folder = try TemporaryFolder()
        let frames = try NumberedFrames(folder: folder("walk"))
        let image = try noise(.gray8)
        for i in [2, 0, 1_000_000, 1, 999_999] { try frames.write(image, index: i) }
        try write([1], to: folder("walk/notes.png"))
        try write([1], to: folder("walk/0000001.png"))
        let names = try NumberedFrames.paths(in: folder("walk")).map { String($0.split(separator: "/").last ?? "") }
        #expect(names == ["000000.png", "000001.png", "000002.png", "999999.png", "1000000.png"])
        #expect(throws: FileProblem.self) { try NumberedFrames(folder: folder("a/b")) }
        // A shorter animation in the same folder takes the frames away that it does not have, and nothing else.
        try write([1], to: folder("walk/000002_depth.npy"))
        try write([1], to: folder("walk/000000_depth.npy"))
        try frames.removeFrames(from: 2)
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder("walk")).sorted()
        #expect(kept == ["000000.png", "0000001.png", "000000_depth.npy", "000001.png", "notes.png"])
    }
}
