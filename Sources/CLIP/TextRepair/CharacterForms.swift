// Typographic and compatibility forms replaced by plain characters: control codes of Windows, ligatures, widths, quotes.

enum CharacterForms {
    /// One character after the other; each step sees what the one before it made.
    static func plain(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: { $0.value >= 0x80 }) else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            // Windows-1252 has characters where Latin-1 has control codes nobody uses.
            let scalar = 0x80...0x9f ~= scalar.value ? CodePage.windows1252.upperHalf[Int(scalar.value) - 0x80] : scalar
            if let parts = ligatures[scalar] {
                for part in parts { appendStandardWidth(part, to: &result) }
            } else {
                appendStandardWidth(scalar, to: &result)
            }
        }
        return result
    }

    private static func appendStandardWidth(_ scalar: Unicode.Scalar, to result: inout [Unicode.Scalar]) {
        switch scalar.value {
        case 0x3000: result.append(" ")
        case 0xff01...0xff5e: result.append(straightened(Unicode.Scalar(UInt8(scalar.value - 0xfee0))))
        case 0xff5f...0xffef: for part in widths[Int(scalar.value) - 0xff5f] { result.append(part) }
        default: result.append(straightened(scalar))
        }
    }

    private static func straightened(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x02bc, 0x2018...0x201b: "'"
        case 0x201c...0x201f: "\""
        default: scalar
        }
    }

    /// Latin ligatures, and digraphs that exist for the sake of old encodings. The apostrophe of ŉ is straightened afterwards.
    private static let ligatures: [Unicode.Scalar: [Unicode.Scalar]] = {
        let pairs: [(Unicode.Scalar, String)] = [
            ("\u{132}", "IJ"), ("\u{133}", "ij"), ("\u{149}", "\u{2bc}n"), ("\u{1f1}", "DZ"), ("\u{1f2}", "Dz"), ("\u{1f3}", "dz"),
            ("\u{1c4}", "D\u{17d}"), ("\u{1c5}", "D\u{17e}"), ("\u{1c6}", "d\u{17e}"), ("\u{1c7}", "LJ"), ("\u{1c8}", "Lj"),
            ("\u{1c9}", "lj"),
            ("\u{1ca}", "NJ"), ("\u{1cb}", "Nj"), ("\u{1cc}", "nj"), ("\u{fb00}", "ff"), ("\u{fb01}", "fi"), ("\u{fb02}", "fl"),
            ("\u{fb03}", "ffi"), ("\u{fb04}", "ffl"), ("\u{fb05}", "\u{17f}t"), ("\u{fb06}", "st"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0.0, Array($0.1.unicodeScalars)) })
    }()

    /// What U+FF5F to U+FFEF become: half-width kana and Hangul, full-width signs. A hyphen stands for "itself".
    private static let widths: [[Unicode.Scalar]] = {
        let table = """
            2985 2986 3002 300C 300D 3001 30FB 30F2 30A1 30A3 30A5 30A7 30A9 30E3 30E5 30E7 30C3 30FC 30A2 30A4 30A6 30A8 30AA 30AB 30AD 30AF \
            30B1 30B3 30B5 30B7 30B9 30BB 30BD 30BF 30C1 30C4 30C6 30C8 30CA 30CB 30CC 30CD 30CE 30CF 30D2 30D5 30D8 30DB 30DE 30DF 30E0 30E1 \
            30E2 30E4 30E6 30E8 30E9 30EA 30EB 30EC 30ED 30EF 30F3 3099 309A 1160 1100 1101 11AA 1102 11AC 11AD 1103 1104 1105 11B0 11B1 11B2 \
            11B3 11B4 11B5 111A 1106 1107 1108 1121 1109 110A 110B 110C 110D 110E 110F 1110 1111 1112 - - - 1161 1162 1163 1164 1165 1166 - - \
            1167 1168 1169 116A 116B 116C - - 116D 116E 116F 1170 1171 1172 - - 1173 1174 1175 - - - A2 A3 AC 20+304 A6 A5 20A9 - 2502 2190 \
            2191 2192 2193 25A0 25CB -
            """
        return table.split(separator: " ").enumerated().map { i, text in
            let parts = text.split(separator: "+").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
            return parts.isEmpty ? [Unicode.Scalar(UInt32(0xff5f + i)) ?? " "] : parts
        }
    }()
}
