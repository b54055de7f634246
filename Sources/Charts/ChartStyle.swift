// How charts look: colours, sizes, fonts.
import Pictures

/// Colours and sizes that all charts share.
public struct ChartStyle: Sendable, Equatable {
    /// The whole picture's size, pixels.
    public var width: Int
    public var height: Int
    /// Multiplies texts, lines and margins, for screens with small pixels; 1 suits 96 pixels an inch.
    public var scale: Double
    public var background: Color
    /// Titles and labels.
    public var ink: Color
    /// Numbers at ticks.
    public var fadedInk: Color
    /// Lines behind the data.
    public var gridColor: Color
    /// One after the other for what has no colour of its own.
    public var palette: [Color]

    public init(
        width: Int = 900, height: Int = 500, scale: Double = 1, background: Color = .white, ink: Color = Color(0x22, 0x2a, 0x33),
        fadedInk: Color = Color(0x5c, 0x66, 0x70), gridColor: Color = Color(0xe3, 0xe6, 0xea), palette: [Color] = ChartStyle.standardPalette
    ) {
        self.width = width
        self.height = height
        self.scale = scale
        self.background = background
        self.ink = ink
        self.fadedInk = fadedInk
        self.gridColor = gridColor
        self.palette = palette
    }

    /// Eight colours that stay apart for most colour-blind people and in print.
    public static let standardPalette = [
        Color(0x1f, 0x6f, 0xb4), Color(0xd9, 0x5f, 0x2b), Color(0x2f, 0x94, 0x6b), Color(0xc2, 0x4a, 0x86), Color(0xb8, 0x8a, 0x00),
        Color(0x4f, 0xae, 0xd6), Color(0x6c, 0x56, 0xb3), Color(0x70, 0x70, 0x70),
    ]

    func color(_ index: Int) -> Color { palette.isEmpty ? ink : palette[index % palette.count] }

    /// ``scale`` within what texts allow.
    var factor: Double { scale.isFinite ? min(max(scale, 0.25), 16) : 1 }
}
