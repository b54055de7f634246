// Unicode's normal form C: letters and their accents as one character where there is one.

/// Canonical decomposition, ordering and composition (Unicode Standard Annex 15), with tables of its own: the Swift library's are not open to use,
/// and the result must not depend on its version.
enum CanonicalComposition {
    typealias Scalar = Unicode.Scalar

    static func composed(_ text: [Scalar]) -> [Scalar] {
        guard text.contains(where: { !isInert($0.value) }) else { return text }
        var parts: [Scalar] = []
        parts.reserveCapacity(text.count + 8)
        for scalar in text { appendDecomposition(of: scalar, to: &parts) }
        sortMarks(&parts)
        return composedParts(parts)
    }

    /// Characters that neither decompose nor combine with a neighbour, or only into themselves: frequent ranges, not all of them.
    private static func isInert(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x300, 0x400...0x482, 0x48a...0x52f, 0x2010...0x2027, 0x2030...0x205e, 0x20a0...0x20bf, 0x3041...0x3096, 0x30a1...0x30fa,
            0x4e00...0x9fff, 0xac00...0xd7a3, 0x1f300...0x1faff, 0x200b...0x200d, 0xfe0f, 0xfffd:
            true
        default: false
        }
    }

    private static func appendDecomposition(of scalar: Scalar, to parts: inout [Scalar]) {
        if let syllable = Hangul.decomposed(scalar) {
            parts += syllable
        } else if let (first, second) = tables.decompositions[scalar] {
            appendDecomposition(of: first, to: &parts)
            if let second { parts.append(second) }
        } else {
            parts.append(scalar)
        }
    }

    /// Marks of different classes on one letter go in the order of their classes.
    private static func sortMarks(_ parts: inout [Scalar]) {
        var start = 0
        while start < parts.count {
            guard combiningClass(parts[start]) != 0 else {
                start += 1
                continue
            }
            let end = parts[start...].firstIndex { combiningClass($0) == 0 } ?? parts.count
            // Sorting must keep the order of equals, which `sort` does not promise.
            let sorted = parts[start..<end].enumerated().sorted {
                (combiningClass($0.element), $0.offset) < (combiningClass($1.element), $1.offset)
            }
            parts.replaceSubrange(start..<end, with: sorted.map(\.element))
            start = end
        }
    }

    private static func composedParts(_ parts: [Scalar]) -> [Scalar] {
        var result: [Scalar] = []
        result.reserveCapacity(parts.count)
        /// Where in the result the last character of class 0 is, and the class of what follows it.
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in parts {
            let combining = combiningClass(scalar)
            if let at = starter, at == result.count - 1 || lastClass < combining, let whole = composition(result[at], scalar) {
                result[at] = whole
                continue
            }
            if combining == 0 { starter = result.count }
            lastClass = combining
            result.append(scalar)
        }
        return result
    }

    private static func composition(_ first: Scalar, _ second: Scalar) -> Scalar? {
        Hangul.composed(first, second) ?? tables.compositions[UInt64(first.value) << 32 | UInt64(second.value)]
    }

    private static func combiningClass(_ scalar: Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }

    private struct Tables {
        var decompositions: [Scalar: (Scalar, Scalar?)] = [:]
        var compositions: [UInt64: Scalar] = [:]
    }

    private static let tables: Tables = {
        var tables = Tables()
        tables.decompositions.reserveCapacity(2200)
        tables.compositions.reserveCapacity(1000)
        func scalar(_ text: Substring) -> Scalar? { UInt32(text, radix: 16).flatMap(Scalar.init) }
        for item in "\(table)".split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            guard let mark = item.firstIndex(where: { $0 == ":" || $0 == "=" }), let whole = scalar(item[..<mark]) else { continue }
            let parts = item[item.index(after: mark)...].split(separator: "+").compactMap(scalar)
            guard let first = parts.first else { continue }
            let second = parts.count > 1 ? parts[1] : nil
            tables.decompositions[whole] = (first, second)
            if item[mark] == "=", let second { tables.compositions[UInt64(first.value) << 32 | UInt64(second.value)] = whole }
        }
        return tables
    }()
}

/// Korean syllables, which are numbered by a rule (The Unicode Standard, section 3.12).
private enum Hangul {
    private static let syllables: UInt32 = 0xac00, leads: UInt32 = 0x1100, vowels: UInt32 = 0x1161, tails: UInt32 = 0x11a7
    private static let leadCount: UInt32 = 19, vowelCount: UInt32 = 21, tailCount: UInt32 = 28

    static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard 0xac00...0xd7a3 ~= scalar.value else { return nil }
        let index = scalar.value - syllables
        let parts = [leads + index / (vowelCount * tailCount), vowels + index / tailCount % vowelCount, tails + index % tailCount]
        return (parts[2] == tails ? Array(parts.prefix(2)) : parts).compactMap(Unicode.Scalar.init)
    }

    static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        let (a, b) = (first.value, second.value)
        if leads..<leads + leadCount ~= a, vowels..<vowels + vowelCount ~= b {
            return Unicode.Scalar(syllables + ((a - leads) * vowelCount + (b - vowels)) * tailCount)
        }
        if 0xac00...0xd7a3 ~= a, (a - syllables) % tailCount == 0, tails + 1..<tails + tailCount ~= b {
            return Unicode.Scalar(a + (b - tails))
        }
        return nil
    }
}
