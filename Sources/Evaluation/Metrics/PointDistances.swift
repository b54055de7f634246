// Measures of generated motions that are distances between points: matching, diversity, multimodality.
// Guo et al.: "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022, section 5.1.
public import Arrays
import Learning
@preconcurrency import LibC

/// Euclidean distances between the points that an evaluator makes of texts and motions.
public enum PointDistances {
    /// The mean distance of pairs: "MM-Dist", or matching score.
    ///
    /// - Parameters:
    ///   - a: `(pairs, width)`, as `b`.
    public static func matching(_ a: NDArray<Float>, _ b: NDArray<Float>) -> Double {
        precondition(a.shape == b.shape, "\(a.shape) and \(b.shape)")
        guard a.shape[0] > 0 else { return .nan }
        return (0..<a.shape[0]).reduce(0) { $0 + between(a.row($1), b.row($1)) } / Double(a.shape[0])
    }

    /// All distances between two sets of points, `(a, b)`.
    public static func table(_ a: NDArray<Float>, _ b: NDArray<Float>) -> NDArray<Float> {
        let (rows, columns) = (a.shape[0], b.shape[0])
        return NDArray(
            shape: [rows, columns],
            elements: (0..<rows).flatMap { i in (0..<columns).map { Float(between(a.row(i), b.row($0))) } })
    }

    /// How far motions are apart: the mean distance between the motions of two draws.
    ///
    /// - Parameters:
    ///   - points: `(motions, width)`.
    ///   - first: drawn without replacement; paired with `second` in the order of drawing.
    public static func diversity(_ points: NDArray<Float>, first: [Int], second: [Int]) -> Double {
        precondition(first.count == second.count, "pairs")
        guard !first.isEmpty else { return .nan }
        return zip(first, second).reduce(0) { $0 + between(points.row($1.0), points.row($1.1)) } / Double(first.count)
    }

    /// How far the motions of one text are apart, a mean over texts.
    ///
    /// - Parameters:
    ///   - points: `(texts, motions, width)`.
    ///   - first: which motions of each text are paired with `second`, the same for all texts.
    public static func multimodality(_ points: NDArray<Float>, first: [Int], second: [Int]) -> Double {
        let (texts, motions, width) = (points.shape[0], points.shape[1], points.shape[2])
        guard texts > 0 else { return .nan }
        let sum = (0..<texts).reduce(0.0) { sum, text in
            let own = NDArray(
                shape: [motions, width], elements: Array(points.elements[text * motions * width..<(text + 1) * motions * width]))
            return sum + diversity(own, first: first, second: second)
        }
        return sum / Double(texts)
    }

    /// Draws the pairs of ``diversity(_:first:second:)``.
    ///
    /// - Parameters:
    ///   - wanted: pairs; as many as there are motions where those are fewer.
    public static func pairs(_ wanted: Int, of count: Int, random: inout RandomNumbers) -> (first: [Int], second: [Int]) {
        let first = Array(random.shuffled(count).prefix(wanted))
        return (first, Array(random.shuffled(count).prefix(wanted)))
    }

    private static func between(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        var sum = 0.0
        for (x, y) in zip(a, b) { sum += (Double(x) - Double(y)) * (Double(x) - Double(y)) }
        return sum.squareRoot()
    }
}

/// Distances between the joints of two motions.
public enum JointDistances {
    /// MPJPE without where the bodies stand: the mean distance of joints, each body seen from its own pelvis.
    ///
    /// - Parameters:
    ///   - a: `(frames, joints, 3)`, the pelvis first; as `b`.
    /// - Returns: for each frame, in the units of the joints.
    public static func perPose(_ a: NDArray<Float>, _ b: NDArray<Float>) -> [Double] {
        precondition(a.shape == b.shape && a.shape.count == 3 && a.shape[2] == 3, "\(a.shape) and \(b.shape)")
        let joints = a.shape[1]
        return (0..<a.shape[0]).map { frame in
            var sum = 0.0
            for joint in 0..<joints {
                var square = 0.0
                for axis in 0..<3 {
                    let own = Double(a[frame, joint, axis] - a[frame, 0, axis]), other = Double(b[frame, joint, axis] - b[frame, 0, axis])
                    square += (own - other) * (own - other)
                }
                sum += square.squareRoot()
            }
            return sum / Double(max(1, joints))
        }
    }
}
