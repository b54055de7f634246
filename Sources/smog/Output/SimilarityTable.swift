// Similarities as a table that can be read in a terminal.
import Arrays
import CLIP

enum SimilarityTable {
    /// For each picture the texts, the best first, with probability and cosine.
    static func ranked(_ similarity: CLIPSimilarity, images: [String], texts: [String]) -> String {
        var result = ""
        for (i, image) in images.enumerated() {
            result += "\(oneLine(image))\n  probability  cosine\n"
            let order = texts.indices.sorted { (similarity.cosines[i, $1], $0) < (similarity.cosines[i, $0], $1) }
            for j in order {
                let share = number(similarity.probabilities[i, j] * 100, digits: 1) + " %"
                result += padded(share, 13) + padded(number(similarity.cosines[i, j], digits: 4), 8) + "  " + oneLine(texts[j]) + "\n"
            }
        }
        return result
    }

    /// The cosines among features of one kind, up to so many that lines stay short.
    static func among(_ features: NDArray<Float>, names: [String]) -> String {
        let count = names.count
        var result = "\(count) × \(features.shape[1]) numbers\n"
        guard count > 1, count <= 12 else { return result }
        let cosines = CLIPSimilarity(images: features, texts: features, scale: 1).cosines
        result += "cosine of each with each:\n"
        for i in 0..<count {
            let numbers = (0..<count).map { padded(number(cosines[i, $0], digits: 2), 6) }.joined()
            result += padded(String(i + 1), 3) + numbers + "  " + oneLine(names[i]) + "\n"
        }
        return result
    }

    /// Without the locale's opinion on decimal points.
    private static func number(_ value: Float, digits: Int) -> String {
        guard value.isFinite else { return "\(value)" }
        let unit = (0..<digits).reduce(1.0) { unit, _ in unit * 10 }
        let scaled = (Double(value) * unit).rounded()
        let whole = String(Int(abs(scaled) / unit))
        let rest = String(Int(abs(scaled).truncatingRemainder(dividingBy: unit)))
        return (scaled < 0 ? "-" : "") + whole + "." + String(repeating: "0", count: digits - rest.count) + rest
    }

    private static func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    private static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 100 ? line.prefix(99) + "…" : line
    }
}
