// Lines of glyphs laid on a picture, in linear light.

extension Image {
    /// Draws a text into a rectangle, wrapped, aligned and, if it is too long, cut with an ellipsis.
    ///
    /// Baselines lie on whole pixels and the height of small letters is stretched to whole pixels, so that feet and tops
    /// of letters are sharp; from left to right glyphs stand on quarters of pixels. Colours are blended in linear light.
    /// Pixels outside the rectangle never change; a rectangle may reach outside the picture.
    /// - Returns: the layout that was drawn, which tells whether the text was cut.
    @discardableResult
    public mutating func draw(
        text: String, x: Int, y: Int, width: Int, height: Int, style: TextStyle = TextStyle(), font: Font = .standard
    ) -> TextLayout {
        let layout = TextLayout(text, fitting: width, height: height, style: style, font: font)
        var cache = GlyphCache(font: font)
        draw(layout, x: x, y: y, width: width, height: height, style: style, cache: &cache)
        return layout
    }

    /// Draws a layout into a rectangle. Glyphs come from the cache, which must be of the layout's font.
    package mutating func draw(
        _ layout: TextLayout, x: Int, y: Int, width boxWidth: Int, height boxHeight: Int, style: TextStyle,
        cache: inout GlyphCache
    ) {
        let far = UInt(1) << 40
        guard boxWidth > 0, boxHeight > 0, [x, y, boxWidth, boxHeight].allSatisfy({ $0.magnitude < far }) else { return }
        let clip = PixelBox(
            left: max(0, x), top: max(0, y), right: min(width, x + boxWidth), bottom: min(height, y + boxHeight))
        guard clip.left < clip.right, clip.top < clip.bottom else { return }

        let free = boxHeight - layout.height
        let first: Int
        switch style.verticalAlignment {
        case .top: first = y
        case .middle: first = y + max(0, free / 2)
        case .bottom: first = y + max(0, free)
        }
        let brush = TextBrush(color: style.color, format: format)
        let ownWidth = width
        let scale = layout.size / Double(layout.font.unitsPerEm)
        withPixels { pixels in
            for (number, line) in layout.lines.enumerated() {
                let baseline = first + number * layout.lineHeight + layout.baseline
                if baseline - 2 * layout.lineHeight > clip.bottom || baseline + layout.lineHeight < clip.top { continue }
                let room = Double(boxWidth) - Double(line.width) * scale
                let start: Double
                switch style.alignment {
                case .left: start = 0
                case .center: start = max(0, room / 2)
                case .right: start = max(0, room)
                }
                for placed in line.glyphs {
                    let quarters = Int(((start + Double(placed.x) * scale) * 4).rounded())
                    let rise = Int((Double(placed.y) * scale).rounded())
                    let mask = cache.mask(of: placed.glyph, size: layout.size, quarter: quarters & 3)
                    brush.draw(mask, x: x + (quarters >> 2), y: baseline - rise, on: pixels, width: ownWidth, clip: clip)
                }
            }
        }
    }
}

/// Masks of glyphs that have been drawn before: a text has few different letters.
package struct GlyphCache {
    private struct Key: Hashable {
        var glyph: Int, size: Double, quarter: Int
    }

    let font: Font
    private var masks: [Key: CoverageMask] = [:]

    package init(font: Font) { self.font = font }

    /// The mask of a glyph whose pen stands `quarter` / 4 pixels right of a pixel's left edge.
    mutating func mask(of glyph: Int, size: Double, quarter: Int) -> CoverageMask {
        let key = Key(glyph: glyph, size: size, quarter: quarter)
        if let known = masks[key] { return known }
        // Texts in many scripts and sizes should not keep everything they ever drew.
        if masks.count >= 4096 { masks.removeAll() }
        let mask = font.mask(of: glyph, size: size, shift: Double(quarter) / 4)
        masks[key] = mask
        return mask
    }
}

extension Font {
    /// The pixels a glyph covers.
    ///
    /// Up to 40 pixels per em the height is stretched or shrunk so that small letters are a whole number of pixels high;
    /// at reading sizes this changes it by less than a tenth. The width stays.
    package func mask(of glyph: Int, size: Double, shift: Double) -> CoverageMask {
        let scale = size / Double(unitsPerEm)
        let letters = Double(xHeight) * scale
        let scaleY = size <= 40 ? scale * max(1, letters.rounded()) / letters : scale
        let outline = glyph == Font.fallbackGlyph ? fallbackOutline : self.outline(of: glyph) ?? fallbackOutline
        return CoverageRasterizer.mask(of: outline, scaleX: scale, scaleY: scaleY, shift: shift)
    }
}

/// Lays one colour on pixels through a mask.
private struct TextBrush {
    let format: PixelFormat
    private let color: [UInt8]
    private let light: [Int]
    /// Opacity in 1/65535 of each coverage.
    private let opacity: [Int]

    init(color: Color, format: PixelFormat) {
        self.format = format
        self.color = color.bytes(as: format)
        light = self.color.prefix(3).map(LinearLight.light)
        // Half a pixel of black on white is, in light, a light gray: right on average, but letters whose stems cover
        // parts of pixels look thin beside those that cover whole ones. Dark text therefore gets more weight in partly
        // covered pixels, white text none; the amount was chosen by eye at 11 to 16 pixels.
        let brightness = Int(PixelConversion.luma(color.red, color.green, color.blue))
        let weight = 0.9 * Double(255 - brightness) / 255
        opacity = (0...255).map {
            let c = Double($0) / 255
            return Int(((c + weight * c * (1 - c)) * Double(color.alpha) / 255 * 65535).rounded())
        }
    }

    func draw(_ mask: CoverageMask, x: Int, y: Int, on pixels: UnsafeMutableBufferPointer<UInt8>, width: Int, clip: PixelBox) {
        let left = x + mask.left, top = y + mask.top
        let columns = max(clip.left, left)..<max(clip.left, left, min(clip.right, left + mask.width))
        let rows = max(clip.top, top)..<max(clip.top, top, min(clip.bottom, top + mask.height))
        let size = format.bytesPerPixel
        for row in rows {
            for column in columns {
                let amount = opacity[Int(mask.coverage[(row - top) * mask.width + column - left])]
                if amount > 0 { blend(amount, at: (row * width + column) * size, pixels) }
            }
        }
    }

    @inline(__always)
    private func blend(_ amount: Int, at o: Int, _ pixels: UnsafeMutableBufferPointer<UInt8>) {
        switch format {
        case .gray16:
            // Numbers such as depths are not light: a plain mix.
            let under = Int(pixels[o]) << 8 | Int(pixels[o + 1])
            let mixed = (Int(color[0]) * 257 * amount + under * (65535 - amount) + 32767) / 65535
            pixels[o] = UInt8(mixed >> 8)
            pixels[o + 1] = UInt8(mixed & 255)
        case .gray8, .rgb8:
            for c in 0..<format.bytesPerPixel { pixels[o + c] = mix(c, amount, 65535 - amount, pixels[o + c]) }
        case .rgba8:
            // Porter and Duff's over, on straight alpha.
            let under = Int(pixels[o + 3]) * 257 * (65535 - amount) / 65535
            for c in 0..<3 { pixels[o + c] = mix(c, amount, under, pixels[o + c]) }
            pixels[o + 3] = UInt8((amount + under + 128) / 257)
        }
    }

    /// The colour and what lies under it, weighed.
    @inline(__always)
    private func mix(_ channel: Int, _ over: Int, _ under: Int, _ value: UInt8) -> UInt8 {
        if under == 0 || value == color[channel] { return color[channel] }
        let total = over + under
        return LinearLight.encoded((light[channel] * over + LinearLight.light(value) * under + total / 2) / total)
    }
}
