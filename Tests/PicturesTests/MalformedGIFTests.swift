// GIF files that are broken, by accident or on purpose: errors, never crashes.
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite("Malformed GIF")
struct MalformedGIFTests {
    private let folder: TemporaryFolder
    private let good: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let frames = SyntheticScene(size: 40, frames: 5).all
        let gif = try AnimatedGIF(
            path: folder("good.gif"), width: 40, height: 40, frameRate: 20,
            palette: Palette.build(from: frames, exact: [.white], maximumCount: 60))
        for frame in frames { try gif.append(frame) }
        _ = try gif.finish()
        good = try bytes(of: folder("good.gif"))
    }

    private func read(_ bytes: [UInt8]) throws -> [Image] {
        try write(bytes, to: folder("bad.gif"))
        return try AnimatedGIF.read(folder("bad.gif"), maximumBytes: 1 << 24).frames
    }

    @Test("a file cut short anywhere is refused as a file problem")
    func truncated() {
        for count in Array(0..<30) + Array(stride(from: 30, to: good.count, by: good.count / 50)) + [good.count - 1] {
            #expect(throws: FileProblem.self, "\(count)") { try read(Array(good.prefix(count))) }
        }
    }

    @Test("flipped bits give an error or frames, never a crash")
    func flipped() throws {
        var random = SeededGenerator(11)
        for round in 0..<800 {
            var bytes = good
            // Half of them in the first blocks, where the structure is.
            let end = round % 2 == 0 ? 300 : bytes.count
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<end, using: &random)] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
            }
            do { _ = try read(bytes) } catch { #expect(error is FileProblem) }
        }
    }

    @Test(
        "sizes that cannot be are refused",
        arguments: [
            (6, [0, 0]), (8, [0, 0]), (6, [0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(Int, [UInt8])])
    func screen(offset: Int, change: [UInt8]) {
        var bytes = good
        bytes.replaceSubrange(offset..<offset + change.count, with: change)
        #expect(throws: FileProblem.self) { try read(bytes) }
    }

    @Test("files that are missing, folders, empty or something else are named in the error")
    func notGIF() throws {
        for (name, content) in [
            ("empty.gif", [UInt8]()), ("text.gif", Array("GIF89a".utf8)), ("png.gif", try PNG.encode(SyntheticScene(size: 9).frame(0))),
        ] {
            try write(content, to: folder(name))
            let problem = try #require(throws: FileProblem.self) { try AnimatedGIF.read(folder(name)) }
            #expect(problem.file == folder(name))
        }
        #expect(throws: FileProblem.self) { try AnimatedGIF.read(folder("none.gif")) }
        #expect(throws: FileProblem.self) { try AnimatedGIF.read(folder.path) }
        // A header and an end mark: well-formed, but nothing to show.
        let bare = Array(good.prefix(13 + 3 * 64)) + [0x3B]
        #expect(throws: FileProblem.self) { try read(bare) }
    }

    @Test("more frames than fit in memory are refused")
    func tooMany() throws {
        let problem = try #require(throws: FileProblem.self) { try AnimatedGIF.read(folder("good.gif"), maximumBytes: 4 * 40 * 40 * 3) }
        // The third and fourth frames are equal.
        #expect(problem.problem.contains("frames"))
        #expect(try AnimatedGIF.read(folder("good.gif"), maximumBytes: 4 * 40 * 40 * 4).frames.count == 4)
    }

    @Test("interlaced frames, own palettes and restoring disposal of other programs are understood", .enabled(if: Python.hasPillow))
    func foreign() throws {
        try Python.run(
            """
            from PIL import Image
            import sys
            d = sys.argv[1]
            ims = [Image.effect_noise((31, 22), 90).quantize(n) for n in (200, 30, 5)]
            ims[0].save(f'{d}/i.gif', interlace=1)
            open(f'{d}/i.raw', 'wb').write(Image.open(f'{d}/i.gif').convert('RGBA').tobytes())
            boxes = []
            for i in range(4):
                im = Image.new('RGBA', (31, 22), (0, 0, 0, 0))
                im.paste((255, 60 * i, 0, 255), (3 * i, 2, 3 * i + 9, 12))
                boxes.append(im)
            boxes[0].save(f'{d}/r.gif', save_all=True, append_images=boxes[1:], disposal=[1, 3, 2, 3], loop=3)
            g = Image.open(f'{d}/r.gif')
            with open(f'{d}/r.raw', 'wb') as out:
                for i in range(g.n_frames):
                    g.seek(i)
                    out.write(g.convert('RGBA').tobytes())
            """, [folder.path])
        let visible = { (bytes: [UInt8]) in
            stride(from: 0, to: bytes.count, by: 4).flatMap { bytes[$0 + 3] == 0 ? [0, 0, 0, 0] : Array(bytes[$0..<$0 + 4]) }
        }
        for name in ["i", "r"] {
            let frames = try AnimatedGIF.read(folder(name + ".gif")).frames
            #expect(visible(frames.flatMap(\.pixels)) == visible(try bytes(of: folder(name + ".raw"))), "\(name)")
        }
    }
}
