// Numbers for people: the same in every locale, rounded and never cut.

/// Writes numbers as lines, pages and errors show them.
package enum NumberText {
    /// A number rounded to some digits behind the point, without zeros at the end.
    /// - Parameter nothing: what stands for NaN, infinity and what is too large to be shown digit by digit.
    package static func short(_ value: Double, _ digits: Int, nothing: String = "–") -> String {
        guard value.isFinite, abs(value) < 1e12 else { return nothing }
        let unit = (0..<max(0, min(digits, 9))).reduce(1.0) { power, _ in power * 10 }
        let rounded = (value * unit).rounded() / unit
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// Three digits or so: one behind the point below 100, none above.
    package static func short(_ value: Double) -> String { short(value, abs(value) >= 100 ? 0 : 1) }

    /// `999 bytes`, `300 kB`, `1.2 MB`, `4.5 GB`
    package static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1000: NumberText.count(count, "byte")
        case ..<999_500: "\((count + 500) / 1000) kB"
        case ..<999_950_000: "\(short(Double(count) / 1e6, 1)) MB"
        default: "\(short(Double(count) / 1e9, 1)) GB"
        }
    }

    /// A time in seconds: two digits behind the point below ten seconds.
    package static func seconds(_ value: Double, digits: Int? = nil) -> String { short(value, digits ?? (abs(value) < 10 ? 2 : 0)) + " s" }

    /// A time that is waited for: `45 s`, `2 min 5 s`, `1 h 40 min`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "–" }
        let whole = Int(min(max(seconds, 0), 359_999_999).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        let minutes = (whole + 30) / 60
        return "\(minutes / 60) h \(minutes % 60) min"
    }

    /// A share of one in whole percents.
    package static func percent(_ share: Double) -> String { short(share * 100, 0) + " %" }

    package static func centimetres(_ metres: Float) -> String { short(Double(metres) * 100, 0) + " cm" }

    /// `1 frame`, `2 frames`.
    /// - Parameter many: the plural, where it is not the word and an s.
    package static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}
