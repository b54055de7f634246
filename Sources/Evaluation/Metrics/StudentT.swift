// Student's t distribution, for intervals from few runs.
@preconcurrency import LibC

/// Student's t distribution with a whole number of degrees of freedom.
package struct StudentT: Sendable {
    public let degrees: Int

    /// - Precondition: `degrees` is positive.
    public init(degrees: Int) {
        precondition(degrees > 0, "\(degrees) degrees of freedom")
        self.degrees = degrees
    }

    /// The probability of a value between `-t` and `t`.
    ///
    /// A finite sum in the angle `θ = atan(t / √n)` (Abramowitz & Stegun 26.7.3 and 26.7.4).
    public func probability(within t: Double) -> Double {
        let n = Double(degrees)
        let cosine2 = n / (n + t * t)
        let sine = t / (n + t * t).squareRoot()
        // Even: sin θ (1 + 1/2 cos² + 1·3/(2·4) cos⁴ …); odd: 2/π (θ + sin θ (cos + 2/3 cos³ …)).
        let isOdd = degrees % 2 == 1
        var term = isOdd ? cosine2.squareRoot() : 1
        var sum = 0.0
        for k in stride(from: isOdd ? 3 : 2, through: degrees, by: 2) {
            sum += term
            term *= Double(k - 1) / Double(k) * cosine2
        }
        return isOdd ? 2 / Double.pi * (atan(t / n.squareRoot()) + sine * sum) : sine * sum
    }

    /// The `t` for which a value lies between `-t` and `t` with that probability: 12.7, 4.30, 3.18, … for 0.95.
    /// - Precondition: `probability` is at least 0 and less than 1.
    public func bound(probability: Double) -> Double {
        precondition(probability >= 0 && probability < 1, "probability \(probability)")
        var (low, high) = (0.0, 1.0)
        while self.probability(within: high) < probability, high < 1e300 {
            low = high
            high *= 2
        }
        // Halving until no number lies between.
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return high }
            if self.probability(within: middle) < probability { low = middle } else { high = middle }
        }
    }
}
