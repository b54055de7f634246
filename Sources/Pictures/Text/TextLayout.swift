// Text broken into lines: where every glyph stands, before a pixel is drawn.

/// A text wrapped to a width.
///
/// Lines break at spaces and after hyphens; a word longer than the line is cut, after a joint such as `_` or `/` if there
/// is one. Characters stand in the order they have in the string, from left to right: right-to-left scripts are **not**
/// reordered (the carried font has none of them; they show as boxes). A tab goes on to the next multiple of four
/// spaces; every Unicode line end begins a new line. Characters the font lacks are drawn as a box, one for each character a
/// reader sees; marks go on their letters; characters that do not show are left out.
public struct TextLayout: Sendable {
    /// One line.
    package struct Line: Sendable, Equatable {
        /// Glyphs with `x` from the beginning of the line and `y` up from the baseline, in font units.
        var glyphs: [PlacedGlyph] = []
        /// Up to the end of the last character that is not a space, in font units.
        package var width = 0
        package var glyphCount: Int { glyphs.count }
    }

    package let font: Font
    package private(set) var lines: [Line] = []
    /// Pixels per em.
    public let size: Double
    /// Pixels from one baseline to the next.
    public let lineHeight: Int
    /// Pixels from the top of a line to its baseline.
    public let baseline: Int
    /// True if lines were left out and an ellipsis stands for them.
    public private(set) var isCut = false

    /// The width of the widest line in pixels, rounded up.
    public var width: Int { lines.map { pixels($0.width) }.max() ?? 0 }
    /// Height of all lines in pixels.
    public var height: Int { lines.count * lineHeight }
    /// Number of lines; 0 for a text without characters.
    public var lineCount: Int { lines.count }

    /// Breaks a text into lines.
    /// - Parameters:
    ///   - width: the most pixels a line may take, or nil to break only where the text does. A line has one character at
    ///     least.
    ///   - maximumLines: lines beyond are left out; the last one ends with an ellipsis then.
    public init(_ text: String, style: TextStyle, font: Font = .standard, width: Int? = nil, maximumLines: Int? = nil) {
        self.init(
            TextElements(font: font).elements(of: text), size: style.usableSize, spacing: style.usableSpacing, font: font,
            width: width, maximumLines: maximumLines)
    }

    /// The text as large as the style allows so that it fits a box; cut if nothing fits.
    public init(_ text: String, fitting width: Int, height: Int, style: TextStyle, font: Font = .standard) {
        let elements = TextElements(font: font).elements(of: text)
        var layout = TextLayout([], size: style.usableSize, spacing: style.usableSpacing, font: font, width: nil, maximumLines: nil)
        for size in style.sizes {
            layout = TextLayout(
                elements, size: size, spacing: style.usableSpacing, font: font, width: width, height: height)
            if !layout.isCut, layout.width <= width { break }
        }
        self = layout
    }

    private init(_ elements: [TextElement], size: Double, spacing: Double, font: Font, width: Int, height: Int) {
        let lineHeight = TextLayout.lineHeight(font, size, spacing)
        self.init(
            elements, size: size, spacing: spacing, font: font, width: width, maximumLines: max(1, height / lineHeight))
    }

    private init(
        _ elements: [TextElement], size: Double, spacing: Double, font: Font, width: Int?, maximumLines: Int?
    ) {
        self.font = font
        self.size = size
        lineHeight = TextLayout.lineHeight(font, size, spacing)
        let scale = size / Double(font.unitsPerEm)
        // Room that is added or taken by the spacing is shared by both sides of the line.
        let natural = Double(font.ascent + font.descent) * scale
        baseline = Int(((Double(lineHeight) - natural) / 2 + Double(font.ascent) * scale).rounded())
        let limit = width.map { Int(Double(min(max($0, 0), Image.maximumSide)) / scale) }
        wrap(elements, limit, maximumLines.map { max(1, $0) })
    }

    private static func lineHeight(_ font: Font, _ size: Double, _ spacing: Double) -> Int {
        let natural = Double(font.ascent + font.descent + font.lineGap) * size / Double(font.unitsPerEm)
        return max(1, Int((natural * spacing).rounded()))
    }

    /// Font units in whole pixels, rounded up.
    private func pixels(_ units: Int) -> Int { Int((Double(units) * size / Double(font.unitsPerEm)).rounded(.up)) }

    // MARK: Breaking

    private mutating func wrap(_ elements: [TextElement], _ limit: Int?, _ maximumLines: Int?) {
        var start = 0
        while start < elements.count {
            if let maximumLines, lines.count == maximumLines {
                cut(limit)
                return
            }
            let (end, next) = lineEnd(elements, start, limit)
            lines.append(line(elements[start..<end]))
            start = next
        }
    }

    /// Where the line that begins at `start` ends, and where the next begins.
    private func lineEnd(_ elements: [TextElement], _ start: Int, _ limit: Int?) -> (end: Int, next: Int) {
        var pen = 0, previous: Int?
        /// After the last place where the line may be broken.
        var breakAt: Int?, jointAt: Int?
        var i = start
        while i < elements.count {
            let element = elements[i]
            if element.kind == .newline { return (i, i + 1) }
            pen = advance(pen, element, &previous)
            let isBlank = element.kind == .space || element.kind == .tab
            if let limit, !isBlank, pen > limit, i > start {
                if let breakAt { return (breakAt, skipSpaces(elements, breakAt)) }
                // A word longer than a line: cut after its last joint, unless that leaves most of the line empty.
                if let jointAt, 2 * (jointAt - start) >= i - start { return (jointAt, jointAt) }
                return (i, i)
            }
            if isBlank || element.mayBreakAfter { breakAt = i + 1 }
            if element.isJoint { jointAt = i + 1 }
            i += 1
        }
        return (i, i)
    }

    private func skipSpaces(_ elements: [TextElement], _ from: Int) -> Int {
        var i = from
        while i < elements.count, elements[i].kind == .space || elements[i].kind == .tab { i += 1 }
        return i
    }

    /// The pen after an element.
    private func advance(_ pen: Int, _ element: TextElement, _ previous: inout Int?) -> Int {
        if element.kind == .tab {
            previous = nil
            let stop = 4 * (font.glyph(of: " ").map(font.advance) ?? font.unitsPerEm / 3)
            return stop > 0 ? (pen / stop + 1) * stop : pen
        }
        let kerned = pen + kerning(previous, element)
        previous = element.glyphs.first?.glyph
        return kerned + element.advance
    }

    private func kerning(_ previous: Int?, _ element: TextElement) -> Int {
        guard let previous, previous >= 0, let glyph = element.glyphs.first?.glyph, glyph >= 0 else { return 0 }
        return font.kerning(previous, glyph)
    }

    private func line(_ elements: ArraySlice<TextElement>) -> Line {
        var line = Line()
        var pen = 0, previous: Int?
        for element in elements {
            let from = element.kind == .tab ? pen : pen + kerning(previous, element)
            for var glyph in element.glyphs {
                glyph.x += from
                line.glyphs.append(glyph)
            }
            pen = advance(pen, element, &previous)
            if element.kind == .visible { line.width = pen }
        }
        return line
    }

    /// Ends the last line with an ellipsis, taking off as many characters as it needs.
    private mutating func cut(_ limit: Int?) {
        isCut = true
        guard var last = lines.popLast() else { return }
        let dots: [(glyph: Int, advance: Int)]
        if let ellipsis = font.glyph(of: "…") {
            dots = [(ellipsis, font.advance(of: ellipsis))]
        } else if let dot = font.glyph(of: ".") {
            dots = Array(repeating: (dot, font.advance(of: dot)), count: 3)
        } else {
            dots = [(Font.fallbackGlyph, font.fallbackAdvance)]
        }
        let needed = dots.reduce(0) { $0 + $1.advance }
        if let limit {
            while last.width + needed > limit, let glyph = last.glyphs.popLast() {
                // A mark goes with its letter.
                if !glyph.isMark { last.width = min(last.width, glyph.x) }
            }
        }
        if last.glyphs.isEmpty { last.width = 0 }
        // The end of the last glyph, not the space that was taken off with what followed it.
        if let glyph = last.glyphs.last(where: { !$0.isMark }), glyph.glyph >= 0 {
            last.width = min(last.width, glyph.x + font.advance(of: glyph.glyph))
        }
        for dot in dots {
            last.glyphs.append(PlacedGlyph(glyph: dot.glyph, x: last.width, y: 0))
            last.width += dot.advance
        }
        lines.append(last)
    }
}
