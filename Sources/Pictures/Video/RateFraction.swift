// Frame rates as fractions of whole numbers, as files want them.

/// A number of frames a second as a fraction in lowest terms, both parts at most 65535.
package struct RateFraction: Sendable, Equatable {
    package let frames: Int
    package let seconds: Int

    /// The simplest fraction that is the rate to a billionth, or, if there is none, the nearest one (continued fractions).
    ///
    /// 30 becomes 30/1, 29.97 becomes 2997/100, 30000.0 / 1001 becomes 30000/1001.
    /// - Throws: ``PictureProblem`` if the rate is not from 0.001 to 10,000.
    package init(_ rate: Double) throws {
        guard rate >= 0.001, rate <= 10_000 else {
            throw PictureProblem("cannot show \(rate) frames per second", expected: "0.001 to 10000")
        }
        // Convergents h/k of the continued fraction.
        var (h, k, lastH, lastK) = (1, 0, 0, 1)
        var rest = rate
        while true {
            let whole = Int(rest)
            let (newH, newK) = (whole * h + lastH, whole * k + lastK)
            guard newH <= 65535, newK <= 65535 else { break }
            (lastH, lastK, h, k) = (h, k, newH, newK)
            let error = abs(Double(h) / Double(k) - rate)
            guard error > rate * 1e-9 else { break }
            rest = 1 / (rest - Double(whole))
            guard rest < 1e9 else { break }
        }
        frames = max(h, 1)
        seconds = max(k, 1)
    }
}
