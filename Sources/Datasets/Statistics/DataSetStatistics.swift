// Statistics of a data set: durations, rates, labels, poses, speeds.
import BodyModels
import Files
public import Motions

/// What the clips of a data set come to together.
public struct DataSetStatistics: Sendable {
    /// Clips that could be read, and how many files could not.
    public private(set) var clips: [Clip] = []
    public private(set) var unreadable = 0
    /// All clips' counts.
    public private(set) var motion = ClipStatistics()
    /// Clips and seconds of each label, the longest first.
    public private(set) var labels: [Share] = []
    /// Of each set: the folders that the clips' folders lie in.
    public private(set) var sets: [Share] = []
    /// How many clips have any label.
    public private(set) var labelled = 0

    /// A clip's own numbers.
    public struct Clip: Sendable {
        public let title: String
        public let set: String
        public let seconds: Double
        public let frames: Int
        public let frameRate: Double
        public let gender: String
        public let format: String
    }

    /// A part of the data set.
    public struct Share: Sendable {
        public let name: String
        public var clips: Int
        public var seconds: Double
    }

    public var seconds: Double { clips.reduce(0) { $0 + $1.seconds } }
    public var frames: Int { clips.reduce(0) { $0 + $1.frames } }

    /// - Parameters:
    ///   - records: with their statistics.
    ///   - roots: the folders that were looked through.
    ///   - labels: the label of a clip.
    public init(_ records: [ClipRecord], roots: [String], labels: (ClipRecord) -> MotionLabel?) {
        var byLabel: [String: Share] = [:], bySet: [String: Share] = [:]
        func add(_ name: String, _ seconds: Double, to shares: inout [String: Share], clips: Int = 1) {
            shares[name, default: Share(name: name, clips: 0, seconds: 0)].clips += clips
            shares[name]?.seconds += seconds
        }
        for record in records {
            guard let facts = record.facts else {
                unreadable += 1
                continue
            }
            let clip = Clip(
                title: record.title, set: DataSetStatistics.set(of: record.file, roots: roots), seconds: facts.duration,
                frames: facts.frames,
                frameRate: facts.frameRate, gender: facts.gender, format: facts.format)
            clips.append(clip)
            if let counts = record.statistics { motion.add(counts) }
            add(clip.set, clip.seconds, to: &bySet)
            let found = DataSetStatistics.names(labels(record), seconds: clip.seconds)
            if !found.isEmpty { labelled += 1 }
            for name in found.keys.sorted() { add(name, found[name] ?? 0, to: &byLabel) }
        }
        func ordered(_ shares: [String: Share]) -> [Share] { shares.values.sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) } }
        self.labels = ordered(byLabel)
        sets = ordered(bySet)
    }

    /// What is said of a clip and for how long: BABEL's categories where there are any, else the words themselves.
    private static func names(_ label: MotionLabel?, seconds: Double) -> [String: Double] {
        guard let label else { return [:] }
        var found: [String: Double] = [:]
        for segment in label.segments {
            let length = max(0, min(segment.end, seconds) - segment.start)
            for name in segment.categories.isEmpty ? [segment.text] : segment.categories { found[name, default: 0] += length }
        }
        if found.isEmpty, let text = label.text { found[text] = seconds }
        return found
    }

    /// The folder that a clip belongs to: the first one below where was looked, or that itself.
    private static func set(of file: String, roots: [String]) -> String {
        for root in roots {
            let base = root.hasSuffix("/") ? root : root + "/"
            guard file.hasPrefix(base) else { continue }
            let parts = file.dropFirst(base.count).split(separator: "/")
            return parts.count > 1 ? String(parts[0]) : root.split(separator: "/").last.map(String.init) ?? root
        }
        return file.split(separator: "/").dropLast().last.map(String.init) ?? "."
    }

    /// How many clips have each frame rate, the slowest first.
    public var frameRates: [(rate: Double, clips: Int)] {
        Dictionary(grouping: clips, by: { ($0.frameRate * 100).rounded() / 100 }).map { (rate: $0.key, clips: $0.value.count) }.sorted {
            $0.rate < $1.rate
        }
    }

    /// How a part of the body is used.
    public struct Coverage: Sendable {
        public let part: BodyPart
        /// The part of the time in which it moves relative to the pelvis.
        public let moving: Double
        /// Degrees from rest: as little and as much as all but a twentieth of the time.
        public let low: Double
        public let high: Double
        /// How much of what joints can do lies between.
        public var range: Double { min(1, max(0, high - low) / part.reach) }
    }

    public var coverage: [Coverage] {
        BodyPart.all.map { part in
            let total = max(motion.seconds, 1e-9)
            let moving = part.moved.map { motion.moving[$0] / total }.max() ?? 0
            let lows = part.posed.map { motion.angle(of: $0, below: 0.05) }, highs = part.posed.map { motion.angle(of: $0, below: 0.95) }
            return Coverage(
                part: part, moving: min(1, moving), low: lows.reduce(0, +) / Double(lows.count),
                high: highs.reduce(0, +) / Double(highs.count))
        }
    }

    // MARK: - As JSON

    package var json: JSONValue {
        func list(_ values: [Double]) -> JSONValue { .array(values.map { .number(rounded($0)) }) }
        func shares(_ shares: [Share]) -> JSONValue {
            .array(
                shares.map {
                    .object([("name", .string($0.name)), ("clips", .number(Double($0.clips))), ("seconds", .number(rounded($0.seconds)))])
                })
        }
        func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
        let names = JointLayout.smplh.jointNames
        return .object([
            ("clips", .number(Double(clips.count))), ("unreadable", .number(Double(unreadable))), ("seconds", .number(rounded(seconds))),
            ("frames", .number(Double(frames))),
            ("labelled", .number(Double(labelled))), ("sets", shares(sets)), ("labels", shares(labels)),
            ("frame_rates", .array(frameRates.map { .object([("rate", .number($0.rate)), ("clips", .number(Double($0.clips)))]) })),
            ("durations", list(clips.map(\.seconds))),
            ("speeds", .object([("bin", .number(ClipStatistics.speedBin)), ("seconds", list(motion.speeds))])),
            (
                "joint_angles",
                .object([
                    ("bin", .number(ClipStatistics.angleBin)),
                    ("seconds", .object(motion.angles.enumerated().map { (names[$0.offset], list($0.element)) })),
                ])
            ),
            (
                "coverage",
                .array(
                    coverage.map {
                        .object([
                            ("part", .string($0.part.name)), ("moving", .number(rounded($0.moving))),
                            ("low_degrees", .number(rounded($0.low))),
                            ("high_degrees", .number(rounded($0.high))), ("range", .number(rounded($0.range))),
                        ])
                    })
            ),
            (
                "files",
                .array(
                    clips.map {
                        .object([
                            ("clip", .string($0.title)), ("set", .string($0.set)), ("seconds", .number(rounded($0.seconds))),
                            ("frames", .number(Double($0.frames))),
                            ("frame_rate", .number($0.frameRate)), ("gender", .string($0.gender)), ("format", .string($0.format)),
                        ])
                    })
            ),
        ])
    }
}
