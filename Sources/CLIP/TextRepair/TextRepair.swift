// Repair of text that went through the wrong programs: the steps and their order.

/// What the Python library ftfy does with its standard settings (`fix_text`, the same in 6.1 and 6.3).
///
/// CLIP was trained on text repaired like this, so the same text must give the same tokens. The order of the steps, the signs by which mixed-up
/// encodings are known and the encodings tried are ftfy's (Robyn Speer, Apache License 2.0); steps for lone surrogates are not needed, as
/// Swift's strings have none.
enum TextRepair {
    typealias Scalar = Unicode.Scalar

    /// Repairs line by line: a mixed-up line does not make others suspicious.
    static func repair(_ text: [Scalar]) -> [Scalar] {
        guard text.contains(where: { !isPlain($0) }) else { return text }
        var result: [Scalar] = []
        result.reserveCapacity(text.count)
        var start = 0
        // Once something looks like a tag, the rest is taken for HTML whose entities are meant.
        var hasTags = false
        while start < text.count {
            let newline = text[start...].firstIndex(of: "\n") ?? text.count - 1
            let end = min(newline + 1, start + longestSegment)
            let segment = Array(text[start..<end])
            if segment.contains("<") { hasTags = true }
            result += repairSegment(segment, unescaping: !hasTags)
            start = end
        }
        return result
    }

    /// Lines longer than this are repaired in pieces.
    private static let longestSegment = 1_000_000

    /// Characters that no step changes.
    private static func isPlain(_ scalar: Scalar) -> Bool {
        (scalar.value >= 0x20 && scalar.value < 0x7f && scalar != "&") || scalar == "\n" || scalar == "\t"
    }

    /// All steps again and again until none changes anything.
    private static func repairSegment(_ segment: [Scalar], unescaping: Bool) -> [Scalar] {
        var text = segment
        if unescaping {
            // References within references are undone one level a round. Where that is all there is to do, it is done at once.
            let meant = HTMLEntities.unescapedToTheEnd(text)
            if meant.allSatisfy({ isPlain($0) || $0 == "&" }) { return meant }
        }
        while true {
            let before = text
            let levels = unescaping ? HTMLEntities.levelsOfAmpersands(in: text) : 0
            if unescaping { text = HTMLEntities.unescapeStrictly(text) }
            text = EncodingRepair.repair(text)
            text = CharacterForms.plain(text)
            text = unifiedLineBreaks(text)
            text = withoutTerminalEscapes(text)
            text.removeAll { isUnwanted($0.value) }
            text = CanonicalComposition.composed(text)
            if text == before { return text }
            // A round that took a level off every chain of ampersands, and did no more, would be followed by others like it.
            if levels > 2, text == HTMLEntities.withoutLevels(1, before) { text = HTMLEntities.withoutLevels(levels - 1, before) }
        }
    }

    private static func unifiedLineBreaks(_ text: [Scalar]) -> [Scalar] {
        guard text.contains(where: { $0 == "\r" || $0 == "\u{2028}" || $0 == "\u{2029}" || $0 == "\u{85}" }) else { return text }
        var result: [Scalar] = []
        for (i, scalar) in text.enumerated() {
            switch scalar {
            case "\r": if i + 1 == text.count || text[i + 1] != "\n" { result.append("\n") }
            case "\u{2028}", "\u{2029}", "\u{85}": result.append("\n")
            default: result.append(scalar)
            }
        }
        return result
    }

    /// Removes what colours text in terminals: escape, bracket, digits and semicolons, a letter.
    private static func withoutTerminalEscapes(_ text: [Scalar]) -> [Scalar] {
        guard text.contains("\u{1b}") else { return text }
        var result: [Scalar] = []
        var i = 0
        while i < text.count {
            if text[i] == "\u{1b}", i + 1 < text.count, text[i + 1] == "[" {
                var end = i + 2
                while end < text.count, text[end] == ";" || text[end].properties.generalCategory == .decimalNumber { end += 1 }
                if end < text.count, text[end].isASCII, text[end].properties.isAlphabetic {
                    i = end + 1
                    continue
                }
            }
            result.append(text[i])
            i += 1
        }
        return result
    }

    /// Control characters, deprecated format characters, marks of annotation, the byte-order mark.
    private static func isUnwanted(_ value: UInt32) -> Bool {
        switch value {
        case 0x00...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0x206a...0x206f, 0xfeff, 0xfff9...0xfffc: true
        default: false
        }
    }
}
