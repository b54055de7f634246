// FLIP against numbers of flip-evaluator 1.7, the authors' own program, and the properties it must have for any pictures.
import Comparison
import Pictures
import TestSupport
import Testing

@Suite("FLIP")
struct FLIPTests {
    /// A pair of pictures in `Tests/Fixtures/flip`, and what the authors' program says of it.
    struct Golden: Sendable, CustomTestStringConvertible {
        let name: String
        let pixelsPerDegree: Double
        let mean: Double
        let values: [(x: Int, y: Int, value: Double)]
        var testDescription: String { "\(name) at \(pixelsPerDegree)" }

        static var folder: String {
            Fixtures.path("flip")
        }

        static var all: [Golden] {
            get throws {
                try String(contentsOfFile: folder + "/golden.txt", encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map
                { line in
                    let words = line.split(separator: " ")
                    let values = words.dropFirst(3).map { word in word.split { $0 == "," || $0 == "=" }.compactMap { Double($0) } }
                    return Golden(
                        name: String(words[0]), pixelsPerDegree: try #require(Double(words[1])), mean: try #require(Double(words[2])),
                        values: values.map { (Int($0[0]), Int($0[1]), $0[2]) })
                }
            }
        }
    }

    private func picture(_ width: Int, _ height: Int, seed: UInt64) throws -> Image {
        var numbers = SeededGenerator(seed)
        return try Image(
            width: width, height: height, format: .rgb8,
            pixels: (0..<3 * width * height).map { _ in UInt8.random(in: 0...255, using: &numbers) })
    }

    private func noisy(_ image: Image, by level: Int) throws -> Image {
        var numbers = SeededGenerator(5)
        return try Image(
            width: image.width, height: image.height, format: image.format,
            pixels: image.pixels.map { UInt8(max(0, min(255, Int($0) + Int.random(in: -level...level, using: &numbers)))) })
    }

    @Test("equals the authors' program", arguments: try Golden.all)
    func golden(pair: Golden) throws {
        let flip = try FLIP(
            PNG.read("\(Golden.folder)/\(pair.name)-a.png"), PNG.read("\(Golden.folder)/\(pair.name)-b.png"),
            pixelsPerDegree: pair.pixelsPerDegree)
        #expect(abs(flip.mean - pair.mean) < 2e-4, "\(flip.mean)")
        #expect(!pair.values.isEmpty)
        for (x, y, value) in pair.values { #expect(abs(Double(flip.map[y * flip.width + x]) - value) < 5e-4, "at \(x), \(y)") }
    }

    @Test("equal pictures have exactly 0, in every pixel and any format")
    func identity() throws {
        let image = try picture(131, 140, seed: 1)
        #expect(try FLIP(image, image).map.allSatisfy { $0 == 0 })
        let opaque = image.converted(to: .rgba8)
        #expect(try FLIP(image, opaque).mean == 0)
    }

    @Test("green and blue are farthest apart")
    func largest() throws {
        let green = try Image(width: 40, height: 40, format: .rgb8, fill: Color(0, 255, 0)),
            blue = try Image(width: 40, height: 40, format: .rgb8, fill: Color(0, 0, 255))
        #expect(abs(try FLIP(green, blue).mean - 1) < 1e-5)
    }

    @Test("it does not matter which picture comes first")
    func symmetry() throws {
        let a = try picture(67, 45, seed: 1), b = try picture(67, 45, seed: 2)
        #expect(try FLIP(a, b).map == FLIP(b, a).map)
    }

    @Test("more noise is seen more")
    func monotone() throws {
        let image = try PNG.read(Golden.folder + "/bodies-a.png")
        let means = try [0, 1, 3, 8, 20, 60].map { try FLIP(image, noisy(image, by: $0)).mean }
        #expect(means[0] == 0)
        for (less, more) in zip(means, means.dropFirst()) { #expect(less < more, "\(means)") }
    }

    /// Halves are computed by different threads; a picture cut so that its rows fall to others must give the same rows.
    @Test("a row does not depend on which thread computes it")
    func threads() throws {
        let a = try picture(130, 300, seed: 3), b = try picture(130, 300, seed: 4)
        let whole = try FLIP(a, b)
        // Rows 100 to 199 of the whole, well inside both.
        let part = try FLIP(a.cropped(x: 0, y: 60, width: 130, height: 200), b.cropped(x: 0, y: 60, width: 130, height: 200))
        #expect(Array(whole.map[130 * 100..<130 * 200]) == Array(part.map[130 * 40..<130 * 140]))
    }

    @Test("sizes below the filters' own work", arguments: [(1, 1), (2, 9), (9, 2), (7, 7)])
    func small(width: Int, height: Int) throws {
        let flip = try FLIP(picture(width, height, seed: 1), picture(width, height, seed: 2))
        #expect(flip.map.count == width * height && flip.map.allSatisfy { $0 > 0 && $0 <= 1 })
    }

    @Test("what cannot be compared is refused")
    func refused() throws {
        let a = try picture(8, 8, seed: 1), deep = try Image(width: 8, height: 8, samples: [UInt16](repeating: 5, count: 64))
        #expect(throws: PictureProblem.self) { try FLIP(a, picture(8, 9, seed: 1)) }
        #expect(throws: PictureProblem.self) { try FLIP(deep, deep) }
        for pixels in [0, -1, .nan, .infinity, 1e9] { #expect(throws: PictureProblem.self) { try FLIP(a, a, pixelsPerDegree: pixels) } }
    }

    @Test("its picture is dark where nothing is seen")
    func shown() throws {
        let a = try Image(width: 64, height: 64, format: .rgb8, fill: .white)
        var b = a
        b.paste(try Image(width: 8, height: 8, format: .rgb8, fill: .black), x: 28, y: 28)
        let picture = try FLIP(a, b).picture()
        let corner = try #require(picture.color(x: 0, y: 0)), middle = try #require(picture.color(x: 31, y: 31))
        #expect(corner == Color(0, 0, 4) && middle.red > 200)
    }
}
