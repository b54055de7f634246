// The curves of a training, drawn from its log.
import Charts
import Pictures

/// A chart of losses by epoch.
package enum LossCurves {
    /// The chart: one line a loss on a logarithmic axis; held-out ones dashed in the colour of their training line.
    ///
    /// - Parameter entries: of a log. Of several lines for one epoch the last counts.
    public static func chart(_ entries: [TrainingLog.Entry], title: String = "Training") -> LineChart {
        var subjects: [String] = [], names: [String] = []
        for entry in entries {
            if !subjects.contains(entry.subject) { subjects.append(entry.subject) }
            for name in entry.names where !names.contains(name) { names.append(name) }
        }
        let palette = ChartStyle.standardPalette
        var lines: [LineChart.Line] = []
        for (number, subject) in subjects.enumerated() {
            for (index, name) in names.enumerated() {
                var byEpoch: [Int: Double] = [:]
                for entry in entries where entry.subject == subject { if let value = entry[name] { byEpoch[entry.epoch] = value } }
                guard !byEpoch.isEmpty else { continue }
                let points = byEpoch.sorted { $0.key < $1.key }.map { (x: Double($0.key), y: $0.value) }
                // A sum of the others is what is optimised: it stands out.
                var line = LineChart.Line(
                    number == 0 ? name : "\(name), \(subject)", points: points, color: palette[index % palette.count],
                    thickness: name.hasPrefix("mixed") ? 2.5 : 2)
                line.isDashed = number > 0 || index >= palette.count
                lines.append(line)
            }
        }
        return LineChart(title: title, x: ChartAxis("epoch", isWhole: true), y: ChartAxis("loss", scale: .logarithmic), lines: lines)
    }

    /// Draws the curves of a log into a PNG file.
    /// - Throws: `FileProblem` if the log cannot be read or the picture not be written.
    public static func draw(
        log: String, to path: String, title: String = "Training", style: ChartStyle = ChartStyle(width: 1200, height: 700, scale: 1.25)
    ) throws {
        try PNG.write(try chart(TrainingLog.entries(contentsOf: log), title: title).image(style), to: path)
    }
}
