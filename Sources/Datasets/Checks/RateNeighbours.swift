// Compares each clip's frame rate with those of the clips it lies among, and with those of its copies.
import Files

struct RateNeighbours {
    /// As many others in a folder, of which this part has one rate, make that the folder's; of folders farther up more are asked.
    private static let fewest = 3
    private static let agreement = 0.8
    private static let fewestAbove = 10
    private static let agreementAbove = 0.95
    /// Rates closer than this are the same: 59.94 and 60.
    private static let tolerance = 0.01

    static func problems(_ records: [ClipRecord], _ duplicates: DuplicateClips) -> [(clip: Int, problem: ClipProblem)] {
        var found: [(Int, ClipProblem)] = []
        var isSpoken = records.map { $0.problems.contains { $0.kind == .frameRate } }
        // A copy at another rate that takes as long as its original has been resampled, and its rate is right.
        var isVouched = [Bool](repeating: false, count: records.count)
        for pair in duplicates.pairs {
            guard let pace = pair.pace, let a = records[pair.first].facts, let b = records[pair.second].facts,
                !isSame(a.frameRate, b.frameRate)
            else { continue }
            if abs(pace.magnitude - 1) < DuplicateClips.paceTolerance {
                isVouched[pair.first] = true
                isVouched[pair.second] = true
            }
        }
        var counts: [String: [Double: Int]] = [:]
        func keys(_ record: ClipRecord, _ facts: ClipRecord.Facts) -> (near: String, far: String) {
            let folders = record.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            return (facts.format + "\n" + folders.joined(separator: "/"), facts.format + "\n\n" + folders.dropLast().joined(separator: "/"))
        }
        func rounded(_ rate: Double) -> Double { (rate * 100).rounded() / 100 }
        for record in records {
            guard let facts = record.facts else { continue }
            let (near, far) = keys(record, facts)
            counts[near, default: [:]][rounded(facts.frameRate), default: 0] += 1
            counts[far, default: [:]][rounded(facts.frameRate), default: 0] += 1
        }
        for (clip, record) in records.enumerated() where !isSpoken[clip] && !isVouched[clip] {
            guard let facts = record.facts else { continue }
            let (near, far) = keys(record, facts)
            for (key, fewest, agreement, place) in [
                (near, fewest, agreement, "in its folder"), (far, fewestAbove, agreementAbove, "in the folders beside it"),
            ] {
                guard let all = counts[key] else { continue }
                let others = all.values.reduce(0, +) - 1
                guard others >= fewest, let usual = all.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }),
                    !isSame(usual.key, facts.frameRate),
                    Double(usual.value) >= agreement * Double(others)
                else { continue }
                found.append(
                    (
                        clip,
                        ClipProblem(
                            .frameRate,
                            "has \(NumberText.short(facts.frameRate, 2)) frames a second, but \(usual.value) of the \(others) others \(place) have \(NumberText.short(usual.key, 2))"
                        )
                    ))
                isSpoken[clip] = true
                break
            }
        }
        // The same poses at two paces: if nothing else tells which is wrong, both may be.
        for pair in duplicates.pairs {
            guard let pace = pair.pace, abs(pace.magnitude - 1) > DuplicateClips.paceTolerance, let a = records[pair.first].facts,
                let b = records[pair.second].facts,
                !isSame(a.frameRate, b.frameRate), !isSpoken[pair.first], !isSpoken[pair.second]
            else { continue }
            for (clip, other, rate) in [(pair.first, pair.second, b.frameRate), (pair.second, pair.first, a.frameRate)] {
                found.append(
                    (
                        clip,
                        ClipProblem(
                            .frameRate,
                            "the same frames are in \(records[other].title) at \(NumberText.short(rate, 2)) frames a second: one of the two is wrong"
                        )
                    ))
            }
        }
        return found
    }

    private static func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= tolerance * max(a, b) }
}
