// The plots of a data set.
import Charts
import Files
public import Pictures

/// Draws a data set's numbers.
public struct StatisticsCharts {
    private let statistics: DataSetStatistics
    private let style: ChartStyle

    /// Rows that a plot has room for.
    private static let mostRows = 24

    public init(_ statistics: DataSetStatistics, style: ChartStyle = ChartStyle()) {
        self.statistics = statistics
        self.style = style
    }

    /// All plots, with the names of their files.
    /// - Throws: `PictureProblem` if the style's size is not one a picture may have.
    public func images() throws -> [(name: String, image: Image)] {
        var found = [
            ("durations.png", try durations()), ("frame_rates.png", try frameRates()),
            ("sets.png", try ranks("Minutes of each set", statistics.sets, minutes: true)),
            ("speeds.png", try speeds()), ("joint_angles.png", try jointAngles()), ("coverage.png", try coverage()),
            ("ranges.png", try ranges()),
        ]
        if !statistics.labels.isEmpty { found.insert(("labels.png", try ranks("What is done", statistics.labels, minutes: false)), at: 2) }
        return found
    }

    private func durations() throws -> Image {
        let seconds = statistics.clips.map(\.seconds)
        // A few very long clips would leave the rest in one bar.
        let end = max(1, (seconds.quantile(0.99) ?? 1) * 1.05)
        let beyond = seconds.count { $0 > end }
        let title = "Durations of \(statistics.clips.count) clips" + (beyond > 0 ? " (\(beyond) longer ones not shown)" : "")
        return try Histogram(seconds, bins: 40, range: 0...end).image(
            title: title, x: ChartAxis("seconds"), y: ChartAxis("clips", isWhole: true), style: style)
    }

    private func frameRates() throws -> Image {
        let rates = statistics.frameRates.sorted { ($1.clips, $0.rate) < ($0.clips, $1.rate) }.prefix(StatisticsCharts.mostRows).sorted {
            $0.rate < $1.rate
        }
        return try RankChart(
            title: "Frame rates", x: ChartAxis("clips", isWhole: true),
            bars: rates.map { ("\(NumberText.short($0.rate, 2)) a second", Double($0.clips)) }
        ).image(rows(rates.count))
    }

    private func ranks(_ title: String, _ shares: [DataSetStatistics.Share], minutes: Bool) throws -> Image {
        let shown = shares.prefix(StatisticsCharts.mostRows)
        let more = shares.count > shown.count ? ": the \(shown.count) longest of \(shares.count)" : ""
        return try RankChart(
            title: title + more, x: ChartAxis("minutes"),
            bars: shown.map { ("\(shortened($0.name)) (\($0.clips))", ($0.seconds / 60 * 100).rounded() / 100) }
        ).image(rows(shown.count))
    }

    /// The style for so many rows.
    private func rows(_ count: Int) -> ChartStyle {
        var style = style
        style.height = Int((Double(110 + 26 * max(3, count)) * min(max(style.scale, 0.25), 16)).rounded())
        return style
    }

    private func shortened(_ name: String) -> String { name.count > 40 ? name.prefix(38) + "…" : name }

    private func speeds() throws -> Image {
        let total = max(statistics.motion.seconds, 1e-9)
        let seconds = statistics.motion.speeds
        let last = (seconds.lastIndex { $0 / total > 1e-4 } ?? 0) + 1
        let points = seconds[..<last].enumerated().map {
            (x: (Double($0.offset) + 0.5) * ClipStatistics.speedBin, y: $0.element / total * 100)
        }
        return try LineChart(
            title: "How fast bodies move: mean speed of all joints", x: ChartAxis("metres a second"), y: ChartAxis("% of the time"),
            lines: [.init("", points: points)]
        ).image(style)
    }

    private func jointAngles() throws -> Image {
        let lines = [
            ("hips", [1, 2]), ("knees", [4, 5]), ("ankles", [7, 8]), ("spine", [3, 6, 9]), ("neck and head", [12, 15]),
            ("shoulders", [16, 17]), ("elbows", [18, 19]),
        ]
        .map { name, joints -> LineChart.Line in
            let sums = (0..<ClipStatistics.angleBins).map { bin in joints.reduce(0) { $0 + statistics.motion.angles[$1][bin] } }
            let total = max(sums.reduce(0, +), 1e-9)
            return .init(
                name,
                points: sums.enumerated().map { (x: (Double($0.offset) + 0.5) * ClipStatistics.angleBin, y: $0.element / total * 100) })
        }
        return try LineChart(
            title: "How far joints are turned from the pose of rest (a T-pose)", x: ChartAxis("degrees", range: 0...180),
            y: ChartAxis("% of the time"), lines: lines
        ).image(style)
    }

    /// Left and right side by side, as in one part of the body.
    private func coverage() throws -> Image {
        let found = statistics.coverage
        return try RankChart(
            title: "How much each part of the body moves, relative to the pelvis", x: ChartAxis("% of the time", range: 0...100),
            bars: found.map { ($0.part.name, ($0.moving * 100).rounded()) }
        ).image(style)
    }

    private func ranges() throws -> Image {
        try RankChart(
            title: "How much of its range each part of the body uses, 9 tenths of the time",
            x: ChartAxis("% of what joints can do", range: 0...100),
            bars: statistics.coverage.map { ($0.part.name, ($0.range * 100).rounded()) }
        ).image(style)
    }
}
