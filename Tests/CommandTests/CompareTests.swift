// `smog compare`: numbers, limits, exit statuses, and the picture with both and what differs.
import Foundation
import Pictures
import TestSupport
import Testing

struct CompareTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func still(_ name: String, _ gray: UInt8, width: Int = 40) throws -> String {
        try PNG.write(try Image(width: width, height: 30, format: .rgb8, fill: Color(gray: gray)), to: folder.file(name))
        return folder.file(name)
    }

    @Test func equalPicturesAreWithinTolerance() throws {
        let (a, b) = (try still("a.png", 90), try still("b.png", 90))
        let run = try Program.run(["compare", a, b, "--metric", "max,mean", "--metric", "outliers,ssim,flip"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.split(separator: "\n").map { $0.split(separator: " ")[0] } == ["max", "mean", "outliers", "ssim", "flip"])
        #expect(!run.output.contains("exceeded"))
    }

    @Test func theDefaultToleranceIsThreeLevelsAndAFewPixels() throws {
        // Two levels everywhere are more than the mean may be; three in a few pixels are not.
        let shifted = try Program.run(["compare", still("a.png", 90), still("b.png", 92)])
        #expect(shifted.status == 1 && shifted.output.contains("mean      2    (at most 0.05)   exceeded"), "\(shifted.output)")
        var spotted = try Image(width: 40, height: 30, format: .rgb8, fill: Color(gray: 90))
        spotted.paste(try Image(width: 4, height: 4, format: .rgb8, fill: Color(gray: 93)), x: 5, y: 5)
        try PNG.write(spotted, to: folder.file("c.png"))
        #expect(try Program.run(["compare", folder.file("a.png"), folder.file("c.png")]).status == 0)
        let run = try Program.run(["compare", folder.file("a.png"), folder.file("c.png"), "--tolerance", "max=2"])
        #expect(run.status == 1 && run.output.hasPrefix("max  3") && run.output.contains("exceeded"), "\(run.output)")
    }

    /// What another processor rounds otherwise is no change, however many pixels it touches; the printed mean says it all the same.
    @Test func noiseOfOneLevelIsWithinTheDefaultTolerance() throws {
        let image = try Image(width: 40, height: 30, format: .rgb8, fill: Color(gray: 90))
        var noisy = image
        for everywhere in [true, false] {
            let steps: [UInt8] = everywhere ? [89, 91] : [89, 90, 91]
            noisy.withPixels { for i in $0.indices { $0[i] = steps[(i * 7919 >> 3) % steps.count] } }
            try PNG.write(image, to: folder.file("a.png"))
            try PNG.write(noisy, to: folder.file("b.png"))
            let run = try Program.run(["compare", folder.file("a.png"), folder.file("b.png")])
            #expect(run.status == 0 && run.output.contains("0 beyond rounding, at most 0.05"), "\(run.output)")
            if everywhere { #expect(run.output.contains("mean      1  "), "\(run.output)") }
            #expect(try Program.run(["compare", folder.file("a.png"), folder.file("b.png"), "--tolerance", "max=0"]).status == 1)
        }
    }

    @Test func limitsMayBeNumbersAndPercentages() throws {
        let (a, b) = (try still("a.png", 90), try still("b.png", 100))
        for (limits, status) in [("max=10,mean=10,outliers=100%", 0), ("max=10,mean=9.9", 1), ("outliers=99%", 1), ("flip=1", 0)]
            as [(String, Int32)]
        {
            #expect(try Program.run(["compare", a, b, "--tolerance", limits]).status == status, "\(limits)")
        }
        #expect(try Program.run(["compare", a, b, "--metric", "max", "--tolerance", "10"]).status == 0)
        for wrong in ["max", "max=", "max=-1", "max=x", "sharpness=1", "max=1,max=2", "nan", "max=inf", ""] {
            #expect(try Program.run(["compare", a, b, "--tolerance", wrong]).status == 64, "\(wrong)")
        }
        #expect(try Program.run(["compare", a, b, "--tolerance", "5"]).status == 64)
        #expect(try Program.run(["compare", a, b, "--metric", "max,sharpness"]).status == 64)
        #expect(try Program.run(["compare", a, b, "--diff", "diff.gif"]).status == 64)
    }

    @Test func theDifferenceIsWrittenBesideBoth() throws {
        let (a, b) = (try still("a.png", 90, width: 200), try still("b.png", 100, width: 200))
        let run = try Program.run(["compare", a, b, "--diff", folder.file("diff.png"), "--quiet"])
        #expect(run.status == 1 && run.output.isEmpty && run.errors.isEmpty)
        let diff = try PNG.read(folder.file("diff.png"))
        #expect(diff.width >= 600 && diff.width < 640 && diff.height > 30)
        #expect(diff.color(x: 100, y: 20) == Color(gray: 90) && diff.color(x: 300, y: 20) == Color(gray: 100))
        #expect(diff.color(x: 510, y: 20) == Color(gray: 160))
    }

    @Test func whatCannotBeComparedHasAStatusOfItsOwn() throws {
        let (a, other) = (try still("a.png", 90), try still("wide.png", 90, width: 41))
        let sizes = try Program.run(["compare", a, other])
        #expect(sizes.status == 1 && sizes.output.isEmpty)
        expectOneLine(sizes, saying: [a, other, "40×30", "41×30"])
        try expectRefused(["compare", a, folder.file("nothing.png")], in: folder, saying: ["nothing.png", "no such file"], status: 2)
        let bad = try folder.write([1, 2, 3], "bad.png")
        try expectRefused(["compare", bad, a, "--diff", "OUT/diff.png"], in: folder, saying: [bad, "not a picture"], status: 2)
        try expectRefused(["compare", a, a, "--diff", a], in: folder, saying: [a, "over what is compared"], status: 2)
    }

    @Test func animationsAreComparedFrameByFrame() throws {
        try Program.run(["render", Project.clip, "-o", folder.file("a.gif"), "--size", "48x48", "--fps", "4"])
        try Program.run(["render", Project.clip, "-o", folder.file("b.gif"), "--size", "48x48", "--fps", "4", "--color", "#904030"])
        #expect(try Program.run(["compare", folder.file("a.gif"), folder.file("a.gif")]).status == 0)
        let run = try Program.run([
            "compare", folder.file("a.gif"), folder.file("b.gif"), "--metric", "flip", "--json", "--diff", folder.file("diff.png"),
        ])
        #expect(run.status == 1)
        struct Said: Decodable {
            struct Metric: Decodable {
                var metric: String, mean: Double, worst: Double, judged: Double, worstFrame: Int, limit: Double, within: Bool
            }
            var frames: Int, within: Bool, sameTiming: Bool, metrics: [Metric]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let said = try decoder.decode(Said.self, from: Data(run.output.utf8))
        #expect(said.frames > 5 && !said.within && said.sameTiming)
        let flip = try #require(said.metrics.first)
        #expect(said.metrics.count == 1 && flip.metric == "flip" && !flip.within && flip.worst >= flip.mean && flip.mean > 0.01)
        #expect(try PNG.read(folder.file("diff.png")).width > 3 * 160)
    }
}
