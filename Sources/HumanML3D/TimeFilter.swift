// A Gaussian along time, as SciPy's gaussian_filter1d has it with mode "nearest".
@preconcurrency import LibC

/// Smooths numbers along time.
package enum TimeFilter {
    /// A Gaussian over time, cut at four deviations; the first and the last frame go on forever.
    ///
    /// - Parameters:
    ///   - numbers: `(frames, columns)`.
    ///   - deviation: in frames.
    package static func gaussian(_ numbers: [Double], columns: Int, deviation: Double) -> [Double] {
        let radius = Int(4 * deviation + 0.5)
        let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
        let total = weights.reduce(0, +)
        let frames = numbers.count / max(1, columns)
        var out = [Double](repeating: 0, count: numbers.count)
        for frame in 0..<frames {
            for (k, weight) in weights.enumerated() {
                let from = min(max(frame + k - radius, 0), frames - 1) * columns
                let share = weight / total
                for column in 0..<columns { out[frame * columns + column] += numbers[from + column] * share }
            }
        }
        return out
    }
}
