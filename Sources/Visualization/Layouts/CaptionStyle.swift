// How captions of cells look: sized with the cell, readable on its background.
import Pictures
import Rendering

/// Text for captions of a sheet.
public struct CaptionStyle: Sendable {
    public let text: TextStyle
    /// Pixels left and right of a caption.
    public let padding: Int

    /// Lines for which a band makes room at most; longer captions are set smaller, then cut.
    private static let maximumLines = 4

    public init(cellWidth: Int, background: Color) {
        let size = max(9, min(Double(cellWidth) / 17, 24))
        text = TextStyle(size: size, smallestSize: max(8, size * 0.7), color: CaptionStyle.ink(on: background), verticalAlignment: .middle)
        padding = max(3, cellWidth / 40)
    }

    /// The height in which most captions keep their size.
    public func bandHeight(for captions: [String], width: Int) -> Int {
        let lineHeight = text.size * 1.3
        let lines = captions.map { caption -> Int in
            let layout = TextLayout(
                caption, fitting: max(1, width - 2 * padding), height: Int(lineHeight * Double(CaptionStyle.maximumLines)) + 4, style: text)
            return layout.lineCount
        }
        return Int((lineHeight * Double(min(max(lines.max() ?? 1, 1), CaptionStyle.maximumLines)) + text.size * 0.6).rounded(.up))
    }

    /// A colour for text that can be read on a background.
    public static func ink(on background: Color) -> Color {
        let linear = SRGB.linear(background)
        let isDark = background.alpha == 255 && (linear * SIMD3(0.2126, 0.7152, 0.0722)).sum() < 0.18
        return isDark ? Color(gray: 0xe6) : Color(gray: 0x33)
    }
}
