// What is known of each clip of a data set after it was looked at; what worker processes report.
import Files

/// A clip of a data set, as found.
public struct ClipRecord: Sendable {
    /// The file, as it was named or found.
    public let file: String
    /// Which of the file's motions, from 0; nil if it holds but one.
    public let number: Int?
    /// What is wrong with it, in the order of kinds.
    public internal(set) var problems: [ClipProblem]
    /// Nil for files that cannot be read.
    public let facts: Facts?
    /// Nil unless asked for.
    public let statistics: ClipStatistics?
    var marks: [PoseFingerprints.Mark] = []
    var mirroredMarks: [PoseFingerprints.Mark] = []

    /// What the file says.
    public struct Facts: Sendable, Equatable {
        public let name: String
        /// "AMASS SMPL+H".
        public let format: String
        public let gender: String
        public let frames: Int
        public let frameRate: Double
        public var duration: Double { Double(frames) / frameRate }
    }

    /// The file, and which of its motions: `results.npy#3`.
    public var title: String { number.map { "\(file)#\($0)" } ?? file }

    init(
        file: String, number: Int?, problems: [ClipProblem], facts: Facts?, statistics: ClipStatistics? = nil,
        fingerprints: PoseFingerprints? = nil
    ) {
        self.file = file
        self.number = number
        self.problems = problems
        self.facts = facts
        self.statistics = statistics
        marks = fingerprints?.marks ?? []
        mirroredMarks = fingerprints?.mirrored ?? []
    }

    // MARK: - As bytes

    /// One line of JSON.
    var json: JSONValue {
        func list(_ marks: [PoseFingerprints.Mark]) -> JSONValue {
            .array(marks.flatMap { [.number(Double($0.hash)), .number(Double($0.frame))] })
        }
        var members: [(String, JSONValue)] = [
            ("number", number.map { .number(Double($0)) } ?? .null), ("problems", .array(problems.map(\.json))),
        ]
        if let facts {
            members += [
                ("name", .string(facts.name)), ("format", .string(facts.format)), ("gender", .string(facts.gender)),
                ("frames", .number(Double(facts.frames))),
                ("rate", .number(facts.frameRate)),
            ]
        }
        if let statistics { members.append(("statistics", statistics.json)) }
        if !marks.isEmpty { members.append(("marks", list(marks))) }
        if !mirroredMarks.isEmpty { members.append(("mirrored", list(mirroredMarks))) }
        return .object(members)
    }

    init?(_ json: JSONValue, file: String) {
        func list(_ value: JSONValue?) -> [PoseFingerprints.Mark] {
            let numbers = value?.elements.compactMap(\.whole) ?? []
            return stride(from: 0, to: numbers.count - 1, by: 2).map {
                PoseFingerprints.Mark(hash: UInt64(max(0, numbers[$0])), frame: numbers[$0 + 1])
            }
        }
        guard case .object = json else { return nil }
        self.file = file
        number = json["number"]?.whole
        problems = json["problems"]?.elements.compactMap(ClipProblem.init) ?? []
        if let name = json["name"]?.text, let frames = json["frames"]?.whole, let rate = json["rate"]?.finite {
            facts = Facts(
                name: name, format: json["format"]?.text ?? "", gender: json["gender"]?.text ?? "", frames: frames, frameRate: rate)
        } else {
            facts = nil
        }
        statistics = json["statistics"].flatMap(ClipStatistics.init)
        marks = list(json["marks"])
        mirroredMarks = list(json["mirrored"])
    }
}

extension ClipProblem {
    /// As in the JSON files of `smog dataset check`.
    package var json: JSONValue {
        .object([
            ("kind", .string(kind.rawValue)), ("summary", .string(summary)), ("start", seconds.map { .number($0.lowerBound) } ?? .null),
            ("end", seconds.map { .number($0.upperBound) } ?? .null),
        ])
    }

    init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.text.flatMap(Kind.init(rawValue:)), let summary = json["summary"]?.text else { return nil }
        let start = json["start"]?.finite, end = json["end"]?.finite
        self.init(kind, summary, seconds: start.flatMap { start in end.flatMap { $0 >= start ? start...$0 : nil } })
    }
}
