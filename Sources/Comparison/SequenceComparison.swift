// Two animations, or folders of frames, compared frame by frame.
import Files
import Pictures

/// Two sequences of pictures in numbers.
public struct SequenceComparison: Sendable {
    /// What a metric says about all frames.
    public struct Summary: Sendable, Equatable {
        /// The mean over the frames.
        public var mean: Double
        /// The value of the frame that is farthest from the same.
        public var worst: Double
        /// The value farthest from the same that a limit holds for, see ``PictureComparison/judged``.
        public var judged: Double
        /// The frame of ``worst``, counted from 0; the first of several.
        public var worstFrame: Int
    }

    /// A pair of pictures of one place in the sequence.
    public struct Pair: Sendable {
        /// Counted from 0.
        public var frame: Int
        /// The file's name, in folders.
        public var name: String?
        public var first: Image
        public var second: Image
    }

    /// Pairs that were compared.
    public let frameCount: Int
    public let summaries: [ComparisonMetric: Summary]
    /// The worst pair by the metric asked for first.
    public let worst: Pair
    /// The first frame that does not stay equally long in both animations, and how long it does, in seconds.
    public let firstOtherDuration: (frame: Int, first: Double, second: Double)?

    /// Compares frame with frame: by name where both are folders, else in order. Frames are held one pair at a time.
    /// - Parameter metrics: at least one; the first decides which pair is ``worst``.
    /// - Throws: ``PictureMismatch`` if one has frames that the other lacks, or sizes differ; `FileProblem` for files that cannot
    ///   be read; ``PictureProblem`` where a metric is not defined.
    public init(_ first: FrameSequence, _ second: FrameSequence, metrics: [ComparisonMetric]) throws {
        guard let leading = metrics.first else { throw PictureProblem("no metric to compare by", expected: "at least one") }
        if let mine = first.names, let others = second.names, mine != others {
            let (mineSet, othersSet) = (Set(mine), Set(others))
            let missing = mine.first { !othersSet.contains($0) }.map { "\(second.path) has no \($0)" }
            let surplus = others.first { !mineSet.contains($0) }.map { "\(first.path) has no \($0)" }
            throw PictureMismatch([missing, surplus].compactMap { $0 }.joined(separator: "; "))
        }
        var count = 0
        var summaries: [ComparisonMetric: Summary] = [:]
        var worst: Pair?
        var otherDuration: (frame: Int, first: Double, second: Double)?
        while true {
            let (a, b) = (try first.next(), try second.next())
            guard let a, let b else {
                guard a == nil, b == nil else {
                    let (longer, shorter) = a == nil ? (second, first) : (first, second)
                    throw PictureMismatch("\(shorter.path) has \(NumberText.count(count, "frame")), \(longer.path) has more")
                }
                break
            }
            let pair: PictureComparison
            do {
                pair = try PictureComparison(a.image, b.image, metrics: Set(metrics))
            } catch let mismatch as PictureMismatch {
                let place = a.name ?? (count > 0 ? "frame \(count)" : nil)
                throw PictureMismatch("\(first.path) and \(second.path): \(place.map { "\($0): " } ?? "")\(mismatch)")
            }
            for (metric, value) in pair.values {
                let judged = pair.judged[metric] ?? value
                var summary = summaries[metric] ?? Summary(mean: 0, worst: value, judged: judged, worstFrame: count)
                summary.mean += value
                if metric.isWorse(judged, than: summary.judged) { summary.judged = judged }
                if metric.isWorse(value, than: summary.worst) { (summary.worst, summary.worstFrame) = (value, count) }
                summaries[metric] = summary
            }
            if summaries[leading]?.worstFrame == count { worst = Pair(frame: count, name: a.name, first: a.image, second: b.image) }
            if otherDuration == nil, let mine = a.duration, let other = b.duration, abs(mine - other) > 1e-6 {
                otherDuration = (count, mine, other)
            }
            count += 1
        }
        guard let worst else { throw PictureProblem("\(first.path) and \(second.path) hold no pictures", expected: "at least one") }
        frameCount = count
        self.summaries = summaries.mapValues {
            Summary(mean: $0.mean / Double(count), worst: $0.worst, judged: $0.judged, worstFrame: $0.worstFrame)
        }
        self.worst = worst
        firstOtherDuration = otherDuration
    }

    /// Whether each metric stays within its limit in every frame, and every frame stays equally long. Differences of one level do not
    /// count in the mean.
    public func isWithin(_ limits: [ComparisonMetric: Double]) -> Bool {
        firstOtherDuration == nil
            && summaries.allSatisfy { metric, summary in limits[metric].map { metric.allows(summary.judged, limit: $0) } ?? true }
    }
}
