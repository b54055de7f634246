// Choosing one of several classes at random by how likely a model finds them.

/// Ways to draw classes from the rows of scores that a model gives them.
///
/// Each draw takes its random numbers as an argument, so that those of another program can be played back.
public enum Draws {
    /// The scores with all but the highest of each row at minus infinity.
    ///
    /// - Parameters:
    ///   - scores: `(…, classes)`.
    ///   - count: how many stay, at least 1; of equal scores those of the lowest classes.
    public static func highest(_ count: Int, of scores: Tensor) -> Tensor {
        let (rows, classes) = (scores.rows, scores.columns)
        let kept = max(1, count)
        guard kept < classes else { return scores.detached() }
        let out = Tensor(repeating: -.infinity, shape: scores.shape)
        Spread.over(rows, cost: classes * 12) { range in
            for row in range {
                let x = scores.pointer + row * classes
                for index in highestIndices(x, classes: classes, count: kept) { out.mutablePointer[row * classes + index] = x[index] }
            }
        }
        return out
    }

    /// The classes of the highest scores, the highest first.
    private static func highestIndices(_ x: UnsafePointer<Float>, classes: Int, count: Int) -> [Int] {
        // NaN sorts last.
        func key(_ i: Int) -> Float { x[i].isNaN ? -.infinity : x[i] }
        return Array((0..<classes).sorted { (key($0), $1) > (key($1), $0) }.prefix(count))
    }

    /// How many classes the top share of them is, as the code of MoMask counts: `⌈(1 - share) · classes⌉`, at least 1.
    public static func count(ofShare share: Double, classes: Int) -> Int {
        min(classes, max(1, Int(((1 - share) * Double(classes)).rounded(.up))))
    }

    /// Each row's class by the Gumbel trick: the highest of `score / temperature - log(-log(u))`, which draws a class as often as its
    /// softmax says.
    ///
    /// - Parameters:
    ///   - scores: `(…, classes)`.
    ///   - uniform: a number of `0 ..< 1` for each score.
    ///   - temperature: higher draws more evenly; at 0 the highest score wins (but for scores nearer than 1e-9 to each other).
    public static func gumbel(_ scores: Tensor, uniform: [Float], temperature: Float = 1) -> [Int] {
        precondition(uniform.count == scores.count, "\(uniform.count) random numbers for \(scores)")
        let warmth = max(temperature, 1e-10)
        return classes(scores) { x, row, i in x[i] / warmth + gumbel(uniform[row * scores.columns + i]) }
    }

    /// A number of Gumbel's distribution from an even one of `0 ..< 1`.
    public static func gumbel(_ uniform: Float) -> Float {
        let inner = -NormalQuantile.naturalLogarithm(Double(max(uniform, 1e-20)))
        return Float(-NormalQuantile.naturalLogarithm(max(inner, 1e-20)))
    }

    /// Each row's class, drawn as often as its softmax says: the highest of `softmax(score / temperature) / e`.
    ///
    /// - Parameters:
    ///   - exponential: a number of the exponential distribution for each score; see ``RandomNumbers/exponential()``.
    public static func categorical(_ scores: Tensor, exponential: [Float], temperature: Float = 1) -> [Int] {
        precondition(exponential.count == scores.count, "\(exponential.count) random numbers for \(scores)")
        let warmth = max(temperature, 1e-10)
        let chances = (scores.detached() * (1 / warmth)).softmax()
        return classes(chances) { p, row, i in p[i] / max(exponential[row * scores.columns + i], .leastNormalMagnitude) }
    }

    /// The column of each row's highest value; the first of equal ones.
    private static func classes(_ scores: Tensor, _ value: (_ row: UnsafePointer<Float>, _ index: Int, _ column: Int) -> Float) -> [Int] {
        let (rows, classes) = (scores.rows, scores.columns)
        var out = [Int](repeating: 0, count: rows)
        out.withUnsafeMutableBufferPointer { out in
            Spread.over(rows, cost: classes * 60) { range in
                for row in range {
                    var best = -Float.infinity
                    for i in 0..<classes {
                        let score = value(scores.pointer + row * classes, row, i)
                        if score > best {
                            best = score
                            out[row] = i
                        }
                    }
                }
            }
        }
        return out
    }

    /// The column of each row's highest score.
    public static func highestClass(_ scores: Tensor) -> [Int] { classes(scores) { x, _, i in x[i] } }
}

extension RandomNumbers {
    /// Even numbers of `0 ..< 1`, for ``Draws/gumbel(_:uniform:temperature:)``.
    public mutating func uniforms(_ count: Int) -> [Float] { (0..<count).map { _ in uniform() } }

    /// Exponentially distributed with mean 1; the same bits on every machine.
    public mutating func exponential() -> Float { Float(-NormalQuantile.naturalLogarithm((Double(next() >> 11) + 0.5) * 0x1p-53)) }

    /// For ``Draws/categorical(_:exponential:temperature:)``.
    public mutating func exponentials(_ count: Int) -> [Float] { (0..<count).map { _ in exponential() } }
}
