// Charts: where lines and bars come to lie, and that no data breaks them.
import Charts
import Foundation
import Pictures
import Testing

@Suite struct ChartTests {
    private let red = Color(255, 0, 0), blue = Color(0, 0, 255)
    private let small = ChartStyle(width: 300, height: 200)

    /// Rows and columns in which a colour stands.
    private func extent(_ image: Image, _ color: Color) -> (left: Int, right: Int, top: Int, bottom: Int)? {
        var found: (left: Int, right: Int, top: Int, bottom: Int)?
        for y in 0..<image.height {
            for x in 0..<image.width where image.color(x: x, y: y) == color {
                let old = found ?? (x, x, y, y)
                found = (min(old.left, x), max(old.right, x), min(old.top, y), max(old.bottom, y))
            }
        }
        return found
    }

    @Test func aLineGoesFromItsFirstPointToItsLast() throws {
        let chart = LineChart(lines: [.init("a", points: [(0, 0), (10, 10)], color: red)])
        let image = try chart.image(small)
        let line = try #require(extent(image, red))
        // From the lower left of the data to the upper right.
        #expect(line.left < 60 && line.right > 260 && line.top < 40 && line.bottom > 150)
        #expect(image.color(x: line.left + 1, y: line.bottom) == red || image.color(x: line.left, y: line.bottom) == red)
        // Half-way up half-way along.
        let middle = (line.left + line.right) / 2
        let rows = (0..<200).filter { image.color(x: middle, y: $0) == red }
        #expect(!rows.isEmpty && rows.allSatisfy { abs($0 - (line.top + line.bottom) / 2) <= 2 })
    }

    @Test func equalFactorsTakeEqualRoomOnALogarithmicAxis() throws {
        let y = ChartAxis(scale: .logarithmic, range: 0.001...1)
        let image = try LineChart(y: y, lines: [.init("a", points: [(0, 0.1), (10, 0.1)], color: red)]).image(small)
        let whole = try LineChart(y: y, lines: [.init("a", points: [(0, 0.001), (10, 1)], color: red)]).image(small)
        let line = try #require(extent(image, red)), frame = try #require(extent(whole, red))
        let share = Double(line.top + line.bottom - 2 * frame.top) / 2 / Double(frame.bottom - frame.top)
        #expect(abs(share - 1.0 / 3) < 0.02)
    }

    @Test func whatHasNoPlaceLeavesAGap() throws {
        let points: [(x: Double, y: Double)] = [(0, 1), (1, 1), (2, .nan), (3, 1), (4, 1)]
        let image = try LineChart(x: ChartAxis(range: 0...4), y: ChartAxis(range: 0...2), lines: [.init("a", points: points, color: red)])
            .image(small)
        let line = try #require(extent(image, red))
        let row = (line.top + line.bottom) / 2
        #expect(image.color(x: (line.left + line.right) / 2, y: row) != red)
        #expect(image.color(x: line.left + (line.right - line.left) / 8, y: row) == red)
        #expect(image.color(x: line.right - (line.right - line.left) / 8, y: row) == red)
    }

    @Test func aLineOutsideTheRangeStaysInsideTheFrame() throws {
        let chart = LineChart(
            x: ChartAxis(range: 0...1), y: ChartAxis(range: 0...1),
            lines: [.init("a", points: [(-50, 0.5), (1e300, 0.5), (0, -1e9), (1, 1e9)], color: red)])
        let image = try chart.image(small)
        let line = try #require(extent(image, red))
        #expect(line.left > 10 && line.right < 295 && line.bottom < 185)
    }

    @Test func dashesHaveGaps() throws {
        var line = LineChart.Line("a", points: [(0, 1), (1, 1)], color: red)
        line.isDashed = true
        let image = try LineChart(y: ChartAxis(range: 0...2), lines: [line]).image(small)
        let found = try #require(extent(image, red))
        let row = (found.top + found.bottom) / 2
        let share = Double((found.left...found.right).count { image.color(x: $0, y: row) == red }) / Double(found.right - found.left + 1)
        #expect(share > 0.3 && share < 0.8)
    }

    @Test func barsAreAsLongAsTheirValues() throws {
        let style = ChartStyle(width: 300, height: 200, palette: [red])
        let image = try RankChart(x: ChartAxis(range: 0...10), bars: [("one", 5), ("two", 10), ("none", .nan)]).image(style)
        func length(_ row: Int) -> Int { (0..<300).count { image.color(x: $0, y: row) == red } }
        let rows = try #require(extent(image, red))
        #expect(abs(Double(length(rows.top + 3)) / Double(length(rows.bottom - 3)) - 0.5) < 0.02)
    }

    @Test func histogramsCountEveryValueOnce() {
        let histogram = Histogram([0, 0.5, 1, 1.5, 2, .nan, .infinity], bins: 2)
        #expect(histogram.edges == [0, 1, 2])
        #expect(histogram.counts == [2, 3])
        #expect(Histogram([1, 2, 3], bins: 4, range: 2...2.5).counts.reduce(0, +) == 1)
        #expect(Histogram([]).counts.reduce(0, +) == 0)
        #expect(Histogram([3, 3, 3], bins: 1).counts == [3])
        #expect(Histogram((0..<1000).map { Double($0) }).counts.reduce(0, +) == 1000)
    }

    /// Numbers that have broken charts before: none, one, equal, huge, tiny, backwards.
    @Test(
        arguments: [
            [], [7], [0], [-3, -3], [1e300, -1e300], [1e-300, 2e-300], [.nan], [.infinity, 1], [5, 4, 3], [1e15, 1e15 + 1],
            [.greatestFiniteMagnitude, -.greatestFiniteMagnitude], [-1, 0, 1],
            [1, 1.0000000000000002],
        ] as [[Double]])
    func anyDataGiveAPicture(_ values: [Double]) throws {
        for scale in ChartAxis.Scale.allCases {
            for style in [small, ChartStyle(width: 1, height: 1), ChartStyle(width: 40, height: 30, scale: 8)] {
                let y = ChartAxis("value", scale: scale, isWhole: scale == .linear)
                _ = try LineChart(
                    title: "t", x: ChartAxis("x", scale: scale), y: y,
                    lines: [.init("a", values), .init("b", points: values.map { ($0, $0) })]
                ).image(style)
                _ = try RankChart(title: "t", x: y, bars: values.map { ("\($0)", $0) }).image(style)
                _ = try Histogram(values).image(y: y, style: style)
            }
        }
    }

    @Test func chartsAreTheSameBytesEveryTime() throws {
        let chart = LineChart(
            title: "Loss", x: ChartAxis("epoch"), y: ChartAxis("loss", scale: .logarithmic),
            lines: [.init("rc", [1, 0.1, 0.02]), .init("vel", [0.3, 0.2, 0.01])])
        #expect(try chart.image(small) == chart.image(small))
    }
}
