// Numbers as pages show them: few digits, the same in every locale.

enum Digits {
    /// A number rounded to some digits behind the point, without zeros at the end.
    static func short(_ value: Double, _ digits: Int = 2) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        let unit = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = (value * unit).rounded() / unit
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// `1.2 MB`
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1000: "\(count) bytes"
        case ..<1_000_000: "\((count + 500) / 1000) kB"
        case ..<1_000_000_000: "\(short(Double(count) / 1e6, 1)) MB"
        default: "\(short(Double(count) / 1e9, 1)) GB"
        }
    }
}
