// The kinds of characters by which mixed-up encodings are recognised.

/// The kinds a character belongs to; the names say what its members mean when they are meant.
struct CharacterKinds: OptionSet {
    let rawValue: UInt64
    private static func kind(_ bit: Int) -> CharacterKinds { CharacterKinds(rawValue: 1 << UInt64(bit)) }

    static let control = kind(0), bad = kind(1), common = kind(2), law = kind(3), currency = kind(4), opening = kind(5), closing = kind(6)
    static let numeric = kind(7), kaomoji = kind(8), capitalAccented = kind(9), smallAccented = kind(10), capitalCommon = kind(11)
    static let smallCommon = kind(12), box = kind(13), asciiSmall = kind(14), asciiCapital = kind(15), space = kind(16), word = kind(17)
    static let notASCIILetter = kind(18), blank = kind(19)
    // Single letters and small sets: what one encoding makes of frequent sequences.
    static let ligatureOE = kind(20), degree = kind(21), latinLead = kind(22), latinTail = kind(23), timesSign = kind(24)
    static let squareOrCube = kind(25), arabicLead = kind(26), arabicTail = kind(27), smallGraveA = kind(28), indicTail = kind(29)
    static let root = kind(30), rootTail = kind(31), almostEqual = kind(32), almostEqualTail = kind(33), lowQuote = kind(34)
    static let capitalDieresisA = kind(35), macQuoteTail = kind(36), macDashLead = kind(37), macDashTail = kind(38), cyrillicVe = kind(39)
    static let cyrillicDje = kind(40), cyrillicLead = kind(41), cyrillicTail = kind(42), capitalTildeA = kind(43), graveTail = kind(44)
    static let beforeCircumflexA = kind(45), capitalCircumflexA = kind(46), greekBeta = kind(47), euro = kind(48), greekTail = kind(49)
    static let greekLead = kind(50), smallMacronA = kind(51)

    static func of(_ scalar: Unicode.Scalar) -> CharacterKinds {
        if scalar.isASCII { return ascii[Int(scalar.value)] }
        var kinds = table[scalar] ?? []
        kinds.insert(.notASCIILetter)
        let properties = scalar.properties
        if properties.isWhitespace { kinds.insert(.space) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber:
            kinds.insert(.word)
        default: break
        }
        return kinds
    }

    private static let ascii: [CharacterKinds] = (0..<128).map { value in
        var kinds = table[Unicode.Scalar(UInt8(value))] ?? []
        switch UInt8(value) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): kinds.formUnion([.asciiSmall, .word])
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): kinds.formUnion([.asciiCapital, .word])
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): kinds.formUnion([.word, .notASCIILetter])
        case 0x09...0x0d, 0x1c...0x20: kinds.formUnion([.space, .notASCIILetter])
        default: kinds.insert(.notASCIILetter)
        }
        return kinds
    }

    private static let table: [Unicode.Scalar: CharacterKinds] = {
        var table: [Unicode.Scalar: CharacterKinds] = [:]
        for (kinds, characters) in members {
            for scalar in characters.unicodeScalars { table[scalar, default: []].formUnion(kinds) }
        }
        for (kinds, range) in ranges {
            for value in range {
                if let scalar = Unicode.Scalar(value) { table[scalar, default: []].formUnion(kinds) }
            }
        }
        return table
    }()

    private static let ranges: [(CharacterKinds, ClosedRange<UInt32>)] = [
        (.control, 0x80...0x9f),
        (.kaomoji, 0xd2...0xd6), (.kaomoji, 0xd9...0xdc), (.kaomoji, 0xf2...0xf6), (.kaomoji, 0xf8...0xfc),
        (.capitalAccented, 0xc0...0xd1), (.smallAccented, 0xe0...0xf1),
        (.capitalCommon, 0x391...0x3a9), (.smallCommon, 0x3b1...0x3c9),
        (.capitalCommon, 0x401...0x42f), (.smallCommon, 0x430...0x45f),
        (.box, 0x2550...0x256c),
    ]

    private static let members: [(CharacterKinds, String)] = [
        (.common, "\u{a0}\u{ad}·´–—―…’"),
        (.bad, "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\u{fffd}ªº"),
        (.law, "¶§"),
        (.currency, "¢£¥₧€"),
        (.opening, "¡«¿©΄΅‘‚“„•‹\u{f8ff}"),
        (.closing, "®»˝”›™"),
        (.numeric, "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№"),
        (.kaomoji, "ŐŌŪŲ°"),
        (.capitalAccented, "ØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ"),
        (.smallAccented, "ßăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґﬁﬂ"),
        (.capitalCommon, "ÞΆΈΉΊΌΎΏΪΫ"),
        (.smallCommon, "άέήίΰ"),
        (.box, "│┌┐┘├┤┬┼▀▄█▌▐░▒▓"),
        (.blank, " "),
        (.ligatureOE, "Œœ"), (.degree, "°"), (.latinLead, "ÂÃÎÐ"), (.latinTail, "€œŠš¢£Ÿž\u{a0}\u{ad}®©°·»–—´"),
        (.timesSign, "×"), (.squareOrCube, "²³"), (.arabicLead, "ØÙ"), (.arabicTail, "ŸŠ®°µ»"),
        (.smallGraveA, "à"), (.indicTail, "²µ¹¼½¾"),
        (.root, "√"), (.rootTail, "±∂†≠®™´≤≥¥µø"), (.almostEqual, "≈"), (.almostEqualTail, "°¢"),
        (.lowQuote, "‚"), (.capitalDieresisA, "Ä"), (.macQuoteTail, "ìîïòôúùû†°¢π"), (.macDashLead, "âó"), (.macDashTail, "àä°ê"),
        (.cyrillicVe, "в"), (.cyrillicDje, "Ђ"), (.cyrillicLead, "ВГРС"), (.cyrillicTail, "°µ"),
        (.capitalTildeA, "Ã"), (.graveTail, "\u{a0}¡"),
        (.beforeCircumflexA, ".,?!"), (.capitalCircumflexA, "Â"),
        (.greekBeta, "β"), (.euro, "€"), (.greekTail, "™\u{a0}Ά\u{ad}®°"), (.greekLead, "ΒΓΞΟ"), (.smallMacronA, "ā"),
    ]
}
