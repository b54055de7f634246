// Which frames of a motion must be known to show a few moments of it: those, and enough others to find the floor.

/// The frames to read of a long motion of which only some moments will be shown.
///
/// No frame by itself tells where the floor is: the body may be in the air. The frames around it do, and a few spread over the whole:
/// about ten a moment in place of hundreds.
public struct PortraitSampler: Sendable {
    /// The frames to read, ascending.
    public let frames: [Int]
    /// Where the moments are among ``frames``, in the order they were given.
    public let rows: [Int]
    private let frameRate: Double
    /// Where the frames spread over the whole are among ``frames``.
    private let spread: [Int]

    /// Seconds before and after a moment at which the body is looked at.
    private static let offsets = [-0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5]
    /// Frames spread over the whole motion.
    private static let spreadCount = 24

    /// - Parameters:
    ///   - frameCount: frames of the motion, at least one.
    ///   - moments: the frames to be shown, within the motion.
    public init(frameCount: Int, frameRate: Double, moments: [Int]) {
        precondition(frameCount > 0 && moments.allSatisfy { (0..<frameCount).contains($0) })
        var wanted = Set(moments)
        for moment in moments {
            for offset in PortraitSampler.offsets {
                let frame = moment + Int((offset * frameRate).rounded())
                if (0..<frameCount).contains(frame) { wanted.insert(frame) }
            }
        }
        let spread = Set((0..<PortraitSampler.spreadCount).map { $0 * (frameCount - 1) / (PortraitSampler.spreadCount - 1) })
        let frames = wanted.union(spread).sorted()
        self.frames = frames
        self.frameRate = frameRate
        let row = Dictionary(uniqueKeysWithValues: frames.enumerated().map { ($0.element, $0.offset) })
        rows = moments.compactMap { row[$0] }
        self.spread = frames.indices.filter { spread.contains(frames[$0]) }
    }

    /// A floor that differs by less than this (metres) from that of the whole slopes, or was captured to drift; more is a step.
    private static let drift: Float = 0.07
    /// As deep (metres) skin may sink into the floor.
    private static let yielding: Float = 0.015
    /// Feet as little above the floor (metres) stand on it.
    private static let hovering: Float = 0.025

    /// Feet that are higher than the body's lowest point by more than this (metres) do not carry it.
    private static let reach: Float = 0.03

    /// Height of the floor in each of the moments, metres.
    /// - Parameter lowest: the heights of the body's and of the feet's lowest points in each of ``frames``.
    func floorHeights(lowest: [(body: Float, feet: Float)]) -> [Float] {
        // Hands and backs say less than feet: they sink in where the body shown is not the one that was captured.
        func level(_ rows: some Sequence<Int>) -> Float? {
            let standing = rows.filter { lowest[$0].feet - lowest[$0].body < PortraitSampler.reach }
            return standing.count < 2 ? nil : FloorHeight.level(standing.map { lowest[$0].body })?.height
        }
        let whole = level(spread) ?? level(lowest.indices) ?? FloorHeight.level(lowest.map(\.body))?.height ?? 0
        return rows.map { row in
            let own = lowest[row].body
            let around = lowest.indices.filter { abs(Double(frames[$0] - frames[row])) <= 0.55 * frameRate }
            var height = whole
            if let near = level(around), abs(near - whole) < PortraitSampler.drift { height = near }
            if own > height, own - height < PortraitSampler.hovering { return own }
            return min(height, own + PortraitSampler.yielding)
        }
    }
}
