// What is drawn on the floor.
import Pictures
import Rendering
import Testing

@Suite(.serialized) struct FloorTests {
    private let above = Camera(position: [0, 0, 10], target: [0, 0, 0], up: [0, 1, 0], projection: .orthographic(height: 4))

    private func picture(_ floor: Floor, camera: Camera? = nil, background: Background = .color([1, 1, 1])) throws -> Image {
        try withRenderer {
            try $0.draw(TestScenes.scene([], camera: camera ?? above, background: background, floor: floor), width: 160, height: 160)
        }
    }

    private var checker: Floor {
        Floor(color: [0.8, 0.8, 0.8], pattern: .checker([0.2, 0.2, 0.2], side: 0.5), center: [0, 0], radius: 50)
    }

    @Test func squaresHaveTheirSizeAndBeginAtTheOrigin() throws {
        let image = try picture(checker)
        // 40 pixels a metre; the origin is in the middle.
        let first = image.gray(90, 70), second = image.gray(110, 70), diagonal = image.gray(110, 50)
        #expect(abs(first - second) > 90)
        #expect(first == diagonal)
        #expect((82..<98).allSatisfy { image.gray($0, 70) == first })
    }

    @Test func farAwaySquaresBecomeAnEvenToneNotMoire() throws {
        let low = Camera(position: [0, -20, 0.5], target: [0, 0, 0.5], projection: .perspective(degrees: 40))
        let image = try picture(checker, camera: low)
        // A few rows below the horizon each square is far smaller than a pixel.
        let row = (20..<140).map { image.gray($0, 82) }
        #expect((row.max() ?? 0) - (row.min() ?? 0) < 24, "\(row)")
    }

    @Test func aPathRunsWhereItIsToldAndKeepsToItsWidth() throws {
        var floor = Floor(color: [1, 1, 1], center: [0, 0], radius: 20)
        floor.paths = [Floor.Path(points: [[-1, 0.5], [1, 0.5]], width: 0.1, color: [0.1, 0.1, 0.1])]
        let image = try picture(floor)
        // y = 0.5 is 20 rows above the middle; 0.1 m are 4 rows.
        let column = (0..<160).filter { image.gray(80, $0) < 128 }
        #expect(
            column.count >= 3 && column.count <= 5 && column.allSatisfy { abs($0 - 60) <= 3 },
            "\(column), \((50..<70).map { image.gray(80, $0) })")
        #expect(image.gray(30, 60) == 255 && image.gray(130, 60) == 255, "it ends at ±1 m")
    }

    @Test func aDistantPathIsALineNotDots() throws {
        var floor = Floor(color: [1, 1, 1], center: [0, 0], radius: 60)
        floor.paths = [Floor.Path(points: (0...40).map { [Float($0) - 20, 0] }, width: 0.01, color: .zero)]
        let far = Camera(position: [0, -30, 10], target: [0, 0, 0], projection: .perspective(degrees: 40))
        let image = try picture(floor, camera: far)
        for x in 20..<140 { #expect((70..<90).contains { image.gray(x, $0) < 200 }, "column \(x)") }
    }

    @Test func onNothingOnlyThePatternAndThePathAreOpaque() throws {
        var floor = checker
        let image = try picture(floor, background: .transparent)
        #expect(image.at(90, 70).alpha > 250)
        floor.pattern = .plain
        floor.paths = [Floor.Path(points: [[-1, 0.5], [1, 0.5]], width: 0.2, color: [0.5, 0, 0])]
        let plain = try picture(floor, background: .transparent)
        #expect(plain.at(80, 100).alpha == 0)
        #expect(plain.at(80, 60).alpha == 255 && plain.at(80, 60).red > 150 && plain.at(80, 60).green < 5)
    }
}
