// How fast every joint moves, to colour bodies by it.
public import Arrays
@preconcurrency import LibC

/// The speed of joints over time.
public enum JointSpeeds {
    /// How wide the Gaussian mean over time is: its standard deviation in seconds, a frame at 30 frames per second.
    private static let deviation = 1.0 / 30

    /// The speed of every joint in every frame, metres per second.
    ///
    /// Central differences (one-sided at the ends), then a Gaussian mean over about a tenth of a second, which takes away the
    /// trembling of captures but leaves strokes and kicks.
    ///
    /// - Parameters:
    ///   - joints: (frames, joints, 3), metres, such as `PosedFrames.joints`.
    ///   - frameRate: frames per second.
    /// - Returns: (frames, joints); zero for a motion of one frame.
    /// - Precondition: `joints` has that shape and `frameRate` is positive.
    public static func metresPerSecond(_ joints: NDArray<Float>, frameRate: Double) -> NDArray<Float> {
        precondition(joints.shape.count == 3 && joints.shape[2] == 3 && frameRate > 0, "\(joints.shape)")
        let (frames, count) = (joints.shape[0], joints.shape[1])
        var speeds = NDArray<Float>(repeating: 0, shape: [frames, count])
        guard frames > 1, count > 0 else { return speeds }
        let width = count * 3
        let raw = joints.elements.withUnsafeBufferPointer { p in
            [Float](unsafeUninitializedCapacity: frames * count) { out, filled in
                for frame in 0..<frames {
                    let (before, after) = (max(frame - 1, 0), min(frame + 1, frames - 1))
                    let rate = Float(frameRate) / Float(after - before)
                    for joint in 0..<count {
                        let a = before * width + joint * 3, b = after * width + joint * 3
                        let way = SIMD3(p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2])
                        out[frame * count + joint] = (way * way).sum().squareRoot() * rate
                    }
                }
                filled = frames * count
            }
        }
        let reach = min(Int((3 * deviation * frameRate).rounded()), frames - 1)
        let weights = (0...reach).map { offset in
            let t = Double(offset) / (deviation * frameRate)
            return Float(exp(-t * t / 2))
        }
        speeds.elements.withUnsafeMutableBufferPointer { out in
            raw.withUnsafeBufferPointer { raw in
                for frame in 0..<frames {
                    var total: Float = 0
                    for other in max(frame - reach, 0)...min(frame + reach, frames - 1) {
                        let weight = weights[abs(other - frame)]
                        total += weight
                        for joint in 0..<count { out[frame * count + joint] += weight * raw[other * count + joint] }
                    }
                    for joint in 0..<count { out[frame * count + joint] /= total }
                }
            }
        }
        return speeds
    }
}
