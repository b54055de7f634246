// Finds clips that share poses: copies under other names, cut, at other rates, or mirrored.
import Files

struct DuplicateClips {
    /// Two clips with poses in common.
    struct Pair {
        let first: Int
        let second: Int
        /// The part of the shorter one's marked poses that the other has.
        let share: Double
        let isMirrored: Bool
        /// Seconds of the second per second of the first; nil if that cannot be told.
        let pace: Double?
    }

    private(set) var pairs: [Pair] = []

    /// Fewer poses in common than this, or a smaller part of the shorter clip, are chance: poses of 63 numbers that agree to 0.1° are
    /// seldom. At rates that are no multiples only some frames of a copy coincide with its original's.
    private static let fewest = 4
    private static let least = 0.1
    /// A pose that more clips than this have is one of a program, not of people.
    private static let common = 400

    init(_ records: [ClipRecord]) {
        var owners: [UInt64: [(clip: Int, frame: Int)]] = [:]
        for (clip, record) in records.enumerated() {
            for mark in record.marks {
                if let last = owners[mark.hash]?.last, last.clip == clip { continue }
                owners[mark.hash, default: []].append((clip, mark.frame))
            }
        }
        for (clip, record) in records.enumerated() {
            pairs += DuplicateClips.matches(clip, record.marks, records, owners, isMirrored: false) { $0 > clip }
            pairs += DuplicateClips.matches(clip, record.mirroredMarks, records, owners, isMirrored: true) { $0 > clip }
        }
    }

    private static func matches(
        _ clip: Int, _ marks: [PoseFingerprints.Mark], _ records: [ClipRecord], _ owners: [UInt64: [(clip: Int, frame: Int)]],
        isMirrored: Bool,
        _ isWanted: (Int) -> Bool
    ) -> [Pair] {
        var hits: [Int: [(own: Int, other: Int)]] = [:]
        for mark in marks {
            guard let found = owners[mark.hash], found.count <= common else { continue }
            for other in found where isWanted(other.clip) { hits[other.clip, default: []].append((mark.frame, other.frame)) }
        }
        return hits.keys.sorted().compactMap { other in
            guard let common = hits[other], common.count >= fewest else { return nil }
            let share = Double(common.count) / Double(max(1, min(marks.count, records[other].marks.count)))
            guard share >= least, let a = records[clip].facts, let b = records[other].facts else { return nil }
            var pace: Double?
            if let from = common.min(by: { $0.own < $1.own }), let to = common.max(by: { $0.own < $1.own }), to.own > from.own {
                pace = (Double(to.other - from.other) / b.frameRate) / (Double(to.own - from.own) / a.frameRate)
            }
            return Pair(first: clip, second: other, share: min(1, share), isMirrored: isMirrored, pace: pace)
        }
    }

    /// What is said of each clip of each pair: the clip's number and the problem.
    func problems(_ records: [ClipRecord]) -> [(clip: Int, problem: ClipProblem)] {
        var found: [(Int, ClipProblem)] = []
        var told: [Int: Int] = [:]
        for pair in pairs {
            for (clip, other, pace) in [
                (pair.first, pair.second, pair.pace), (pair.second, pair.first, pair.pace.map { $0 != 0 ? 1 / $0 : 1 }),
            ] {
                told[clip, default: 0] += 1
                // A clip with a hundred copies needs not a hundred lines.
                guard told[clip, default: 0] <= 4 else { continue }
                var text =
                    pair.share > 0.9 || pair.isMirrored
                    ? "has the poses of" : "has \(NumberText.percent(pair.share)) of its or the other's poses in common with"
                if pair.isMirrored { text += " a mirror image of" }
                text += " \(records[other].title)"
                if let a = records[clip].facts, let b = records[other].facts {
                    if a.frameRate != b.frameRate {
                        text += " at \(NumberText.short(a.frameRate, 2)) in place of \(NumberText.short(b.frameRate, 2)) frames a second"
                    }
                    if let pace, pace < 0 { text += ", backward" }
                    if let pace, abs(abs(pace) - 1) > DuplicateClips.paceTolerance {
                        text +=
                            ", \(pace.magnitude > 1 ? NumberText.short(pace.magnitude, 2) + " times as fast" : NumberText.short(1 / pace.magnitude, 2) + " times as slow")"
                    }
                }
                found.append((clip, ClipProblem(.duplicate, text)))
            }
        }
        return found
    }

    /// Copies whose paces differ by more have different ideas of time.
    static let paceTolerance = 0.04
}
