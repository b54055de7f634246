// Values below which a part of the others lies.

extension Array where Element: Comparable {
    /// The value below which this part of the sorted values lies; nil if there are none.
    func quantile(_ part: Double) -> Element? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        return ordered[Swift.min(ordered.count - 1, Swift.max(0, Int(Double(ordered.count) * part)))]
    }
}
