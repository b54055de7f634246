// Whether a snapshot is as recorded, and in which numbers it is not.
import Comparison
import Files
import Pictures

/// What checking one snapshot found.
public struct SnapshotVerdict {
    /// A file of a snapshot that is not as recorded.
    public struct Difference {
        public let file: String
        /// What differs, in words.
        public let what: String
        /// Numbers of all metrics for the worst frame; empty where they cannot be had.
        var values: [ComparisonMetric: Double] = [:]
        /// PNG files: recorded, drawn now, and what differs, amplified.
        var before: [UInt8]?
        var after: [UInt8]?
        var difference: [UInt8]?
        var amplification = 1
    }

    public enum Outcome {
        case same
        case differs([Difference])
        case failed(String)
        case unrecorded
    }

    public let snapshot: SnapshotSuite.Snapshot
    public let outcome: Outcome
    /// Why it may differ: what is not as it was when it was recorded.
    public private(set) var circumstances: String?

    public var isSame: Bool {
        if case .same = outcome { return true }
        return false
    }

    /// Compares a drawn snapshot with what was recorded of it.
    /// - Parameter folder: of the recorded pictures.
    public init(_ drawn: DrawnSnapshot, recorded: SnapshotRecord.Entry?, in folder: String) {
        snapshot = drawn.snapshot
        if let failure = drawn.failure {
            outcome = .failed(failure)
            return
        }
        guard let recorded else {
            outcome = .unrecorded
            return
        }
        var differences: [Difference] = []
        for file in Set(recorded.files).union(drawn.files).sorted() {
            if !drawn.files.contains(file) {
                differences.append(Difference(file: file, what: "is not made any more"))
            } else if !recorded.files.contains(file) {
                differences.append(Difference(file: file, what: "was not made when it was recorded"))
            } else if let difference = Self.compare(drawn.snapshot, folder + "/" + file, drawn.folder + "/" + file, file: file) {
                differences.append(difference)
            }
        }
        outcome = differences.isEmpty ? .same : .differs(differences)
        guard !differences.isEmpty else { return }
        var reasons: [String] = []
        if recorded.command != drawn.snapshot.command { reasons.append("the command was: \(recorded.command)") }
        if let changes = drawn.machine.changes(since: recorded.machine) {
            reasons.append(changes)
        } else if reasons.isEmpty {
            reasons.append("same version, renderer and processor as when it was recorded: the code, the motion or the body changed")
        }
        circumstances = reasons.joined(separator: "; ")
    }

    /// nil if they are the same within the snapshot's tolerance.
    private static func compare(_ snapshot: SnapshotSuite.Snapshot, _ before: String, _ after: String, file: String) -> Difference? {
        if snapshot.holdsLabels(file) { return compareLabels(snapshot, before, after, file: file) }
        do {
            let (comparison, metrics) = try comparison(snapshot.metrics, before, after)
            if comparison.isWithin(snapshot.limits) { return nil }
            let report = ComparisonReport(
                first: "recorded", second: "now", comparison: comparison, metrics: metrics, limits: snapshot.limits)
            var difference = Difference(file: file, what: report.exceeded)
            let pair = comparison.worst
            difference.values = comparison.summaries.mapValues(\.judged)
            // What people see, where it is defined: for the report, not for the verdict.
            for metric in [ComparisonMetric.similarity, .flip] where difference.values[metric] == nil {
                difference.values[metric] = try? PictureComparison(pair.first, pair.second, metrics: [metric]).values[metric]
            }
            let shown = try DifferencePicture(pair.first, pair.second)
            difference.before = try PNG.encode(pair.first)
            difference.after = try PNG.encode(pair.second)
            difference.difference = try PNG.encode(shown.image)
            difference.amplification = shown.amplification
            return difference
        } catch let mismatch as PictureMismatch {
            let text = "\(mismatch)".replacing("\(before) and \(after): ", with: "").replacing(before, with: "the recorded one").replacing(
                after, with: "the new one")
            var difference = Difference(file: file, what: text)
            difference.before = try? FrameSequence(before).next().map { try PNG.encode($0.image) }
            difference.after = try? FrameSequence(after).next().map { try PNG.encode($0.image) }
            return difference
        } catch {
            return Difference(file: file, what: "\(error)")
        }
    }

    /// Labels are counted: how many pixels have another one. The limit is that of outliers; how far apart two numbers are says nothing.
    private static func compareLabels(_ snapshot: SnapshotSuite.Snapshot, _ before: String, _ after: String, file: String) -> Difference? {
        do {
            let (old, new) = (try PNG.read(before), try PNG.read(after))
            let difference = try ImageDifference(old, new)
            let limit = snapshot.limits[.outliers] ?? ComparisonMetric.outliers.usualLimit
            if difference.outliers <= limit { return nil }
            let shown = try DifferencePicture(old, new)
            return Difference(
                file: file,
                what:
                    "\(ComparisonMetric.outliers.text(difference.outliers)) of the pixels have another label (at most \(ComparisonMetric.outliers.text(limit)))",
                before: try PNG.encode(old), after: try PNG.encode(new), difference: try PNG.encode(shown.image),
                amplification: shown.amplification)
        } catch {
            return Difference(
                file: file, what: "\(error)".replacing(before, with: "the recorded one").replacing(after, with: "the new one"))
        }
    }

    /// Depth in 16 bits, and pictures smaller than a window, have neither structural similarity nor FLIP; the other metrics hold for all.
    private static func comparison(
        _ metrics: [ComparisonMetric], _ before: String, _ after: String
    ) throws -> (SequenceComparison, [ComparisonMetric]) {
        do {
            return (try SequenceComparison(try FrameSequence(before), try FrameSequence(after), metrics: metrics), metrics)
        } catch is PictureProblem {
            let plain = metrics.filter { ComparisonMetric.usual.contains($0) }
            return (try SequenceComparison(try FrameSequence(before), try FrameSequence(after), metrics: plain), plain)
        }
    }

    /// Lines for people.
    public var text: String {
        switch outcome {
        case .same: "same     \(snapshot.name)"
        case .unrecorded: "new      \(snapshot.name): not recorded yet"
        case .failed(let why): "failed   \(snapshot.name): \(why)"
        case .differs(let differences):
            differences.map {
                "differs  \(snapshot.name)\(differences.count > 1 || !$0.file.hasPrefix(snapshot.name + ".") ? " (\($0.file))" : ""): \($0.what)"
            }
            .joined(separator: "\n") + (circumstances.map { "\n         \($0)" } ?? "")
        }
    }
}
