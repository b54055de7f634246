// Text as CLIP wants it before it is cut into words: repaired, unescaped, one blank between words, lower-case.

enum TextCleaning {
    /// CLIP's `basic_clean`, `whitespace_clean` and `lower`, in this order.
    static func clean(_ text: String) -> [Unicode.Scalar] {
        var scalars = Array(text.unicodeScalars)
        scalars = TextRepair.repair(scalars)
        scalars = HTMLEntities.unescapeFreely(HTMLEntities.unescapeFreely(scalars))
        return Lowercase.lowercased(singleSpaced(scalars))
    }

    /// Runs of white space become one blank, and none is left at the ends.
    static func singleSpaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var pending = false
        for scalar in text {
            if scalar.properties.isWhitespace {
                pending = !result.isEmpty
            } else {
                if pending { result.append(" ") }
                pending = false
                result.append(scalar)
            }
        }
        return result
    }
}

/// Lower-casing by the full rules of Unicode, as Python's `str.lower` does it.
enum Lowercase {
    static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for (i, scalar) in text.enumerated() {
            if scalar.isASCII {
                let isCapital = scalar >= "A" && scalar <= "Z"
                result.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
            } else if scalar == "Σ" {
                result.append(endsWord(text, at: i) ? "ς" : "σ")
            } else {
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    /// The condition Final_Sigma of Unicode's SpecialCasing.txt: a cased letter before it, none after it, whatever may be ignored in between.
    private static func endsWord(_ text: [Unicode.Scalar], at i: Int) -> Bool {
        guard let before = text[..<i].last(where: { !$0.properties.isCaseIgnorable }), before.properties.isCased else { return false }
        guard let after = text[(i + 1)...].first(where: { !$0.properties.isCaseIgnorable }) else { return true }
        return !after.properties.isCased
    }
}
