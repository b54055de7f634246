// What a text is made of before it is broken into lines: one element for each character a reader sees.

/// A glyph and where it stands against the pen, in font units.
struct PlacedGlyph: Sendable, Equatable {
    /// The font's number, or ``Font/fallbackGlyph``.
    var glyph: Int
    var x: Int
    var y: Int
    /// True for a combining mark, which belongs to the letter before it.
    var isMark = false
}

/// One character a reader sees, with its combining marks.
struct TextElement: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case visible
        /// A place where a line may end; not drawn at the end of a line.
        case space
        case tab
        case newline
    }

    var kind: Kind
    var glyphs: [PlacedGlyph] = []
    /// Font units to the next element, without kerning.
    var advance = 0
    /// True if a line may end after it although no space follows, as after a hyphen.
    var mayBreakAfter = false
    /// True for the characters at which words too long for a line are best cut.
    var isJoint = false
}

/// Turns characters into elements.
struct TextElements {
    let font: Font

    func elements(of text: String) -> [TextElement] {
        var result: [TextElement] = []
        for character in text {
            guard let element = element(of: character) else { continue }
            result.append(element)
        }
        return result
    }

    /// nil for characters that neither show nor take room.
    private func element(of character: Character) -> TextElement? {
        if character.isNewline { return TextElement(kind: .newline) }
        if character == "\t" { return TextElement(kind: .tab) }
        var scalars = Array(character.unicodeScalars)
        if scalars.count > 1, let one = ComposedLetters.single[character] { scalars = [one] }
        scalars.removeAll { $0.properties.isDefaultIgnorableCodePoint || $0.properties.generalCategory == .control }
        guard let first = scalars.first else { return nil }
        if first.properties.isWhitespace {
            let isFixed = first.value == 0xA0 || first.value == 0x202F || first.value == 0x2007
            let advance = (font.glyph(of: first) ?? font.glyph(of: " ")).map(font.advance) ?? font.unitsPerEm / 3
            return TextElement(kind: isFixed ? .visible : .space, advance: advance)
        }
        guard let base = font.glyph(of: first) else {
            // However many scalars make up an emoji, it is one box.
            let box = PlacedGlyph(glyph: Font.fallbackGlyph, x: 0, y: 0)
            return TextElement(kind: .visible, glyphs: [box], advance: font.fallbackAdvance, mayBreakAfter: first.properties.isIdeographic)
        }
        var element = TextElement(kind: .visible, glyphs: [PlacedGlyph(glyph: base, x: 0, y: 0)], advance: font.advance(of: base))
        element.mayBreakAfter = "-‐–—".unicodeScalars.contains(first)
        element.isJoint = element.mayBreakAfter || "_/.,:;|\\=&".unicodeScalars.contains(first)
        // A text of marks alone could pile up thousands of them on one letter.
        for mark in scalars.dropFirst().prefix(4) { place(mark, on: base, in: &element) }
        return element
    }

    /// Centres a combining mark over its letter, higher over high letters. The font's own mark positions are not read;
    /// accented letters that exist as one character never come here.
    private func place(_ mark: Unicode.Scalar, on base: Int, in element: inout TextElement) {
        guard let glyph = font.glyph(of: mark), let own = font.outlineBounds(of: glyph) else { return }
        guard let letter = font.outlineBounds(of: base) else {
            element.glyphs.append(PlacedGlyph(glyph: glyph, x: 0, y: 0, isMark: true))
            return
        }
        let x = (letter.left + letter.right - own.left - own.right) / 2
        let isAbove = own.bottom > Double(font.xHeight) / 2
        let y = isAbove ? max(0, letter.top - Double(font.xHeight)) : 0
        let limit = Double(8 * font.unitsPerEm)
        guard abs(x) < limit, y < limit else { return }
        element.glyphs.append(PlacedGlyph(glyph: glyph, x: Int(x.rounded()), y: Int(y.rounded()), isMark: true))
    }
}

/// Letters with accents as one scalar, found by the sequence of letter and accents: Swift's characters are equal if they
/// are canonically equivalent, so the standard library does the work.
private enum ComposedLetters {
    static let single: [Character: Unicode.Scalar] = {
        var result: [Character: Unicode.Scalar] = [:]
        for range in [0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF] as [ClosedRange<UInt32>] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
                let character = Character(scalar)
                // The first of several equivalents is the usual one.
                if result[character] == nil { result[character] = scalar }
            }
        }
        return result
    }()
}
