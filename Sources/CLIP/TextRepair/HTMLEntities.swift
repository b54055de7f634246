// HTML's character references replaced by the characters: strictly where it may be coincidence, freely where it is HTML.

enum HTMLEntities {
    typealias Scalar = Unicode.Scalar

    /// What ftfy takes for a reference: an ampersand, letters and digits, a semicolon. Names of small letters also count in capitals
    /// (`&EACUTE;` is É) as text from old databases has them.
    static func unescapeStrictly(_ text: [Scalar]) -> [Scalar] {
        replacingReferences(in: text, strictReference)
    }

    /// The reference whose ampersand is, or might be, at `start`: what it stands for and where it ends.
    private static func strictReference(_ text: [Scalar], _ start: Int) -> ([Scalar], Int)? {
        var end = start + 1
        if end < text.count, text[end] == "#" { end += 1 }
        let digits = end
        while end < text.count, end - digits < longestName, text[end].isASCII, text[end].isLetterOrDigit { end += 1 }
        guard end > digits, end < text.count, text[end] == ";" else { return nil }
        if digits == start + 2 {
            guard let (number, after) = number(text, at: start), after == end + 1, number != [";"] else { return nil }
            return (number, end + 1)
        }
        let name = String(String.UnicodeScalarView(text[digits..<end]))
        return (names[name]?.characters ?? capitals[name]).map { ($0, end + 1) }
    }

    private static let longestName = 24

    /// What ``unescapeStrictly(_:)`` leads to when it is done until nothing changes, found in one pass.
    ///
    /// References cannot overlap, and each is replaced by less than it takes, so that the order in which they are replaced does not matter:
    /// here each as soon as its semicolon is there, those that replacements complete among them.
    static func unescapedToTheEnd(_ text: [Scalar]) -> [Scalar] {
        guard text.contains("&") else { return text }
        var result: [Scalar] = []
        result.reserveCapacity(text.count)
        /// What is still to come of replacements, the next last.
        var coming: [Scalar] = []
        var i = 0
        while !coming.isEmpty || i < text.count {
            let scalar: Scalar
            if let next = coming.popLast() {
                scalar = next
            } else {
                scalar = text[i]
                i += 1
            }
            result.append(scalar)
            guard scalar == ";" else { continue }
            var start = result.count - 2
            while start >= 0, result.count - start <= longestName + 3, result[start] == "#" || result[start].isLetterOrDigit { start -= 1 }
            guard start >= 0, result[start] == "&", let (characters, end) = strictReference(Array(result[start...]), 0),
                end == result.count - start
            else {
                continue
            }
            result.removeSubrange(start...)
            coming += characters.reversed()
        }
        return result
    }

    /// Of texts like `&amp;amp;lt;` in which all references stand for ampersands that begin another such reference: how many of them follow
    /// each other in the shortest chain.
    /// - Returns: 0 for other texts.
    static func levelsOfAmpersands(in text: [Scalar]) -> Int {
        var fewest = 0
        var i = 0
        while i < text.count {
            guard text[i] == "&", let (characters, end) = strictReference(text, i) else {
                i += 1
                continue
            }
            guard characters == ["&"] else { return 0 }
            let found = chain(text, from: end)
            fewest = fewest == 0 ? found.levels : min(fewest, found.levels)
            i = found.end
        }
        return fewest
    }

    /// The text with the first references of each chain of ampersands taken for what they stand for.
    static func withoutLevels(_ levels: Int, _ text: [Scalar]) -> [Scalar] {
        var result: [Scalar] = []
        result.reserveCapacity(text.count)
        var i = 0
        while i < text.count {
            result.append(text[i])
            guard text[i] == "&", let (_, end) = strictReference(text, i) else {
                i += 1
                continue
            }
            i = chain(text, from: end, atMost: levels).end
        }
        return result
    }

    /// How many references to ampersands follow each other, the one that ends at `first` counted, and where they end.
    private static func chain(_ text: [Scalar], from first: Int, atMost most: Int = .max) -> (levels: Int, end: Int) {
        var levels = 1, end = first
        // The semicolon stands where the ampersand will be.
        while levels < most, let (characters, next) = strictReference(text, end - 1), characters == ["&"] {
            (levels, end) = (levels + 1, next)
        }
        return (levels, end)
    }

    /// What browsers and Python's `html.unescape` take for one: numbers with or without semicolon, names without it where the standard allows
    /// that, even with other letters behind them.
    static func unescapeFreely(_ text: [Scalar]) -> [Scalar] {
        replacingReferences(in: text) { text, start in
            if start + 1 < text.count, text[start + 1] == "#" { return number(text, at: start) }
            var end = start + 1
            while end < text.count, end - start <= 32, !"\t\n\u{c} <&#;".unicodeScalars.contains(text[end]) { end += 1 }
            let name = text[(start + 1)..<end]
            guard !name.isEmpty else { return nil }
            if end < text.count, text[end] == ";", let entity = names[String(String.UnicodeScalarView(name))] {
                return (entity.characters, end + 1)
            }
            // The longest beginning that is a name without semicolon; the shortest such name has two letters.
            for length in stride(from: min(name.count, longestBareName), through: 2, by: -1) {
                let beginning = String(String.UnicodeScalarView(name.prefix(length)))
                if let entity = names[beginning], entity.isBare { return (entity.characters, start + 1 + length) }
            }
            return nil
        }
    }

    /// Calls `reference` for each ampersand: it gives what to put there and where the text goes on, or nil to leave it.
    private static func replacingReferences(
        in text: [Scalar], _ reference: (_ text: [Scalar], _ start: Int) -> ([Scalar], Int)?
    ) -> [Scalar] {
        guard text.contains("&") else { return text }
        var result: [Scalar] = []
        result.reserveCapacity(text.count)
        var i = 0
        while i < text.count {
            if text[i] == "&", let (characters, end) = reference(text, i) {
                result += characters
                i = end
            } else {
                result.append(text[i])
                i += 1
            }
        }
        return result
    }

    /// A reference by number, decimal or hexadecimal: its character (none if there can be none in HTML) and where it ends.
    private static func number(_ text: [Scalar], at start: Int) -> ([Scalar], Int)? {
        var i = start + 2
        var radix: UInt32 = 10
        if i < text.count, text[i] == "x" || text[i] == "X" { (radix, i) = (16, i + 1) }
        let digits = i
        var value: UInt32 = 0
        while i < text.count, let digit = text[i].hexadecimalDigit, digit < radix {
            // Larger ones are all the same: no character.
            value = min(value * radix + digit, 0x11_0000)
            i += 1
        }
        guard i > digits else { return nil }
        if i < text.count, text[i] == ";" { i += 1 }
        return (characters(ofNumber: value), i)
    }

    private static func characters(ofNumber value: UInt32) -> [Scalar] {
        switch value {
        case 0: return ["\u{fffd}"]
        case 0x0d: return ["\r"]
        case 0x80...0x9f: return [CodePage.windows1252.upperHalf[Int(value) - 0x80]]
        case 0x01...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0xfdd0...0xfdef: return []
        default:
            guard let scalar = Scalar(value) else { return ["\u{fffd}"] }
            return value & 0xfffe == 0xfffe ? [] : [scalar]
        }
    }

    private struct Entity {
        var characters: [Scalar]
        /// True if the name is known without its semicolon.
        var isBare: Bool
    }

    private static let longestBareName = 6

    private static let names: [String: Entity] = {
        var names: [String: Entity] = [:]
        names.reserveCapacity(2200)
        for item in "\(table)".split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            guard let mark = item.firstIndex(where: { $0 == ":" || $0 == "=" }) else { continue }
            let characters = item[item.index(after: mark)...].split(separator: "+").compactMap {
                UInt32($0, radix: 16).flatMap(Scalar.init)
            }
            names[String(item[..<mark])] = Entity(characters: characters, isBare: item[mark] == "=")
        }
        return names
    }()

    /// Names of small letters written in capitals, with the capital of their character, unless that means something else already.
    private static let capitals: [String: [Scalar]] = {
        var capitals: [String: [Scalar]] = [:]
        for (name, entity) in names where name == name.lowercased() {
            let capital = name.uppercased()
            guard names[capital] == nil, !(1...capital.count).contains(where: { names[String(capital.prefix($0))]?.isBare == true }) else {
                continue
            }
            capitals[capital] = entity.characters.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }
        }
        return capitals
    }()
}

extension Unicode.Scalar {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case "0"..."9", "a"..."z", "A"..."Z": true
        default: false
        }
    }

    fileprivate var hexadecimalDigit: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x57
        case "A"..."F": value - 0x37
        default: nil
        }
    }
}
