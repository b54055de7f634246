// Which part of a long motion a thumbnail shows.
import Arrays

/// A stretch of a motion's frames.
struct MotionWindow: Equatable {
    let frames: Range<Int>

    /// The stretch of some frames in which the joints move most; the first of several.
    ///
    /// - Parameters:
    ///   - speeds: how fast the joints move, (frames, joints), metres a second.
    ///   - length: how many frames are wanted, at least one; a shorter motion is taken whole.
    init(mostActiveOf speeds: NDArray<Float>, length: Int) {
        let (count, joints) = (speeds.shape[0], speeds.shape[1])
        guard count > length, length > 0 else {
            frames = 0..<count
            return
        }
        // The fastest trembling of a few frames must not win over a whole step: speeds count up to a run's.
        var sums = [0.0]
        for frame in 0..<count {
            var sum: Float = 0
            for joint in 0..<joints { sum += min(speeds.elements[frame * joints + joint], 4) }
            sums.append(sums[frame] + Double(sum))
        }
        var best = 0
        for start in 1...count - length where sums[start + length] - sums[start] > (sums[best + length] - sums[best]) * (1 + 1e-6) {
            best = start
        }
        frames = best..<best + length
    }
}
