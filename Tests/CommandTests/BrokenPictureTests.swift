// Proof that the project's suite sees: recorded pictures are broken as bugs would break them, one at a time, and the check must say so.
import Foundation
import Pictures
import TestSupport
import Testing

@Suite(.serialized) struct BrokenPictureTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// What a bug would do to a picture.
    struct Break: Sendable {
        let name: String
        /// The part of the suite and the file there; whose snapshot's name is `snapshot`.
        let part: String
        let file: String
        let breaks: @Sendable (inout Image) throws -> Void

        init(_ name: String, _ part: String, _ file: String, _ breaks: @escaping @Sendable (inout Image) throws -> Void) {
            (self.name, self.part, self.file, self.breaks) = (name, part, file, breaks)
        }

        /// Passes are called after their snapshot and themselves.
        var snapshot: String { String(file.dropLast(4)).split(separator: "_")[0].description }
    }

    /// Every byte of the colours through a function; alpha stays.
    private static func colors(_ image: inout Image, _ change: (Double) -> Double) {
        let channels = image.format.bytesPerPixel, hasAlpha = image.format.hasAlpha
        image.withPixels { pixels in
            for i in pixels.indices where !(hasAlpha && i % channels == channels - 1) {
                pixels[i] = UInt8(min(max(change(Double(pixels[i])).rounded(), 0), 255))
            }
        }
    }

    /// Every pixel from another place.
    private static func moved(_ image: inout Image, _ place: (_ x: Int, _ y: Int) -> (x: Int, y: Int)) {
        let before = image.pixels, size = image.format.bytesPerPixel, (width, height) = (image.width, image.height)
        image.withPixels { pixels in
            for y in 0..<height {
                for x in 0..<width {
                    let from = place(x, y)
                    let source = (min(max(from.y, 0), height - 1) * width + min(max(from.x, 0), width - 1)) * size
                    for c in 0..<size { pixels[(y * width + x) * size + c] = before[source + c] }
                }
            }
        }
    }

    private static func mirrored(_ image: inout Image) {
        let width = image.width
        moved(&image) { (width - 1 - $0, $1) }
    }

    /// Samples of 16 bits through a function; nothing stays nothing.
    private static func deep(_ image: inout Image, _ change: (Int) -> Int) {
        image.withPixels { pixels in
            for i in stride(from: 0, to: pixels.count, by: 2) {
                let value = Int(pixels[i]) << 8 | Int(pixels[i + 1])
                guard value > 0 else { continue }
                let new = min(max(change(value), 0), 65535)
                (pixels[i], pixels[i + 1]) = (UInt8(new >> 8), UInt8(new & 255))
            }
        }
    }

    static let all: [Break] = [
        // Lighting: two per cent dimmer; a little flatter; the light from the other side.
        Break("dimmer", "looks", "clay.png") { colors(&$0) { $0 > 250 ? $0 : $0 * 0.98 } },
        Break("flatter", "looks", "clothed.png") { colors(&$0) { $0 > 250 ? $0 : 128 + ($0 - 128) * 0.97 } },
        // Shadow: a tenth weaker; away. The figure's colours are far darker than what is taken for floor here.
        Break("weaker-shadow", "looks", "clay.png") { colors(&$0) { $0 > 190 ? 255 - (255 - $0) * 0.9 : $0 } },
        Break("no-shadow", "looks", "clay-outdoor-checker.png") { colors(&$0) { $0 > 150 ? max($0, 225) : $0 } },
        Break("shadow-lost-in-alpha", "looks", "clay-transparent.png") { image in
            image.withPixels { for i in stride(from: 3, to: $0.count, by: 4) where $0[i] < 128 { $0[i] = 0 } }
        },
        // Framing: a pixel to the side or up, half a per cent larger.
        Break("shifted", "cameras", "front.png") { moved(&$0) { ($0 - 1, $1) } },
        Break("raised", "cameras", "exact.png") { moved(&$0) { ($0, $1 + 1) } },
        Break("larger", "cameras", "follow.png") { moved(&$0) { ($0 + ($0 < 56 ? 1 : 0), $1) } },
        // Left for right.
        Break("mirrored", "looks", "parts.png") { mirrored(&$0) },
        Break("mirrored-pinhole", "cameras", "pinhole.png") { mirrored(&$0) },
        Break("upside-down", "cameras", "top.png") { image in
            let height = image.height
            moved(&image) { ($0, height - 1 - $1) }
        },
        // Colours: red for blue; one level of gray in 255 too many twice over; no linear light.
        Break("red-for-blue", "looks", "clothed.png") { image in
            image.withPixels { for i in stride(from: 0, to: $0.count - 2, by: 3) { $0.swapAt(i, i + 2) } }
        },
        Break("two-levels", "looks", "color-speed.png") { colors(&$0) { $0 > 250 ? $0 : $0 + 2 } },
        Break("gamma", "looks", "stick.png") { colors(&$0) { 255 * pow($0 / 255, 1.03) } },
        Break("premultiplied", "looks", "skeleton-transparent.png") { image in
            image.withPixels { for i in $0.indices where i & 3 != 3 { $0[i] = UInt8(Int($0[i]) * Int($0[i | 3]) / 255) } }
        },
        // Edges: not smoothed.
        Break("jagged", "looks", "stick.png") { moved(&$0) { ($0 & ~1, $1 & ~1) } },
        // Captions: one letter gone, all a pixel lower.
        Break("letter-gone", "layouts", "compare.png") { image in
            let (width, row) = (image.width, image.rowBytes)
            image.withPixels {
                for y in 0..<16 { for x in 0..<width where (40..<47).contains(x) { for c in 0..<3 { $0[y * row + 3 * x + c] = 255 } } }
            }
        },
        Break("caption-lower", "layouts", "single-title.png") { moved(&$0) { ($0, $1 < 18 ? $1 - 1 : $1) } },
        // Layout: cells change places; a body of the sequence is missing.
        Break("cells-swapped", "layouts", "grid.png") { image in
            let half = image.width / 2
            moved(&image) { (($0 + half) % (2 * half), $1) }
        },
        // Passes: five millimetres too far; feet for metres is caught long before; normals turned over; labels off by one.
        Break("depth-off", "passes", "single_depth.png") { deep(&$0) { $0 + 5 } },
        Break("depth-along-the-ray", "passes", "pinhole_depth.png") { deep(&$0) { Int(Double($0) * 1.004) } },
        Break("normals-turned", "passes", "single_normal.png") { image in
            image.withPixels { for i in stride(from: 2, to: $0.count, by: 3) where $0[i] > 0 { $0[i] = 255 - $0[i] } }
        },
        Break("left-is-right", "passes", "clothed-world_parts.png") { image in
            image.withPixels { for i in $0.indices where $0[i] > 1 { $0[i] ^= 1 } }
        },
        Break("mask-shrunk", "passes", "people_mask.png") { moved(&$0) { ($0 - 1, $1) } },
        Break("persons-confused", "passes", "sequence_person.png") { image in
            image.withPixels { for i in $0.indices where $0[i] > 0 { $0[i] = 4 - min($0[i], 3) } }
        },
        Break("axes-confused", "passes", "ortho_position.png") { image in
            image.withPixels { for i in stride(from: 0, to: $0.count - 2, by: 3) { $0.swapAt(i, i + 1) } }
        },
    ]

    /// Breaks copies of the suite's pictures; for each break a snapshot of the same command in a suite of their own.
    private func check(_ part: String, _ breaks: [Break]) throws -> Run {
        let source = String(decoding: try Project.bytes(RenderSuite.path(part)), as: UTF8.self)
        var text =
            "folder: \(Project.root)\n" + (source.split(separator: "\n").first { $0.hasPrefix("options:") }.map { $0 + "\n" } ?? "")
            + "snapshots:\n"
        var record: [String: Any] = [:]
        let sidecar =
            try JSONSerialization.jsonObject(with: Data(try Project.bytes("\(RenderSuite.folder)/\(part).snapshots/snapshots.json")))
            as? [String: Any]
        let known = try #require(sidecar?["snapshots"] as? [String: [String: Any]])
        let pictures = folder.file("\(part).snapshots")
        try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
        for broken in breaks {
            // The two lines of the snapshot and what belongs to them, under another name.
            let block = try #require(
                source.components(separatedBy: "  - name: ").first { $0.hasPrefix(broken.snapshot + "\n") }, "\(broken.snapshot)")
            let lines = block.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("    ") }
            text += "  - name: \(broken.name)\n" + lines.joined(separator: "\n") + "\n"
            var entry = try #require(known[broken.snapshot])
            let files = try #require(entry["files"] as? [String])
            for file in files {
                let target = pictures + "/" + broken.name + file.dropFirst(broken.snapshot.count)
                try FileManager.default.copyItem(atPath: "\(RenderSuite.folder)/\(part).snapshots/\(file)", toPath: target)
                guard file == broken.file else { continue }
                var image = try PNG.read(target)
                try broken.breaks(&image)
                try PNG.write(image, to: target)
            }
            #expect(files.contains(broken.file), "\(broken.file)")
            entry["files"] = files.map { broken.name + $0.dropFirst(broken.snapshot.count) }
            record[broken.name] = entry
        }
        try folder.write(Array(text.utf8), "\(part).yaml")
        try JSONSerialization.data(withJSONObject: ["snapshots": record]).write(to: URL(fileURLWithPath: pictures + "/snapshots.json"))
        return try Program.run(["snapshot", "check", folder.file("\(part).yaml")], limit: 240)
    }

    @Test(arguments: ["looks", "cameras", "layouts", "passes"])
    func whatAPersonWouldSeeIsSeen(part: String) throws {
        let breaks = BrokenPictureTests.all.filter { $0.part == part }
        let run = try check(part, breaks)
        #expect(run.status == 1 && run.errors.isEmpty, "\(run.errors)")
        for broken in breaks { #expect(run.output.contains("differs  \(broken.name)"), "\(broken.name) went unseen:\n\(run.output)") }
    }

    /// The other side: the last bit of another processor's rounding, in every channel of every pixel.
    @Test(arguments: ["looks", "cameras", "layouts"])
    func noiseOfOneLevelIsNoChange(part: String) throws {
        let names = Set(BrokenPictureTests.all.filter { $0.part == part }.map(\.file)).sorted()
        let breaks = names.map { file in
            Break("noisy-" + file.dropLast(4), part, file) { image in
                var random: UInt32 = 1
                image.withPixels { pixels in
                    for i in pixels.indices {
                        random = random &* 1_664_525 &+ 1_013_904_223
                        pixels[i] = UInt8(min(max(Int(pixels[i]) + (random >> 31 == 0 ? -1 : 1), 0), 255))
                    }
                }
            }
        }
        let run = try check(part, breaks)
        #expect(run.status == 0 && run.output.contains("\(breaks.count) of \(breaks.count) as recorded"), "\(run.output)\(run.errors)")
    }

    /// What a GIF's or an animated PNG's bytes may suffer.
    @Test func brokenAnimationsAreSeen() throws {
        let recorded = "\(RenderSuite.folder)/moving.snapshots"
        func copy(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws -> String {
            var bytes = try Project.bytes("\(recorded)/\(name)")
            try change(&bytes)
            return try folder.write(bytes, name)
        }
        func isSeen(_ name: String, _ change: (inout [UInt8]) throws -> Void) throws -> Bool {
            // The comparison is the one of `snapshot check`, with its usual limits.
            try Program.run(["compare", "\(recorded)/\(name)", copy(name, change)]).status == 1
        }
        #expect(try !isSeen("run.gif") { _ in })
        // The palette begins after 13 bytes: one of its colours in another's place, and one that is a little off.
        #expect(try isSeen("run.gif") { bytes in for c in 0..<3 { bytes.swapAt(13 + 3 * 5 + c, 13 + 3 * 60 + c) } })
        #expect(
            try isSeen("run.gif") { bytes in for i in 0..<3 * 64 { bytes[13 + i] = bytes[13 + i] > 250 ? bytes[13 + i] : bytes[13 + i] + 4 }
            })
        // Delays: the third byte behind the introducer of a graphic control.
        #expect(
            try isSeen("run.gif") { bytes in
                let at = try #require(bytes.indices.dropLast(8).first { bytes[$0] == 0x21 && bytes[$0 + 1] == 0xf9 && bytes[$0 + 2] == 4 })
                bytes[at + 4] += 1
            })
        #expect(try isSeen("stick-apng.apng") { bytes in try Self.changeFrame(&bytes) })
    }

    /// A frame of an animated PNG that lies a pixel lower: the second frame's control chunk, its check sum made anew.
    private static func changeFrame(_ bytes: inout [UInt8]) throws {
        let kind = Array("fcTL".utf8)
        let chunks = bytes.indices.dropLast(40).filter { Array(bytes[$0..<$0 + 4]) == kind }
        let at = try #require(chunks.dropFirst().first { bytes[$0 + 4 + 15] < 40 && bytes[$0 + 4 + 19] > 0 })
        bytes[at + 4 + 19] -= 1
        var sum = ~UInt32(0)
        for byte in bytes[at..<at + 4 + 26] {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        for i in 0..<4 { bytes[at + 4 + 26 + i] = UInt8(truncatingIfNeeded: ~sum >> UInt32(24 - 8 * i)) }
    }
}
