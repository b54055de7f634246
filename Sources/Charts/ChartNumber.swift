// Numbers beside bars.

/// Numbers over bars.
enum ChartNumber {
    /// Three digits or so, the same in every locale.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        let size = abs(value)
        if size >= 1e6 || (size > 0 && size < 1e-4) { return "\(Float(value))" }
        if value == value.rounded() { return String(Int(value)) }
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4
        let unit = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = (value * unit).rounded() / unit
        return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
    }
}
