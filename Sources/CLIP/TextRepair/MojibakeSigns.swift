// Signs that text was read in the wrong encoding: neighbours that nobody writes on purpose.

/// ftfy's heuristic ("badness"): about four hundred characters turn up when UTF-8 is read as something else; they are sorted into kinds, and some
/// kinds next to each other give the mix-up away, such as a small accented letter before a currency sign.
enum MojibakeSigns {
    /// True if at least one suspicious sequence is there.
    static func areIn(_ text: [Unicode.Scalar]) -> Bool {
        let kinds = text.map { CharacterKinds.of($0) }
        for i in kinds.indices {
            if kinds[i].isEmpty { continue }
            for rule in rules where matches(rule, kinds, at: i) { return true }
            if isBlankAfterCapitalA(text, kinds, at: i) || isCyrillicQuote(text, kinds, at: i) { return true }
        }
        return false
    }

    private static func matches(_ rule: [CharacterKinds], _ kinds: [CharacterKinds], at i: Int) -> Bool {
        guard !rule[0].isDisjoint(with: kinds[i]), i + rule.count <= kinds.count else { return false }
        for j in 1..<max(rule.count, 1) where rule[j].isDisjoint(with: kinds[i + j]) { return false }
        return true
    }

    /// "Â " or "Ã " at the very beginning, or after a small letter, with or without white space in between.
    private static func isBlankAfterCapitalA(_ text: [Unicode.Scalar], _ kinds: [CharacterKinds], at i: Int) -> Bool {
        guard text[i] == "Ã" || text[i] == "Â", i + 1 < text.count, text[i + 1] == " " else { return false }
        if i == 0 || kinds[i - 1].contains(.asciiSmall) { return true }
        return i >= 2 && kinds[i - 1].contains(.space) && kinds[i - 2].contains(.asciiSmall)
    }

    /// A quotation mark mixed up twice, with a Latin letter or a blank behind it.
    private static func isCyrillicQuote(_ text: [Unicode.Scalar], _ kinds: [CharacterKinds], at i: Int) -> Bool {
        guard text[i] == "Г", i + 6 < text.count, text[(i + 1)...(i + 4)].elementsEqual("ўВЂВ".unicodeScalars) else { return false }
        return text[i + 5] != "\n" && (text[i + 6] == " " || !kinds[i + 6].isDisjoint(with: [.asciiSmall, .asciiCapital]))
    }

    private static let accented: CharacterKinds = [.smallAccented, .capitalAccented]
    private static let withBad: CharacterKinds = accented.union([.box, .opening, .closing, .currency, .numeric, .law])
    private static let arabic: CharacterKinds = [.common, .currency, .bad, .numeric, .opening, .arabicTail]

    /// Sequences of kinds. Kinds below the first block are letters of one particular mix-up: see ``CharacterKinds``.
    private static let rules: [[CharacterKinds]] = [
        [.control],
        [withBad.union(.bad), .bad],
        [[.asciiSmall, .asciiCapital], [.smallCommon, .capitalCommon], .bad],
        [.bad, withBad],
        [[.smallAccented, .smallCommon, .box, .closing, .currency, .numeric], .capitalAccented],
        [[.box, .closing, .currency, .numeric], .smallAccented],
        [[.smallAccented, .box, .closing], .currency],
        [.space, .capitalAccented, .currency],
        [[.capitalAccented, .box], [.numeric, .law]],
        [accented.union([.box, .currency, .closing]), .opening, .numeric],
        [accented.union([.currency, .numeric, .box, .law]), .closing, .opening],
        [[.currency, .numeric, .box], .opening],
        [.asciiSmall, .capitalAccented, [.opening, .currency]],
        [.box, .kaomoji],
        [accented.union([.currency, .numeric, .opening, .closing, .law]), .box],
        [.box, .closing],
        [accented, [.opening, .closing], .word],
        [.ligatureOE, .notASCIILetter],
        [.capitalAccented, .degree],
        [.latinLead, [.latinTail, .opening, .closing]],
        [.timesSign, .squareOrCube],
        [.arabicLead, arabic, .arabicLead, arabic],
        [.smallGraveA, .indicTail],
        [.root, .rootTail], [.almostEqual, .almostEqualTail], [.lowQuote, .capitalDieresisA, .macQuoteTail],
        [.lowQuote, .macDashLead, .macDashTail],
        [.cyrillicVe, .cyrillicDje],
        [.cyrillicLead, [.control, .bad, .opening, .closing, .currency, .cyrillicTail], .cyrillicLead],
        [.capitalTildeA, .graveTail],
        [[.beforeCircumflexA, .asciiSmall, .closing], .capitalCircumflexA, [.blank, .opening, .closing]],
        [.greekBeta, .euro, .greekTail],
        [.greekLead, [.control, .bad, .opening, .closing, .currency, .degree], .greekLead],
        [.smallMacronA, .euro],
    ]
}
