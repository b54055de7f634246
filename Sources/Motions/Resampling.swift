// Other frame rates: frames between the captured ones.
public import Arrays
import Files

extension Motion {
    /// More frames than a day at 30 per second are a slip of the keyboard, and would not fit into memory.
    static let largestFrameCount = 3_000_000

    /// The same motion at another frame rate.
    ///
    /// Frame `k` of the result shows the time `k / rate`; both motions begin at time 0, and the result has every frame whose time
    /// is not after the last captured frame: `⌊(frameCount - 1) · rate / frameRate⌋ + 1`. Nothing is extrapolated, so the span from
    /// first to last frame is kept to within `1 / rate`, as is ``duration``.
    ///
    /// Frames that coincide in time with a captured one are copied exactly; if `rate` divides the frame rate, those are all.
    /// Between frames translations move in a straight line, and every joint turns at constant angular velocity along the shorter
    /// arc (slerp). Rotation vectors stay continuous where they were, also beyond π.
    ///
    /// - Throws: `FileProblem` if `rate` is not between 0.1 and 1000, or the result would have more than three million frames.
    public func resampled(to rate: Double) throws -> Motion {
        guard FrameRates.allowed.contains(rate) else {
            throw FileProblem(
                source.file, "cannot be resampled to \(FrameRates.text(rate)) frames per second", expected: FrameRates.allowedText)
        }
        if rate == frameRate { return self }
        // A hundred-thousandth of a frame: far below what can be seen, far above what rounding adds up to.
        let slack = 1e-5
        let last = Double(frameCount - 1) * rate / frameRate
        guard last < Double(Motion.largestFrameCount) else {
            throw FileProblem(
                source.file, "would have \(FrameRates.text(last.rounded())) frames at \(FrameRates.text(rate)) per second",
                expected: "at most \(Motion.largestFrameCount)", advice: "Is its own rate of \(FrameRates.text(frameRate)) right?")
        }
        let count = Int(last + slack) + 1
        let width = layout.jointCount * 3
        var result = self
        result.frameRate = rate
        var interpolator = FrameInterpolator(self)
        result.poses = NDArray(
            shape: [count, layout.jointCount, 3],
            elements: [Float](unsafeUninitializedCapacity: count * width) { target, filled in
                guard let base = target.baseAddress else { return }
                for k in 0..<count {
                    let position = Motion.snapped(Double(k) * frameRate / rate, slack: slack)
                    interpolator.rotations(at: position, into: base + k * width)
                }
                filled = count * width
            })
        result.translations = NDArray(repeating: 0, shape: [count, 3])
        for k in 0..<count {
            let point = translation(at: Motion.snapped(Double(k) * frameRate / rate, slack: slack))
            for axis in 0..<3 { result.translations[k, axis] = point[axis] }
        }
        return result
    }

    /// The body at any time, interpolated as in ``resampled(to:)``; before the first frame and after the last the body holds still.
    /// - Parameter time: seconds from the beginning; NaN counts as 0.
    public func frame(at time: Double) -> MotionFrame {
        let position = Motion.snapped(min(max(time.isNaN ? 0 : time * frameRate, 0), Double(frameCount - 1)), slack: 1e-9)
        var interpolator = FrameInterpolator(self)
        let width = layout.jointCount * 3
        let rotations = [Float](unsafeUninitializedCapacity: width) { target, filled in
            guard let base = target.baseAddress else { return }
            interpolator.rotations(at: position, into: base)
            filled = width
        }
        return MotionFrame(
            rotations: NDArray(shape: [layout.jointCount, 3], elements: rotations), translation: translation(at: position))
    }

    /// A position in frames, made whole if it is so but for rounding.
    private static func snapped(_ position: Double, slack: Double) -> Double {
        let whole = position.rounded()
        return abs(position - whole) <= slack ? whole : position
    }

    /// The translation at a position in frames, which must not lie outside the motion.
    private func translation(at position: Double) -> SIMD3<Float> {
        let frame = min(Int(position), frameCount - 1)
        let t = Float(position - Double(frame))
        let start = SIMD3(translations[frame, 0], translations[frame, 1], translations[frame, 2])
        guard t > 0, frame + 1 < frameCount else { return start }
        let end = SIMD3(translations[frame + 1, 0], translations[frame + 1, 1], translations[frame + 1, 2])
        return start + (end - start) * t
    }
}

/// A body at one moment.
public struct MotionFrame: Sendable, Equatable {
    /// Rotations, (joints, 3): axis times angle in radians, relative to the parent joint.
    public var rotations: NDArray<Float>
    /// Metres.
    public var translation: SIMD3<Float>
}
