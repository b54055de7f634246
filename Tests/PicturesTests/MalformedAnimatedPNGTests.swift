// Animated PNG files that are broken, by accident or on purpose: errors, never crashes.
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("Malformed animated PNG")
struct MalformedAnimatedPNGTests {
    private let folder: TemporaryFolder
    private let good: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let animation = try AnimatedPNG(path: folder("good.png"), width: 30, height: 30, frameRate: 20, hasAlpha: true)
        for frame in SyntheticScene(size: 30, frames: 5, isTransparent: true).all { try animation.append(frame) }
        _ = try animation.finish()
        good = try bytes(of: folder("good.png"))
    }

    private func read(_ bytes: [UInt8]) throws -> [Image] {
        try write(bytes, to: folder("bad.png"))
        return try AnimatedPNG.read(folder("bad.png"), maximumBytes: 1 << 22).frames
    }

    @Test("half-transparent frames are laid over the last as the specification says")
    func blended() throws {
        for (ground, expected) in [(Color(0, 0, 255), Color(128, 0, 127)), (.transparent, Color(255, 0, 0, 128))] {
            let animation = try AnimatedPNG(path: folder("o.png"), width: 2, height: 2, frameRate: 20, hasAlpha: true)
            for color in [ground, Color(255, 0, 0, 128)] { try animation.append(Image(width: 2, height: 2, format: .rgba8, fill: color)) }
            _ = try animation.finish()
            var all = chunks(of: try bytes(of: folder("o.png")))
            let last = try #require(all.lastIndex { $0.kind == "fcTL" })
            #expect(all[last].content[25] == 0)
            all[last].content[25] = 1
            #expect(try read(file(all)).last?.color(x: 1, y: 1) == expected)
        }
    }

    /// The chunks of a file, to be put together again with check sums that are right.
    private func chunks(of bytes: [UInt8]? = nil) -> [(kind: String, content: [UInt8])] {
        let good = bytes ?? good
        var found: [(String, [UInt8])] = [], at = 8
        while at + 12 <= good.count {
            let length = good[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            found.append((String(decoding: good[at + 4..<at + 8], as: UTF8.self), Array(good[at + 8..<at + 8 + length])))
            at += 12 + length
        }
        return found
    }

    private func file(_ chunks: [(kind: String, content: [UInt8])]) -> [UInt8] {
        Array(good.prefix(8))
            + chunks.flatMap { chunk -> [UInt8] in
                let body = Array(chunk.kind.utf8) + chunk.content
                var crc: UInt32 = 0xFFFF_FFFF
                for byte in body {
                    crc ^= UInt32(byte)
                    for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
                }
                func big(_ v: UInt32) -> [UInt8] { [UInt8(v >> 24), UInt8(v >> 16 & 255), UInt8(v >> 8 & 255), UInt8(v & 255)] }
                return big(UInt32(chunk.content.count)) + body + big(~crc)
            }
    }

    @Test("put together again it reads as before")
    func whole() throws {
        #expect(file(chunks()) == good)
        #expect(try read(good).count == 4 || read(good).count == 5)
    }

    @Test("a file cut short anywhere is refused as a file problem")
    func truncated() {
        // Without the end mark alone all frames are there.
        for count in Array(0..<120) + Array(stride(from: 120, to: good.count - 12, by: 37)) {
            #expect(throws: FileProblem.self, "\(count)") { try read(Array(good.prefix(count))) }
        }
    }

    @Test("flipped bits and changed numbers give an error or frames, never a crash")
    func changed() throws {
        var random = SeededGenerator(17)
        for round in 0..<600 {
            if round % 2 == 0 {
                var bytes = good
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
                do { _ = try read(bytes) } catch { #expect(error is FileProblem) }
            } else {
                // Behind the check sums.
                var all = chunks()
                let i = Int.random(in: 0..<all.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: all.remove(at: i)
                case 1: all.swapAt(i, Int.random(in: 0..<all.count, using: &random))
                default:
                    guard !all[i].content.isEmpty else { continue }
                    let j = Int.random(in: 0..<all[i].content.count, using: &random)
                    all[i].content[j] = [0, 1, 0x7F, 0xFF].randomElement(using: &random)!
                }
                do { _ = try read(file(all)) } catch { #expect(error is FileProblem) }
            }
        }
    }

    @Test(
        "frames outside the picture, out of order, empty or missing are refused",
        arguments: [
            (4, [0xFF, 0xFF, 0xFF, 0xFF]), (4, [0, 0, 0, 0]), (12, [0xFF, 0xFF, 0xFF, 0xFF]), (0, [0, 0, 0, 9]), (24, [3]), (25, [2]),
        ] as [(Int, [UInt8])])
    func frameHeaders(offset: Int, change: [UInt8]) throws {
        var all = chunks()
        let last = try #require(all.lastIndex { $0.kind == "fcTL" })
        all[last].content.replaceSubrange(offset..<offset + change.count, with: change)
        #expect(throws: FileProblem.self) { try read(file(all)) }
    }

    @Test(
        "sizes and counts that cannot be are refused before memory is asked for",
        arguments: [
            ("IHDR", 0, [0, 0, 0, 0]), ("IHDR", 0, [0x7F, 0xFF, 0xFF, 0xFF]), ("acTL", 0, [0, 0, 0, 0]),
            ("acTL", 0, [0x7F, 0xFF, 0xFF, 0xFF]),
        ] as [(String, Int, [UInt8])])
    func headers(kind: String, offset: Int, change: [UInt8]) throws {
        var all = chunks()
        let i = try #require(all.firstIndex { $0.kind == kind })
        all[i].content.replaceSubrange(offset..<offset + change.count, with: change)
        #expect(throws: FileProblem.self) { try read(file(all)) }
    }

    @Test("files that are missing, folders, empty, still or something else are named in the error")
    func notAnimated() throws {
        let still = try PNG.encode(SyntheticScene(size: 9).frame(0))
        for (name, content) in [("empty.png", [UInt8]()), ("text.png", Array("hello".utf8)), ("still.png", still)] {
            try write(content, to: folder(name))
            let problem = try #require(throws: FileProblem.self) { try AnimatedPNG.read(folder(name)) }
            #expect(problem.file == folder(name))
        }
        #expect(throws: FileProblem.self) { try AnimatedPNG.read(folder("none.png")) }
        #expect(throws: FileProblem.self) { try AnimatedPNG.read(folder.path) }
        #expect(throws: FileProblem.self) { try AnimatedPNG.read(folder("good.png"), maximumBytes: 4 * 30 * 30 * 2) }
    }

    @Test("disposal, blending and palettes of other programs are understood", .enabled(if: Python.hasPillow))
    func foreign() throws {
        try Python.run(
            """
            from PIL import Image
            import sys
            d = sys.argv[1]
            def save(name, ims, **more):
                ims[0].save(f'{d}/{name}.png', save_all=True, append_images=ims[1:], loop=3, duration=40, **more)
                g = Image.open(f'{d}/{name}.png')
                with open(f'{d}/{name}.raw', 'wb') as out:
                    for i in range(g.n_frames):
                        g.seek(i)
                        out.write(g.convert('RGBA').tobytes())
            boxes = []
            for i in range(6):
                im = Image.new('RGBA', (31, 22), (0, 0, 0, 0))
                im.paste((255, 40 * i, 0, 255 - 30 * i), (3 * i, 2, 3 * i + 9, 12))
                boxes.append(im)
            def opaque(im):
                im = im.copy()
                im.putalpha(im.getchannel('A').point(lambda v: 255 if v else 0))
                return im
            for disposal in (0, 1, 2):
                for blend in (0, 1):
                    # Pillow mixes half-transparent frames with what is under them in a way of its own.
                    save(f'b{disposal}{blend}', [b if blend == 0 else opaque(b) for b in boxes], disposal=disposal, blend=blend)
            save('p', [b.convert('RGB').quantize(9) for b in boxes])
            save('g', [b.convert('L') for b in boxes])
            save('i', boxes, default_image=True)
            """, [folder.path])
        for name in ["b00", "b01", "b10", "b11", "b20", "p", "g"] {
            let read = try AnimatedPNG.read(folder(name + ".png"))
            let expected = try bytes(of: folder(name + ".raw"))
            let own = read.frames.flatMap(\.pixels)
            #expect(own.count == expected.count, "\(name)")
            // Where frames are laid over, Pillow restores otherwise than the specification and ffmpeg do: no "b21". The colour of
            // invisible pixels is anybody's choice.
            var worst = 0
            for i in stride(from: 0, to: min(own.count, expected.count), by: 4) where own[i + 3] > 0 || expected[i + 3] > 0 {
                for k in i..<i + 4 { worst = max(worst, abs(Int(own[k]) - Int(expected[k]))) }
            }
            #expect(worst <= 2, "\(name)")
            #expect(read.delays.allSatisfy { $0.numerator > 0 }, "\(name)")
            #expect(try AnimatedPNGReader(path: folder(name + ".png")).plays == 3)
        }
        // A still picture that is not part of the animation comes first.
        #expect(try AnimatedPNG.read(folder("i.png")).frames.count == 5)
    }
}
